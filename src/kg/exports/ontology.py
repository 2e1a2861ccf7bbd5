"""The ontology as one document, for tools that read OWL: all modules and code lists together.

Only the main module is an owl:Ontology in it and nothing is imported, so that a tool has nothing to
fetch. The files are not packed, since Protege opens none that are.

Must not know: what the terms mean.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.build import Build
from kg.build.rules import ontology_graphs
from kg.canonical import lines
from kg.store import Store
from kg.terms import TYPE, plain

_OWL = "http://www.w3.org/2002/07/owl#"


def write(build: Build, out: Path) -> None:
    """Write the ontology of *build* below *out*, as RDF/XML and as Turtle."""
    quads = one_document(build.store())
    for suffix, rdf_format in (("rdf", RdfFormat.RDF_XML), ("ttl", RdfFormat.TURTLE)):
        triples = (quad.triple for quad in quads)
        path = out / f"ontology.{suffix}"
        serialize(triples, output=str(path), format=rdf_format, prefixes=build.prefixes)


def one_document(store: Store) -> list[Quad]:
    """Return what the graphs of the ontology say, but for the headers of all modules but one."""
    named = ontology_graphs(store)
    return list(_one_header(in_order(quad for graph in named for quad in store.graph(graph))))


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """Return *quads* in an order, and with blank nodes named, as no store decides."""
    return list(parse(b"".join(lines(quads)), format=RdfFormat.N_QUADS))


def _one_header(quads: list[Quad]) -> Iterator[Quad]:
    headers = {q.subject for q in quads if q.predicate.value == TYPE and _is_header(q)}
    main = {q.subject for q in quads if q.predicate.value == f"{_OWL}versionIRI"}
    for quad in quads:
        if quad.subject not in headers - main and quad.predicate.value != f"{_OWL}imports":
            yield quad


def _is_header(quad: Quad) -> bool:
    return plain(quad.object) == f"{_OWL}Ontology"
