"""Whether each thing is described in one place of its graph, and each claim's graph written once.

RDF merges what is said in two places, so that a claim which was meant to be another one, but got
its number, goes unseen.

Must not know: what is said of the things.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.checks.reading import File, Files
from kg.errors import Finding
from kg.places import Node, Spot
from kg.terms import plain

_CODE = "twice"


def check(files: Files) -> Iterator[Finding]:
    """Yield the second places of graphs and of things within one graph."""
    for file in files.graphs:
        for spot, first in _repeated(_subjects(file)):
            yield _finding(files, file, spot, first, "is described")
    for source in files.sources:
        for spot, first in _repeated(_graphs(source)):
            yield _finding(files, source, spot, first, "has a graph")


def _subjects(file: File) -> Iterator[tuple[Node | None, Spot]]:
    return ((triple.graph, triple.subject) for triple in file.places.triples)


def _graphs(source: File) -> Iterator[tuple[Node | None, Spot]]:
    """Yield where a graph begins, but for the source's own, which has a block for each passage."""
    return ((None, spot) for spot in source.places.graphs if plain(spot.term) != source.base)


def _repeated(found: Iterator[tuple[Node | None, Spot]]) -> Iterator[tuple[Spot, Spot]]:
    """Yield each spot at which a node is written again, with the spot at which it was first."""
    first: dict[tuple[Node | None, Node], Spot] = {}
    told: set[Spot] = set()
    for graph, spot in found:
        before = first.setdefault((graph, spot.term), spot)
        if isinstance(spot.term, NamedNode) and before != spot and spot not in told:
            told.add(spot)
            yield spot, before


def _finding(files: Files, file: File, spot: Spot, first: Spot, what: str) -> Finding:
    return Finding(
        file.at(spot.start),
        _CODE,
        f"{files.compact(plain(spot.term))} {what} in two places, the first in line "
        f"{file.at(first.start).line}",
        "write all of it in one place, or give the second one a name of its own",
    )
