"""A folder of made files, which is replaced as a whole or not at all.

A marker names every file that was written, so that a folder of somebody else's, or a file put
among ours, is never deleted.

Must not know: what the files hold.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import BadInput, StoreError


@contextmanager
def replacing(out: Path, maker: str) -> Iterator[Path]:
    """Yield a new folder to write into, which takes the place of *out* if the block ends well.

    *maker* is the command that writes it. Raise BadInput, before anything is done, if *out* holds
    a file that it did not write, and StoreError if the folder cannot be written.
    """
    out = out.resolve()
    _refuse_foreign(out, maker)
    beside = out.with_name(f".{out.name}.new-{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        yield beside
        _mark(beside, maker)
        _swap(beside, out)
    except OSError as fault:
        raise StoreError(f"{out} cannot be written: {fault.strerror}") from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write(folder: Path, name: str, text: str) -> None:
    """Write *text* into the file *name*, with slashes, below *folder*."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def marker(maker: str) -> str:
    """Return the name of the file by which *maker* knows its folder.

    >>> marker("kg docs")
    '.kg-docs'
    """
    return f".{maker.replace(' ', '-')}"


def names(folder: Path) -> list[str]:
    """Return the names of all files below *folder*, with slashes, sorted."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _refuse_foreign(out: Path, maker: str) -> None:
    """Raise BadInput if *out* is no folder of *maker*, no empty folder and not missing."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file: name a folder with --out")
    if Path.cwd().is_relative_to(out):
        raise BadInput(f"{out} is the current folder or above it: name another one with --out")
    if foreign := _foreign(out, maker):
        raise BadInput(
            f"{out} holds {foreign}, which {maker} did not write: name an empty folder with --out"
        )


def _foreign(out: Path, maker: str) -> str | None:
    """Return the name of a file in *out* that the marker there does not name, if there is one."""
    mark = out / marker(maker)
    try:
        ours = mark.read_text("utf-8").splitlines() if mark.is_file() else []
    except (OSError, UnicodeDecodeError):
        ours = []
    known = {mark.name, *ours[1:]} if ours[:1] == [_line(maker)] else set()
    return next((name for name in names(out) if name not in known), None)


def _line(maker: str) -> str:
    return f"Made by {maker}, which replaces these files as a whole:"


def _mark(folder: Path, maker: str) -> None:
    write(folder, marker(maker), "\n".join([_line(maker), *names(folder), ""]))


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
