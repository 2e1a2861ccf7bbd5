"""What the record knows of the days of things, and of what became of them.

Must not know: claims, kinds of things, terminals.
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.store import Store
from kg.terms import GRAPH, KG, Term, plain

_DERIVED = GRAPH + "derived/"
# The best that is known of a thing's days, from what all accepted claims agree on downwards.
_DATED = [_DERIVED + name for name in ("periods", "parts", "observed", "dates")]
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


def days(store: Store, things: Iterable[Term]) -> dict[str, str]:
    """Return for each of *things* that is dated its days, in words."""
    best: dict[str, tuple[bool, int, str]] = {}
    for thing, graph, date_property, first, last in store.select(_DATES % _nodes(things)):
        ends = plain(date_property) == KG + "until"  # a beginning tells more than an end
        found = (ends, _DATED.index(plain(graph)), _words(plain(first), plain(last)))
        best[plain(thing)] = min(found, best.get(plain(thing), found))
    return {thing: words for thing, (_, _, words) in best.items()}


def _words(first: str, last: str) -> str:
    """Return the days from *first* to *last*, either of which may be open, in words.

    >>> _words("", "2025-10-23")
    'by 2025-10-23'
    """
    if first == last:
        return first
    if first and last:
        return f"{first} to {last}"
    return f"by {last}" if last else f"from {first}"


def became(store: Store, things: Iterable[Term]) -> dict[str, str]:
    """Return for each of *things* that was planned, awaited or did not happen the code for it."""
    return {plain(thing): plain(what) for thing, what in store.select(_BECAME % _nodes(things))}


def _nodes(things: Iterable[Term]) -> str:
    return " ".join(sorted({str(thing) for thing in things if isinstance(thing, NamedNode)}))
