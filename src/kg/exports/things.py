"""Things as the accepted view has them, each under one name, and the claims that speak of them.

Must not know: what the things are, what is made of them.
"""

from collections.abc import Mapping
from functools import lru_cache

from pyoxigraph import NamedNode, Quad

from kg.store import ACCEPTED, Store
from kg.terms import GRAPH, KG, SOURCE, TYPE, Term, plain

Described = dict[str, list[Term]]

_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
# The graphs that speak of things: the accepted view, what it is made from, sources and claims.
_OF_THINGS = (ACCEPTED.value, GRAPH + "derived/", GRAPH + "reference/", SOURCE)
_BELOW = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_REPRESENTATIVE = NamedNode(KG + "representative")
_A = NamedNode(TYPE)
_KEPT = 5000  # descriptions in memory


class Things:
    """The things of which *store* speaks; claims are those of the class *claim*.

    *terms* are what needs no description: codes, classes and properties, by IRI.
    """

    def __init__(self, store: Store, claim: str, terms: Mapping[str, object]) -> None:
        self._store, self._claim, self._terms = store, NamedNode(claim), terms
        self.about = lru_cache(_KEPT)(self._looked_up)  # what is said of an IRI

    def content(self, claim: str) -> list[Quad]:
        """Return all that the claim *claim* states."""
        return list(self._store.graph(NamedNode(claim)))

    def of(self, kind: str) -> list[str]:
        """Return the things of the class *kind* and those below it, each under one name."""
        below = {NamedNode(kind)}
        for quad in self._store.about(None, _BELOW, NamedNode(kind)):
            if isinstance(quad.subject, NamedNode):
                below.add(quad.subject)
        quads = (quad for cls in below for quad in self._store.about(None, _A, cls))
        found = {
            q.subject.value for q in quads if _is_of_things(q) and isinstance(q.subject, NamedNode)
        }
        return sorted(iri for iri in found if self.name(iri) == iri)

    def name(self, iri: str) -> str:
        """Return the name by which the accepted view calls the thing *iri*."""
        found = self._store.about(NamedNode(iri), _REPRESENTATIVE)
        return next((plain(quad.object) for quad in found), iri)

    def names(self, iri: str) -> list[str]:
        """Return all IRIs of the thing that the accepted view calls *iri*, this one first."""
        found = self._store.about(None, _REPRESENTATIVE, NamedNode(iri))
        return [iri, *sorted({plain(quad.subject) for quad in found} - {iri})]

    def breadth(self, kind: str) -> int:
        """Return the number of the classes below the class *kind*."""
        return len({plain(q.subject) for q in self._store.about(None, _BELOW, NamedNode(kind))})

    def speaking(self, iri: str) -> dict[str, list[Quad]]:
        """Return what each claim says of the thing *iri*, and of others with it."""
        found = self.stated(iri)
        for name in self.names(iri):
            for quad in filter(_is_claim, self._store.about(None, None, NamedNode(name))):
                told = found.setdefault(_graph(quad), [])
                told.extend([quad] if quad not in told else [])
        return dict(sorted(found.items()))

    def stated(self, iri: str) -> dict[str, list[Quad]]:
        """Return what each claim says of the thing *iri*, under any of its names.

        Of what a rule derived, the claims that it was derived from say nothing of the thing itself.
        """
        names = self.names(iri)
        quads = [q for name in names for q in self._store.about(NamedNode(name)) if _is_claim(q)]
        derived_from = filter(self._is_a_claim, map(plain, self.about(iri).get(_DERIVED_FROM, [])))
        found: dict[str, list[Quad]] = {
            claim: [] for claim in sorted({*map(_graph, quads), *derived_from})
        }
        for quad in quads:
            found[_graph(quad)].append(quad)
        return found

    def _is_a_claim(self, iri: str) -> bool:
        return any(self._store.about(NamedNode(iri), _A, self._claim))

    def leading_to(self, iri: str, predicate: str) -> list[str]:
        """Return the things of which *iri* is the value of *predicate*, each under one name."""
        value = NamedNode(iri)
        quads = self._store.about(None, NamedNode(predicate), value)
        found = {plain(quad.subject) for quad in quads if _is_of_things(quad)}
        own = (thing for thing in found if self.name(thing) == thing)
        return sorted(thing for thing in own if value in self.about(thing).get(predicate, []))

    def is_thing(self, term: Term) -> bool:
        """Say whether *term* is a thing that can be named; codes are names themselves."""
        if not isinstance(term, NamedNode) or term.value in self._terms:
            return False
        return bool(self.about(term.value))

    def _looked_up(self, iri: str) -> Described:
        """Return what is said of *iri*, property by property, as the accepted view has it."""
        quads = [q for q in self._store.about(NamedNode(iri)) if _is_of_things(q)]
        accepted = [q for q in quads if q.graph_name == ACCEPTED]
        if any(q.predicate == _A for q in accepted):
            quads = accepted
        found: Described = {}
        pairs = {(q.predicate.value, str(q.object)): q.object for q in quads}
        for predicate, value in sorted(pairs):
            found.setdefault(predicate, []).append(pairs[predicate, value])
        return found


def _is_of_things(quad: Quad) -> bool:
    return _graph(quad).startswith(_OF_THINGS)


def _is_claim(quad: Quad) -> bool:
    return "#" in _graph(quad)


def _graph(quad: Quad) -> str:
    return plain(quad.graph_name)
