"""What changed of one claim, thing, rule or question, in words.

Must not know: how many there are, sections, where the sides come from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from pyoxigraph import NamedNode

from kg.backing import who_where
from kg.chains import evidence
from kg.diff.changes import Change, Statement
from kg.diff.files import Text
from kg.diff.markdown import changed, code, escaped
from kg.diff.wording import Words
from kg.names import Labels
from kg.store import ACCEPTED, Store
from kg.terms import KG, TYPE, Term, plain

_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
_CLAIMANT, _PASSAGE = KG + "claimant", KG + "inPassage"
_TOLD = frozenset({TYPE, _CLAIMANT, _PASSAGE, KG + "standing"})  # of a claim, beside its name
_FEW = 3  # things that are named one after another


class Entries:
    """Entries of lists, with the names that things have on one side."""

    def __init__(self, store: Store, prefixes: Mapping[str, str], words: Words, lang: str) -> None:
        self._store, self._words = store, words
        self.labels = Labels(store, prefixes, lang)

    def name(self, iri: str) -> str:
        """Return what the thing *iri* is called, and its IRI abbreviated, in Markdown."""
        known, short = self.labels.known(iri), code(self.labels.short(iri))
        return short if known is None else f"{escaped(known)} {short}"

    def label(self, iri: str) -> str:
        """Return what the thing *iri* is called, in Markdown."""
        return escaped(self.labels.of(iri))

    def entry(self, found: Change | Text) -> Iterator[str]:
        """Yield the entry of a thing, of a rule or of a question: what changed of it."""
        if isinstance(found, Text):
            parts = self._words.differs.format(", ".join(found.parts))
            differing = f" ({parts})" if found.parts else ""
            yield f"- {code(found.name)} {escaped(found.title)}{differing}"
        elif found.was:
            yield f"- {code(self.labels.short(found.was))} → {self.name(found.thing)}"
        else:
            yield f"- {self.name(found.thing) if found.is_named else code(found.thing)}"
            yield from self._block(found, {found.thing})

    def claim(self, found: Change, *, whole: bool) -> Iterator[str]:
        """Yield the entry of a claim: what it says, who says so and where, what changed of it.

        Of one that is *whole* in what changed, the second line tells already what the first holds.
        """
        if found.was:
            yield from self.entry(found)
            return
        subjects = self._subjects(found.thing)
        named = _some([self.label(iri) for iri in subjects])
        yield f"- {f'**{named}** ' if named else ''}{code(self.labels.short(found.thing))}"
        if who := self._who(found.thing):
            yield f"  <br>{escaped(who)}"
        heads = {found.thing, *(subjects if len(subjects) == 1 else [])}
        yield from self._block(found, heads, _TOLD if whole else frozenset())

    def thing(self, iri: str, sign: str) -> str:
        """Return the entry of a thing in the accepted view, with the claims that it rests on.

        One without a name is told by what has one; it is "" if nothing has.
        """
        named = self.name(iri) if self.labels.known(iri) else self._described(iri)
        claims = [code(self.labels.short(claim)) for claim in self._claims(iri)]
        behind = _some(claims)
        rests = f" — {self._words.rests.format(behind)}" if behind else ""
        return f"- {sign} {named}{rests}" if named else ""

    def _described(self, iri: str) -> str:
        """Return what the accepted view says of a thing by things that have names, in Markdown."""
        said = (
            Statement(quad.subject, quad.predicate.value, quad.object)
            for quad in self._store.about(NamedNode(iri))
            if quad.graph_name == ACCEPTED and quad.predicate.value not in (TYPE, _DERIVED_FROM)
        )
        told: dict[str, set[str]] = defaultdict(set)
        for one in said:
            if isinstance(one.value, NamedNode) and self.labels.known(one.value.value):
                told[self.labels.of(one.predicate)].add(self.labels.of(one.value.value))
        lines = (f"{name}: {', '.join(sorted(values))}" for name, values in sorted(told.items()))
        return escaped("; ".join(lines))

    def _who(self, claim: str) -> str:
        """Return who makes *claim*, on whose word it is told, and in which passages."""
        node = NamedNode(claim)
        chains = evidence(self._store, [node]).get(claim, [])
        if chains:
            told = [who_where(chain, self.labels, self._words.told) for chain in chains]
            return "; ".join([*dict.fromkeys(told), self.labels.of(chains[0].standing)])
        said = {_CLAIMANT: list[str](), _PASSAGE: list[str]()}
        for quad in self._store.about(node):
            said.get(quad.predicate.value, []).append(self.labels.term(quad.object))
        return ": ".join(", ".join(sorted(values)) for values in said.values() if values)

    def _block(self, found: Change, heads: Set[str], told: Set[str] = frozenset()) -> Iterator[str]:
        """Yield what is said of the thing and of others, but for what is *told* of it already."""

        def lines(said: Iterable[Statement]) -> list[str]:
            own = (s for s in said if s.predicate not in told or plain(s.subject) != found.thing)
            return [self._of(statement, heads) for statement in own]

        return changed(lines(found.removed), lines(found.added))

    def _of(self, said: Statement, heads: Set[str]) -> str:
        """Return what is *said*, and of what, unless that stands at the *heads* of the entry."""
        of = "" if plain(said.subject) in heads else f"{self.labels.term(said.subject)} — "
        return of + self._said(said)

    def _said(self, said: Statement) -> str:
        tag = f" @{lang}" if (lang := getattr(said.value, "language", None)) else ""
        return f"{self.labels.of(said.predicate)}: {self.labels.term(said.value)}{tag}"

    def _subjects(self, claim: str) -> list[str]:
        """Return of what *claim* speaks, first what it gives a class."""
        quads = list(self._store.graph(NamedNode(claim)))
        typed = {plain(quad.subject) for quad in quads if quad.predicate.value == TYPE}
        return sorted(typed or {plain(quad.subject) for quad in quads})

    def _claims(self, iri: str) -> list[str]:
        """Return the claims that class the thing *iri*, or from which a rule derives it."""
        found: set[Term] = set()
        for quad in self._store.about(NamedNode(iri)):
            if quad.predicate.value == TYPE and "#" in plain(quad.graph_name):
                found.add(quad.graph_name)  # type: ignore[arg-type]  # a name with # in it is an IRI
            elif quad.predicate.value == _DERIVED_FROM:
                found.add(quad.object)
        return sorted(map(plain, found))


def _some(told: list[str]) -> str:
    """Return the first few of what is *told*."""
    return ", ".join([*told[:_FEW], *(["…"] if told[_FEW:] else [])])
