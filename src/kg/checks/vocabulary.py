"""Whether the ontology declares the terms that the files use.

Every class and property in the data and the shapes, every datatype, and every name in the
project's own namespace wherever it stands. The terms of RDF, RDFS, OWL, XSD and, in shapes, SHACL
are the languages in which the files are written, and need no declaration; whether a term of SHACL
exists is seen where the shapes are read.

Must not know: what the terms mean, the shapes of things.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from kg.checks.names import names
from kg.checks.reading import File, Files, Text
from kg.errors import Finding, Place, did_you_mean
from kg.terms import KG, TYPE, plain

_SH = "http://www.w3.org/ns/shacl#"
# What these SHACL properties point to is a class or a property of the ontology.
NAMES_A_TERM = frozenset(
    _SH + name
    for name in (
        "class",
        "disjoint",
        "equals",
        "inversePath",
        "lessThan",
        "lessThanOrEquals",
        "path",
        "targetClass",
        "targetObjectsOf",
        "targetSubjectsOf",
    )
)
_POINTS_TO_TERM = NAMES_A_TERM | {TYPE, _SH + "datatype"}


def check(files: Files) -> Iterator[Finding]:
    """Yield the terms that no module of the ontology declares, at their first use in each file."""
    if any(path in files.project.ontology for path, _ in files.unread):
        return  # what an unread module declares is not known
    declared = declared_terms(files)
    for file in [*files.data, *files.shapes]:
        used = {iri for quad in file.quads for iri in _terms(quad)} | _own(file.quads)
        yield from _undeclared(files, file, used, declared | _languages())
    for file in [*files.ontology, *files.alignments]:
        yield from _undeclared(files, file, _own(file.quads), declared)
    for text in files.sparql:
        yield from _in_sparql(files, text, declared)


def declared_terms(files: Files) -> frozenset[str]:
    """Return the IRIs to which the ontology gives a type; what they map to is not among them."""
    quads = (quad for file in files.ontology for quad in file.quads)
    return frozenset(plain(q.subject) for q in quads if q.predicate.value == TYPE)


def _terms(quad: Quad) -> Iterator[str]:
    """Yield the classes, properties and datatypes that *quad* uses."""
    yield quad.predicate.value
    if isinstance(quad.object, Literal):
        yield quad.object.datatype.value
    elif isinstance(quad.object, NamedNode) and quad.predicate.value in _POINTS_TO_TERM:
        yield quad.object.value


def _own(quads: Iterable[Quad]) -> set[str]:
    """Return the names of the project's own namespace in *quads*."""
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return {t.value for t in terms if isinstance(t, NamedNode) and t.value.startswith(KG)}


def _undeclared(
    files: Files, file: File, used: Iterable[str], known: frozenset[str]
) -> Iterator[Finding]:
    for iri in sorted(set(used) - known):
        if not (file in files.shapes and iri.startswith(_SH)):
            yield _finding(files, _place(file, iri), iri, known)


def _in_sparql(files: Files, text: Text, declared: frozenset[str]) -> Iterator[Finding]:
    used = [name for name in names(text.text) if name.iri and _is_own(name.iri)]
    first = {str(name.iri): name.start for name in reversed(used)}
    for iri, start in sorted(first.items()):
        if iri not in declared:
            yield _finding(files, text.at(start), iri, declared)


def _is_own(iri: str) -> bool:
    return iri.startswith(KG) and iri != KG


def _place(file: File, iri: str) -> Place:
    offset = file.places.mentions.get(iri)
    return file.at(offset) if offset is not None else Place(file.path)


def _finding(files: Files, place: Place, iri: str, declared: frozenset[str]) -> Finding:
    name = files.compact(iri)
    return Finding(
        place,
        "undeclared",
        f"{name} is not declared in the ontology",
        did_you_mean(name, map(files.compact, declared), "declare it in a module of the ontology"),
    )


@cache
def _languages() -> frozenset[str]:
    """Return the terms of RDF, RDFS, OWL and XSD."""
    from rdflib.namespace import OWL, RDF, RDFS, XSD

    return frozenset(str(term) for space in (RDF, RDFS, OWL, XSD) for term in dir(space))
