"""Whether each source file keeps the form of a source: its base, its graphs, no blank nodes.

Must not know: what is claimed, the shapes of things.
"""

from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import BlankNode

from kg.build.intake import in_no_graph
from kg.checks.reading import File, Files
from kg.errors import Finding, Place
from kg.terms import KG, TYPE, plain
from kg.tokens import Token, tokens


def check(files: Files) -> Iterator[Finding]:
    """Yield what is wrong with the form of the sources and of the reference data."""
    for source in files.sources:
        faults = list(_base(source))
        yield from faults or _graphs(source)
    for file in files.data:
        yield from _blank_nodes(file)


def _base(source: File) -> Iterator[Finding]:
    expected = f"<{source.base}>"
    way_out = f"write @base {expected} ."
    found = list(_bases(source.text))
    for keyword, iri in found:
        if (keyword.text, iri.text) != ("@base", expected):
            message = f"the base is {keyword.text} {iri.text}, and not that of the file's name"
            yield Finding(source.at(keyword.start), "base", message, way_out)
    if not found:
        yield Finding(Place(source.path, 1, 1), "base", "has no @base line", way_out)


def _bases(text: str) -> Iterator[tuple[Token, Token]]:
    """Yield keyword and IRI of each line that sets a base."""
    found = list(tokens(text))
    for keyword, iri in pairwise(found):
        if keyword.text.upper() in ("@BASE", "BASE") and iri.kind == "iri":
            yield keyword, iri


def _graphs(source: File) -> Iterator[Finding]:
    if in_no_graph(source.quads):
        start = next(t.subject.start for t in source.places.triples if t.graph is None)
        yield Finding(
            source.at(start),
            "graph",
            "a triple stands outside every graph",
            "put it into <> { } or into the graph of a claim, <#...> { }",
        )
    claims = _claims(source)
    for name in sorted({plain(quad.graph_name) for quad in source.quads} - {""}):
        if name != source.base and name not in claims:
            yield _graph(source, name)


def _claims(source: File) -> set[str]:
    """Return the claims that the file's own graph declares."""
    return {
        plain(quad.subject)
        for quad in source.quads
        if plain(quad.graph_name) == source.base
        and plain(quad.predicate) == TYPE
        and plain(quad.object) == KG + "Claim"
    }


def _graph(source: File, name: str) -> Finding:
    spots = source.places.graphs
    named = [spot.start for spot in spots if plain(spot.term) == name]
    nameless = [spot.start for spot in spots if isinstance(spot.term, BlankNode)]
    start = next(iter(named + nameless), 0)
    if not name.startswith(source.base + "#"):
        return Finding(
            source.at(start),
            "graph",
            f"the graph <{name}> is not one of this source",
            "only <> and the claims of this file, <#...>, are graphs here",
        )
    short = name.removeprefix(source.base)
    return Finding(
        source.at(start),
        "graph",
        f"the graph <{short}> is no claim of this source",
        f"describe <{short}> as a kg:Claim in <> {{ }}",
    )


def _blank_nodes(file: File) -> Iterator[Finding]:
    terms = (term for quad in file.quads for term in (quad.subject, quad.object))
    if not any(isinstance(term, BlankNode) for term in terms):
        return
    spots = (spot for t in file.places.triples for spot in (t.subject, t.object))
    first = {spot.term: spot.start for spot in reversed(list(spots))}
    for start in sorted({at for term, at in first.items() if isinstance(term, BlankNode)}):
        yield Finding(
            file.at(start),
            "blank-node",
            "a blank node, which no claim and no question can name",
            "give it an IRI, as in <#...> or reason:...",
        )
