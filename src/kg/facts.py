"""One thing and what is said of it: its facts, and behind each the claim.

Facts are read from the claims themselves, each with its standing, the chain of who says it, and
the passage; what rules derive is read from the derived graphs.

Must not know: kinds of things, commands, terminals.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import cast

from pyoxigraph import NamedNode, Quad

from kg.chains import Evidence, evidence
from kg.days import Days, became, days
from kg.store import ACCEPTED, Store
from kg.terms import GRAPH, KG, TYPE, Term, inline, plain

_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_TYPE = NamedNode(TYPE)
_DERIVED = GRAPH + "derived/"
_NOTE = "http://www.w3.org/2004/02/skos/core#note"
_IDENTIFIED = NamedNode(KG + "identifiedWith")
_REPRESENTATIVE = NamedNode(KG + "representative")
_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"

_SAID = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?s ?p ?o ?claim
WHERE {
    VALUES ?%(role)s { %(things)s }
    GRAPH ?claim { ?s ?p ?o }
    GRAPH derived:standing { ?claim kg:standing ?standing }
}
ORDER BY ?claim ?p ?o ?s
"""
# What a claim says of a value that it describes along with the thing, as a term's quantity.
_DETAILS = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?value ?p ?o
WHERE {
    VALUES ?thing { %s }
    GRAPH ?claim { ?thing ?q ?value . ?value ?p ?o }
    GRAPH derived:standing { ?claim ?standing ?is }
    FILTER(?p NOT IN (rdf:type, rdfs:label))
}
ORDER BY ?value ?p ?o
"""
_WIDER = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?narrow ?wide
WHERE {
    VALUES ?narrow { %s }
    GRAPH derived:hierarchy { ?narrow rdfs:subPropertyOf ?wide }
    FILTER(?narrow != ?wide)
}
"""
_KINDS = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
SELECT ?thing (MIN(?class) AS ?kind)
WHERE {
    VALUES ?thing { %s }
    GRAPH ?claim { ?thing a ?class }
    GRAPH derived:standing { ?claim ?standing ?is }
}
GROUP BY ?thing
"""


@dataclass(frozen=True)
class Fact:
    """A predicate and a value; *value* is the other thing, whichever way the fact is told.

    *details* are predicates and values of the other thing, where a claim describes it together
    with the first; *kind* is its class and *became* what became of it, where they are known.
    """

    predicate: str
    value: Term
    days: Days = field(default_factory=Days)
    evidence: tuple[Evidence, ...] = ()
    details: tuple[tuple[str, Term], ...] = ()
    kind: str = ""
    became: str = ""

    @property
    def reported(self) -> str:
        """The earliest day on which somebody claimed it; "" if no claim has a day."""
        return min((link.on for e in self.evidence for link in e.chain if link.on), default="")


@dataclass(frozen=True)
class Entry:
    """What the record holds of one thing: *sources* are the claims that *derived* rests on."""

    thing: NamedNode
    facts: list[Fact] = field(default_factory=list)
    mentions: list[Fact] = field(default_factory=list)
    derived: list[Fact] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def describe(store: Store, thing: NamedNode) -> Entry:
    """Return what the record holds of *thing*: facts, mentions, what is derived."""
    same = _same(store, thing)
    things = inline(same)
    stated = _facts(store, things, role="s", other="o")
    details = _details(store, things)
    facts = [
        replace(fact, details=tuple(details[fact.value]))
        for fact in stated
        if fact.value not in same
    ]
    facts.sort(key=lambda fact: fact.predicate == _NOTE)  # what is remarked comes last
    mentions = _placed(store, _facts(store, things, role="o", other="s"), same)
    derived = list(_derived(store, thing))
    sources = sorted(plain(fact.value) for fact in derived if fact.predicate == _DERIVED_FROM)
    known = {(fact.predicate, fact.value) for fact in facts} | _implied(store, [*facts, *derived])
    derived = [
        fact
        for fact in derived
        if fact.predicate != _DERIVED_FROM
        and fact.value not in same
        and (fact.predicate, fact.value) not in known
    ]
    return Entry(thing, facts, mentions, derived, sources)


def _placed(store: Store, mentions: list[Fact], same: set[Term]) -> list[Fact]:
    """Return *mentions* with the day, the kind and the fate of what they tell of, in time order."""
    others = [fact.value for fact in mentions]
    dated, fates, classes = days(store, others), became(store, others), _kinds(store, others)
    placed = [
        replace(
            fact,
            days=dated.get(plain(fact.value), Days()),
            became=fates.get(plain(fact.value), ""),
            kind=classes.get(plain(fact.value), ""),
        )
        for fact in mentions
        if fact.value not in same
    ]
    return sorted(placed, key=lambda fact: (_moment(fact), fact.predicate, plain(fact.value)))


def _kinds(store: Store, things: list[Term]) -> dict[str, str]:
    """Return for each of *things* to which a claim gives a class the first of these."""
    return {plain(thing): plain(kind) for thing, kind in store.select(_KINDS % inline(things))}


def _moment(fact: Fact) -> str:
    """Return what a mention is sorted by: its days, else the day of its report, else the end."""
    return " ".join(fact.days.known) or fact.reported or "~"


def _same(store: Store, thing: NamedNode) -> set[Term]:
    """Return *thing* and everything that accepted claims of identity join it with."""
    same: set[Term] = {thing}
    waiting: list[Term] = [thing]
    while waiting:
        for quad in store.about(cast("NamedNode", waiting.pop()), _IDENTIFIED):
            if plain(quad.graph_name) == _DERIVED + "identity" and quad.object not in same:
                same.add(quad.object)
                waiting.append(quad.object)
    return same


def _facts(store: Store, things: str, role: str, other: str) -> list[Fact]:
    rows = list(store.select(_SAID % {"role": role, "things": things}))
    known = evidence(store, [_present(row["claim"]) for row in rows])
    by_fact: dict[tuple[str, Term], dict[str, list[Evidence]]] = defaultdict(dict)
    for row in rows:
        claim = plain(row["claim"])
        by_fact[plain(row["p"]), _present(row[other])][claim] = known[claim]
    return [
        Fact(predicate, value, evidence=tuple(chain.from_iterable(claims.values())))
        for (predicate, value), claims in sorted(
            by_fact.items(), key=lambda i: (i[0][0], plain(i[0][1]))
        )
    ]


def _details(store: Store, things: str) -> dict[Term, list[tuple[str, Term]]]:
    found: dict[Term, list[tuple[str, Term]]] = defaultdict(list)
    for value, predicate, other in store.select(_DETAILS % things):
        found[_present(value)].append((plain(predicate), _present(other)))
    return found


def _present(term: Term | None) -> Term:
    if term is None:
        raise AssertionError("a triple pattern binds all of its variables")
    return term


def _derived(store: Store, thing: NamedNode) -> Iterator[Fact]:
    """Yield what rules say of *thing* itself, but for what only helps to find things.

    The accepted view holds the former, under the names that stand for things taken to be the same.
    """
    quads = store.about(cast("NamedNode", _representative(store, thing)))
    held = {(quad.predicate, quad.object) for quad in quads if quad.graph_name == ACCEPTED}
    seen = set()
    for quad in sorted(store.about(thing), key=_by_rule):
        if plain(quad.graph_name).startswith(_DERIVED) and quad.predicate not in (_LABEL, _TYPE):
            key = (quad.predicate, quad.object)
            if key not in seen and (quad.predicate, _representative(store, quad.object)) in held:
                seen.add(key)
                yield Fact(quad.predicate.value, quad.object)


def _by_rule(quad: Quad) -> tuple[str, ...]:
    """Return what *quad* is sorted by: stores differ in their order, and answers must not."""
    return tuple(map(plain, (quad.graph_name, quad.predicate, quad.object)))


def _representative(store: Store, term: Term) -> Term:
    """Return the name by which the accepted view calls *term*."""
    if not isinstance(term, NamedNode):
        return term
    return next((quad.object for quad in store.about(term, _REPRESENTATIVE)), term)


def _implied(store: Store, facts: list[Fact]) -> set[tuple[str, Term]]:
    """Return what *facts* say once more in a wider property: who mediates is also involved."""
    predicates: list[Term] = [NamedNode(predicate) for predicate in {f.predicate for f in facts}]
    wider = defaultdict(list)
    for narrow, wide in store.select(_WIDER % inline(predicates)):
        wider[plain(narrow)].append(plain(wide))
    return {(wide, fact.value) for fact in facts for wide in wider[fact.predicate]}


def kinds(store: Store, thing: NamedNode) -> list[str]:
    """Return the classes that reference data and claims give *thing*, as IRIs."""
    accepted = GRAPH + "accepted"
    return sorted(
        {
            plain(quad.object)
            for quad in store.about(thing, _TYPE)
            if plain(quad.graph_name) != accepted and plain(quad.object).startswith(KG)
        }
    )
