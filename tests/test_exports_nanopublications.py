"""The nanopublications hold the claims, by the word of the library nanopub."""

import gzip
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from kg.build import Build
from kg.errors import BadInput
from kg.exports.about import About, about
from kg.exports.nanopublications import BASE, NAME, nanopublications
from kg.store import Store
from kg.terms import KG, plain

# The library uses what rdflib will drop.
pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")

NP, PROV = "http://www.nanopub.org/nschema#", "http://www.w3.org/ns/prov#"
CURATORS = "https://w3id.org/parley/id/organisation/parley-curators"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
DATASET = About(
    NamedNode("e:dataset"), "1", [], [], NamedNode(CURATORS), [], NamedNode(CC_BY), [], ""
)
SOURCE = "https://w3id.org/parley/source/talks"
TALKS = f"""
@base <{SOURCE}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix e: <e:> .
@prefix kg: <{KG}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> {{
    <> kg:recordedOn "2026-11-22"^^xsd:date .
    <#s1> a kg:Passage ; dcterms:isPartOf <> .
    <#c1> a kg:Claim ; kg:claimant e:post ; kg:inPassage <#s1> ; kg:relays <#c2> , <#c3> .
    <#c2> a kg:Claim ; kg:claimant e:holm .
    <#c3> a kg:Claim ; kg:claimant e:stern .
    <#c4> a kg:Claim ; kg:claimant e:reed ; kg:inPassage <#s1> ; kg:denies <#c2> .
}}
<#c2> {{ e:talks e:began "a\\nb\\\\c"@en , "1978"^^xsd:gYear . }}
<#c3> {{ e:talks e:ended e:autumn . }}
"""


def read(path: Path) -> list[list[Quad]]:
    """Return the nanopublications of a file, each with its quads."""
    quads = parse(gzip.decompress(path.read_bytes()), format=RdfFormat.TRIG)
    return [list(one) for _, one in groupby(quads, key=name)]


def name(quad: Quad) -> str:
    return plain(quad.graph_name).partition("#")[0]


def part(quads: Iterable[Quad], which: str) -> set[tuple[str, str, str]]:
    """Return the triples of the graph *which*."""
    return {
        (plain(q.subject), plain(q.predicate), plain(q.object))
        for q in quads
        if plain(q.graph_name).endswith(f"#{which}")
    }


@pytest.fixture(scope="module")
def ours(exported: Path) -> list[list[Quad]]:
    return read(exported / NAME)


@pytest.fixture(scope="module")
def talks() -> dict[str, list[Quad]]:
    """The nanopublications of a document, by the number of the claim."""
    store = Store(parse(TALKS, format=RdfFormat.TRIG))
    return {claim(one).rpartition("#")[2]: one for one in nanopublications(store, DATASET)}


def claim(quads: Iterable[Quad]) -> str:
    found = part(quads, "provenance")
    return next(o for s, p, o in found if p == PROV + "wasDerivedFrom" and s.endswith("#assertion"))


def test_each_claim_that_says_something_is_one(ours: list[list[Quad]], build: Build) -> None:
    store = build.store()
    claims = {q.subject for q in store.about(None, None, NamedNode(KG + "Claim"))}
    saying = {plain(c) for c in claims if isinstance(c, NamedNode) and store.has_graph(c)}
    said = {claim(one) for one in ours}

    assert len(saying) > 500
    assert saying <= said
    assert len(said) == len(ours)
    assert {plain(c) for c in claims} >= said


def test_an_assertion_is_what_the_claim_holds(ours: list[list[Quad]], build: Build) -> None:
    one = next(one for one in ours if claim(one).endswith("abiru-2025#c-s5p6-09"))
    held = build.store().graph(NamedNode(claim(one)))

    assert part(one, "assertion") == {
        (plain(q.subject), plain(q.predicate), plain(q.object)) for q in held
    }


def test_the_library_nanopub_takes_them(ours: list[list[Quad]]) -> None:
    assert all(is_taken(one) for one in ours[::60])


@pytest.mark.peers
def test_the_library_nanopub_takes_each(ours: list[list[Quad]]) -> None:
    assert all(is_taken(one) for one in ours)


