"""The labels of a new document, put among those of the other documents in the reference data.

Must not know: passages, how a file is written.
"""

import re
from pathlib import Path

from pyoxigraph import Literal, Quad, RdfFormat

from kg.build.intake import parsed
from kg.errors import BadInput, Place
from kg.files import WIDTH
from kg.project import Project, read
from kg.store import parse
from kg.terms import SOURCE, plain

_HEAD = """\
# Documents: those that are encoded and those that they cite.
@prefix kg:     <https://w3id.org/parley/ns/> .
@prefix rdfs:   <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <https://w3id.org/parley/source/> .
"""
_ENTRY = re.compile(r"^(?:#.*\n)*source:(\S+)$", re.MULTILINE)


Labels = tuple[str | None, str | None]  # in English and in Japanese, if they are given


def labelled(project: Project, slug: str, labels: Labels) -> tuple[Path, str] | None:
    """Return a file of reference data and its text with the *labels* of the document *slug*.

    What is not given is made from the slug. Return None if the reference data label the document
    already, as one that is cited; raise BadInput if *labels* are given all the same.
    """
    quads = {path: parsed(path, RdfFormat.TURTLE) for path in project.reference}
    known = next((path for path, found in quads.items() if _speaks_of(found, slug)), None)
    if known is None:
        path = _home(project, quads)
        return path, _with(path, slug, labels)
    if any(labels):
        fault = f"labels {slug} already, as a document that is cited: change its labels there"
        raise BadInput(fault, Place(known))
    return None


def _speaks_of(found: list[Quad], slug: str) -> bool:
    return any(plain(quad.subject) == SOURCE + slug for quad in found)


def _home(project: Project, quads: dict[Path, list[Quad]]) -> Path:
    """Return the file that labels documents, `sources.ttl` if none does yet."""
    folder = project.reference[0].parent if project.reference else project.data / "reference"
    for path, found in quads.items():
        if any(plain(quad.subject).startswith(SOURCE) for quad in found):
            return path
    return folder / "sources.ttl"


def _with(path: Path, slug: str, labels: Labels) -> str:
    """Return the text of the file at *path* with the labels of *slug* in it."""
    text = _inserted(read(path) if path.exists() else _HEAD, slug, _statement(slug, labels))
    try:
        found = parse(text, RdfFormat.TURTLE)
    except SyntaxError:
        found = []
    if not _speaks_of(found, slug):
        fault = "lacks the prefixes of labels: give it those of kg:, rdfs: and source:"
        raise BadInput(f"{fault} in ontology/prefixes.ttl", Place(path))
    return text


def _statement(slug: str, labels: Labels) -> str:
    words = slug.replace("-", " ").replace("_", " ")
    english = labels[0] or words[0].upper() + words[1:]
    both = [str(Literal(english, language="en"))]
    both.append(str(Literal(labels[1] or english, language="ja")))
    line = f"    rdfs:label {' , '.join(both)} ;"
    if len(line) > WIDTH:
        line = "    rdfs:label\n        " + " ,\n        ".join(both) + " ;"
    return f"source:{slug}\n    a kg:Source ;\n{line}\n.\n"


def _inserted(text: str, slug: str, statement: str) -> str:
    """Return *text* with *statement* where the order of names puts it."""
    entries = list(_ENTRY.finditer(text))
    later = next((entry.start() for entry in entries if entry[1] > slug), None)
    if later is not None:
        return f"{text[:later]}{statement}\n{text[later:]}"
    end = text.find("\n.\n", entries[-1].end()) if entries else -1
    at = end + len("\n.\n") if end >= 0 else len(text)
    return f"{text[:at].rstrip()}\n\n{statement}{text[at:]}"
