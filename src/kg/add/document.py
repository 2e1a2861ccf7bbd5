"""The file of a new document: plain text of one document, its name, and its language.

Must not know: passages, RDF, the project.
"""

import os
import re
from pathlib import Path

from kg import project
from kg.errors import BadInput, Place
from kg.evidence import squeeze
from kg.tokens import line_column

_MOST = 10_000_000  # bytes: more than any book has
_OTHERS = {
    b"%pdf-": "a PDF",
    b"pk\x03\x04": "an archive, as Word makes it",
    b"{\\rtf": "rich text (RTF)",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
}
_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")  # needs no escape in an IRI
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SCRIPTS = {"ja": re.compile("[ぁ-ヿ]"), "ko": re.compile("[가-힣]")}
_SHARE = 4  # one letter in so many makes sure; a quoted name does not


def read(path: Path) -> str:
    """Return the text of the document at *path*; raise BadInput if it is no plain text."""
    if fault := _fault(path):
        raise BadInput(fault, Place(path))
    text = project.read(path)
    if not squeeze(text):
        raise BadInput("is empty: put the text of the document there", Place(path))
    if "\0" in text:
        place = Place(path, *line_column(text, text.index("\0")))
        raise BadInput("holds the character U+0000, so it is no plain text: save it as such", place)
    return text


def _fault(path: Path) -> str | None:
    if not os.path.exists(path):  # noqa: PTH110  # pathlib raises for a name that is too long
        return "does not exist: name the text file of a document"
    if path.is_dir():
        return "is a folder: name the text file of one document"
    if path.is_file():
        return _too_large(path) or _other_format(path)
    return None


def _too_large(path: Path) -> str | None:
    size = path.stat().st_size
    if size <= _MOST:
        return None
    return f"has {size:,} bytes, and no more than {_MOST:,} are read: is it one document?"


def _other_format(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            beginning = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    except OSError:
        return None  # told by who reads it whole
    is_one = (name for start, name in _OTHERS.items() if beginning.startswith(start))
    name = next(is_one, None)
    return f"is {name}: save it as plain text in UTF-8, and add that" if name else None


def slug(path: Path, given: str | None) -> str:
    """Return the name *given* to the document, else that of its file, if IRIs may hold it."""
    name = path.stem if given is None else given
    if _SLUG.fullmatch(name):
        return name
    near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "north-2025"
    raise BadInput(
        f'"{name}" cannot be part of an IRI: give the document a name of letters, digits and '
        f"hyphens, as in --slug {near}"
    )


def language(text: str, given: str | None) -> str:
    """Return the tag *given*, else that of the language which the script of *text* makes sure."""
    if given is not None and not _TAG.fullmatch(given):
        raise BadInput(f'--lang "{given}" is no language tag: write one as en, ja or zh-Hant')
    letters = sum(map(str.isalpha, text))
    sure = (tag for tag, signs in _SCRIPTS.items() if _SHARE * len(signs.findall(text)) > letters)
    tag = given or next(sure, None)
    if tag is None:
        raise BadInput(
            "the script does not tell the language of the document: say it, as in --lang en"
        )
    return tag
