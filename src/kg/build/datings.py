"""The graph `derived:dates`: the days that each date in each claim leaves open.

For each claim, thing and date property one `kg:Dating`. A thing placed at a vague distance from
another one (`kg:relativeTo`, `kg:offset`) is dated from that other one's datings; without a
reference the offset counts from the first day of the thing's own date. Nothing is added to a
claim's graph.

Must not know: kinds of things, standing of claims, where quads come from.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg.build.dates import Bounds, bounds
from kg.build.rules import DERIVED
from kg.terms import EDTF, KG, TYPE, XSD, Term, plain

_GRAPH = NamedNode(DERIVED + "dates")
_DATING = "https://w3id.org/parley/id/dating/"
_TYPE = NamedNode(TYPE)
_WHEN, _OFFSET, _RELATIVE_TO = KG + "when", KG + "offset", KG + "relativeTo"
_LEAST, _MOST = KG + "leastDays", KG + "mostDays"


class _Key(NamedTuple):
    claim: str
    thing: str
    property: str


class _Vague(NamedTuple):
    """A thing's distance in time in one claim; *reference* is None for its own date."""

    reference: str | None
    offset: str


def datings(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the datings of all dates in *quads*; dates that cannot be read are left to checks."""
    found, vague, distances = _collect(quads)
    _narrow(found, vague, distances)
    _resolve(found, vague, distances)
    for key, (earliest, latest) in sorted(found.items()):
        yield from _dating(key, earliest, latest)


def _collect(
    quads: Iterable[Quad],
) -> tuple[dict[_Key, Bounds], dict[tuple[str, str], _Vague], dict[str, tuple[int, int]]]:
    found: dict[_Key, Bounds] = {}
    said: dict[str, dict[tuple[str, str], str]] = {_OFFSET: {}, _RELATIVE_TO: {}}
    days: dict[str, dict[str, int]] = {_LEAST: {}, _MOST: {}}
    for quad in quads:
        claim, subject = plain(quad.graph_name), plain(quad.subject)
        predicate, value = quad.predicate.value, quad.object
        if predicate in days and (number := _integer(value)) is not None:
            days[predicate][subject] = number
        elif "#" not in claim:  # only claims have # in their graph's name
            continue
        elif predicate in said:
            said[predicate][claim, subject] = plain(value)
        elif date_bounds := _bounds(value):
            found[_Key(claim, subject, predicate)] = date_bounds
    references = said[_RELATIVE_TO]
    vague = {place: _Vague(references.get(place), way) for place, way in said[_OFFSET].items()}
    return found, vague, _distances(days)


def _distances(days: dict[str, dict[str, int]]) -> dict[str, tuple[int, int]]:
    least, most = days[_LEAST], days[_MOST]
    return {code: (least[code], most[code]) for code in least.keys() & most.keys()}


def _integer(value: Term) -> int | None:
    """Return the number that *value* is; None for anything else, which checks find."""
    return int(plain(value)) if re.fullmatch(r"[+-]?\d{1,9}", plain(value)) else None


def _bounds(value: Term) -> Bounds | None:
    """Return the bounds of a date that can be read; None for anything else."""
    if not isinstance(value, Literal) or value.datatype.value not in (EDTF, XSD + "date"):
        return None
    try:
        return bounds(value.value)
    except ValueError:
        return None


def _narrow(
    found: dict[_Key, Bounds],
    vague: dict[tuple[str, str], _Vague],
    distances: dict[str, tuple[int, int]],
) -> None:
    """Narrow the dates whose offset counts from their own first day."""
    for key, own in found.items():
        place = vague.get((key.claim, key.thing))
        if place and place.reference is None and place.offset in distances:
            start = Bounds(own.earliest, own.earliest)
            found[key] = start.shifted(*distances[place.offset]).within(own)


def _resolve(
    found: dict[_Key, Bounds],
    vague: dict[tuple[str, str], _Vague],
    distances: dict[str, tuple[int, int]],
) -> None:
    """Date what is placed by a reference, again and again until nothing more is dated."""
    waiting = {place: v for place, v in vague.items() if v.reference and v.offset in distances}
    while waiting:
        known = _whole(found)
        ready = [place for place, v in waiting.items() if v.reference in known]
        if not ready:
            return
        for claim, thing in ready:
            place = waiting.pop((claim, thing))
            dated = known[str(place.reference)].shifted(*distances[place.offset])
            key = _Key(claim, thing, _WHEN)
            found[key] = dated.within(found.get(key, Bounds(None, None)))


def _whole(found: dict[_Key, Bounds]) -> dict[str, Bounds]:
    """Return for each event the days that any claim about it leaves possible."""
    by_thing: dict[str, list[Bounds]] = defaultdict(list)
    for key, own in found.items():
        if key.property == _WHEN:
            by_thing[key.thing].append(own)
    return {thing: _span(all_of) for thing, all_of in by_thing.items()}


def _span(all_of: list[Bounds]) -> Bounds:
    whole = all_of[0]
    for other in all_of[1:]:
        whole = whole.spanning(other)
    return whole


def _dating(key: _Key, earliest: date | None, latest: date | None) -> Iterator[Quad]:
    name = hashlib.sha256(" ".join(("dates", *key)).encode()).hexdigest()[:16]
    node = NamedNode(_DATING + name)

    def says(term: str, value: NamedNode | Literal) -> Quad:
        return Quad(node, NamedNode(KG + term), value, _GRAPH)

    yield Quad(node, _TYPE, NamedNode(KG + "Dating"), _GRAPH)
    yield says("inClaim", NamedNode(key.claim))
    yield says("dates", NamedNode(key.thing))
    yield says("dateProperty", NamedNode(key.property))
    for term, day in (("earliest", earliest), ("latest", latest)):
        if day:
            yield says(term, Literal(day.isoformat(), datatype=NamedNode(XSD + "date")))
