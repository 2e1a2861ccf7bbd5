"""Each claim as a nanopublication: what is claimed, who says so on whose word, who recorded it.

A nanopublication is four graphs (https://nanopub.net/guidelines/working_draft/). Its assertion is
what the claim's own graph holds or, of a claim that only denies, corrects or upholds others, that
it does. Its provenance has the nodes of the claim and of all that relay it, and their passages; its
publication info the publisher and the licence of the dataset, and the day of recording. A claim
that only relays asserts nothing itself, and is found in the provenance of what it relays.

Must not know: what claims say.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg.build import Build
from kg.canonical import ordered
from kg.errors import BadInput
from kg.exports.about import About
from kg.exports.packed import packed
from kg.exports.trusty import UNNAMED, named
from kg.store import Store
from kg.terms import KG, TYPE, Term, plain

NAME = "nanopublications.trig.gz"
BASE = "https://w3id.org/parley/nanopublication/"

_NP, _PROV = "http://www.nanopub.org/nschema#", "http://www.w3.org/ns/prov#"
_DCTERMS = "http://purl.org/dc/terms/"
_IS = NamedNode(TYPE)
_CLAIM, _RELAYS, _CLAIMANT, _PASSAGE, _RECORDED, _STANDING = (
    NamedNode(KG + name)
    for name in ("Claim", "relays", "claimant", "inPassage", "recordedOn", "standing")
)
_OF_CLAIMS = [
    NamedNode(KG + name)
    for name in ("corrects", "declinesToCommentOn", "denies", "setsAside", "upholds")
]
_DRAFT = BASE + UNNAMED
_PARTS = ("Head", "assertion", "provenance", "pubinfo")

Statement = tuple[NamedNode, NamedNode, Term]


def write(build: Build, dataset: About, out: Path) -> None:
    """Write the nanopublications of *build*, which is the *dataset*, into the folder *out*."""
    quads = (quad for one in nanopublications(build.store(), dataset) for quad in one)
    with packed(out / NAME) as file:
        serialize(quads, output=file, format=RdfFormat.TRIG, prefixes=build.prefixes)


def nanopublications(store: Store, dataset: About) -> Iterator[list[Quad]]:
    """Yield the quads of one nanopublication for each claim in *store* that asserts something.

    They come in the order of the claims' IRIs, and each with its four graphs in a row.
    """
    for claim in _claims(store):
        assertion = _asserted(store, claim)
        if assertion:
            yield named(_parts(store, claim, assertion, dataset), BASE)


def _claims(store: Store) -> Iterator[NamedNode]:
    iris = (plain(quad.subject) for quad in store.about(None, _IS, _CLAIM))
    for line in ordered(f"{iri}\n".encode() for iri in iris):
        yield NamedNode(line.decode().strip())


def _asserted(store: Store, claim: NamedNode) -> list[Statement]:
    content = [_statement(quad) for quad in store.graph(claim)]
    on_claims = (quad for prop in _OF_CLAIMS for quad in store.about(claim, prop))
    return content or [_statement(quad) for quad in on_claims]


def _parts(
    store: Store, claim: NamedNode, assertion: list[Statement], dataset: About
) -> list[Quad]:
    np = NamedNode(_DRAFT)
    head, asserted, provenance, pubinfo = (NamedNode(f"{_DRAFT}#{part}") for part in _PARTS)
    of_head: list[Statement] = [
        (np, _IS, NamedNode(_NP + "Nanopublication")),
        (np, NamedNode(_NP + "hasAssertion"), asserted),
        (np, NamedNode(_NP + "hasProvenance"), provenance),
        (np, NamedNode(_NP + "hasPublicationInfo"), pubinfo),
    ]
    chain = _chain(store, claim)
    return [
        *_in(head, of_head),
        *_in(asserted, assertion),
        *_in(provenance, _provenance(store, claim, asserted, chain)),
        *_in(pubinfo, _pubinfo(store, np, chain, dataset)),
    ]


def _chain(store: Store, claim: NamedNode) -> list[NamedNode]:
    """Return *claim* and all claims that relay it, at whatever remove."""
    found, waiting = [claim], [claim]
    while waiting:
        for quad in store.about(None, _RELAYS, waiting.pop()):
            if isinstance(quad.subject, NamedNode) and quad.subject not in found:
                found.append(quad.subject)
                waiting.append(quad.subject)
    return found


def _provenance(
    store: Store, claim: NamedNode, asserted: NamedNode, chain: list[NamedNode]
) -> Iterator[Statement]:
    yield asserted, NamedNode(_PROV + "wasDerivedFrom"), claim
    for quad in store.about(claim, _CLAIMANT):
        yield asserted, NamedNode(_PROV + "wasAttributedTo"), quad.object
    for quad in store.about(claim, _STANDING):
        yield _statement(quad)
    for link in chain:
        yield from _told_of(store, link, chain)


def _told_of(store: Store, link: NamedNode, chain: list[NamedNode]) -> Iterator[Statement]:
    """Yield what its document's file says of the claim *link*, and of its passages."""
    for graph in _files(store, link):
        for quad in store.about(link):
            elsewhere = quad.predicate == _RELAYS and quad.object not in chain
            if quad.graph_name == graph and not elsewhere:
                yield _statement(quad)
            if quad.predicate == _PASSAGE and isinstance(quad.object, NamedNode):
                yield from (
                    _statement(q) for q in store.about(quad.object) if q.graph_name == graph
                )


def _pubinfo(
    store: Store, np: NamedNode, chain: list[NamedNode], dataset: About
) -> Iterator[Statement]:
    yield np, NamedNode(_DCTERMS + "creator"), dataset.publisher
    yield np, NamedNode(_DCTERMS + "license"), dataset.license
    files = [graph for link in chain for graph in _files(store, link)]
    for recorded in [chain[0], *files]:
        days = [quad.object for quad in store.about(recorded, _RECORDED)]
        if days:
            yield np, NamedNode(_DCTERMS + "created"), min(days, key=plain)
            return


def _files(store: Store, claim: NamedNode) -> list[NamedNode]:
    """Return the graphs of the documents whose files hold the node of *claim*, in order."""
    graphs = (quad.graph_name for quad in store.about(claim, _IS, _CLAIM))
    return sorted((g for g in graphs if isinstance(g, NamedNode)), key=plain)


def _statement(quad: Quad) -> Statement:
    if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
        raise BadInput(f"{quad} has a node without an IRI, which a nanopublication cannot have")
    return quad.subject, quad.predicate, quad.object


def _in(graph: NamedNode, statements: Iterable[Statement]) -> list[Quad]:
    """Return *statements* as quads of *graph*, each once and in order."""
    return sorted({Quad(*statement, graph) for statement in statements}, key=str)
