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
from kg.build.descriptions import EXAMPLES, SERVED, VOID
from kg.exports.about import About
from kg.exports.vocabularies import VOCABULARIES, statements, term
from kg.folder import write as put
from kg.library import declarations, in_order
from kg.store import Store, readable, turtle
from kg.terms import GRAPH

_RESULTS = ("SPARQL_Results_CSV", "SPARQL_Results_JSON", "SPARQL_Results_TSV", "SPARQL_Results_XML")
_TRIPLES = ("JSON-LD", "N-Quads", "N-Triples", "RDF_XML", "TriG", "Turtle")
_DEFAULT_GRAPH = Literal(
    "A pattern outside GRAPH reads three graphs as one: the accepted view, its description by "
    "VoID, and the stored questions. A query with FROM or FROM NAMED, or a request with "
    "default-graph-uri or named-graph-uri, reads the graphs that these name, and no others. Each "
    "claim has a graph of its own, named by the claim; those graphs are not listed here.",
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
    service = NamedNode(f"{dataset.iri.value}#sparql")
    address = NamedNode(f"{base}sparql")
    told = endpoint(build.store(), service, address, dataset.iri.value, dataset.license)
    put(out, "service.ttl", readable(told, known))


def endpoint(
    store: Store, service: NamedNode, address: NamedNode, base: str, license_: NamedNode | None
) -> Iterator[Triple]:
    """Yield how the endpoint *service* at *address* answers from *store*.

    What it answers from has names of its own, *base* and a fragment.
    """
    data, default = (NamedNode(f"{base}#{name}") for name in ("rdf", "default-graph"))
    yield from statements(
        service,
        "sd:Service",
        ("sd:endpoint", address),
        ("sd:supportedLanguage", term("sd:SPARQL11Query")),
        ("sd:resultFormat", [term(f"format:{name}") for name in (*_RESULTS, *_TRIPLES)]),
        ("sd:defaultDataset", data),
        ("dcterms:license", [license_] if license_ else []),
    )
    yield from statements(
        data,
        "sd:Dataset",
        ("sd:defaultGraph", default),
        ("sd:namedGraph", [NamedNode(f"{name.value}#graph") for name in _shared(store)]),
        ("dcterms:description", _DEFAULT_GRAPH),
    )
    yield from statements(default, "sd:Graph", ("dcterms:hasPart", SERVED))
    for name in _shared(store):
        yield from statements(NamedNode(f"{name.value}#graph"), "sd:NamedGraph", ("sd:name", name))


def _shared(store: Store) -> list[NamedNode]:
    """Return the graphs that are no claim's and no document's."""
    ours = (GRAPH, VOID.value, EXAMPLES.value)
    return [name for name in store.graphs() if name.value.startswith(ours)]
