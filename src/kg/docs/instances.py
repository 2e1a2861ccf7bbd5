"""Examples from our data: for each class a thing, for each property a fact, and who says so.

The choice is the same for the same build: what an accepted claim says before what the reference
data hold, before what rules derive, before claims that are not accepted; things with a name
before others; then the least IRI.

Must not know: HTML, the ontology, why a claim has its standing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from kg.store import Store
from kg.terms import GRAPH, KG, SOURCE, TYPE, Term, plain
from kg.triples import Text

_DERIVED, _REFERENCE = GRAPH + "derived/", GRAPH + "reference/"
_STANDING = NamedNode(_DERIVED + "standing")
_SAYS = NamedNode(KG + "says")
_ACCEPTED = {KG + "Accepted", KG + "Upheld"}
_EVIDENCE = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?claim ?claimant (MIN(?place) AS ?passage)
WHERE {
    GRAPH derived:chain { ?chain kg:link ?claim ; kg:inPassage ?place }
    GRAPH ?source { ?claim kg:claimant ?claimant }
}
GROUP BY ?claim ?claimant
"""
_IN_ACCEPTED_CLAIM, _IN_REFERENCE, _IN_SOURCE, _IN_DERIVED, _IN_OTHER_CLAIM = range(5)


@dataclass(frozen=True)
class Instance:
    """A fact from the record; *origin* is the claim or the graph in which it stands.

    *claimant* and *passage* are "" where it stands in no claim; *says* is that claim in words.
    """

    subject: str
    predicate: str
    value: Term
    origin: str
    claimant: str = ""
    passage: str = ""
    says: tuple[Text, ...] = ()

    @property
    def rule(self) -> str:
        """The name of the rule that derived it, "" if none did."""
        return self.origin.removeprefix(_DERIVED) if self.origin.startswith(_DERIVED) else ""

    @property
    def reference(self) -> str:
        """The name of the reference file that holds it, "" if none does."""
        return self.origin.removeprefix(_REFERENCE) if self.origin.startswith(_REFERENCE) else ""


def instances(store: Store) -> dict[str, Instance]:
    """Return an example of each class that has a member, and of each property that is in use."""
    accepted = {
        plain(quad.subject) for quad in store.graph(_STANDING) if plain(quad.object) in _ACCEPTED
    }
    named = set(_named(store))
    best: dict[str, tuple[tuple[object, ...], Instance]] = {}
    for quad in store.about(None):
        rank = _rank(plain(quad.graph_name), accepted)
        key = plain(quad.object) if quad.predicate.value == TYPE else quad.predicate.value
        if rank is None or not isinstance(quad.subject, NamedNode):
            continue
        if key in best and best[key][0][0] < rank:  # type: ignore[operator]  # both are numbers
            continue
        found = (_order(quad, rank, named), _instance(quad))
        best[key] = min(found, best.get(key, found), key=lambda pair: pair[0])
    return dict(_with_evidence(store, ((key, found) for key, (_, found) in best.items())))


def _rank(graph: str, accepted: set[str]) -> int | None:
    """Return how good an example from *graph* is, 0 the best; None if it gives none."""
    if "#" in graph:
        return _IN_ACCEPTED_CLAIM if graph in accepted else _IN_OTHER_CLAIM
    for start, rank in (
        (_REFERENCE, _IN_REFERENCE),
        (SOURCE, _IN_SOURCE),
        (_DERIVED, _IN_DERIVED),
    ):
        if graph.startswith(start):
            return rank
    return None


def _order(quad: Quad, rank: int, named: set[str]) -> tuple[object, ...]:
    value = quad.object
    nameless = isinstance(value, NamedNode) and value.value not in named
    foreign = isinstance(value, Literal) and value.language not in (None, "en")
    subject = plain(quad.subject)
    return (
        rank,
        subject not in named,
        nameless,
        foreign,
        subject,
        str(value),
        plain(quad.graph_name),
    )


def _instance(quad: Quad) -> Instance:
    return Instance(plain(quad.subject), quad.predicate.value, quad.object, plain(quad.graph_name))


def _named(store: Store) -> Iterator[str]:
    """Yield what has a name of its own, or one that a rule made."""
    for name in ("2000/01/rdf-schema#label", "2004/02/skos/core#prefLabel"):
        for quad in store.about(None, NamedNode(f"http://www.w3.org/{name}")):
            yield plain(quad.subject)


def _with_evidence(
    store: Store, found: Iterable[tuple[str, Instance]]
) -> Iterator[tuple[str, Instance]]:
    """Yield each of *found* with the claimant and the passage of the claim in which it stands."""
    evidence = {
        plain(claim): (plain(claimant), plain(passage))
        for claim, claimant, passage in store.select(_EVIDENCE)
    }
    for key, instance in found:
        own = evidence.get(instance.subject, ("", ""))  # of a fact about a claim, that claim's
        claimant, passage = evidence.get(instance.origin, own)
        claim = instance.origin if instance.origin in evidence else instance.subject
        says = tuple(sorted(set(_says(store, claim)))) if claimant else ()
        yield key, replace(instance, claimant=claimant, passage=passage, says=says)


def _says(store: Store, claim: str) -> Iterator[Text]:
    for quad in store.about(NamedNode(claim), _SAYS):
        if isinstance(quad.object, Literal):
            yield Text(quad.object.value, quad.object.language or "")
