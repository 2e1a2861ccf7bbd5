"""Whether the ontology and the accepted facts hold together, and what else follows from them.

A reasoner is asked whether they have a model, which classes can have no member, and of which
classes things are by inference alone. What contradicts each other is narrowed down to a few axioms
and facts, with the places at which they stand.

Must not know: Java, how axioms are written for the reasoner, commands.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode

from kg.errors import Finding, TimedOut
from kg.project import Project
from kg.reasoning import causes
from kg.reasoning.hermit import Hermit, Inconsistent, Taxonomy
from kg.reasoning.origins import Origins
from kg.reasoning.statements import CLASS, OWL, Statement, Statements, gather, triples
from kg.store import Store
from kg.terms import plain

__all__ = ["Conflict", "Inferred", "Verdict", "reason"]

_MOST = 3  # conflicts, and unsatisfiable classes, of which the cause is searched


class Inferred(NamedTuple):
    """A class that nothing states of a thing and that follows."""

    thing: str
    cls: str


@dataclass(frozen=True)
class Conflict:
    """What cannot all hold; *cls* is the class that can have no member, if it is about one.

    There are no *findings* if the time did not suffice to find the cause.
    """

    findings: tuple[Finding, ...] = ()
    cls: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What the reasoner found, of how many things, and what it was not given."""

    conflicts: tuple[Conflict, ...]
    inferred: tuple[Inferred, ...]
    counts: dict[str, int]
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def consistent(self) -> bool:
        """Whether the axioms and facts have a model."""
        return all(conflict.cls for conflict in self.conflicts)

    @property
    def unsatisfiable(self) -> list[str]:
        """The classes that can have no member."""
        return [conflict.cls for conflict in self.conflicts if conflict.cls]


def reason(project: Project, store: Store, seconds: float) -> Verdict:
    """Return what follows from the ontology of *project* and the facts that *store* accepts.

    Raise BadInput if there is no reasoner, or if it cannot use the ontology, and TimedOut if it
    needs more than *seconds*.
    """
    hermit = Hermit(seconds)
    given = gather(project, store)
    origins = Origins(project, store)
    try:
        taxonomy = hermit.classify(given.all())
        contradictions: list[Conflict] = []
    except Inconsistent:
        contradictions = list(_contradictions(given, hermit, origins))
        taxonomy = _of_axioms(given, hermit)
    empty = list(_empty_classes(taxonomy.unsatisfiable, given, hermit, origins))
    return Verdict(
        (*contradictions, *empty),
        () if contradictions else tuple(_inferred(taxonomy, given)),
        _counts(given),
        dict(sorted((+given.left_out).items())),
    )


def _of_axioms(given: Statements, hermit: Hermit) -> Taxonomy:
    """Return what follows from the axioms alone, nothing if that is everything or time is up."""
    with suppress(Inconsistent, TimedOut):
        return hermit.classify([*given.declarations, *triples(given.axioms)])
    return Taxonomy([], [])


def _contradictions(given: Statements, hermit: Hermit, origins: Origins) -> Iterator[Conflict]:
    """Yield contradictions that share no fact, until there are none, or enough, or time is up."""
    given = _suspected(given, hermit, origins)
    for number in range(_MOST):
        try:
            cause = causes.of_contradiction(given, hermit)
            yield Conflict(tuple(origins.findings(cause, "contradiction")))
            others = [fact for fact in given.facts if fact not in cause]
            if len(others) == len(given.facts):
                return
            given = replace(given, facts=others)
            if hermit.consistent([given.all()]):
                return
        except TimedOut:
            if number == 0:
                yield Conflict()
            return


def _suspected(given: Statements, hermit: Hermit, origins: Origins) -> Statements:
    """Return *given* without the things that rules made, if the rest holds a contradiction.

    What rules make of a contradiction contradicts itself, too, and goes with it.
    """
    made = {s for s in {fact.head.subject for fact in given.facts} if origins.is_derived(s)}
    told = replace(given, facts=[fact for fact in given.facts if fact.head.subject not in made])
    with suppress(TimedOut):
        if not hermit.consistent([told.all()]):
            return told
    return given


def _empty_classes(
    classes: list[str], given: Statements, hermit: Hermit, origins: Origins
) -> Iterator[Conflict]:
    """Yield the unsatisfiable *classes*, with the cause of those that stand highest."""
    first = [cls for cls in classes if not given.above.get(cls, frozenset()) & set(classes) - {cls}]
    for number, cls in enumerate(sorted(classes, key=lambda cls: (cls not in first, cls))):
        cause: list[Statement] = []
        if number < _MOST:
            with suppress(TimedOut):
                cause = causes.of_unsatisfiable(cls, given, hermit)
        yield Conflict(tuple(origins.findings(cause, "unsatisfiable")), cls)


def _inferred(taxonomy: Taxonomy, given: Statements) -> Iterator[Inferred]:
    """Yield the types that no fact states and that follow from more than the hierarchy."""
    for thing, cls in taxonomy.types:
        stated = given.types.get(thing, frozenset())
        known = stated.union(*(given.above.get(one, frozenset()) for one in stated))
        if cls not in known and not cls.startswith(OWL):
            yield Inferred(thing, cls)


def _counts(given: Statements) -> dict[str, int]:
    said = [triple for triple in triples(given.facts) if not isinstance(triple.subject, BlankNode)]
    things = {triple.subject for triple in said}
    things |= {triple.object for triple in said if isinstance(triple.object, NamedNode)}
    counted = Counter(classes=len(given.declared(CLASS)), axioms=len(given.axioms))
    counted.update(things=len({plain(thing) for thing in things}), facts=len(given.facts))
    return dict(counted)
