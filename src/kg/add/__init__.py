"""A new document: cut into passages, with the skeleton of its source file and with labels.

Must not know: commands, terminals.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg import files
from kg.add import document
from kg.add.labels import labelled
from kg.add.passages import Part, cut
from kg.add.skeleton import skeleton
from kg.errors import BadInput, Place
from kg.project import Project

__all__ = ["Added", "Document", "Part", "Told", "add", "read"]


@dataclass(frozen=True)
class Document:
    """A document: its file, its text, and the passages into which it falls, at least one."""

    path: Path
    text: str
    parts: list[Part]


@dataclass(frozen=True)
class Told:
    """What the user says of a document, as far as he does: name, language, labels."""

    slug: str | None = None
    lang: str | None = None
    label_en: str | None = None
    label_ja: str | None = None


@dataclass(frozen=True)
class Added:
    """What was written of a document: its source file, and its labels, if it had none yet."""

    document: Document
    slug: str
    language: str
    source: Path
    labels: Path | None  # where they are
    made_up: bool  # whether a label was made from the name


def read(path: Path) -> Document:
    """Return the document at *path*; raise BadInput if it is no plain text."""
    text = document.read(path)
    return Document(path, text, cut(text))


def add(project: Project, found: Document, told: Told) -> Added:
    """Write the source file of the document *found*, and its labels, into *project*.

    Raise BadInput, and write nothing, if it is there already, or if more must be *told* of it.
    """
    slug = document.slug(found.path, told.slug)
    source = _source(project, slug)
    tag = document.language(found.text, told.lang)
    named = labelled(project, slug, (told.label_en, told.label_ja))
    written = dict([named] if named else [])
    written[source] = skeleton(slug, tag, found.parts, date.today())
    files.put(written)
    made_up = named is not None and None in (told.label_en, told.label_ja)
    return Added(found, slug, tag, source, named[0] if named else None, made_up)


def _source(project: Project, slug: str) -> Path:
    """Return where the source file of *slug* shall be; raise BadInput if one is there."""
    path = project.source(slug)
    if path.is_symlink() or path.exists():
        fault = "is there already: choose another name with --slug, or delete it to cut it anew"
        raise BadInput(fault, Place(path))
    return path
