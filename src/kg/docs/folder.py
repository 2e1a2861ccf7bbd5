"""The folder of the pages, which is replaced as a whole or not at all.

A marker names every file that was written, so that a folder of somebody else's, or a file put
among the pages, is never deleted.

Must not know: what the files hold.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kg.errors import BadInput, StoreError

_MARKER = ".kg-docs"
_MARK = "Made by kg docs, which replaces these files as a whole:"


def replace(out: Path, files: Mapping[str, str]) -> None:
    """Make *out* hold exactly *files*, by their names with slashes.

    Raise BadInput if it holds anything that this function did not write.
    """
    out = out.resolve()
    refuse_foreign(out)
    beside = out.with_name(f".{out.name}.new-{os.getpid()}")
    try:
        _write(beside, {**files, _MARKER: "\n".join([_MARK, *sorted(files), ""])})
        _swap(beside, out)
    except OSError as fault:
        raise StoreError(f"{out} cannot be written: {fault.strerror}") from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def refuse_foreign(out: Path) -> None:
    """Raise BadInput if *out* is no folder of pages, no empty folder and not missing."""
    out = out.resolve()
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file: name a folder with --out")
    if Path.cwd().is_relative_to(out):
        raise BadInput(f"{out} is the current folder or above it: name another one with --out")
    if foreign := _foreign(out):
        raise BadInput(
            f"{out} holds {foreign}, which kg docs did not write: name an empty folder with --out"
        )


def _foreign(out: Path) -> str | None:
    """Return the name of a file in *out* that the marker there does not name, if there is one."""
    marker = out / _MARKER
    try:
        ours = marker.read_text("utf-8").splitlines() if marker.is_file() else []
    except (OSError, UnicodeDecodeError):
        ours = []
    known = {_MARKER, *ours[1:]} if ours[:1] == [_MARK] else set()
    found = sorted(path for path in out.rglob("*") if path.is_symlink() or not path.is_dir())
    names = (path.relative_to(out).as_posix() for path in found)
    return next((name for name in names if name not in known), None)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _swap(beside: Path, out: Path) -> None:
    """Put *beside* in the place of *out*; the old folder stands aside until that is done."""
    aside = out.with_name(f".{out.name}.old-{os.getpid()}")
    if out.exists():
        out.rename(aside)
    try:
        beside.rename(out)
    except OSError:
        if aside.exists():
            aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)
