"""The command, started as a user starts it, and copies of the project for it to change."""

import contextlib
import os
import shutil
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from kg.cli import main

ROOT = Path(__file__).resolve().parents[1]


def kg(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )


def here(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, which spares the start of another; all else is the same."""
    out, err = (TextIOWrapper(BytesIO(), encoding="ascii") for _ in range(2))
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.dict(os.environ, environment),
        patch.object(sys, "argv", ["kg", *arguments]),
        patch.object(sys, "stdin", TextIOWrapper(BytesIO())),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code
    return subprocess.CompletedProcess(arguments, int(code or 0), _text(out), _text(err))


def _text(stream: TextIOWrapper) -> str:
    """Return what was written to *stream*, its lines ended by a line feed."""
    stream.flush()
    stream.seek(0)
    return stream.read()


def copied(root: Path) -> Path:
    """Return *root*, with a copy of the project's files in it."""
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    return root
