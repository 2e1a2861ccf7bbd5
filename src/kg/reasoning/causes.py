"""A smallest set of facts and axioms that cannot all hold.

HermiT says that there is a contradiction, not where. So it is asked again about parts: the facts,
in order, are added until the contradiction comes up; the fact that brought it is kept, those behind
it are dropped, and so on until the kept ones suffice. The axioms follow in the same way. What is
found is smallest in that nothing in it can be left out; there may be other ones.

The method is that of the transition constraints (Hemery, Lecoutre, Sais, Boussemart: Extracting
MUCs from constraint networks, ECAI 2006), with sets that double in size before they are halved.

Must not know: what the facts are about, where they are written.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode, Triple

from kg.reasoning.hermit import Hermit
from kg.reasoning.statements import (
    OWL,
    RDF,
    SUB_CLASS,
    SUB_PROPERTY,
    Statement,
    Statements,
    different,
    is_difference,
    members,
    triples,
)
from kg.terms import TYPE, Term, plain

_TYPE = NamedNode(TYPE)
_FUNCTIONAL = OWL + "FunctionalProperty"
_SPLIT = 16  # sets that one start of Java is asked about while a range is narrowed
_SOMEBODY = NamedNode("https://w3id.org/parley/id/somebody")  # a thing that nothing else speaks of


def of_contradiction(given: Statements, hermit: Hermit) -> list[Statement]:
    """Return facts and axioms of *given*, which is inconsistent, that contradict each other."""
    axioms = list(triples(given.axioms))
    facts = _smallest([*given.declarations, *axioms], _suspects_first(given), hermit)
    around = [*given.declarations, *triples(facts)]
    relevant = _nearest_first(_narrowed(given.axioms, facts), triples(facts))
    return facts + _smallest(around, relevant, hermit)


def of_unsatisfiable(cls: str, given: Statements, hermit: Hermit) -> list[Statement]:
    """Return axioms of *given* by which nothing can be a *cls*."""
    witness = Triple(_SOMEBODY, _TYPE, NamedNode(cls))
    relevant = _nearest_first(given.axioms, [witness])
    return _smallest([*given.declarations, witness], relevant, hermit)


def _smallest(
    around: Sequence[Triple], items: Sequence[Statement], hermit: Hermit
) -> list[Statement]:
    """Return those of *items* without any of which *around* and the rest would be consistent."""
    kept: list[Statement] = []
    while needed := _needed([*around, *triples(kept)], items, hermit):
        kept.append(items[needed - 1])
        items = items[: needed - 1]
    return kept


def _needed(around: Sequence[Triple], items: Sequence[Statement], hermit: Hermit) -> int:
    """Return how many of *items*, from the first, it takes to contradict *around*."""
    low, high = -1, len(items)  # so many are consistent; so many are not
    sizes = [*range(_SPLIT), *(2**n * _SPLIT for n in range(len(items).bit_length()))]
    while sizes := [size for size in sizes if low < size < high]:
        good = hermit.consistent([[*around, *triples(items[:size])] for size in sizes])
        low, high = [low, *sizes][good], [*sizes, high][good]
        step = max(1, (high - low) // _SPLIT)
        sizes = list(range(low + step, high, step))
    return high


def _suspects_first(given: Statements) -> list[Statement]:
    """Return the facts, first those of things with several classes or with too many values."""
    functional = {s.head.subject for s in given.axioms if plain(s.head.object) == _FUNCTIONAL}
    suspicion: Counter[object] = Counter()
    values: Counter[object] = Counter()
    for fact in given.facts:
        subject, predicate, _ = fact.head
        values[subject, predicate] += 1
        if values[subject, predicate] > 1:
            suspicion[subject] += 100 if predicate in functional else predicate == _TYPE
    return sorted(given.facts, key=lambda fact: -suspicion[fact.head.subject])


def _narrowed(axioms: Sequence[Statement], facts: Iterable[Statement]) -> list[Statement]:
    """Return *axioms*; what says that things differ, of those alone that something else names."""
    others = [axiom for axiom in axioms if not is_difference(axiom)]
    named = _terms(triples([*facts, *others]))
    narrowed = [
        different([one for one in members(axiom) if one in named], axiom.file)
        for axiom in axioms
        if is_difference(axiom)
    ]
    return [axiom for axiom in narrowed if len(members(axiom)) > 1] + others


def _nearest_first(axioms: Sequence[Statement], about: Iterable[Triple]) -> list[Statement]:
    """Return *axioms*, first those on the terms of *about*, then those on the terms of these."""
    named, ordered, others = _terms(about), list[Statement](), list(axioms)
    while near := [axiom for axiom in others if _starts(axiom) & named]:
        ordered += near
        named |= _terms(triples(near))
        others = [axiom for axiom in others if axiom not in near]
    return ordered + others


def _starts(axiom: Statement) -> set[Term]:
    """Return the terms from which *axiom* leads on: upwards only in a hierarchy."""
    if axiom.head.predicate in (SUB_CLASS, SUB_PROPERTY):
        return {axiom.head.subject}
    return _terms(axiom.triples)


def _terms(said: Iterable[Triple]) -> set[Term]:
    """Return the named things, classes and properties in *said*, those of OWL apart."""
    terms = {term for triple in said for term in triple}
    return {t for t in terms if isinstance(t, NamedNode) and not t.value.startswith((OWL, RDF))}
