"""What the record says of an IRI of ours, as triples.

A document of triples asserts what the accepted view, reference data and rules say, and what a claim
is: who makes it, on whose word, in which passage, with which standing. What a claim states is in it
as an rdf:Statement, part of the claim, and so told without being asserted.

Must not know: formats, HTTP.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kg.build.descriptions import EXAMPLES
from kg.exports.ontology import in_order, one_document
from kg.exports.things import Things
from kg.store import ACCEPTED, Store
from kg.terms import GRAPH, KG, TYPE, plain
from kg.web.acts.record import Record
from kg.web.addresses import BASE

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_A = NamedNode(TYPE)
_STATEMENT = NamedNode(_RDF + "Statement")
_ROLES = [NamedNode(_RDF + name) for name in ("subject", "predicate", "object")]
_PART_OF = NamedNode("http://purl.org/dc/terms/isPartOf")
_NAMES = [
    NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
]
_INNERMOST, _LINK = NamedNode(KG + "innermost"), NamedNode(KG + "link")
_VERSION = NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
_ONTOLOGY = NamedNode("http://www.w3.org/2002/07/owl#Ontology")
_VOCABULARY = (GRAPH + "ontology/", GRAPH + "alignment/")

Stated = dict[str, list[Quad]]

OF_THINGS = ("dataset", "id/", "source/")


def is_known(record: Record, path: str) -> bool:
    """Say whether anything is said of, with or in what the *path* below the base names."""
    try:
        node = NamedNode(BASE + path)
    except ValueError:
        return False
    store = record.store
    if any(store.about(node)) or any(store.about(None, None, node)) or store.has_graph(node):
        return True
    if path.startswith("shape/"):
        return any(node in (quad.subject, quad.object) for quad in record.shapes)
    if path.startswith("query/"):
        return any(True for _ in of_question(store, node.value))
    return path == "ns/" or any(store.about(None, node))


def is_encoded(record: Record, about: str) -> bool:
    """Say whether the path *about* names a source whose claims are in the record."""
    return about.startswith("source/") and record.store.has_graph(NamedNode(BASE + about))


def name(record: Record, about: str) -> str:
    """Return the path of the IRI by which the accepted view calls what the path *about* names."""
    return record.things.name(BASE + about).removeprefix(BASE)


def of(record: Record, about: str) -> Iterable[Triple]:
    """Yield what is said of what the path *about*, which is known, names."""
    iri, store = BASE + about, record.store
    kinds: dict[str, Callable[[str], Iterable[Triple]]] = {
        "graph/": partial(of_graph, store),
        "ns/": partial(of_term, store),
        "ontology": partial(of_ontology, store),
        "query/": partial(of_question, store),
        "shape/": partial(of_shape, record.shapes),
    }
    for start, said in kinds.items():
        if about.startswith(start):
            return said(iri)
    if is_encoded(record, about):
        return of_source(store, iri)
    return of_thing(store, record.things, iri)


def of_thing(store: Store, things: Things, iri: str) -> Iterator[Triple]:
    """Yield what is said of the thing *iri* and of others with it, and the claims that say so."""
    name = things.name(iri)
    for each in dict.fromkeys([iri, *things.names(name)]):
        yield from _plainly(store.about(NamedNode(each)))
        yield from _plainly(store.about(None, None, NamedNode(each)))
    yield from _claims(store, things.speaking(name))


def of_source(store: Store, iri: str) -> Iterator[Triple]:
    """Yield the source *iri*, its passages, its claims and what these state."""
    said, stated = in_source(store, iri)
    yield from said
    yield from _reified(stated)


def in_source(store: Store, iri: str) -> tuple[list[Triple], Stated]:
    """Return what the source *iri*, its passages and its claims are, and what each claim states."""
    nodes = dict.fromkeys([NamedNode(iri), *(q.subject for q in store.graph(NamedNode(iri)))])
    named = [node for node in nodes if isinstance(node, NamedNode)]
    said = (triple for node in named for triple in _plainly(store.about(node)))
    stated = {node.value: list(store.graph(node)) for node in named if "#" in node.value}
    return list(dict.fromkeys(said)), {claim: found for claim, found in stated.items() if found}


def of_graph(store: Store, iri: str) -> Iterator[Triple]:
    """Yield what the graph *iri* holds, and what is said of it."""
    yield from _plainly(store.about(NamedNode(iri)))
    yield from (quad.triple for quad in _ordered(store.graph(NamedNode(iri))))


def of_ontology(store: Store, iri: str) -> Iterator[Triple]:
    """Yield what the module, code list or alignment *iri* says; the whole, if it is the main."""
    version = NamedNode(iri)
    if any(store.about(version, _VERSION)) or any(store.about(None, _VERSION, version)):
        return (quad.triple for quad in one_document(store))
    declared = (q.graph_name for q in store.about(version, _A, _ONTOLOGY))
    graphs = {graph for graph in declared if isinstance(graph, NamedNode)}
    return (q.triple for q in _ordered(q for graph in graphs for q in store.graph(graph)))


def of_term(store: Store, iri: str) -> Iterator[Triple]:
    """Yield what the ontology and its alignments say of the term *iri*."""
    around = [*_around(store, NamedNode(iri)), *store.about(None, None, NamedNode(iri))]
    quads = (q for q in around if _graph(q).startswith(_VOCABULARY))
    return (quad.triple for quad in _ordered(quads))


def of_shape(shapes: Iterable[Quad], iri: str) -> Iterator[Triple]:
    """Yield what *shapes* say of the shape *iri*, its parts, and what it is a part of."""
    known = Store(shapes)
    parts = [q.object for q in known.about(NamedNode(iri)) if isinstance(q.object, NamedNode)]
    quads = [quad for node in (NamedNode(iri), *parts) for quad in _around(known, node)]
    quads += known.about(None, None, NamedNode(iri))
    return (quad.triple for quad in _ordered(quads))


def of_question(store: Store, iri: str) -> Iterator[Triple]:
    """Yield what is said of the stored question *iri* and of its parameters, or of a parameter."""
    node = NamedNode(iri)
    own = list(store.about(node))
    parts = {q.object for q in own if plain(q.object).startswith(f"{iri}#")}
    if not own:  # it has parts only, as the prefixes of all questions
        subjects = (quad.subject for quad in store.graph(EXAMPLES))
        parts = {subject for subject in subjects if plain(subject).startswith(f"{iri}#")}
    yield from _plainly([*own, *store.about(None, None, node)])
    for part in parts:
        if isinstance(part, NamedNode):
            yield from _plainly(store.about(part))


def names(store: Store, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what the things that *triples* name are called."""
    found = (term for triple in triples for term in (triple.subject, triple.object))
    for term in dict.fromkeys(term for term in found if isinstance(term, NamedNode)):
        for predicate in _NAMES:
            yield from _plainly(store.about(term, predicate))


