"""What is said of one thing, and by whom, for a page.

Must not know: HTML, addresses.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.backing import who
from kg.chains import Evidence
from kg.facts import Fact, describe, kinds
from kg.terms import GRAPH, KG, TYPE, plain
from kg.web.acts.pages.view import Item, Row, View

_REFERENCE = GRAPH + "reference/"
_REPRESENTATIVE = NamedNode(KG + "representative")
_ACCEPTED = {KG + "Accepted", KG + "Upheld"}


@dataclass(frozen=True)
class Mark:
    """The number of a note, and the standing of the claim, where it is not simply accepted."""

    number: int
    standing: str


@dataclass(frozen=True)
class Told:
    """A property and a value, with what is said of the value, and the notes."""

    name: Item
    term: Item
    notes: list[Mark]
    details: list[Row] = field(default_factory=list)
    date: str = ""
    became: Item | None = None


@dataclass(frozen=True)
class Note:
    """Who says a thing, in which passages, how firmly; and the claim itself."""

    who: str
    passages: list[Item]
    commitment: Item
    standing: Item
    claim: Item


class Article:
    """The thing *iri* as a page shows it."""

    def __init__(self, view: View, iri: str) -> None:
        self._view, self._numbers = view, dict[Evidence, int]()
        store, node = view.record.store, NamedNode(iri)
        entry = describe(store, node)
        self.iri, self.title = iri, view.labels.of(iri)
        self.kinds = view.kinds(kinds(store, node))
        self.names = self._names(node)
        self.facts = [self._told(fact) for fact in entry.facts]
        self.mentions = [self._told(fact, when=True) for fact in entry.mentions]
        self.derived = [
            Row(view.thing(fact.predicate), [view.term(fact.value)]) for fact in entry.derived
        ]
        self.origins = [view.short(claim) for claim in entry.sources]
        self.is_empty = not (entry.facts or entry.mentions or entry.derived)

    @property
    def notes(self) -> list[Note]:
        """The notes, in the order of their numbers."""
        view = self._view
        return [
            Note(
                who(found, view.labels, view.words["relayed"]),
                [view.short(passage) for passage in found.passages],
                view.thing(found.commitment),
                view.thing(found.standing),
                view.short(found.claim),
            )
            for found in self._numbers
        ]

    def _names(self, node: NamedNode) -> list[Row]:
        """Return what reference data say, and under which other IRI the accepted view has it."""
        quads = self._view.record.store.about(node)
        apart = {TYPE, _REPRESENTATIVE.value}
        told = (
            quad.triple
            for quad in quads
            if (
                plain(quad.graph_name).startswith(_REFERENCE) and plain(quad.predicate) not in apart
            )
            or (quad.predicate == _REPRESENTATIVE and quad.object != node)
        )
        return self._view.described(dict.fromkeys(told))

    def _told(self, fact: Fact, *, when: bool = False) -> Told:
        view = self._view
        details: dict[str, list[Item]] = {}
        for predicate, value in fact.details:
            details.setdefault(predicate, []).append(view.term(value))
        return Told(
            view.thing(fact.predicate),
            view.term(fact.value),
            list(dict.fromkeys(self._marks(fact.evidence))),
            [Row(view.thing(predicate), them) for predicate, them in details.items()],
            self._date(fact) if when else "",
            view.thing(fact.became) if fact.became else None,
        )

    def _marks(self, evidence: Iterable[Evidence]) -> Iterable[Mark]:
        for found in evidence:
            number = self._numbers.setdefault(found, len(self._numbers) + 1)
            known = found.standing in _ACCEPTED
            yield Mark(number, "" if known else self._view.labels.of(found.standing))

    def _date(self, fact: Fact) -> str:
        words = self._view.words
        if fact.days:
            return fact.days.in_words(words["between"], words["until"], words["since"])
        return f"{words['said']} {fact.reported}" if fact.reported else words["undated"]
