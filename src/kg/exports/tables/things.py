"""The things of the accepted view, one after the other, and what is looked up of others.

Must not know: tables, kinds of things, files.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from pyoxigraph import NamedNode, Triple

from kg.days import DATED, Days
from kg.names import names
from kg.store import ACCEPTED, Store
from kg.terms import KG, TYPE, Term, plain

_AT_ONCE = 100_000  # things of which it is remembered what was looked up
_DATES, _TYPE = NamedNode(KG + "dates"), NamedNode(TYPE)

Said = dict[str, list[Term]]  # the values of each property


def things(triples: Iterable[Triple]) -> Iterator[tuple[NamedNode, Said]]:
    """Yield what is said of each thing in *triples*, which are sorted by subject."""
    for subject, found in groupby(triples, lambda triple: triple.subject):
        if isinstance(subject, NamedNode):
            yield subject, _said(found)


def _said(triples: Iterable[Triple]) -> Said:
    found: Said = {}
    for triple in triples:
        found.setdefault(triple.predicate.value, []).append(triple.object)
    return found


def kinds(said: Said) -> list[str]:
    """Return the classes of the thing of which all that is said."""
    return [plain(kind) for kind in said.get(TYPE, ())]


class Accepted:
    """What the accepted view in *store* tells of single things; what it told is remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.names = lru_cache(_AT_ONCE)(self._names)
        self.kinds = lru_cache(_AT_ONCE)(self._kinds)

    def _names(self, iri: str) -> dict[str, str]:
        """Return the names of the thing *iri*, by language."""
        return names(self._store, iri, ACCEPTED)

    def _kinds(self, iri: str) -> frozenset[str]:
        """Return the classes of the thing *iri*."""
        quads = self._store.about(NamedNode(iri), _TYPE)
        return frozenset(plain(quad.object) for quad in quads if quad.graph_name == ACCEPTED)

    def days(self, thing: NamedNode) -> dict[str, Days]:
        """Return the days that each date of *thing*, by its property, can be."""
        best: dict[str, tuple[int, int, tuple[str, ...], Days]] = {}
        for quad in self._store.about(None, _DATES, thing):
            if quad.graph_name == ACCEPTED and isinstance(quad.subject, NamedNode):
                rank, dated, found = self._dating(quad.subject)
                told = (rank, found.vague, found.known, found)
                best[dated] = min(told, best.get(dated, told), key=lambda each: each[:3])
        return {dated: told[-1] for dated, told in sorted(best.items())}

    def _dating(self, node: NamedNode) -> tuple[int, str, Days]:
        """Return from how good a graph *node* is, which property it dates, and the days."""
        quads = list(self._store.about(node))
        told = {quad.predicate.value.removeprefix(KG): plain(quad.object) for quad in quads}
        graphs = [plain(quad.graph_name) for quad in quads]
        rank = min(DATED.index(graph) if graph in DATED else len(DATED) for graph in graphs)
        return rank, told["dateProperty"], Days(told.get("earliest", ""), told.get("latest", ""))