def _claims(store: Store, stated: Stated) -> Iterator[Triple]:
    """Yield what the claims that *stated* names are, on whose word each rests, and its content."""
    told = {NamedNode(claim) for claim in stated}
    for claim in sorted(told, key=str):
        for quad in store.about(None, _INNERMOST, claim):
            if isinstance(quad.subject, NamedNode):
                told.add(quad.subject)
                links = (q.object for q in store.about(quad.subject, _LINK))
                told.update(link for link in links if isinstance(link, NamedNode))
    for node in told:
        yield from _plainly(store.about(node))
    yield from _reified(stated)


def _reified(stated: Stated) -> Iterator[Triple]:
    """Yield each triple of *stated* as a statement that is a part of its claim."""
    triples = ((claim, quad.triple) for claim in stated for quad in sorted(stated[claim], key=str))
    for number, (claim, triple) in enumerate(triples, 1):
        node = BlankNode(f"s{number}")
        yield Triple(node, _A, _STATEMENT)
        yield Triple(node, _PART_OF, NamedNode(claim))
        for role, term in zip(_ROLES, triple, strict=True):
            yield Triple(node, role, term)


def _plainly(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield what *quads* say outside of claims."""
    return (quad.triple for quad in quads if "#" not in _graph(quad))


def _around(store: Store, node: NamedNode | BlankNode) -> Iterator[Quad]:
    """Yield what is said of *node*, and of the nodes without a name that it leads to."""
    waiting, seen = [node], {node}
    while waiting:
        for quad in store.about(waiting.pop()):
            if quad.graph_name != ACCEPTED:
                yield quad
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)


def _ordered(quads: Iterable[Quad]) -> list[Quad]:
    """Return *quads*, blank nodes named as no store decides."""
    found = list(quads)
    has_blank = any(isinstance(term, BlankNode) for q in found for term in (q.subject, q.object))
    return in_order(found) if has_blank else found


def _graph(quad: Quad) -> str:
    return plain(quad.graph_name)
