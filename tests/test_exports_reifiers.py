"""The claims in RDF 1.2, as their readers find them."""

import gzip
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg.build import Build
from kg.exports.reifiers import NAME, REIFIES, reifiers
from kg.store import Store
from kg.terms import KG, plain

TALKS = f"""
@base <https://w3id.org/parley/source/talks> .
@prefix e: <e:> .
@prefix kg: <{KG}> .
<> {{ <#c1> a kg:Claim ; kg:claimant e:holm . <#s1> a kg:Passage . }}
<#c1> {{ e:talks e:began e:spring ; e:ended e:autumn . }}
<#c2> {{ e:talks e:ended e:winter . }}
"""


@pytest.fixture(scope="module")
def ours(exported: Path) -> list[Quad]:
    return list(parse(gzip.decompress((exported / NAME).read_bytes()), format=RdfFormat.N_QUADS))


def test_each_triple_that_is_claimed_is_reified_by_its_claim(
    ours: list[Quad], build: Build
) -> None:
    store = build.store()
    claims = {q.subject for q in store.about(None, None, NamedNode(KG + "Claim"))}
    claimed = {
        (plain(claim), str(quad.triple))
        for claim in claims
        if isinstance(claim, NamedNode)
        for quad in store.graph(claim)
    }
    reified = {(plain(q.subject), plain(q.object)) for q in ours if q.predicate == REIFIES}

    assert len(claimed) > 1000
    assert reified == {(claim, triple) for claim, triple in claimed}


def test_nothing_that_is_claimed_is_asserted(ours: list[Quad]) -> None:
    reified = {q.object for q in ours if q.predicate == REIFIES}
    asserted = {quad.triple for quad in ours}

    assert all(isinstance(triple, Triple) for triple in reified)
    assert reified.isdisjoint(asserted)


def test_lines_are_sorted(exported: Path) -> None:
    lines = gzip.decompress((exported / NAME).read_bytes()).splitlines()

    assert lines == sorted(set(lines))


def test_a_claim_stands_in_the_graph_of_its_file() -> None:
    quads = list(reifiers(Store(parse(TALKS, format=RdfFormat.TRIG))))
    source = "https://w3id.org/parley/source/talks"

    assert {plain(q.graph_name) for q in quads} == {source}
    assert {plain(q.subject) for q in quads} == {f"{source}#c1"}
    assert {plain(q.object) for q in quads if q.predicate == REIFIES} == {
        "<e:talks> <e:began> <e:spring>",
        "<e:talks> <e:ended> <e:autumn>",
    }
