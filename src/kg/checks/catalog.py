"""The catalog that lets Protege open the ontology without the network.

It is an OASIS XML catalog (https://www.oasis-open.org/committees/entity/spec-2001-08-06.html): for
the IRI of each ontology, the file beside it. It is generated, and never edited.

Must not know: what an ontology says but its name.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from kg.checks.reading import Files, Text, read_all
from kg.errors import Finding, Place
from kg.files import put
from kg.project import Project, read
from kg.terms import TYPE, plain

_ONTOLOGY = "http://www.w3.org/2002/07/owl#Ontology"
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Generated from the headers of the files by kg check, with its option to fix: never edit it. -->
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog" prefer="public">
"""
_WAY_OUT = "write it anew by kg check --fix"


def check(files: Files) -> Iterator[Finding]:
    """Yield what in the catalog is not as the headers of the ontology's files say."""
    if any(path in _made_from(files.project) for path, _ in files.unread):
        return  # told by the check of syntax
    path = path_in(files.project)
    if not path.exists():
        yield Finding(Place(path), "catalog", "is missing: Protege needs it", _WAY_OUT)
        return
    found, due = read(path), _text(files)
    if found != due:
        place = Text(path, found).first_difference(due)
        yield Finding(place, "catalog", "is not as the headers of the ontology say", _WAY_OUT)


def path_in(project: Project) -> Path:
    """Return where the catalog of *project* lies."""
    return project.root / "ontology/catalog-v001.xml"


def write(project: Project) -> bool:
    """Write the catalog of *project* anew, and say whether it changed.

    Raise BadInput if a header cannot be read or the file cannot be written.
    """
    files = read_all(project)
    for path, fault in files.unread:
        if path in _made_from(project):
            raise fault
    path, due = path_in(project), _text(files)
    if path.exists() and read(path) == due:
        return False
    put({path: due})
    return True


def _made_from(project: Project) -> list[Path]:
    return [*project.ontology, *project.alignments]


def _text(files: Files) -> str:
    root = files.project.root / "ontology"
    entries = sorted(
        (plain(quad.subject), file.path.relative_to(root).as_posix())
        for file in [*files.ontology, *files.alignments]
        for quad in file.quads
        if quad.predicate.value == TYPE and plain(quad.object) == _ONTOLOGY
    )
    lines = (f"  <uri name={quoteattr(iri)} uri={quoteattr(name)}/>\n" for iri, name in entries)
    return f"{_HEAD}{''.join(lines)}</catalog>\n"
