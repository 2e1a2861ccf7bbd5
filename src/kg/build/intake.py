"""The project's files as quads: Turtle and TriG, each file into its graphs.

A reference file becomes the graph `reference:<name>`, a module of the ontology
`graph:ontology/<name>`, an alignment `graph:alignment/<name>`, which no rule takes for the
ontology, a file of shapes `graph:shapes/<name>`; a source file names its own graphs.

Must not know: what the quads mean, rules, where a build lies.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from kg.errors import BadInput, Place
from kg.project import Project, read
from kg.store import parse
from kg.terms import GRAPH, SOURCE

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # needs no escape in an IRI (RFC 3987)


def files(project: Project) -> Iterator[tuple[Path, list[Quad]]]:
    """Yield each Turtle and TriG file of *project* that goes into the store, with its quads."""
    for path in [*project.ontology, *project.alignments, *project.reference, *project.sources]:
        yield path, quads(project, path)


def quads(project: Project, path: Path) -> list[Quad]:
    """Return the quads of the file at *path*; raise BadInput with the place of a fault."""
    if not _NAME.fullmatch(path.stem):
        fault = "has a name that is no part of an IRI: use letters, digits and hyphens"
        raise BadInput(fault, Place(path))
    if path.suffix == ".trig":
        return parsed(path, RdfFormat.TRIG)
    graph = NamedNode(f"{GRAPH}{_family(project, path)}/{path.stem}")
    return [Quad(q.subject, q.predicate, q.object, graph) for q in parsed(path, RdfFormat.TURTLE)]


def _family(project: Project, path: Path) -> str:
    """Return the first part of the names of the graphs to which the file at *path* belongs."""
    families = {
        "alignment": project.alignments,
        "ontology": project.ontology,
        "shapes": project.shapes,
    }
    return next((name for name, paths in families.items() if path in paths), "reference")


def parsed(path: Path, file_format: RdfFormat) -> list[Quad]:
    """Return the quads of the file at *path* as they stand there."""
    try:
        return parse(read(path), file_format, base=SOURCE + path.stem)
    except SyntaxError as fault:
        message = str(fault.msg).split(": ", 1)[-1].rstrip(".")
        place = Place(path, fault.lineno or 0, fault.offset or 0)
        raise BadInput(f"cannot be read: {message}", place) from fault


def in_no_graph(found: list[Quad]) -> list[Quad]:
    """Return those of *found* that stand outside every named graph."""
    return [quad for quad in found if isinstance(quad.graph_name, DefaultGraph)]
