"""Shapes in words: what a shape asks, as a sentence in which terms are links.

Must not know: HTML, addresses of pages, where shapes are read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from kg.docs.wording import Words
from kg.shapes import Constraint, Path, Shape
from kg.terms import XSD, Term, plain

_BOUNDS = {
    "maxExclusive",
    "maxInclusive",
    "maxLength",
    "minExclusive",
    "minInclusive",
    "minLength",
}
_LISTED = {
    "hasValue": "only_value",
    "in": "one_of",
    "languageIn": "languageIn",
    "pattern": "matching",
}
_PAIRS = {"disjoint", "equals", "lessThan", "lessThanOrEquals"}
_FIRST = {"class", "datatype", "in", "or"}
_COUNTED = {"maxCount", "minCount"}
_QUALIFIED = {"qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShapesDisjoint"}
_SAID_ELSEWHERE = {*_COUNTED, *_QUALIFIED, "flags", "ignoredProperties"}
_WHOLE = {"uniqueLang", "closed"}


class Part(NamedTuple):
    """A stretch of a sentence; with an *iri* it names that term, with *code* it is no prose."""

    text: str
    iri: str = ""
    code: bool = False


Phrase = tuple[Part, ...]


@dataclass(frozen=True)
class Phrases:
    """Puts shapes into words of one language; *label* names a term, *compact* abbreviates it."""

    words: Words
    label: Callable[[str], str]
    compact: Callable[[str], str]

    def path(self, path: Path) -> Phrase:
        """Return *path* in words."""
        if path.kind == "property":
            return (self._term(path.property),)
        parts = [self.path(part) for part in path.parts]
        if path.kind == "alternativePath":
            return self._joined(parts, "or")
        if path.kind == "sequence":
            return self._joined(parts, "then")
        if path.kind == "inversePath":
            return (self._word("inverse"), Part(" "), *self._joined(parts, "or"))
        said = "optional" if path.kind == "zeroOrOnePath" else "repeated"
        return (*self._joined(parts, "or"), Part(" ("), self._word(said), Part(")"))

    def count(self, shape: Shape) -> str:
        """Return how many values *shape* asks for."""
        low, high = (shape.values(name) for name in ("minCount", "maxCount"))
        return self.words.count(
            int(plain(low[0])) if low else 0, int(plain(high[0])) if high else None
        )

    def values(self, shape: Shape) -> Phrase:
        """Return what *shape* asks of each value."""
        asked = sorted(shape.constraints, key=lambda c: c.name not in _FIRST)
        said = [part for c in asked if (part := self._constraint(c, shape))]
        return self._joined(said, "and") or (self._word("anything"),)

    def _constraint(self, asked: Constraint, shape: Shape) -> Phrase:
        if asked.name in _SAID_ELSEWHERE or (asked.name in _WHOLE and not _is_true(asked)):
            return ()
        if asked.name in _WHOLE:
            return (self._word(asked.name),)
        if asked.shapes:
            return self._of_shapes(asked, shape)
        if asked.name == "class":
            return self._joined([self._a_term(value) for value in asked.values], "and")
        if asked.name == "datatype":
            return (self._datatype(asked.values[0]),)
        return self._of_values(asked, shape)

    def _of_values(self, asked: Constraint, shape: Shape) -> Phrase:
        name, values = asked.name, asked.values
        listed = [(self._value(value),) for value in values]
        if name in _BOUNDS:
            return (Part(self.words.say("phrase", name).format(plain(values[0]))),)
        if name == "nodeKind":
            kind = plain(values[0]).rsplit("#", 1)[-1]
            return (self._word("iri" if kind == "IRI" and shape.values("class") else kind),)
        if name in _LISTED:
            return self._after(_LISTED[name], listed)
        if name in _PAIRS:
            return (self._word(name), Part(" "), *self._joined(listed, "or"))
        return (Part(f"sh:{name} ", code=True), *self._joined(listed, "and"))

    def _of_shapes(self, asked: Constraint, shape: Shape) -> Phrase:
        said = [self._shape(inner) for inner in asked.shapes]
        if asked.name == "or":
            return self._joined(said, "or")
        if asked.name == "xone":
            return self._after("xone", said, "or")
        if asked.name == "not":
            return (self._word("not"), Part(" "), *self._joined(said, "or"))
        if asked.name == "qualifiedValueShape":
            return (Part(self._qualified(shape)), Part(" "), *self._joined(said, "and"))
        return self._joined(said, "and")

    def _shape(self, shape: Shape) -> Phrase:
        if shape.iri:
            name = Part(self.compact(shape.iri), code=True)
            return (self._word("as_shape"), Part(" "), name)
        asked = self.values(shape)
        if shape.values("hasValue") and len(shape.constraints) == 1:
            asked = tuple(self._value(value) for value in shape.values("hasValue"))
        if shape.path is None:
            return asked
        colon = self._word("colon")
        return (*self.path(shape.path), Part(f" ({self.count(shape)})"), colon, *asked)

    def _qualified(self, shape: Shape) -> str:
        low, high = (shape.values(f"qualified{end}Count") for end in ("Min", "Max"))
        count = self.words.count(
            int(plain(low[0])) if low else 0, int(plain(high[0])) if high else None
        )
        return self.words.say("phrase", "qualified").format(count)

    def _after(self, key: str, listed: Sequence[Phrase], joint: str = "comma") -> Phrase:
        return (self._word(key), self._word("colon"), *self._joined(listed, joint))

    def _a_term(self, value: Term) -> Phrase:
        return (Part(self.words.indefinite(self.label(plain(value))), plain(value)),)

    def _datatype(self, value: Term) -> Part:
        iri = plain(value)
        name = self.words.tables["datatype"].get(iri.removeprefix(XSD).rsplit("#", 1)[-1])
        return Part(self.words.indefinite(name or self.label(iri)), iri)

    def _value(self, value: Term) -> Part:
        if isinstance(value, NamedNode):
            return self._term(value.value)
        return Part(plain(value), code=True)

    def _term(self, iri: str) -> Part:
        return Part(self.label(iri), iri)

    def _word(self, key: str) -> Part:
        return Part(self.words.say("phrase", key))

    def _joined(self, phrases: Iterable[Phrase], joint: str) -> Phrase:
        said: list[Part] = []
        for phrase in phrases:
            said += [self._word(joint), *phrase] if said else phrase
        return tuple(said)


def _is_true(asked: Constraint) -> bool:
    return plain(asked.values[0]) in {"true", "1"}
