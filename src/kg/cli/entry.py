"""One thing as an entry to read, or as JSON.

Must not know: stores, commands.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.cli.output import safe
from kg.facts import Entry, Evidence, Fact, Labels
from kg.terms import KG, compact, plain

if TYPE_CHECKING:
    from rich.console import Console

_ACCEPTED = {KG + "Accepted", KG + "Upheld"}


def write(entry: Entry, kinds: list[str], labels: Labels, prefixes: Mapping[str, str]) -> None:
    """Print *entry* for a reader: name, facts, what else speaks of it, what is derived."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    iri = entry.thing.value
    console.print(Text(safe(labels.of(iri)), style="bold"))
    about = [*(labels.of(kind) for kind in kinds), compact(iri, prefixes)]
    console.print(Text(" · ".join(about), style="dim"))
    _section(console, "", entry.facts, labels, prefixes)
    _section(console, "What is told of it", entry.mentions, labels, prefixes)
    _section(console, "Derived by rule", entry.derived, labels, prefixes)
    if not (entry.facts or entry.mentions or entry.derived):
        console.print("Only its name is recorded; no claim speaks of it.")


def _section(
    console: "Console", title: str, facts: list[Fact], labels: Labels, prefixes: Mapping[str, str]
) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if not facts:
        return
    console.print(Text(f"\n{title}", style="bold") if title else "")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(ratio=4)
    for name, group in groupby(facts, key=lambda f: f"{f.date}  {labels.of(f.property)}".strip()):
        for i, fact in enumerate(group):
            words = Text("\n".join(_source(e, labels, prefixes) for e in fact.evidence), "dim")
            table.add_row(name if i == 0 else "", Text(safe(labels.term(fact.value))), words)
    console.print(Padding(table, (0, 0, 0, 2)))


def _source(evidence: Evidence, labels: Labels, prefixes: Mapping[str, str]) -> str:
    """Return who says it, on whose word, and where, on one line."""
    where = ", ".join(compact(passage, prefixes) for passage in evidence.passages)
    chain = " ← ".join(
        labels.of(link.claimant) + (f" ({link.on})" if link.on else "")
        for link in reversed(evidence.chain)
    )
    standing = "" if evidence.standing in _ACCEPTED else f" [{labels.of(evidence.standing)}]"
    return safe(f"{where} {chain}{standing}")


def as_json(entry: Entry, kinds: list[str], labels: Labels) -> dict[str, Any]:
    """Return *entry* as JSON values; IRIs are whole and stand beside their labels."""
    return {
        "id": entry.thing.value,
        "label": labels.of(entry.thing.value),
        "kinds": kinds,
        "facts": [_fact(fact, labels) for fact in entry.facts],
        "mentions": [_fact(fact, labels) for fact in entry.mentions],
        "derived": [_fact(fact, labels) for fact in entry.derived],
    }


def _fact(fact: Fact, labels: Labels) -> dict[str, Any]:
    return {
        "property": fact.property,
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
