"""Whether the files of the ontology and of the shapes tell things in one order.

The header comes first, then classes, object properties, datatype properties, annotation properties,
datatypes, individuals, and last the axioms that have no name; the subjects of a part are sorted,
whatever their case. Shapes are sorted throughout, behind their header.

Must not know: what the terms mean, lines and columns of a layout.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import BlankNode

from kg.checks.reading import File, Files
from kg.errors import Finding
from kg.places import Spot
from kg.terms import TYPE, plain

_OWL = "http://www.w3.org/2002/07/owl#"
_PARTS = {
    _OWL + "Ontology": (0, "the header"),
    _OWL + "Class": (1, "the classes"),
    _OWL + "ObjectProperty": (2, "the object properties"),
    _OWL + "DatatypeProperty": (3, "the datatype properties"),
    _OWL + "AnnotationProperty": (4, "the annotation properties"),
    "http://www.w3.org/2000/01/rdf-schema#Datatype": (5, "the datatypes"),
}
_INDIVIDUALS, _AXIOMS = (6, "the individuals"), (7, "the axioms without a name")


class _Statement(NamedTuple):
    """A subject with the part of the file to which its kind belongs."""

    subject: Spot
    part: tuple[int, str]


def check(files: Files) -> Iterator[Finding]:
    """Yield the statements that stand behind one before which they should."""
    for file in files.terms:
        statements = list(_statements(file))
        for i in range(1, len(statements)):
            yield from _pair(files, file, statements[i - 1], statements[i])


def _pair(files: Files, file: File, first: _Statement, then: _Statement) -> Iterator[Finding]:
    name = files.compact(plain(then.subject.term)) if then.part != _AXIOMS else "an axiom"
    if then.part < first.part:
        what = f"{name} belongs to {then.part[1]} and stands behind {first.part[1]}"
        yield Finding(file.at(then.subject.start), "order", what, f"move it to {then.part[1]}")
    elif then.part == first.part != _AXIOMS and _key(files, then) < _key(files, first):
        before = files.compact(plain(first.subject.term))
        what = f"{name} stands behind {before}"
        way_out = f"sort {then.part[1]} by name"
        yield Finding(file.at(then.subject.start), "order", what, way_out)


def _key(files: Files, statement: _Statement) -> tuple[str, str]:
    name = files.compact(plain(statement.subject.term))
    return name.casefold(), name


def _statements(file: File) -> Iterator[_Statement]:
    """Yield the statements of *file* in order, without what is nested in them."""
    nested = {triple.object.start for triple in file.places.triples}
    kinds: dict[Spot, set[str]] = {}
    for triple in file.places.triples:
        if triple.subject.start not in nested:
            of_subject = kinds.setdefault(triple.subject, set())
            if plain(triple.predicate.term) == TYPE:
                of_subject.add(plain(triple.object.term))
    for subject, found in sorted(kinds.items(), key=lambda item: item[0].start):
        if isinstance(subject.term, BlankNode):
            yield _Statement(subject, _AXIOMS)
        else:
            parts = [_PARTS[kind] for kind in found if kind in _PARTS]
            yield _Statement(subject, min(parts, default=_INDIVIDUALS))
