"""One thing and what is said of it: its names, its facts, and behind each the claim.

Facts are read from the claims themselves, each with its standing, the chain of who says it, and
the passage; what rules derive is read from the derived graphs.

Must not know: kinds of things, commands, terminals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import cast

from pyoxigraph import Literal, NamedNode

from kg.errors import BadInput
from kg.store import Store
from kg.terms import GRAPH, KG, SOURCE, Term, compact, expand, plain

_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PREFERRED = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DERIVED = GRAPH + "derived/"
_IDENTIFIED = NamedNode(KG + "identifiedWith")
_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
_ANYTHING = "rdfs:Resource"  # the class of everything, in RDF Schema

_SAID = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?s ?p ?o ?claim ?standing ?passage ?commitment ?link ?claimant ?document ?on
WHERE {
    VALUES ?%(role)s { %(things)s }
    GRAPH ?claim { ?s ?p ?o }
    GRAPH derived:standing { ?claim kg:standing ?standing }
    GRAPH derived:chain {
        ?chain kg:innermost ?claim ; kg:inPassage ?passage ; kg:link ?link .
        ?link kg:depth ?depth .
    }
    GRAPH ?source { ?link kg:claimant ?claimant ; kg:commitment ?commitment }
    OPTIONAL { GRAPH ?source { ?link kg:inDocument ?document } }
    OPTIONAL { GRAPH ?source { ?link kg:claimedOn ?on } }
}
ORDER BY ?claim ?p ?o ?s ?passage ?depth
"""
_DATES = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?thing (MIN(?first) AS ?earliest) (MIN(?last) AS ?latest)
WHERE {
    VALUES ?thing { %s }
    VALUES ?dates { derived:periods derived:parts derived:dates derived:observed }
    GRAPH ?dates { ?dating kg:dates ?thing }
    OPTIONAL { GRAPH ?dates { ?dating kg:earliest ?first } }
    OPTIONAL { GRAPH ?dates { ?dating kg:latest ?last } }
}
GROUP BY ?thing
"""


@dataclass(frozen=True)
class Link:
    """One step of a chain of reporting."""

    claimant: str
    document: str | None = None
    on: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A claim that says a fact: who says it on whose word, outermost first, and where."""

    claim: str
    standing: str
    passages: tuple[str, ...]
    chain: tuple[Link, ...]
    commitment: str


@dataclass(frozen=True)
class Fact:
    """A predicate and a value; *value* is the other thing, whichever way the fact is told."""

    predicate: str
    value: Term
    date: str = ""
    evidence: tuple[Evidence, ...] = ()

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


class Labels:
    """Names of things in *lang*, else in English, else in any language."""

    def __init__(self, store: Store, prefixes: Mapping[str, str], lang: str = "en") -> None:
        self._store, self._prefixes, self._lang = store, prefixes, lang
        self.of = cache(self._of)

    def _of(self, iri: str) -> str:
        """Return the name of the thing *iri*, or its IRI abbreviated."""
        if iri == _TYPE.value:
            return "kind"
        found: dict[str, str] = {}
        for predicate in (_PREFERRED, _LABEL):
            for quad in self._store.about(NamedNode(iri), predicate):
                if isinstance(quad.object, Literal):
                    found[quad.object.language or ""] = quad.object.value
        for lang in (self._lang, "en", "", *sorted(found)):
            if lang in found:
                return found[lang]
        return compact(iri, self._prefixes)

    def term(self, term: Term | None) -> str:
        """Return the name of a thing, or the value of a literal."""
        return self.of(term.value) if isinstance(term, NamedNode) else plain(term)


def find(store: Store, text: str, prefixes: Mapping[str, str], cls: str | None = None) -> NamedNode:
    """Return the thing that *text* means: an IRI, a CURIE, a passage, or a label.

    With *cls*, the CURIE of a class, only its members count. Raise BadInput with the candidates if
    several things have the label, with near misses if none has.
    """
    for node in (expand(text, prefixes), expand(f"{SOURCE}{text}", prefixes)):
        if node and _is_known(store, node):
            return node
    if expand(text, prefixes):
        raise BadInput(f"nothing is known of {text}: kg show takes a name, too")
    members = None if cls in (None, _ANYTHING) else _members(store, expand(str(cls), prefixes))
    named = list(_named(store, members))
    wanted = text.strip().casefold()
    found = {iri for name, iri in named if name.casefold() == wanted}
    if len(found) == 1:
        return NamedNode(found.pop())
    kind = "thing" if cls in (None, _ANYTHING) else str(cls).partition(":")[2].lower()
    if found:
        names = ", ".join(sorted(compact(iri, prefixes) for iri in found))
        raise BadInput(f'"{text}" is the name of several things: say which, {names}')
    raise BadInput(_unknown(text, kind, {name for name, _ in named}))


def _is_known(store: Store, node: NamedNode) -> bool:
    return any(True for _ in store.about(node)) or any(True for _ in store.about(None, None, node))


