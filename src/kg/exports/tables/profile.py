"""Which columns a table of the members of a class takes, from what is said of them.

What a thing says is counted once, and the counts of all members are put together: memory grows
with the classes and properties, not with the things.

Must not know: stores, files, how a table is described.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.days import Days
from kg.errors import BadInput
from kg.exports.tables.columns import LANGUAGES, STRING, Part
from kg.exports.tables.things import Accepted, Said, kinds
from kg.results.values import READERS, Value, common, sort, value
from kg.terms import KG, XSD, Term

SEPARATORS = "|¦‖␟"  # none of which an IRI may hold

_COMMON = {int: "integer", Decimal: "decimal", float: "double"}  # of several datatypes


@dataclass
class Values:
    """What the values of a property are: how many of which sort, and more of them.

    *most* are the most that one thing has, *holders* how many things have any, both by part and
    language; *samples* has a literal of each sort; *named* are the languages in which the things
    that IRIs are of have names; *shared* are the classes of all of these things.
    """

    most: Counter[tuple[Part, str]] = field(default_factory=Counter)
    holders: Counter[tuple[Part, str]] = field(default_factory=Counter)
    datatypes: set[str] = field(default_factory=set)
    samples: dict[tuple[type, bool, bool], Value] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    shared: frozenset[str] | None = None

    def add(self, other: "Values") -> None:
        """Count the values of one more thing, which *other* has counted."""
        for key, most in other.most.items():
            self.most[key] = max(self.most[key], most)
            self.holders[key] += 1
        self.datatypes |= other.datatypes
        self.samples |= other.samples
        self.named |= other.named
        if other.shared is not None:
            self.shared = other.shared if self.shared is None else self.shared & other.shared

    @property
    def datatype(self) -> str:
        """The IRI of the datatype that all literals without a language have in common."""
        kind = common(list(self.samples.values()))
        if kind is datetime and next(iter(self.samples))[-1]:
            return XSD + "dateTimeStamp"  # of which CSVW knows that it has a time zone
        if len(self.datatypes) == 1:
            (one,) = self.datatypes
            return STRING if kind is str and one in READERS else one
        return XSD + _COMMON[kind] if kind in _COMMON else STRING


@dataclass
class Members:
    """How many members a class has, and what their properties hold."""

    count: int = 0
    properties: dict[str, Values] = field(default_factory=dict)

    def add(self, said: Mapping[str, Values]) -> None:
        """Count a member."""
        self.count += 1
        for name, values in said.items():
            self.properties.setdefault(name, Values()).add(values)


class Profile:
    """The members of all classes among things, and a separator that none of their texts holds."""

    def __init__(self, found: Iterable[tuple[NamedNode, Said]], accepted: Accepted) -> None:
        self._accepted = accepted
        self._free = SEPARATORS
        self._alone: set[str] = set()
        self._members: dict[str, Members] = {}
        for thing, said in found:
            self._add(thing, said)

    @property
    def separator(self) -> str:
        """What may stand between the values in a cell; raise BadInput if there is nothing."""
        if not self._free:
            raise BadInput(f"no table can be written: the labels hold each of {SEPARATORS}")
        return self._free[0]

    @property
    def members(self) -> dict[str, Members]:
        """What there is to know of each class that has a table, sorted.

        Those are ours, and of other vocabularies those with a member that is in none of ours.
        """
        ours = {kind for kind in self._members if kind.startswith(KG)}
        return {kind: self._members[kind] for kind in sorted(ours | self._alone)}

    def _add(self, thing: NamedNode, said: Said) -> None:
        found = kinds(said)
        if not any(kind.startswith(KG) for kind in found):
            self._alone.update(found)
        for objects in said.values():
            self._occupy(objects)
        if found:
            counted = {name: self._counted(objects) for name, objects in said.items()}
            for name, days in self._accepted.days(thing).items():
                counted.setdefault(name, Values()).most.update(_counted_days(days))
            for kind in found:
                self._members.setdefault(kind, Members()).add(counted)

    def _occupy(self, objects: Iterable[Term]) -> None:
        for term in objects:
            if isinstance(term, Literal) and any(sign in term.value for sign in self._free):
                self._free = "".join(sign for sign in self._free if sign not in term.value)

    def _counted(self, objects: Iterable[Term]) -> Values:
        values = Values()
        for term in objects:
            values.most[part(term)] += 1
            if isinstance(term, NamedNode):
                kinds_of = self._accepted.kinds(term.value)
                values.shared = kinds_of if values.shared is None else values.shared & kinds_of
                values.named |= self._accepted.names(term.value).keys() & set(LANGUAGES)
            elif isinstance(term, Literal) and not term.language:
                values.datatypes.add(term.datatype.value)
                found = value(term)
                values.samples[sort(found)] = found
        return values


def part(term: Term) -> tuple[Part, str]:
    """Say in which column of its property *term* stands: the part, and the language."""
    if not isinstance(term, Literal):
        return "iri", ""
    return ("text", term.language) if term.language else ("literal", "")


def _counted_days(days: Days) -> dict[tuple[Part, str], int]:
    ends: list[tuple[Part, str]] = [("earliest", days.first), ("latest", days.last)]
    return {(end, ""): 1 for end, day in ends if day}
