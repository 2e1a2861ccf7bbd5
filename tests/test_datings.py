"""What the build writes for each date in each claim: the days that it leaves open."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg import project
from kg.build import intake
from kg.build.datings import datings
from kg.build.rules import DERIVED
from kg.store import parse
from kg.terms import GRAPH, KG, SOURCE, plain

REAL = project.find(Path(__file__).parent)
OFFSETS = intake.quads(REAL, REAL.root / "ontology/codes/offsets.ttl")
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PREFIXES = """
@base <https://w3id.org/parley/source/talks> .
@prefix edtf:  <http://id.loc.gov/datatypes/edtf/> .
@prefix event: <https://w3id.org/parley/id/event/> .
@prefix kg:    <https://w3id.org/parley/ns/> .
@prefix xsd:   <http://www.w3.org/2001/XMLSchema#> .
"""


def quads_of(text: str) -> list[Quad]:
    return [*OFFSETS, *parse(PREFIXES + text, RdfFormat.TRIG)]


def dated(text: str) -> dict[str, str]:
    """The datings of the claims in *text*: claim, thing and property, and the days left open."""
    nodes: dict[str, dict[str, str]] = {}
    for quad in datings(quads_of(text)):
        node = nodes.setdefault(plain(quad.subject), {"earliest": "", "latest": ""})
        node[quad.predicate.value.removeprefix(KG)] = plain(quad.object)
    return {
        " ".join(last_part(node[role]) for role in ("inClaim", "dates", "dateProperty")): "/".join(
            dict.fromkeys((node["earliest"], node["latest"]))
        )
        for node in nodes.values()
    }


def last_part(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


def test_each_date_in_each_claim_is_dated() -> None:
    text = """
        <#c1> {
            event:talks kg:when "2025-03"^^edtf:EDTF .
            event:storm kg:when "2025-03-01"^^xsd:date .
        }
        <#c2> { event:talks kg:when "2025-04-01/.."^^edtf:EDTF }
        <#c3> { event:rule kg:from "2025"^^edtf:EDTF ; kg:until "../2026"^^edtf:EDTF }
    """

    assert dated(text) == {
        "c1 talks when": "2025-03-01/2025-03-31",
        "c1 storm when": "2025-03-01",
        "c2 talks when": "2025-04-01/",
        "c3 rule from": "2025-01-01/2025-12-31",
        "c3 rule until": "/2026-12-31",
    }


def test_a_dating_says_this_and_no_more() -> None:
    found = list(datings(quads_of('<#c1> { event:talks kg:when "2025-03-01"^^edtf:EDTF }')))
    [node] = {quad.subject for quad in found}
    a_day = Literal("2025-03-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))

    assert {quad.graph_name for quad in found} == {NamedNode(DERIVED + "dates")}
    assert {(quad.predicate.value.removeprefix(KG), quad.object) for quad in found} == {
        (TYPE, NamedNode(KG + "Dating")),
        ("inClaim", NamedNode(SOURCE + "talks#c1")),
        ("dates", NamedNode("https://w3id.org/parley/id/event/talks")),
        ("dateProperty", NamedNode(KG + "when")),
        ("earliest", a_day),
        ("latest", a_day),
    }
    assert str(node).startswith("<https://w3id.org/parley/id/dating/")


@pytest.mark.parametrize("graph", ["", "<>", f"<{GRAPH}reference/events>", f"<{DERIVED}dates>"])
def test_only_what_claims_say_is_dated(graph: str) -> None:
    assert dated(f'{graph} {{ event:talks kg:when "2025"^^edtf:EDTF }}') == {}


@pytest.mark.parametrize("value", ['"2025-02-30"^^edtf:EDTF', '"2025"', "2025", "event:storm"])
def test_what_cannot_be_read_as_a_date_is_left_to_the_checks(value: str) -> None:
    assert dated(f"<#c1> {{ event:talks kg:when {value} }}") == {}


@pytest.mark.parametrize(
    ("offset", "days"),
    [
        ("previous-day", "2025-10-15"),
        ("same-day", "2025-10-16"),
        ("next-day", "2025-10-17"),
        ("several-days-before", "2025-10-07/2025-10-14"),
        ("several-weeks-before", "2025-08-14/2025-10-02"),
        ("soon-after", "2025-10-16/2025-10-30"),
        ("in-the-near-future", "2025-10-17/2025-12-15"),
        ("about-two-months", "2025-12-05/2025-12-30"),
    ],
)
def test_an_offset_counts_from_the_days_of_its_reference(offset: str, days: str) -> None:
    text = f"""
        <#c1> {{ event:call kg:when "2025-10-16"^^edtf:EDTF }}
        <#c2> {{ event:memo kg:relativeTo event:call ; kg:offset kg:{offset} }}
    """

    assert dated(text)["c2 memo when"] == days


def test_an_offset_widens_the_bounds_of_a_vague_reference() -> None:
    text = """
        <#c1> { event:call kg:when "2025-10"^^edtf:EDTF }
        <#c2> { event:memo kg:relativeTo event:call ; kg:offset kg:several-days-before }
        <#c3> { event:visit kg:when "2025-10/.."^^edtf:EDTF }
        <#c4> { event:reply kg:relativeTo event:visit ; kg:offset kg:next-day }
    """

    assert dated(text)["c2 memo when"] == "2025-09-22/2025-10-29"
    assert dated(text)["c4 reply when"] == "2025-10-02/"


def test_an_offset_counts_from_all_days_that_claims_give_the_reference() -> None:
    text = """
        <#c1> { event:call kg:when "2025-10-16"^^edtf:EDTF }
        <#c2> { event:call kg:when "2025-10-20"^^edtf:EDTF }
        <#c3> { event:memo kg:relativeTo event:call ; kg:offset kg:previous-day }
    """

    assert dated(text)["c3 memo when"] == "2025-10-15/2025-10-19"


def test_references_are_followed_over_several_steps_in_whatever_order_they_stand() -> None:
    text = """
        <#c1> { event:visit kg:relativeTo event:memo ; kg:offset kg:next-day }
        <#c2> { event:memo kg:relativeTo event:call ; kg:offset kg:next-day }
        <#c3> { event:call kg:when "2025-10-16"^^edtf:EDTF }
    """

    assert dated(text) == {
        "c1 visit when": "2025-10-18",
        "c2 memo when": "2025-10-17",
        "c3 call when": "2025-10-16",
    }


def test_a_circle_of_references_dates_nothing() -> None:
    text = """
        <#c1> { event:memo kg:relativeTo event:call ; kg:offset kg:next-day }
        <#c2> { event:call kg:relativeTo event:memo ; kg:offset kg:next-day }
        <#c3> { event:visit kg:relativeTo event:visit ; kg:offset kg:next-day }
    """

    assert dated(text) == {}


def test_a_circle_of_references_ends_where_a_claim_gives_a_date() -> None:
    text = """
        <#c1> { event:memo kg:relativeTo event:call ; kg:offset kg:next-day }
        <#c2> { event:call kg:relativeTo event:memo ; kg:offset kg:next-day }
        <#c3> { event:call kg:when "2025-10-16"^^edtf:EDTF }
    """

    assert dated(text) == {
        "c1 memo when": "2025-10-17",
        "c2 call when": "2025-10-18",
        "c3 call when": "2025-10-16",
    }


@pytest.mark.parametrize(
    "words",
    [
        "kg:relativeTo event:storm ; kg:offset kg:next-day",
        "kg:relativeTo event:call",
        "kg:offset kg:next-day",
        "kg:relativeTo event:call ; kg:offset kg:some-day",
    ],
    ids=["an undated reference", "no offset", "no reference and no date", "an unknown offset"],
)
def test_half_a_distance_in_time_dates_nothing(words: str) -> None:
    text = f'<#c1> {{ event:call kg:when "2025"^^edtf:EDTF }} <#c2> {{ event:memo {words} }}'

    assert list(dated(text)) == ["c1 call when"]


def test_without_a_reference_an_offset_counts_from_the_first_day_of_the_date_itself() -> None:
    text = """
        <#c1> { event:call kg:when "2025-11"^^edtf:EDTF ; kg:offset kg:end-of-month }
        <#c2> { event:call kg:when "2025-10"^^edtf:EDTF . event:memo kg:offset kg:end-of-month }
    """

    assert dated(text) == {
        "c1 call when": "2025-11-21/2025-11-30",
        "c2 call when": "2025-10-01/2025-10-31",
    }


def test_a_date_beside_a_reference_counts_too() -> None:
    text = """
        <#c1> { event:call kg:when "2025-11-05"^^edtf:EDTF }
        <#c2> { event:memo kg:when "2025-10"^^edtf:EDTF ;
            kg:relativeTo event:call ; kg:offset kg:several-days-before }
    """

    assert dated(text)["c2 memo when"] == "2025-10-27/2025-10-31"
