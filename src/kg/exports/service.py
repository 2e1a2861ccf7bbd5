"""What a query tool needs to know: how the endpoint answers, what it holds and can be asked.

`service.ttl` is a SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description);
`void.ttl`, `questions.ttl` and `prefixes.ttl` are what the store says of itself.

Must not know: what the data are about.
"""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg import library
from kg.build import Build
from kg.build.descriptions import EXAMPLES, VOID
from kg.exports.about import About
from kg.exports.vocabularies import VOCABULARIES, statements, term
from kg.folder import write as put
from kg.library import declarations, in_order
from kg.store import ACCEPTED, Store, readable, turtle
from kg.terms import GRAPH

_RESULTS = ("SPARQL_Results_CSV", "SPARQL_Results_JSON", "SPARQL_Results_TSV", "SPARQL_Results_XML")
_TRIPLES = ("JSON-LD", "N-Quads", "N-Triples", "RDF_XML", "TriG", "Turtle")
_DEFAULT_GRAPH = Literal(
    "A pattern outside GRAPH reads the accepted view. Each claim has a graph of its own, named by "
    "the claim; those graphs are not listed here.",
    language="en",
)


def write(build: Build, out: Path) -> None:
    """Write below *out* what *build* says of itself: what it holds, questions and prefixes."""
    known = {**build.prefixes, **VOCABULARIES}
    described = sorted((quad.triple for quad in build.store().graph(VOID)), key=str)
    put(out, "void.ttl", turtle(described, known))
    put(out, "questions.ttl", library.turtle(in_order(build.queries.values()), build.prefixes))
    put(out, "prefixes.ttl", readable(declarations(build.prefixes), known))


def write_endpoint(build: Build, dataset: About, out: Path, base: str) -> None:
    """Write below *out* how the endpoint of *dataset* answers; it is published under *base*."""
    known = {**build.prefixes, **VOCABULARIES}
    put(out, "service.ttl", readable(_service(build.store(), dataset, base), known))


def _service(store: Store, dataset: About, base: str) -> Iterator[Triple]:
    service, data = (NamedNode(f"{dataset.iri.value}#{name}") for name in ("sparql", "rdf"))
    yield from statements(
        service,
        "sd:Service",
        ("sd:endpoint", NamedNode(f"{base}sparql")),
        ("sd:supportedLanguage", term("sd:SPARQL11Query")),
        ("sd:resultFormat", [term(f"format:{name}") for name in (*_RESULTS, *_TRIPLES)]),
        ("sd:defaultDataset", data),
        ("dcterms:license", dataset.license),
    )
    yield from statements(
        data,
        "sd:Dataset",
        ("sd:defaultGraph", ACCEPTED),
        ("sd:namedGraph", [NamedNode(f"{name.value}#graph") for name in _shared(store)]),
        ("dcterms:description", _DEFAULT_GRAPH),
    )
    yield from statements(ACCEPTED, "sd:Graph")
    for name in _shared(store):
        yield from statements(NamedNode(f"{name.value}#graph"), "sd:NamedGraph", ("sd:name", name))


def _shared(store: Store) -> list[NamedNode]:
    """Return the graphs that are no claim's and no document's."""
    ours = (GRAPH, VOID.value, EXAMPLES.value)
    return [name for name in store.graphs() if name.value.startswith(ours)]
