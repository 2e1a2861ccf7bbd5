"""What an exported folder holds, file by file, so that a wrong byte in it is noticed.

`manifest.json` says of each file how long it is and its SHA-256, and of the whole which build it
comes from, its hash by RDFC-1.0, and what wrote it. `SHA256SUMS` says the same of the files to
`sha256sum --check`.

Must not know: what the files hold.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph

from kg import __version__
from kg.build import Build
from kg.errors import BadInput, Finding, Place
from kg.folder import marker, names
from kg.folder import write as put

NAME, SUMS = "manifest.json", "SHA256SUMS"
MAKER = "kg export"
_AGAIN = "take it again from where it was published, or write it anew by kg export"
_FAULTS = {
    "changed": ("is not as it was written", _AGAIN),
    "foreign": ("is no file of this export", "delete it, or put it elsewhere"),
    "missing": ("is missing", _AGAIN),
    "sums": (f"and {NAME} do not agree", _AGAIN),
}


def write(folder: Path, build: Build, digest: str, left_out: Mapping[str, str]) -> None:
    """Write what *folder* holds into it; *digest* is the hash of the dataset of *build*.

    *left_out* are the files that it does not hold, each with the reason.
    """
    values = {
        "build": build.name,
        "version": __version__,
        "pyoxigraph": pyoxigraph.__version__,
        "quads": build.manifest["quads"],
        "rdfc10-sha256": digest,
        "left-out": dict(left_out),
        "files": told(folder),
    }
    put(folder, NAME, json.dumps(values, ensure_ascii=False, indent=1) + "\n")
    put(folder, SUMS, _sums(folder, values))


def told(folder: Path) -> dict[str, dict[str, Any]]:
    """Return of each file below *folder* how long it is, and its SHA-256."""
    return {name: _told(folder / name) for name in names(folder)}


def read(folder: Path) -> dict[str, Any]:
    """Return the values in the manifest of *folder*; raise BadInput if there is none."""
    path = folder / NAME
    if not path.is_file():
        raise BadInput(f"{folder} holds no export: name a folder that kg export wrote, with --out")
    try:
        values: dict[str, Any] = json.loads(path.read_text("utf-8"))
        values["files"] = {str(name): dict(told) for name, told in values["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise BadInput(f"is damaged: {_AGAIN}", Place(path)) from fault
    return values


def verify(folder: Path) -> list[Finding]:
    """Return which files of an exported *folder* are missing, wrong or not of it, by name.

    Raise BadInput if *folder* holds no export, or a manifest that cannot be read.
    """
    values = read(folder)
    found = set(names(folder)) - {marker(MAKER), NAME, SUMS}
    return [
        *_wrong_sums(folder, values),
        *(fault for name in sorted(values["files"]) for fault in _wrong(folder, name, values)),
        *(_finding(folder / name, "foreign") for name in sorted(found - set(values["files"]))),
    ]


def _told(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": _digest(path)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sums(folder: Path, values: Mapping[str, Any]) -> str:
    """Return the lines of SHA256SUMS, that of the manifest itself among them."""
    due = {name: told["sha256"] for name, told in values["files"].items()}
    due[NAME] = _digest(folder / NAME)
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(due.items()))


def _wrong_sums(folder: Path, values: Mapping[str, Any]) -> Iterator[Finding]:
    path = folder / SUMS
    if not path.is_file():
        yield _finding(path, "missing")
    elif path.read_bytes() != _sums(folder, values).encode():
        yield _finding(path, "sums")


def _wrong(folder: Path, name: str, values: Mapping[str, Any]) -> Iterator[Finding]:
    path = folder / name
    if not path.is_file():
        yield _finding(path, "missing")
    elif _digest(path) != values["files"][name].get("sha256"):
        yield _finding(path, "changed")


def _finding(path: Path, code: str) -> Finding:
    return Finding(Place(path), code, *_FAULTS[code])
