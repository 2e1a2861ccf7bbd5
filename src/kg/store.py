"""The quads and the questions put to them: Oxigraph, embedded.

The one door to pyoxigraph's store. A store on disk is opened read-only and never changed; a new
one is written into a folder of its own.

Must not know: what the quads say, where builds lie.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)
from pyoxigraph import Store as Oxigraph

from kg.errors import BadInput, BadQuery, KgError, StoreError
from kg.terms import GRAPH
from kg.tokens import line_column, tokens

ACCEPTED = NamedNode(GRAPH + "accepted")

_FOR_PEOPLE = 10_000  # triples, up to which names are abbreviated: the search takes its time
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)

Answer = QuerySolutions | QueryTriples | QueryBoolean

# The media types of rows and of triples, the likeliest first.
ROWS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
}


class Store:
    """A set of quads that answers SPARQL 1.1 queries."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        """Make a store in memory that holds *quads*."""
        self._oxigraph = Oxigraph()
        self.add(quads)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the store in *folder*, read-only; raise StoreError if there is none."""
        store = cls.__new__(cls)
        try:
            store._oxigraph = Oxigraph.read_only(str(folder))
        except (OSError, RuntimeError) as fault:
            raise StoreError(f"the store in {folder} cannot be opened: {fault}") from fault
        return store

    @classmethod
    def load(cls, file: IO[bytes], file_format: RdfFormat, folder: Path) -> "Store":
        """Return a new store in *folder* with what *file* holds, however much that is.

        Raise SyntaxError with the place of a fault in the file.
        """
        store = cls.__new__(cls)
        store._oxigraph = Oxigraph(str(folder))
        store._oxigraph.bulk_load(input=file, format=file_format)
        return store

    def add(self, quads: Iterable[Quad]) -> None:
        """Add *quads*."""
        self._oxigraph.bulk_extend(quads)

    def write(self, folder: Path) -> None:
        """Write every quad as a new store into *folder*, which must not exist yet."""
        try:
            disk = Oxigraph(str(folder))
            disk.bulk_extend(self._oxigraph)
            disk.optimize()
            disk.flush()
        except OSError as fault:
            raise StoreError(f"the store in {folder} cannot be written: {fault}") from fault

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._oxigraph)

    def __iter__(self) -> Iterator[Quad]:
        """Yield every quad."""
        return iter(self._oxigraph)

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """Yield the quads of the graph *name*."""
        return iter(self._oxigraph.quads_for_pattern(None, None, None, name))

    def graphs(self) -> list[NamedNode]:
        """Return the names of all graphs, sorted."""
        names = (g for g in self._oxigraph.named_graphs() if isinstance(g, NamedNode))
        return sorted(names, key=lambda name: name.value)

    def has_graph(self, name: NamedNode) -> bool:
        """Say whether the graph *name* holds a quad."""
        return bool(self._oxigraph.contains_named_graph(name))

    def about(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None = None,
        value: NamedNode | BlankNode | Literal | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads of any graph with this subject, predicate and value; None is any."""
        return iter(self._oxigraph.quads_for_pattern(subject, predicate, value, None))

    def query(
        self,
        text: str,
        default: Iterable[NamedNode] | None = None,
        prefixes: Mapping[str, str] | None = None,
        named: Iterable[NamedNode] | None = None,
    ) -> Answer:
        """Answer the query *text*; *default* are the graphs that a pattern outside GRAPH reads.

        *named* are those that GRAPH can read, all if None; both come before what the text says of
        its dataset. *prefixes* are known to the query without being declared in it.
        """
        outside, inside = _listed(default), _listed(named)
        known = _mentioned(text, prefixes or {})
        try:
            return self._oxigraph.query(
                text, default_graph=outside, named_graphs=inside, prefixes=known
            )
        except SyntaxError as fault:
            raise _fault(str(fault), text, prefixes or {}) from fault
        except (OSError, RuntimeError) as fault:
            raise _failure(fault) from fault

    def select(self, text: str, default: list[NamedNode] | None = None) -> QuerySolutions:
        """Answer a SELECT query."""
        return cast("QuerySolutions", self.query(text, default))

    def construct(self, text: str, default: list[NamedNode] | None = None) -> Iterator[Triple]:
        """Answer a CONSTRUCT query; raise BadInput if it is none."""
        answer = self.query(text, default)
        if not isinstance(answer, QueryTriples):
            raise BadInput("the query constructs no triples")
        return iter(answer)


def parse(text: str, file_format: RdfFormat, base: str | None = None) -> list[Quad]:
    """Return the quads of *text*; raise SyntaxError with line and column if it has a fault."""
    from pyoxigraph import parse as pyoxigraph_parse

    return list(pyoxigraph_parse(text, format=file_format, base_iri=base))


def write(answer: Answer, media_type: str, output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write *answer* to *output* as *media_type*, one of ROWS, or of TRIPLES for those.

    Raise BadInput for what no engine could answer, as a function that is not known.
    """
    try:
        if isinstance(answer, QueryTriples):
            write_triples(answer, media_type, output, prefixes)
        else:
            answer.serialize(output, format=ROWS[media_type])
    except RuntimeError as fault:
        raise _failure(fault) from fault


def write_triples(
    triples: Iterable[Triple], media_type: str, output: IO[bytes], prefixes: Mapping[str, str]
) -> None:
    """Write *triples* to *output* as *media_type*, one of TRIPLES."""
    found = list(triples)
    used = _used(found, prefixes) if len(found) <= _FOR_PEOPLE else {}
    serialize(found, output, format=TRIPLES[media_type], prefixes=used)


def serialized(answer: Answer, result_format: str) -> bytes:
    """Return *answer* as SPARQL results in `json` or `tsv`, or triples as `turtle`."""
    if isinstance(answer, QueryTriples):
        return answer.serialize(format=RdfFormat.TURTLE) or b""
    return answer.serialize(format=_RESULTS[result_format]) or b""


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return *triples* in Turtle, with those of *prefixes* that abbreviate something."""
    return encoded(triples, "text/turtle", prefixes).decode()


def encoded(triples: Iterable[Triple], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Return *triples* as *media_type*, one of TRIPLES; names are abbreviated by *prefixes*."""
    found = list(triples)
    return serialize(found, format=TRIPLES[media_type], prefixes=_used(found, prefixes)) or b""


def _used(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return those of *prefixes* that abbreviate something in *triples*."""
    iris = {node.value for triple in triples for node in _nodes(triple)}
    return {p: start for p, start in prefixes.items() if any(i.startswith(start) for i in iris)}


def readable(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return *triples* in Turtle as a person would write it: sorted, a subject at a time."""
    from rdflib import Graph

    written = serialize(triples, format=RdfFormat.N_TRIPLES)
    graph = Graph(bind_namespaces="none").parse(data=written, format="nt")
    for name, start in prefixes.items():
        graph.bind(name, start)
    return graph.serialize(format="turtle")


def _nodes(triple: Triple) -> Iterator[NamedNode]:
    for term in triple:
        if isinstance(term, NamedNode):
            yield term
        elif isinstance(term, Literal):
            yield term.datatype


def rewritten(results: str, result_format: str) -> str:
    """Return *results*, SPARQL results in JSON, in another *result_format*."""
    answer = parse_query_results(results, format=QueryResultsFormat.JSON)
    return serialized(answer, result_format).decode()


def answered(results: bytes, result_format: str = "json") -> Answer | Iterator[Triple]:
    """Return the answer that *results* carry, which `serialized` wrote in *result_format*."""
    if result_format == "turtle":
        return (quad.triple for quad in parse(results.decode(), RdfFormat.TURTLE))
    return parse_query_results(results, format=QueryResultsFormat.JSON)


def _mentioned(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return those of *prefixes* that *text* may use; to hand all to the engine takes its time."""
    if "\\" in text:  # an escape may stand for any character
        return dict(prefixes)
    names = tuple(prefixes)
    if not any(piece.endswith(names) for piece in text.split(":")):
        return {}  # as a query with IRIs alone, in a fraction of the time of what follows
    return {name: start for name, start in prefixes.items() if f"{name}:" in text}


def _listed(names: Iterable[NamedNode] | None) -> list[Any] | None:
    return None if names is None else list(names)


def _failure(fault: Exception) -> KgError:
    """Return what *fault*, raised by the engine while it answered, means."""
    if found := re.search(r"custom function (<.*>) is not supported", str(fault)):
        return BadInput(f"the function {found[1]} is not known: use those of SPARQL 1.1")
    return StoreError(f"the store cannot be read: {fault}")


def _fault(message: str, text: str, prefixes: Mapping[str, str]) -> BadQuery:
    """Return what is wrong with the query *text*, from the parser's *message*."""
    found = re.search(r"error at (\d+):(\d+)", message)
    place = (int(found[1]), int(found[2])) if found else (1, 1)
    known = {*prefixes, *_DECLARED.findall(text)}
    for token in tokens(text):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in known and text[token.end : token.end + 1] != "/":
            reason = f"the prefix {prefix}: is not declared: write PREFIX {prefix}: <...> first"
            return BadQuery(reason, *line_column(text, token.start))
    said = re.search(r"expected (?:one of )?((?:The|IRI) [\w ]+)", message)
    return BadQuery(f"the query cannot be read{': ' + said[1] if said else ''}", *place)
