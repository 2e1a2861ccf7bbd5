"""One thing as an article to read: its facts, what speaks of it, and who says so in notes.

Must not know: stores, commands, the width of a terminal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from operator import itemgetter
from typing import Any

from kg.backing import who_where
from kg.chains import Evidence
from kg.days import Days
from kg.facts import Entry, Fact
from kg.names import Labels
from kg.results.people import safe
from kg.terms import KG, compact, plain

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


def _words(labels: Labels) -> _Words:
    return _WORDS.get(labels.lang, _Words())


@dataclass(frozen=True)
class Line:
    """A line of an article: *heading*, value, the *marks* of its notes, what is said of it."""

    heading: str
    value: str
    marks: str = ""
    details: str = ""

    def __str__(self) -> str:
        """Return the line as text, what is said of the value below it."""
        told = "  ".join(part for part in (self.heading, self.value, self.marks) if part)
        return safe(told) + (f"\n    {safe(self.details)}" if self.details else "")

    @property
    def html(self) -> str:
        """The line as a row of a table."""
        heading, value, marks, details = map(
            escape, map(safe, (self.heading, self.value, self.marks, self.details))
        )
        below = f"<br><small>{details}</small>" if details else ""
        return f"<tr><th>{heading}</th><td>{value} <small>{marks}</small>{below}</td></tr>"


class _Notes:
    """Who says a thing on whose word, and where; numbered in the order of their first use."""

    def __init__(self, labels: Labels, prefixes: Mapping[str, str]) -> None:
        self.labels, self._prefixes = labels, prefixes
        self.words = _words(labels)
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

    def rows(self) -> list[Line]:
        """Return the notes in order."""
        return [Line(f"[{number}]", words) for words, number in self._numbers.items()]

    def _number(self, evidence: Evidence) -> int:
        words = who_where(evidence, self.labels, self.words.relayed)
        return self._numbers.setdefault(words, len(self._numbers) + 1)

    def _standing(self, evidence: Evidence) -> str:
        known = evidence.standing in _ACCEPTED
        return "" if known else f" {self.labels.of(evidence.standing)}"


@dataclass(frozen=True)
class Section:
    """A part of an article; its *title* is "" for the facts."""

    title: str
    rows: list[Line]


@dataclass(frozen=True, repr=False)
class Article:
    """What the record holds of one thing, as values, and as text to read."""

    entry: Entry
    kinds: list[str]
    labels: Labels
    prefixes: Mapping[str, str]

    @property
    def iri(self) -> str:
        """The thing."""
        return self.entry.thing.value

    @property
    def label(self) -> str:
        """What the thing is called."""
        return self.labels.of(self.iri)

    @property
    def facts(self) -> list[Fact]:
        """What claims say of the thing, each with its evidence."""
        return self.entry.facts

    @property
    def mentions(self) -> list[Fact]:
        """What claims say of other things, and of this one with them, in the order of time."""
        return self.entry.mentions

    @property
    def derived(self) -> list[Fact]:
        """What rules derive."""
        return self.entry.derived

    @property
    def about(self) -> str:
        """What kind of thing it is, and its IRI, abbreviated."""
        words = [*(self.labels.of(kind) for kind in self.kinds), compact(self.iri, self.prefixes)]
        return safe(" · ".join(words))

    @property
    def nothing(self) -> str:
        """What to do if nothing is said of the thing, "" if something is."""
        said = self.facts or self.mentions or self.derived
        return "" if said else _words(self.labels).nothing

    def sections(self) -> list[Section]:
        """Return the facts, what speaks of the thing, and the notes; what is empty is left out."""
        notes = _Notes(self.labels, self.prefixes)
        entry = self.entry
        facts = [*_derived(entry, notes), *_own(entry, notes)]
        facts += [_fact_row(fact, self.label, notes) for fact in entry.facts]
        told = [f for f in entry.mentions if not _own_name(entry, f, self.labels)]
        mentions = [_mention(fact, notes) for fact in told]
        parts = [
            Section("", _merged(facts)),
            Section(notes.words.spoken, _merged(mentions)),
            Section(notes.words.who, notes.rows()),
        ]
        return [part for part in parts if part.rows]

    def to_json(self) -> dict[str, Any]:
        """Return the article as JSON values; IRIs are whole and stand beside their labels."""
        return {
            "id": self.iri,
            "label": self.label,
            "kinds": self.kinds,
            "facts": [_fact(fact, self.labels) for fact in self.facts],
            "mentions": [_fact(fact, self.labels) for fact in self.mentions],
            "derived": [_fact(fact, self.labels) for fact in self.derived],
            "derivedFrom": self.entry.sources,
        }

    def __str__(self) -> str:
        """Return the article as text."""
        head = [safe(self.label), self.about, *([self.nothing] if self.nothing else [])]
        parts = ["\n".join([p.title, *map(str, p.rows)]).strip("\n") for p in self.sections()]
        return "\n\n".join(["\n".join(head), *parts])

    def __repr__(self) -> str:
        """Name the thing, and say how much is known of it."""
        return f"<Article {self.label}: {len(self.facts)} facts, {len(self.mentions)} mentions>"

    def _repr_html_(self) -> str:
        """Return the article in HTML, as notebooks show it."""
        parts = "".join(
            f"<h4>{escape(p.title)}</h4><table>{''.join(row.html for row in p.rows)}</table>"
            for p in self.sections()
        )
        return f"<h3>{escape(safe(self.label))}</h3><p>{escape(self.about)}</p>{parts}"


def _own(entry: Entry, notes: _Notes) -> list[Line]:
    """Return what rules name after the thing, as an office that a person holds, by its kind."""
    labels = notes.labels
    named = [(f, _own_name(entry, f, labels)) for f in entry.mentions]
    told = [(labels.of(f.kind), f, name) for f, name in named if name]
    return [
        Line(kind, name + (f" ({_days(f.days, notes.words)})" if f.days else ""), notes.marks(f))
        for kind, f, name in sorted(told, key=itemgetter(0))
    ]


def _own_name(entry: Entry, fact: Fact, labels: Labels) -> str:
    """Return what the name of the value adds to that of the thing, "" if it is not named so."""
    name, start = labels.term(fact.value), labels.of(entry.thing.value) + _NAME
    if not fact.kind or not name.startswith(start):
        return ""
    return name.removeprefix(start).removeprefix(f"{labels.of(fact.kind)}: ")


def _fact_row(fact: Fact, own: str, notes: _Notes) -> Line:
    """Return the row of a *fact* about the thing whose *own* name the value need not repeat."""
    labels = notes.labels
    value = labels.term(fact.value).removesuffix(f": {own}")
    return Line(labels.of(fact.predicate), value, notes.marks(fact), _details(fact, labels))


def _mention(fact: Fact, notes: _Notes) -> Line:
    labels = notes.labels
    became = f" ({labels.of(fact.became)})" if fact.became else ""
    told = f"{labels.term(fact.value)}{became}{_NAME}{labels.of(fact.predicate)}"
    return Line(_date(fact, notes.words), told, notes.marks(fact))


def _merged(rows: list[Line]) -> list[Line]:
    """Return *rows*, those that say the same as one with all of their notes."""
    marks: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        marks.setdefault((row.heading, row.value, row.details), []).append(row.marks)
    return [Line(key[0], key[1], " ".join(found), key[2]) for key, found in marks.items()]


def _details(fact: Fact, labels: Labels) -> str:
    """Return what is said of the value of *fact*, in words."""
    told: dict[str, list[str]] = {}
    for predicate, term in fact.details:
        told.setdefault(labels.of(predicate), []).append(labels.term(term))
    return "; ".join(f"{name} {', '.join(values)}" for name, values in told.items())


def _derived(entry: Entry, notes: _Notes) -> list[Line]:
    return [
        Line(notes.labels.of(f.predicate), notes.labels.term(f.value), notes.by_rule(entry.sources))
        for f in entry.derived
    ]


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
    return days.in_words(words.between, words.until, words.since)


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
