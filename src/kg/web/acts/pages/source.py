"""A source that was encoded: its passages, in the order of the text, with the claims in each.

Must not know: HTML, addresses.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.terms import KG, TYPE, plain
from kg.web.acts.pages.view import Item, Row, View
from kg.web.acts.statements import in_source

_IN_PASSAGE, _RELAYS = KG + "inPassage", KG + "relays"
_START = "http://www.w3.org/ns/oa#start"
_APART = (TYPE, KG + "says", KG + "depth")
_Told = list[Triple]


@dataclass(frozen=True)
class Stated:
    """A triple that a claim states."""

    subject: Item
    name: Item
    term: Item


@dataclass(frozen=True)
class Claim:
    """A claim: what is said of it, and what it states."""

    anchor: str
    rows: list[Row]
    states: list[Stated]


@dataclass(frozen=True)
class Part:
    """A passage with the claims in it, or another node of the source."""

    anchor: str
    name: str
    rows: list[Row]
    claims: Sequence[Claim] = ()


class Parts:
    """The passages of the source *iri* with their claims, and its *others*."""

    def __init__(self, view: View, iri: str) -> None:
        self._view, self._iri = view, iri
        said, self._stated = in_source(view.record.store, iri)
        self._about: dict[str, _Told] = defaultdict(list)
        for triple in said:
            self._about[plain(triple.subject)].append(triple)
        self._outer = {inner: outer for outer in self._about for inner in self._all(outer, _RELAYS)}
        claims = self._of_kind(KG + "Claim")
        places = sorted(self._of_kind(KG + "Passage"), key=self._place)
        within: dict[str, list[str]] = defaultdict(list)
        for claim in sorted(claims):
            within[self._passage(claim)].append(claim)
        self.passages = [self._part(passage, within.pop(passage, [])) for passage in places]
        if left := [claim for found in within.values() for claim in found]:
            self.passages.append(Part("", "", [], [self._claim(claim) for claim in left]))
        apart = {iri, *claims, *places}
        self.others = [self._part(node, []) for node in sorted(self._about) if node not in apart]

    def _of_kind(self, kind: str) -> list[str]:
        return [node for node in self._about if kind in self._all(node, TYPE)]

    def _all(self, node: str, predicate: str) -> list[str]:
        triples = self._about.get(node, ())
        return [plain(t.object) for t in triples if plain(t.predicate) == predicate]

    def _place(self, passage: str) -> tuple[int, str]:
        starts = [start for start in self._all(passage, _START) if start.isdecimal()]
        return (int(starts[0]) if starts else 0), passage

    def _passage(self, claim: str) -> str:
        """Return the first passage of *claim*, or of what relays it; "" if there is none."""
        seen = set[str]()
        while claim not in seen:
            if found := self._all(claim, _IN_PASSAGE):
                return min(found)
            seen.add(claim)
            claim = self._outer.get(claim, claim)
        return ""

    def _part(self, node: str, claims: Iterable[str]) -> Part:
        rows = self._view.described(self._about[node])
        name = self._view.labels.short(node)
        return Part(self._anchor(node), name, rows, [self._claim(claim) for claim in claims])

    def _claim(self, claim: str) -> Claim:
        rows = self._view.described(self._about[claim], _APART)
        quads = sorted(self._stated.get(claim, ()), key=str)
        return Claim(self._anchor(claim), rows, [self._one(quad) for quad in quads])

    def _one(self, quad: Quad) -> Stated:
        view = self._view
        subject = quad.subject if isinstance(quad.subject, (NamedNode, Literal)) else None
        return Stated(
            view.thing(plain(subject)), view.thing(quad.predicate.value), view.term(quad.object)
        )

    def _anchor(self, node: str) -> str:
        return node.removeprefix(f"{self._iri}#")
