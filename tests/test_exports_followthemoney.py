"""What FollowTheMoney is told: of the project, and of an example in which every date is known."""

import importlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import RdfFormat, Triple

from kg import build as builds
from kg.build import Build
from kg.errors import BadInput
from kg.exports import write as export
from kg.exports.followthemoney import NAME, Entity, constructed, entities, identifier, write
from kg.project import Project
from kg.store import Store, parse

ID = "https://w3id.org/parley/id/"
FTM = "https://schema.followthemoney.tech/#"
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
DATES = ("date", "endDate", "startDate")


def read(folder: Path) -> list[Entity]:
    return [json.loads(line) for line in (folder / NAME).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def ours(exported: Path) -> list[Entity]:
    return read(exported)


@pytest.fixture(scope="module")
def hostages(project: Project) -> dict[str, Entity]:
    """What the example of the hostage talks holds, by identifier."""
    example = next(e for e in project.examples if e.home.name == "hostage-talks")
    return {e["id"]: e for e in entities(constructed(builds.make(example), queries(project)))}


def queries(project: Project) -> list[str]:
    paths = [path for path in project.exports if path.parent.name == "followthemoney"]
    return [path.read_text("utf-8") for path in paths]


def of(found: dict[str, Entity], name: str) -> Entity:
    return found[identifier(ID + name)]


def values(name: str, *properties: str) -> dict[str, list[str]]:
    return {prop: [identifier(ID + name)] for prop in properties}


def turtle(text: str) -> list[Triple]:
    head = f"@prefix ftm: <{FTM}> . @prefix e: <e:> .\n"
    return [quad.triple for quad in parse(head + text, RdfFormat.TURTLE)]


def names(found: Iterable[Entity], schema: str) -> set[str]:
    return {n for e in found if e["schema"] == schema for n in e["properties"].get("name", [])}


def test_every_actor_with_a_name_of_its_own_is_there(ours: list[Entity], project: Project) -> None:
    text = (project.root / "data/reference/actors.ttl").read_text("utf-8")
    persons = re.findall(r"a kg:Person ;\n +rdfs:label \"(.*)\"@en , \"(.*)\"@ja", text)

    assert len(persons) > 20
    assert names(ours, "Person") >= {name for pair in persons for name in pair}


def test_what_is_named_is_there(ours: list[Entity]) -> None:
    known = {entity["id"] for entity in ours}
    named = {
        value
        for entity in ours
        for of_property in entity["properties"].values()
        for value in of_property
        if re.fullmatch("[0-9a-f]{40}", value)
    }

    assert named
    assert named <= known


def test_a_thing_has_its_number_at_wikidata(ours: list[Entity]) -> None:
    russia = next(e for e in ours if "Russia" in e["properties"].get("name", []))

    assert russia["schema"] == "PublicBody"
    assert set(russia["properties"]["name"]) == {"Russia", "ロシア"}
    assert russia["properties"]["sourceUrl"] == [ID + "state/russia"]


def test_sanctions_that_are_only_planned_are_none(ours: list[Entity]) -> None:
    programs = [e["properties"]["program"] for e in ours if e["schema"] == "Sanction"]

    assert sorted(p for program in programs for p in program if p.startswith("US")) == [
        "US sanctions on Lukoil",
        "US sanctions on Rosneft",
    ]


def test_a_spouse_is_a_relative(hostages: dict[str, Entity]) -> None:
    tie = of(hostages, "tie/nadia-and-ruben-coren")

    assert tie["schema"] == "Family"
    assert tie["properties"] | values("person/nadia-coren", "relative") == tie["properties"]
    assert tie["properties"] | values("person/ruben-coren", "person") == tie["properties"]
    assert "spouse of" in tie["properties"]["relationship"]


def test_who_stands_for_another_one_represents_him(hostages: dict[str, Entity]) -> None:
    tie = of(hostages, "tie/anselm-and-hale")

    assert tie["schema"] == "Representation"
    assert tie["properties"]["agent"] == [identifier(ID + "person/anselm")]
    assert tie["properties"]["client"] == [identifier(ID + "person/clara-hale")]
    assert "emissary of" in tie["properties"]["role"]


TENURES = """
@prefix e: <e:> .
@prefix graph: <https://w3id.org/parley/graph/> .
@prefix kg: <https://w3id.org/parley/ns/> .
@prefix org: <http://www.w3.org/ns/org#> .
graph:accepted {
    e:holm a kg:Person .
    e:fleet a kg:Group .
    e:both a org:Membership ; org:member e:holm ; kg:inPost e:envoy ; org:organization e:cabinet .
    e:body a org:Membership ; org:member e:holm ; org:organization e:cabinet .
    e:many a org:Membership ; org:member e:fleet ; kg:inPost e:guard ; org:organization e:cabinet .
    e:none a org:Membership ; org:member e:fleet ; kg:inPost e:guard .
}
"""


def test_a_tenure_is_of_a_post_or_of_a_body_or_two_things(project: Project) -> None:
    store = Store(parse(TENURES, RdfFormat.TRIG))
    found = {e["id"]: e["schema"] for e in entities(constructed(store, queries(project)))}

    assert found == {
        identifier("e:both"): "Occupancy",
        identifier("e:both#membership"): "Membership",
        identifier("e:body"): "Membership",
        identifier("e:many"): "Membership",
    }


def test_what_the_accepted_view_leaves_out_is_not_told(hostages: dict[str, Entity]) -> None:
    assert identifier(ID + "tie/movement-and-karst") not in hostages


@pytest.mark.parametrize(
    ("tie", "date"),
    [("tie/nadia-coren-and-anselm", "1970"), ("tie/anselm-and-hale", "1982-03")],
)
def test_a_date_is_as_precise_as_the_source(
    hostages: dict[str, Entity], tie: str, date: str
) -> None:
    assert of(hostages, tie)["properties"]["startDate"] == [date]


def test_an_interval_tells_on_whose_word(hostages: dict[str, Entity]) -> None:
    tenure = of(hostages, "tenure/hale-president")
    source = "https://w3id.org/parley/source/hostage-talks"

    assert tenure["schema"] == "Occupancy"
    assert tenure["properties"] == {
        "holder": [identifier(ID + "person/clara-hale")],
        "post": [identifier(ID + "post/president-of-marland")],
        "proof": [identifier(source)],
        "recordId": [f"{source}#c-s1p1-04"],
    }
    assert hostages[identifier(source)]["schema"] == "Document"


def test_dates_have_the_form_that_the_library_takes(
    ours: list[Entity], hostages: dict[str, Entity]
) -> None:
    found = [e["properties"].get(name, []) for e in [*ours, *hostages.values()] for name in DATES]
    dates = {date for of_entity in found for date in of_entity}

    assert dates
    assert {date for date in dates if not DATE.fullmatch(date)} == set()


def test_the_same_build_gives_the_same_lines(build: Build, exported: Path, tmp_path: Path) -> None:
    write(build, tmp_path)

    assert (tmp_path / NAME).read_bytes() == (exported / NAME).read_bytes()


def test_queries_for_a_form_that_nobody_knows_are_a_fault(project: Project, tmp_path: Path) -> None:
    made = tmp_path / "build"
    made.mkdir()
    (made / "manifest.json").write_text('{"exports": {"gexf": {"actors": ""}}}', "utf-8")

    with pytest.raises(BadInput, match=r"^ontology/exports/gexf is for no form that kg export"):
        export(project, Build(made), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_iri_is_another_entity_and_all_else_text() -> None:
    triples = turtle(
        'e:tie a ftm:Associate ; ftm:Associate:person e:holm ; ftm:Interval:date "1978" .'
    )

    assert list(entities(triples)) == [
        {
            "id": identifier("e:tie"),
            "schema": "Associate",
            "properties": {"person": [identifier("e:holm")], "date": ["1978"]},
        }
    ]


@pytest.mark.parametrize(
    ("text", "would_be"),
    [
        ("e:holm a ftm:Company , ftm:Person .", "Company and Person"),
        ('e:holm ftm:Thing:name "Holm" .', "no schema"),
    ],
)
def test_a_thing_of_no_schema_or_of_two_is_a_fault(text: str, would_be: str) -> None:
    with pytest.raises(BadInput, match=f"^e:holm would be {would_be} of FollowTheMoney: let the "):
        list(entities(turtle(text)))


# followthemoney needs PyICU, which is compiled; .ci/run does that.


@pytest.fixture(scope="module")
def library() -> ModuleType:
    """The library followthemoney, which the marked tests cannot do without where CI is set."""
    if not os.environ.get("CI"):
        reason = "followthemoney is not installed: pip install '.[dev,ci]' (it compiles PyICU)"
        pytest.importorskip("followthemoney", reason=reason)
    return importlib.import_module("followthemoney")


@pytest.mark.peers
def test_followthemoney_takes_every_value(
    library: ModuleType, ours: list[Entity], hostages: dict[str, Entity]
) -> None:
    for entity in [*ours, *hostages.values()]:
        proxy = library.model.get_proxy(dict(entity), cleaned=False)
        proxy.schema.validate(dict(entity))

        assert set(proxy.schema.required) <= set(entity["properties"])
        assert in_order(proxy.to_dict()["properties"]) == in_order(entity["properties"])


def in_order(properties: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(found) for name, found in properties.items()}


@pytest.mark.peers
def test_followthemoney_refuses_what_is_wrong(library: ModuleType) -> None:
    misdated = {"id": "a1", "schema": "Event", "properties": {"date": ["[..2025-10-15]"]}}
    proxy = library.model.get_proxy(misdated, cleaned=False)

    assert "date" not in proxy.to_dict()["properties"]
    with pytest.raises(library.exc.InvalidData):
        proxy.schema.validate(misdated)
