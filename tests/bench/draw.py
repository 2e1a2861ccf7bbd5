"""What the questions are asked with on a corpus: things and days that it knows.

A question is asked with the parameters that its examples give together, or with each one alone if
they give none. Codes and terms stay what they are in the example; things are drawn by their class,
a quarter of them from those of which most is told, and days from the time that the corpus tells of.
What is asked together with a thing is drawn from what its claims name, or who makes them, if there
is any of the class.

Must not know: how long anything takes, what the questions are about.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain

from pyoxigraph import NamedNode

from kg.errors import BadInput
from kg.names import find
from kg.queries import StoredQuery
from kg.store import Store
from kg.terms import GRAPH, KG, TYPE, expand, plain

SAMPLES = 20
WINDOW = timedelta(30)  # between a day named since and one named until
CANDIDATES = 200
ANYTHING = "kg:Event"  # drawn where anything will do

SPAN = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg:      <https://w3id.org/parley/ns/>
SELECT (MIN(?earliest) AS ?first) (MAX(?latest) AS ?last)
WHERE { GRAPH derived:periods { ?period kg:earliest ?earliest ; kg:latest ?latest } }
"""


def patterns(question: StoredQuery) -> list[dict[str, str]]:
    """Return the parameters that are given together, each with a value of an example."""
    given = [{name: first for name, (first, *_) in e.items()} for e in question.examples]
    found = {tuple(e): e for e in given if e}
    alone = [{name: ""} for name in question.params if name != "lang"]
    return [*found.values()] or alone


@dataclass
class Draw:
    """Draws values from *store*, the same ones for the same *seed*."""

    store: Store
    prefixes: Mapping[str, str]
    seed: int = 1

    def __post_init__(self) -> None:
        (row,) = self.store.select(SPAN)
        self._first, self._last = (date.fromisoformat(plain(term)) for term in row)
        self._told, self._named = cache(self._count), cache(self._names)

    def samples(self, question: StoredQuery, pattern: Mapping[str, str]) -> list[list[str]]:
        """Return what *question* is asked with, each NAME=VALUE; none if nothing can be drawn."""
        rng = random.Random(f"{self.seed} {question.name} {[*pattern]}")  # noqa: S311  # no secret
        days = [self._day(rng) for _ in range(SAMPLES)]
        columns: dict[str, list[str]] = {}
        beside: list[str] = []
        for name, text in pattern.items():
            param = question.param(name)
            if param.datatype == "xsd:date":
                columns[name] = [str(day + WINDOW if name == "until" else day) for day in days]
            elif param.cls is None or self._is_term(text, param.cls):
                columns[name] = [text] * SAMPLES
            else:
                columns[name] = self._things(rng, param.cls, beside)
                beside = beside or columns[name]
        rows = zip(*columns.values(), strict=False)
        return [[f"{n}={v}" for n, v in zip(columns, row, strict=True)] for row in rows]

    def _day(self, rng: random.Random) -> date:
        return self._first + timedelta(rng.randrange((self._last - self._first).days + 1))

    def _is_term(self, text: str, cls: str) -> bool:
        try:
            return bool(text) and find(self.store, text, self.prefixes, cls).value.startswith(KG)
        except BadInput:
            return False

    def _things(self, rng: random.Random, cls: str, beside: list[str]) -> list[str]:
        members = sorted(set(self._members(ANYTHING if cls == "rdfs:Resource" else cls)))
        some = rng.sample(members, min(CANDIDATES, len(members)))
        busy = sorted(some, key=self._told, reverse=True)[: SAMPLES // 4]
        found = (busy + [thing for thing in some if thing not in busy] * SAMPLES)[:SAMPLES]
        if beside:
            pairs = zip(beside, found, strict=False)
            return [self._near(rng, other, members) or thing for other, thing in pairs]
        return found

    def _near(self, rng: random.Random, thing: str, members: list[str]) -> str:
        """Return one of *members* that a claim names with *thing*, or that makes it, if any."""
        node = NamedNode(thing)
        about = chain(self.store.about(node), self.store.about(None, None, node))
        claims = {name for name in (plain(q.graph_name) for q in about) if GRAPH not in name}
        named: set[str] = set()
        for claim in sorted(claims)[:CANDIDATES]:
            named |= self._named(claim)
        return rng.choice(sorted(named.intersection(members) - {thing}) or [""])

    def _members(self, cls: str) -> Iterator[str]:
        for quad in self.store.about(None, NamedNode(TYPE), expand(cls, self.prefixes)):
            yield plain(quad.subject)

    def _names(self, claim: str) -> frozenset[str]:
        """Return what *claim* names, and what is said of it."""
        node = NamedNode(claim)
        return frozenset(
            plain(q.object) for q in chain(self.store.graph(node), self.store.about(node))
        )

    def _count(self, thing: str) -> int:
        return sum(1 for _ in self.store.about(None, None, NamedNode(thing)))