def is_taken(quads: list[Quad]) -> bool:
    from nanopub.nanopub import Nanopub

    graph = rdflib.ConjunctiveGraph()
    graph.parse(data=serialize(quads, format=RdfFormat.N_QUADS), format="nquads")
    found = Nanopub(rdf=graph)
    return found.is_valid and found.has_valid_trusty


def test_the_library_nanopub_notices_a_word_that_was_changed(talks: dict[str, list[Quad]]) -> None:
    from nanopub.utils import MalformedNanopubError

    changed = [
        Quad(q.subject, q.predicate, NamedNode("e:spring"), q.graph_name)
        if plain(q.object) == "e:autumn"
        else q
        for q in talks["c3"]
    ]

    assert is_taken(talks["c3"])
    assert changed != talks["c3"]
    with pytest.raises(MalformedNanopubError, match="is not valid"):
        is_taken(changed)


def test_the_library_nanopub_takes_every_kind_of_value(talks: dict[str, list[Quad]]) -> None:
    values = {plain(q.object) for q in talks["c2"] if plain(q.predicate) == "e:began"}

    assert values == {"a\nb\\c", "1978"}
    assert is_taken(talks["c2"])


def test_provenance_has_everybody_on_whose_word_it_is(talks: dict[str, list[Quad]]) -> None:
    found = part(talks["c2"], "provenance")
    claims, told = f"{SOURCE}#c1", f"{SOURCE}#c2"

    assert (name(talks["c2"][0]) + "#assertion", PROV + "wasAttributedTo", "e:holm") in found
    assert (claims, KG + "relays", told) in found
    assert (claims, KG + "claimant", "e:post") in found
    assert (claims, KG + "inPassage", f"{SOURCE}#s1") in found
    assert (f"{SOURCE}#s1", "http://purl.org/dc/terms/isPartOf", SOURCE) in found
    assert {subject for subject, _, _ in found}.isdisjoint({f"{SOURCE}#c3", SOURCE})
    assert (claims, KG + "relays", f"{SOURCE}#c3") not in found


def test_provenance_tells_the_standing(ours: list[list[Quad]]) -> None:
    with_one = [[p for _, p, _ in part(one, "provenance")].count(KG + "standing") for one in ours]

    assert set(with_one) == {1}


def test_publication_info_has_creator_licence_and_day(talks: dict[str, list[Quad]]) -> None:
    dcterms, np = "http://purl.org/dc/terms/", name(talks["c3"][0])

    assert part(talks["c3"], "pubinfo") == {
        (np, dcterms + "creator", CURATORS),
        (np, dcterms + "license", CC_BY),
        (np, dcterms + "created", "2026-11-22"),
    }


def test_a_denial_is_an_assertion_and_a_mere_report_none(talks: dict[str, list[Quad]]) -> None:
    assert set(talks) == {"c2", "c3", "c4"}
    assert part(talks["c4"], "assertion") == {(f"{SOURCE}#c4", KG + "denies", f"{SOURCE}#c2")}


def test_the_head_names_the_other_three(talks: dict[str, list[Quad]]) -> None:
    np = name(talks["c3"][0])

    assert np.startswith(BASE + "RA")
    assert len(np) == len(BASE) + 45
    assert {(p.removeprefix(NP), o) for s, p, o in part(talks["c3"], "Head") if s == np} >= {
        ("hasAssertion", np + "#assertion"),
        ("hasProvenance", np + "#provenance"),
        ("hasPublicationInfo", np + "#pubinfo"),
    }


def test_the_curators_publish_them(ours: list[list[Quad]], build: Build) -> None:
    dataset = about(build)
    creators = {o for one in ours for _, p, o in part(one, "pubinfo") if p.endswith("/creator")}

    assert dataset
    assert creators == {plain(dataset.publisher)} == {CURATORS}


def test_a_node_without_an_iri_is_a_fault() -> None:
    store = Store(parse(TALKS + "<#c3> { e:talks e:held [] . }", format=RdfFormat.TRIG))

    with pytest.raises(BadInput, match="has a node without an IRI, which a nanopublication cannot"):
        list(nanopublications(store, DATASET))
