"""What a build holds and can be asked, said in the store itself, where SIB's tools look for it.

The graph `<.well-known/void>` describes the accepted view by VoID (https://www.w3.org/TR/void/):
how many things of each class there are, with which properties, to which classes and datatypes (the
last by void-ext, as SIB's void-generator has it). `<.well-known/sparql-examples>` holds the stored
questions. Nodes have IRIs.

Must not know: what the classes and properties are about.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg.library import triples
from kg.queries import StoredQuery
from kg.store import ACCEPTED, Store
from kg.terms import TYPE, Term, compact, plain

_WELL_KNOWN = "https://w3id.org/parley/.well-known/"
VOID = NamedNode(_WELL_KNOWN + "void")
EXAMPLES = NamedNode(_WELL_KNOWN + "sparql-examples")
SERVED = (ACCEPTED, VOID, EXAMPLES)  # what a pattern outside GRAPH reads, at an endpoint

_NS = "http://rdfs.org/ns/void#"
_EXTENSION = "http://ldf.fi/void-ext#"
PREFIXES = {"void-ext": _EXTENSION}  # beside the project's
_WHOLE = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
    (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?distinctObjects)
WHERE { GRAPH %s { ?s ?p ?o } }
"""


class _Partition(NamedTuple):
    """A way to part things: the link to a part, the property that says what is in it, and a query.

    Each row of the query is one part: its last column counts *counted*, those before it are what is
    in the part of the part of the whole.
    """

    link: str
    says: str
    counted: str
    query: str


_PARTITIONS = (
    _Partition(
        _NS + "classPartition",
        _NS + "class",
        _NS + "entities",
        "SELECT ?class (COUNT(?s) AS ?n) WHERE { GRAPH %s { ?s a ?class } } GROUP BY ?class",
    ),
    _Partition(
        _NS + "propertyPartition",
        _NS + "property",
        _NS + "triples",
        "SELECT ?class ?p (COUNT(*) AS ?n) WHERE { GRAPH %s { ?s a ?class . ?s ?p ?o } } "
        "GROUP BY ?class ?p",
    ),
    _Partition(
        _NS + "classPartition",
        _NS + "class",
        _NS + "triples",
        "SELECT ?class ?p ?of (COUNT(*) AS ?n) "
        "WHERE { GRAPH %s { ?s a ?class . ?s ?p ?o . ?o a ?of } } GROUP BY ?class ?p ?of",
    ),
    _Partition(
        _EXTENSION + "datatypePartition",
        _EXTENSION + "datatype",
        _NS + "triples",
        "SELECT ?class ?p ?of (COUNT(*) AS ?n) WHERE { GRAPH %s { ?s a ?class . ?s ?p ?o } "
        "FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?of) } GROUP BY ?class ?p ?of",
    ),
)


def descriptions(
    store: Store, questions: Iterable[StoredQuery], prefixes: Mapping[str, str]
) -> Iterator[Quad]:
    """Yield what *store* holds, and what it can be asked, each into its graph."""
    for subject, predicate, value in _void(store, prefixes):
        yield Quad(subject, NamedNode(predicate), value, VOID)
    for triple in triples(questions, prefixes):
        yield Quad(triple.subject, triple.predicate, triple.object, EXAMPLES)


def in_small(questions: Iterable[StoredQuery], prefixes: Mapping[str, str]) -> Iterator[Quad]:
    """Yield descriptions in which every term stands that descriptions use: of a view of one thing.

    They say what any build may say, and need none.
    """
    thing, label = NamedNode("urn:thing"), NamedNode("urn:label")
    store = Store(
        [
            Quad(thing, NamedNode(TYPE), thing, ACCEPTED),
            Quad(thing, label, thing, ACCEPTED),
            Quad(thing, label, Literal("thing"), ACCEPTED),
        ]
    )
    return descriptions(store, questions, prefixes)


def _void(store: Store, prefixes: Mapping[str, str]) -> Iterator[tuple[NamedNode, str, Term]]:
    """Yield subject, predicate and value of each statement about the accepted view."""
    yield ACCEPTED, TYPE, NamedNode(_NS + "Dataset")
    whole = store.select(_WHOLE % ACCEPTED)
    for row in whole:
        for name in whole.variables:
            yield ACCEPTED, _NS + name.value, row[name]
    for part in _PARTITIONS:
        for *path, count in store.select(part.query % ACCEPTED):
            node = _node(path, prefixes)
            yield _node(path[:-1], prefixes), part.link, node
            yield node, part.says, path[-1]
            yield node, part.counted, count


def _node(path: Sequence[Term], prefixes: Mapping[str, str]) -> NamedNode:
    """Return the part to which *path* leads, classes and properties; the whole, if it is empty."""
    names = (quote(compact(plain(term), prefixes), safe=":") for term in path)
    return NamedNode(f"{VOID.value}#{'/'.join(names)}") if path else ACCEPTED
