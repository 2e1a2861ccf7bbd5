"""One thing as an entry to read, or as JSON.

Must not know: stores, commands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from kg.chains import Evidence
from kg.days import Days
from kg.facts import Entry, Fact
from kg.names import Labels
from kg.results.people import safe
from kg.terms import KG, compact, plain

if TYPE_CHECKING:
    from rich.console import Console

_ACCEPTED = {KG + "Accepted", KG + "Upheld"}
_NAME = " — "  # parts, in a name that a rule makes, whose it is from what it is


@dataclass(frozen=True)
class _Words:
    """What an entry says of its own, in one language."""

    spoken: str = "Where it is spoken of"
    who: str = "Who says so"
    relayed: str = ", as told by "
    said: str = "said {}"
    undated: str = "undated"
    ruled: str = "by rule"
    ruled_from: str = "by rule, from {}"
    between: str = "{} to {}"
    until: str = "by {}"
    since: str = "from {}"
    nothing: str = "No claim speaks of it. Of a passage, ask: kg query claims-in-passage"


_WORDS = {
    "ja": _Words(
        spoken="言及",
        who="典拠",
        relayed=" ← ",
        said="{} に報告",
        undated="日付なし",
        ruled="規則による",
        ruled_from="規則による。根拠: {}",
        between="{}〜{}",
        until="{} まで",
        since="{} から",
        nothing="これについて述べる主張はありません。箇所については: kg query claims-in-passage",
    )
}


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
        self.labels, self._prefixes = labels, prefixes
        self.words = _WORDS.get(labels.lang, _Words())
        self._numbers: dict[str, int] = {}

    def marks(self, fact: Fact) -> str:
        """Return the numbers of the notes on *fact*, each with the standing of the claim."""
        found = (f"[{self._number(e)}]{self._standing(e)}" for e in fact.evidence)
        return " ".join(dict.fromkeys(found))

    def by_rule(self, claims: list[str]) -> str:
        """Return the number of the note that says from which *claims* a rule derives something."""
        names = " ".join(compact(claim, self._prefixes) for claim in claims)
        words = self.words.ruled_from.format(names) if names else self.words.ruled
        return f"[{self._numbers.setdefault(words, len(self._numbers) + 1)}]"

    def rows(self) -> list[_Row]:
        """Return the notes in order."""
        return [_Row(f"[{number}]", words) for words, number in self._numbers.items()]

    def _number(self, evidence: Evidence) -> int:
        chain = self.words.relayed.join(
            self.labels.of(link.claimant) + (f" ({link.on})" if link.on else "")
            for link in reversed(evidence.chain)
        )
        where = " ".join(compact(passage, self._prefixes) for passage in evidence.passages)
        words = f"{chain}: {where}"
        return self._numbers.setdefault(words, len(self._numbers) + 1)

    def _standing(self, evidence: Evidence) -> str:
        known = evidence.standing in _ACCEPTED
        return "" if known else f" {self.labels.of(evidence.standing)}"


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
    facts = [*_derived(entry, notes), *_own(entry, notes)]
    facts += [_fact_row(fact, labels.of(iri), notes) for fact in entry.facts]
    mentions = [_mention(f, notes) for f in entry.mentions if not _own_name(entry, f, labels)]
    _section(console, "", _merged(facts))
    _section(console, notes.words.spoken, _merged(mentions))
    _section(console, notes.words.who, notes.rows())
    if not (facts or mentions):
        console.print(f"\n{notes.words.nothing}")


def _own(entry: Entry, notes: _Notes) -> list[_Row]:
    """Return what rules name after the thing, as an office that a person holds, by its kind."""
    labels = notes.labels
    named = [(f, _own_name(entry, f, labels)) for f in entry.mentions]
    told = [(labels.of(f.kind), f, name) for f, name in named if name]
    return [
        _Row(kind, name + (f" ({_days(f.days, notes.words)})" if f.days else ""), notes.marks(f))
        for kind, f, name in sorted(told, key=itemgetter(0))
    ]


def _own_name(entry: Entry, fact: Fact, labels: Labels) -> str:
    """Return what the name of the value adds to that of the thing, "" if it is not named so."""
    name, start = labels.term(fact.value), labels.of(entry.thing.value) + _NAME
    if not fact.kind or not name.startswith(start):
        return ""
    return name.removeprefix(start).removeprefix(f"{labels.of(fact.kind)}: ")


def _fact_row(fact: Fact, own: str, notes: _Notes) -> _Row:
    """Return the row of a *fact* about the thing whose *own* name the value need not repeat."""
    labels = notes.labels
    value = labels.term(fact.value).removesuffix(f": {own}")
    return _Row(labels.of(fact.predicate), value, notes.marks(fact), _details(fact, labels))


def _mention(fact: Fact, notes: _Notes) -> _Row:
    labels = notes.labels
    became = f" ({labels.of(fact.became)})" if fact.became else ""
    told = f"{labels.term(fact.value)}{became}{_NAME}{labels.of(fact.predicate)}"
    return _Row(_date(fact, notes.words), told, notes.marks(fact))


def _merged(rows: list[_Row]) -> list[_Row]:
    """Return *rows*, those that say the same as one with all of their notes."""
    marks: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        marks.setdefault((row.heading, row.value, row.details), []).append(row.marks)
    return [_Row(key[0], key[1], " ".join(found), key[2]) for key, found in marks.items()]


def _details(fact: Fact, labels: Labels) -> str:
    """Return what is said of the value of *fact*, in words."""
    told: dict[str, list[str]] = {}
    for predicate, term in fact.details:
        told.setdefault(labels.of(predicate), []).append(labels.term(term))
    return "; ".join(f"{name} {', '.join(values)}" for name, values in told.items())


def _derived(entry: Entry, notes: _Notes) -> list[_Row]:
    return [
        _Row(notes.labels.of(f.predicate), notes.labels.term(f.value), notes.by_rule(entry.sources))
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


def _date(fact: Fact, words: _Words) -> str:
    """Return the days of what speaks of a thing, or else when it was reported."""
    if fact.days:
        return _days(fact.days, words)
    return words.said.format(fact.reported) if fact.reported else words.undated


def _days(days: Days, words: _Words) -> str:
    """Return *days* in *words*.

    >>> _days(Days("", "2025-10-23"), _Words()), _days(Days(), _Words())
    ('by 2025-10-23', '')
    """
    if len(days.known) > 1:
        return words.between.format(*days.known)
    return ("{}", words.until, words.since)[days.vague].format(*days.known) if days else ""


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
        "date": _days(fact.days, _Words()) or None,
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
