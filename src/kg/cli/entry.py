"""One thing as an entry to read, or as JSON.

Must not know: stores, commands.
"""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kg.cli.output import safe
from kg.facts import Entry, Evidence, Fact
from kg.names import Labels
from kg.terms import KG, compact, plain

if TYPE_CHECKING:
    from rich.console import Console

_ACCEPTED = {KG + "Accepted", KG + "Upheld"}

Row = tuple[str, str, str]


class _Notes:
    """Who says a thing on whose word, numbered in the order in which the notes are first needed."""

    def __init__(self, labels: Labels, prefixes: Mapping[str, str]) -> None:
        self._labels, self._prefixes = labels, prefixes
        self._numbers: dict[str, int] = {}

    def mark(self, fact: Fact) -> str:
        """Return the passages of *fact*, each with the numbers of its notes."""
        marks: dict[str, list[str]] = {}
        for evidence in fact.evidence:
            number = self._numbers.setdefault(self._chain(evidence), len(self._numbers) + 1)
            where = " ".join(compact(passage, self._prefixes) for passage in evidence.passages)
            marks.setdefault(where, []).append(f"[{number}]{self._standing(evidence)}")
        return "\n".join(f"{where} {' '.join(found)}" for where, found in marks.items())

    def lines(self) -> list[Row]:
        """Return the notes in order."""
        return [(f"[{number}]", chain, "") for chain, number in self._numbers.items()]

    def _chain(self, evidence: Evidence) -> str:
        return ", as told by ".join(
            self._labels.of(link.claimant) + (f" ({link.on})" if link.on else "")
            for link in reversed(evidence.chain)
        )

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
    facts = [(labels.of(f.predicate), labels.term(f.value), notes.mark(f)) for f in entry.facts]
    mentions = [
        (_date(f), f"{labels.term(f.value)} — {labels.of(f.predicate)}", notes.mark(f))
        for f in entry.mentions
    ]
    _section(console, "", _derived(entry, labels, prefixes) + facts)
    _section(console, "Where it is spoken of", mentions)
    _section(console, "Who says so", notes.lines())
    if not (entry.derived or facts or mentions):
        console.print("\nNo claim speaks of it. Of a passage, ask: kg query claims-in-passage")


def _derived(entry: Entry, labels: Labels, prefixes: Mapping[str, str]) -> list[Row]:
    claims = " ".join(compact(claim, prefixes) for claim in entry.sources)
    resting = f"by rule, from {claims}" if claims else "by rule"
    return [(labels.of(f.predicate), labels.term(f.value), resting) for f in entry.derived]


def _section(console: "Console", title: str, rows: list[Row]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    console.print(Text(f"\n{title}", style="bold") if title else "")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for name, group in groupby(rows, key=itemgetter(0)):
        for i, (_, value, source) in enumerate(group):
            heading = Text(safe(name) if i == 0 else "", "dim")
            table.add_row(heading, Text(safe(value)), Text(safe(source), "dim"))
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
