"""One thing as an entry to read, or as JSON.

Must not know: stores, commands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kg.cli.output import safe
from kg.facts import Entry, Evidence, Fact
from kg.names import Labels
from kg.terms import KG, compact, plain

if TYPE_CHECKING:
    from rich.console import Console

_ACCEPTED = {KG + "Accepted", KG + "Upheld"}


@dataclass(frozen=True)
class _Row:
    """A line of an entry: its *heading*, a value, the *marks* of its notes, what is said of it."""

    heading: str
    value: str
    marks: str = ""
    details: str = ""


class _Notes:
    """Who says a thing on whose word, and where; numbered in the order of their first use."""

    def __init__(self, labels: Labels, prefixes: Mapping[str, str]) -> None:
        self._labels, self._prefixes = labels, prefixes
        self._numbers: dict[str, int] = {}

    def marks(self, fact: Fact) -> str:
        """Return the numbers of the notes on *fact*, each with the standing of the claim."""
        found = (f"[{self._number(e)}]{self._standing(e)}" for e in fact.evidence)
        return " ".join(dict.fromkeys(found))

    def mark(self, words: str) -> str:
        """Return the number of the note that says *words*."""
        return f"[{self._numbers.setdefault(words, len(self._numbers) + 1)}]"

    def rows(self) -> list[_Row]:
        """Return the notes in order."""
        return [_Row(f"[{number}]", words) for words, number in self._numbers.items()]

    def _number(self, evidence: Evidence) -> int:
        chain = ", as told by ".join(
            self._labels.of(link.claimant) + (f" ({link.on})" if link.on else "")
            for link in reversed(evidence.chain)
        )
        where = " ".join(compact(passage, self._prefixes) for passage in evidence.passages)
        words = f"{chain}: {where}"
        return self._numbers.setdefault(words, len(self._numbers) + 1)

    def _standing(self, evidence: Evidence) -> str:
        known = evidence.standing in _ACCEPTED
        return "" if known else f" {self._labels.of(evidence.standing)}"


def write(entry: Entry, kinds: list[str], labels: Labels, prefixes: Mapping[str, str]) -> None:
    """Print *entry* for a reader: name, facts, what speaks of it, and who says so in notes."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    notes = _Notes(labels, prefixes)
    iri = entry.thing.value
    console.print(Text(safe(labels.of(iri)), style="bold"))
    about = [*(labels.of(kind) for kind in kinds), compact(iri, prefixes)]
    console.print(Text(safe(" · ".join(about)), style="dim"))
    facts = _derived(entry, labels, notes, prefixes) + [
        _Row(labels.of(f.predicate), labels.term(f.value), notes.marks(f), _details(f, labels))
        for f in entry.facts
    ]
    mentions = [
        _Row(_date(f), f"{labels.term(f.value)} — {labels.of(f.predicate)}", notes.marks(f))
        for f in entry.mentions
    ]
    _section(console, "", facts)
    _section(console, "Where it is spoken of", mentions)
    _section(console, "Who says so", notes.rows())
    if not (facts or mentions):
        console.print("\nNo claim speaks of it. Of a passage, ask: kg query claims-in-passage")


def _details(fact: Fact, labels: Labels) -> str:
    """Return what is said of the value of *fact*, in words."""
    told: dict[str, list[str]] = {}
    for predicate, term in fact.details:
        told.setdefault(labels.of(predicate), []).append(labels.term(term))
    return "; ".join(f"{name} {', '.join(values)}" for name, values in told.items())


def _derived(
    entry: Entry, labels: Labels, notes: _Notes, prefixes: Mapping[str, str]
) -> list[_Row]:
    claims = " ".join(compact(claim, prefixes) for claim in entry.sources)
    resting = f"by rule, from {claims}" if claims else "by rule"
    return [
        _Row(labels.of(f.predicate), labels.term(f.value), notes.mark(resting))
        for f in entry.derived
    ]


def _section(console: "Console", title: str, rows: list[_Row]) -> None:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    console.print(Text(f"\n{title}", style="bold") if title else "")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for heading, group in groupby(rows, key=attrgetter("heading")):
        for i, row in enumerate(group):
            told = Text(safe(row.value)).append(safe(f" {row.marks}" if row.marks else ""), "dim")
            below = [Padding(Text(safe(row.details), "dim"), (0, 0, 0, 2))] if row.details else []
            table.add_row(Text(safe(heading) if i == 0 else "", "dim"), Group(told, *below))
    console.print(Padding(table, (0, 0, 0, 2)))


def _date(fact: Fact) -> str:
    """Return the days of what speaks of a thing, or else when it was reported."""
    return fact.date or (f"said {fact.reported}" if fact.reported else "undated")


def as_json(entry: Entry, kinds: list[str], labels: Labels) -> dict[str, Any]:
    """Return *entry* as JSON values; IRIs are whole and stand beside their labels."""
    return {
        "id": entry.thing.value,
        "label": labels.of(entry.thing.value),
        "kinds": kinds,
        "facts": [_fact(fact, labels) for fact in entry.facts],
        "mentions": [_fact(fact, labels) for fact in entry.mentions],
        "derived": [_fact(fact, labels) for fact in entry.derived],
        "derivedFrom": entry.sources,
    }


def _fact(fact: Fact, labels: Labels) -> dict[str, Any]:
    return {
        "property": fact.predicate,
        "value": plain(fact.value),
        "label": labels.term(fact.value),
        "date": fact.date or None,
        "details": [
            {"property": name, "value": plain(term), "label": labels.term(term)}
            for name, term in fact.details
        ],
        "evidence": [
            {
                "claim": e.claim,
                "standing": e.standing,
                "commitment": e.commitment,
                "passages": list(e.passages),
                "chain": [vars(link) for link in e.chain],
            }
            for e in fact.evidence
        ],
    }