def _members(store: Store, cls: NamedNode | None) -> set[str]:
    accepted = GRAPH + "accepted"
    return {
        plain(quad.subject)
        for quad in store.about(None, _TYPE, cls)
        if plain(quad.graph_name) == accepted
    }


def _named(store: Store, members: set[str] | None) -> Iterator[tuple[str, str]]:
    for predicate in (_LABEL, _PREFERRED, _OTHER):
        for quad in store.about(None, predicate):
            if members is None or plain(quad.subject) in members:
                yield plain(quad.object), plain(quad.subject)


def _unknown(text: str, kind: str, names: set[str]) -> str:
    import difflib

    folded = {name.casefold(): name for name in names}
    wanted = text.casefold()
    near = difflib.get_close_matches(wanted, folded, n=3, cutoff=0.6)
    near += [name for name in sorted(folded) if wanted and wanted in name and name not in near]
    hint = ", ".join(f'"{folded[name]}"' for name in near[:3])
    end = f"did you mean {hint}?" if hint else "give its label, CURIE or IRI"
    return f'no {kind} is called "{text}": {end}'


def describe(store: Store, thing: NamedNode) -> Entry:
    """Return what the record holds of *thing*: facts, mentions, what is derived."""
    things = " ".join(map(str, sorted(_same(store, thing), key=str)))
    facts = _facts(store, things, role="s", other="o")
    mentions = _facts(store, things, role="o", other="s")
    dates = _dates(store, [fact.value for fact in mentions])
    mentions = [replace(fact, date=dates.get(plain(fact.value), "")) for fact in mentions]
    mentions.sort(key=lambda fact: (_moment(fact), fact.predicate, plain(fact.value)))
    derived = list(_derived(store, thing))
    sources = sorted(plain(fact.value) for fact in derived if fact.predicate == _DERIVED_FROM)
    derived = [fact for fact in derived if fact.predicate != _DERIVED_FROM]
    return Entry(thing, facts, mentions, derived, sources)


def _moment(fact: Fact) -> str:
    """Return what a mention is sorted by: its date, else the day of its report, else the end."""
    return fact.date.removeprefix("by ").removeprefix("from ") or fact.reported or "~"


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
    by_fact: dict[tuple[str, Term], dict[str, list[Mapping[str, Term | None]]]] = defaultdict(dict)
    answer = store.select(_SAID % {"role": role, "things": things})
    names = [variable.value for variable in answer.variables]
    for solution in answer:
        row = dict(zip(names, solution, strict=True))
        key = (plain(row["p"]), _present(row[other]))
        by_fact[key].setdefault(plain(row["claim"]), []).append(row)
    return [
        Fact(predicate, value, evidence=tuple(map(_evidence, claims.values())))
        for (predicate, value), claims in sorted(
            by_fact.items(), key=lambda i: (i[0][0], plain(i[0][1]))
        )
    ]


def _present(term: Term | None) -> Term:
    if term is None:
        raise AssertionError("a triple pattern binds all of its variables")
    return term


def _evidence(rows: list[Mapping[str, Term | None]]) -> Evidence:
    links: dict[str, Link] = {}
    for row in rows:
        links.setdefault(
            plain(row["link"]),
            Link(plain(row["claimant"]), plain(row["document"]) or None, plain(row["on"]) or None),
        )
    return Evidence(
        claim=plain(rows[0]["claim"]),
        standing=plain(rows[0]["standing"]),
        passages=tuple(dict.fromkeys(plain(row["passage"]) for row in rows)),
        chain=tuple(links.values()),
        commitment=plain(rows[-1]["commitment"]),
    )


def _dates(store: Store, things: Iterable[Term]) -> dict[str, str]:
    """Return for each of *things* that is dated its days, in words."""
    nodes = " ".join(sorted({str(thing) for thing in things if isinstance(thing, NamedNode)}))
    dates = {}
    for row in store.select(_DATES % nodes):
        dates[plain(row["thing"])] = _days(plain(row["earliest"]), plain(row["latest"]))
    return dates


def _days(first: str, last: str) -> str:
    """Return the days from *first* to *last*, either of which may be open, in words.

    >>> _days("", "2025-10-23")
    'by 2025-10-23'
    """
    if first == last:
        return first
    if first and last:
        return f"{first} to {last}"
    return f"by {last}" if last else f"from {first}"


def _derived(store: Store, thing: NamedNode) -> Iterator[Fact]:
    """Yield what rules say of *thing* itself, bookkeeping of claims apart."""
    seen = set()
    for quad in store.about(thing):
        graph = plain(quad.graph_name)
        if graph.startswith(_DERIVED) and quad.predicate not in (_LABEL, _TYPE):
            key = (quad.predicate.value, quad.object)
            if key not in seen:
                seen.add(key)
                yield Fact(quad.predicate.value, quad.object)


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
