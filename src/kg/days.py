"""What the record knows of the days of things, and of what became of them.

Must not know: claims, kinds of things, terminals.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.store import Store
from kg.terms import GRAPH, KG, Term, inline, plain

_DERIVED = GRAPH + "derived/"
# The best that is known of a thing's days, from what all accepted claims agree on downwards.
DATED = [_DERIVED + name for name in ("periods", "parts", "observed", "dates")]
_DATES = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?thing ?dates ?property ?first ?last
WHERE {
    VALUES ?thing { %s }
    VALUES ?dates { derived:periods derived:parts derived:observed derived:dates }
    GRAPH ?dates { ?dating kg:dates ?thing ; kg:dateProperty ?property }
    OPTIONAL { GRAPH ?dates { ?dating kg:earliest ?first } }
    OPTIONAL { GRAPH ?dates { ?dating kg:latest ?last } }
}
"""
# What was planned or awaited, unless a claim says that it took place; or what became of it by rule.
_BECAME = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX graph: <https://w3id.org/parley/graph/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?thing (MIN(?what) AS ?became)
WHERE {
    VALUES ?thing { %s }
    { GRAPH derived:occurrence { ?thing kg:presentOccurrence ?what } }
    UNION
    {
        GRAPH graph:accepted { ?thing kg:occurrence ?what }
        MINUS { GRAPH graph:accepted { ?thing kg:occurrence kg:TookPlace } }
        MINUS { GRAPH derived:occurrence { ?thing kg:presentOccurrence ?other } }
    }
}
GROUP BY ?thing
"""


@dataclass(frozen=True)
class Days:
    """The first and the last day on which something can have been, each "" if it is not known."""

    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        """Say whether one of the two is known."""
        return bool(self.first or self.last)

    @property
    def known(self) -> tuple[str, ...]:
        """The days that are known, one if both are the same.

        >>> Days("", "2025-10-23").known, Days("2025-10-23", "2025-10-23").known
        (('2025-10-23',), ('2025-10-23',))
        """
        return tuple(dict.fromkeys(day for day in (self.first, self.last) if day))

    @property
    def edtf(self) -> str:
        """The days as EDTF has them: one, or an interval, open where an end is not known.

        >>> Days("2025-10-23", "2025-10-23").edtf, Days("", "2025-10-23").edtf, Days().edtf
        ('2025-10-23', '../2025-10-23', '')
        """
        if len(self.known) == 1 and not self.vague:
            return self.first
        return f"{self.first or '..'}/{self.last or '..'}" if self else ""

    @property
    def vague(self) -> int:
        """How vague they are: 1 if the last day alone is known, 2 if the first alone, else 0."""
        if bool(self.first) == bool(self.last):
            return 0
        return 1 if self.last else 2

    def in_words(self, between: str, until: str, since: str) -> str:
        """Return the days in words, each of which has a {} for a day; "" if none is known.

        >>> Days("", "2025-10-23").in_words("{} to {}", "by {}", "from {}")
        'by 2025-10-23'
        """
        if len(self.known) > 1:
            return between.format(*self.known)
        return ("{}", until, since)[self.vague].format(*self.known) if self else ""


def days(store: Store, things: Iterable[Term]) -> dict[str, Days]:
    """Return for each of *things* that is dated its days."""
    best: dict[str, tuple[tuple[bool, int, int, tuple[str, ...]], Days]] = {}
    for thing, graph, date_property, first, last in store.select(_DATES % inline(things)):
        found = Days(plain(first), plain(last))
        ends = plain(date_property) == KG + "until"  # a beginning tells more than an end
        rank = (ends, DATED.index(plain(graph)), found.vague, found.known)
        if plain(thing) not in best or rank < best[plain(thing)][0]:
            best[plain(thing)] = (rank, found)
    return {thing: found for thing, (_, found) in best.items()}


def became(store: Store, things: Iterable[Term]) -> dict[str, str]:
    """Return for each of *things* that was planned, awaited or did not happen the code for it."""
    return {plain(thing): plain(what) for thing, what in store.select(_BECAME % inline(things))}
