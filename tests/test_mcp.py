"""An agent finds, asks and is shown what the record holds, and who says so."""

import re
from pathlib import Path

import pytest

from agent import Agent, Answer
from kg.build import Build
from kg.mcp.answers import cell, size
from kg.project import Project
from rows import asked, read

ANSWERS = Path(__file__).parent / "answers"
ROOM = 16_000  # bytes, as README says
TOOLS = {
    "ask",
    "describe_question",
    "evidence",
    "find",
    "list_questions",
    "schema",
    "show",
    "sparql",
}


def column(answer: Answer, name: str) -> list[object]:
    at = answer["columns"].index(name)
    return [row[at] for row in answer["rows"]]


def whole(pages: list[Answer], name: str) -> list[str]:
    """Return a column of all *pages*."""
    return [str(cell) for page in pages for cell in column(page, name)]


def rows(answer: Answer) -> list[dict[str, object]]:
    return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]


def test_the_tools_only_read_and_say_what_they_take(agent: Agent) -> None:
    tools = agent.portal.call(agent.client.list_tools).tools

    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.open_world_hint is False
        assert len(str(tool.description)) > 50
        assert tool.input_schema["additionalProperties"] is False
        assert all(p["description"] for p in tool.input_schema["properties"].values())


def test_the_server_says_at_the_start_what_it_answers_from(agent: Agent, build: Build) -> None:
    assert agent.answer("find", text="Trump", limit=1)["build"] == build.name
    assert f"kg mcp: ready: build {build.name}" in agent.log.read_text("utf-8")
    assert "find" in str(agent.client.instructions)


def test_a_thing_is_found_by_words_of_its_name(agent: Agent) -> None:
    named = rows(agent.answer("find", text="Trump", **{"class": "person"}))
    japanese = rows(agent.answer("find", text="プーチン", **{"class": "kg:Person"}, lang="ja"))

    assert [row["thing"] for row in named] == ["person:donald-trump"]
    assert named[0] == {
        "thing": "person:donald-trump",
        "label": "Donald Trump",
        "classes": ["kg:Person"],
        "matched": "Trump",
    }
    assert [row["label"] for row in japanese] == ["ウラジーミル・プーチン"]


def test_a_class_is_listed_whole(agent: Agent, project: Project) -> None:
    files = "".join(path.read_text("utf-8") for path in project.reference)
    persons = set(re.findall(r"^(person:[\w-]+)\s+a kg:Person", files, re.MULTILINE))
    pages = agent.pages("find", **{"class": "person"}, limit=8)

    assert len(persons) > 16
    assert sorted(whole(pages, "thing")) == sorted(persons)


def test_the_questions_are_listed_by_family(agent: Agent, build: Build) -> None:
    listed = agent.answer("list_questions", limit=500)
    family = agent.answer("list_questions", family="positions", lang="ja")

    assert set(column(listed, "question")) == set(build.queries)
    assert column(listed, "family") == sorted(column(listed, "family"), key=str)
    assert {row["family"] for row in rows(family)} == {"positions"}
    assert all(re.search("[ぁ-ん]", str(row["summary"])) for row in rows(family))


def test_a_question_tells_what_it_takes(agent: Agent) -> None:
    told = agent.answer("describe_question", question="position-as-of")
    params = {row["parameter"]: row for row in rows(told)}

    assert params["date"]["datatype"] == "xsd:date"
    assert params["date"]["required"] is True
    assert params["actor"]["class"] == "kg:Agent"
    assert params["actor"]["required"] is False
    assert params["lang"]["default"] == ["en"]
    assert told["examples"]


def test_an_example_of_a_question_can_be_asked_as_it_stands(agent: Agent) -> None:
    for name in ("position-as-of", "terms-of-proposal"):
        for example in agent.answer("describe_question", question=name)["examples"]:
            assert agent.answer(example["tool"], **example["arguments"])["rows"]


def test_a_question_is_answered_as_its_committed_answer_says(agent: Agent) -> None:
    expected = read(ANSWERS / "position-shifts.csv")
    pages = agent.pages("ask", question="position-shifts", limit=4)
    found = [row for page in pages for row in rows(page)]

    assert len(pages) > 1
    for name in ("date", "holderLabel", "afterLabel", "kindLabel"):
        assert [row.get(name) or "" for row in found] == [row[name] for row in expected]


def test_values_are_typed_and_may_be_several(agent: Agent) -> None:
    given = {"date": "2025-10-20", "issue": ["territory", "issue:order-of-settlement"]}
    found = agent.answer("ask", question="position-as-of", parameters=given)

    assert set(column(found, "issueLabel")) == {"territory", "order of settlement"}


def test_an_answer_in_japanese_has_the_claims_behind_it(agent: Agent) -> None:
    found = agent.answer(
        "ask",
        question="position-shifts",
        parameters={"actor": "ウクライナ"},
        lang="ja",
        evidence=True,
    )
    first = rows(found)[0]

    assert first["afterLabel"] == "積極的に支持: 即時停戦"
    assert first["claimantLabel"] == "畔蒜泰助"
    assert first["passage"] == "abiru-2025#s3p3"


def test_a_thing_is_shown_with_the_chain_behind_each_fact(agent: Agent) -> None:
    pages = agent.pages("show", thing="Budapest summit")
    claims = {row[0]: row for page in pages for row in page["claims"]["rows"]}
    in_rows = {c for page in pages for row in rows(page) for c in row["claims"]}  # type: ignore[attr-defined]
    names = [link[0] for link in claims["abiru-2025#c-s5p8-13"][3]]

    assert pages[0]["thing"] == "event:budapest-summit"
    assert ["derived", "kg:presentOccurrence", "kg:DidNotHappen"] in [
        row[:3] for page in pages for row in page["rows"]
    ]
    assert in_rows == set(claims)
    assert names[:2] == ["person:taisuke-abiru", "organisation:financial-times"]
    assert pages[0]["labels"]["person:taisuke-abiru"] == "Taisuke Abiru"


def test_what_is_shown_is_called_by_its_japanese_name(agent: Agent) -> None:
    shown = agent.answer("show", thing="Budapest summit", lang="JA")

    assert shown["label"] == "ブダペスト首脳会談"
    assert shown["labels"]["kg:Summit"] == "首脳会談"


def test_a_claim_tells_what_it_denies_and_on_whose_word(agent: Agent) -> None:
    found = agent.answer("evidence", of="abiru-2025#c-s6p3-18")
    row = rows(found)[0]

    assert ["kg:denies", "abiru-2025#c-s5p8-10"] in found["statements"]
    assert ["abiru-2025#c-s6p3-09", "kg:relays"] in found["namedBy"]
    assert row["standing"] == "kg:Disputed"
    assert row["chain"] == [
        ["person:taisuke-abiru"],
        ["organisation:kommersant", "2025-11-11", "kommersant-2025-11-11"],
        ["person:sergey-lavrov", "2025-11-11"],
    ]


def test_a_claim_with_content_shows_it(agent: Agent) -> None:
    found = agent.answer("evidence", of="abiru-2025#c-s5p8-13")

    assert ["event:budapest-summit", "rdf:type", "kg:Summit"] in found["content"]


def test_a_passage_tells_its_claims_and_where_it_is(agent: Agent, build: Build) -> None:
    found = agent.pages("evidence", of="abiru-2025#s4p2", limit=3)
    question = build.queries["claims-in-passage"]
    expected = asked(build.store(), question, ["passage=abiru-2025#s4p2"], build.prefixes)
    claims = {claim for page in found for claim in column(page, "claim")}

    assert ["oa:start", 5333] in found[0]["statements"]
    assert len(claims) > 3
    assert claims == {row["claim"] for row in expected}


def test_the_evidence_of_a_thing_is_what_speaks_of_it(agent: Agent) -> None:
    found = agent.pages("evidence", of="Budapest summit", limit=7)
    claims = [claim for page in found for claim in column(page, "claim")]

    assert "abiru-2025#c-s5p8-13" in claims
    assert found[0]["total"] == len(claims)


def test_a_class_tells_its_properties_and_an_example(agent: Agent) -> None:
    found = agent.answer("schema", term="position")
    holder = next(row for row in rows(found) if row["term"] == "kg:holder")
    since = next(row for row in rows(found) if row["term"] == "kg:until")
    example = found["example"]

    assert found["term"] == "kg:Position"
    assert found["definition"].startswith("A stance that one holder takes")
    assert found["parents"] == ["prov:Entity"]
    assert holder["count"] == "1..1"
    assert holder["values"] == "kg:Agent"
    assert str(holder["definition"]).startswith("Relates a position")
    assert str(since["count"]).startswith("0..")
    assert ["rdf:type", "kg:Position"] in example["facts"]
    assert agent.answer("show", thing=example["thing"])["classes"] == ["kg:Position"]


def test_a_class_of_codes_tells_its_codes_in_japanese(agent: Agent) -> None:
    found = agent.answer("schema", term="kg:Stance", lang="ja")
    codes = {row["term"]: row["label"] for row in rows(found) if row["part"] == "code"}

    assert codes["kg:Accepts"] == "受け入れ"
    assert agent.answer("schema", term="kg:Accepts")["classes"] == ["kg:Stance"]


def test_a_property_tells_where_it_is_used(agent: Agent) -> None:
    found = agent.answer("schema", term="kg:holder")

    assert found["kind"] == "ObjectProperty"
    assert "kg:Position" in column(found, "of")
    assert found["example"][1] == "kg:holder"


def test_all_classes_are_told_page_by_page(agent: Agent, project: Project) -> None:
    files = "".join(path.read_text("utf-8") for path in project.ontology)
    declared = set(re.findall(r"^(kg:\w+)\n    a owl:Class ", files, re.MULTILINE))
    pages = agent.pages("schema", limit=50)

    assert len(declared) > 100
    assert sorted(whole(pages, "class")) == sorted(declared)


def test_a_query_is_answered_whole_page_by_page(agent: Agent, build: Build) -> None:
    graph = "<https://w3id.org/parley/graph/reference/actors>"
    text = f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
    expected = [
        [cell(term, build.prefixes) for term in solution] for solution in build.store().select(text)
    ]
    pages = agent.pages("sparql", query=text, limit=150)

    assert len(pages) > 2
    assert [row for page in pages for row in page["rows"]] == expected
    assert {page["total"] for page in pages} == {len(expected)}


def test_a_query_is_answered_in_each_form(agent: Agent) -> None:
    person = "person:donald-trump"
    named = agent.answer("sparql", query=f"SELECT ?x {{ VALUES ?x {{ {person} }} }}", labels=True)

    assert agent.answer("sparql", query=f"ASK {{ {person} a kg:Person }}")["answer"] is True
    assert named["columns"] == ["x", "xLabel"]
    assert named["rows"] == [[person, "Donald Trump"]]
    assert agent.answer("sparql", query=f"DESCRIBE {person}")["columns"] == [
        "subject",
        "predicate",
        "object",
    ]
    assert agent.answer("sparql", query="SELECT (COUNT(*) AS ?n) { ?p a kg:Person }")["rows"] == [
        [agent.answer("find", **{"class": "person"})["total"]]
    ]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("find", {"class": "kg:Event", "limit": 500}),
        ("list_questions", {"lang": "ja", "limit": 500}),
        ("show", {"thing": "Donald Trump", "limit": 500}),
        ("evidence", {"of": "Donald Trump", "limit": 500}),
        ("schema", {"term": "event", "limit": 20}),
        ("ask", {"question": "claims-by", "parameters": {"claimant": "Abiru"}, "limit": 500}),
        (
            "sparql",
            {"query": "SELECT ?s ?p ?o { ?s a kg:Tie ; ?p ?o } ORDER BY ?s ?p ?o", "limit": 40},
        ),
    ],
)
def test_what_is_cut_goes_on_to_the_end(
    agent: Agent, tool: str, arguments: dict[str, object]
) -> None:
    """A page is about as large as an answer may be, and every row comes once."""
    pages = agent.pages(tool, **arguments)

    assert len(pages) > 1 or tool == "list_questions"
    assert all(size(page) < ROOM * 1.05 for page in pages)
    assert [page["offset"] + len(page["rows"]) for page in pages[:-1]] == [
        page["offset"] for page in pages[1:]
    ]
    assert sum(len(page["rows"]) for page in pages) == pages[0]["total"]


def test_a_long_text_says_how_long_it_is(agent: Agent) -> None:
    found = agent.answer(
        "sparql", query='SELECT (CONCAT("x", ?y) AS ?long) { BIND("' + "y" * 3000 + '" AS ?y) }'
    )

    assert re.fullmatch(r"xy{999}… 3001 characters", found["rows"][0][0])


def test_the_resources_are_what_the_files_hold(agent: Agent, project: Project) -> None:
    listed = {str(r.uri) for r in agent.portal.call(agent.client.list_resources).resources}
    templates = agent.portal.call(agent.client.list_resource_templates).resource_templates
    queries = {f"kg://queries/{path.stem}" for path in project.queries}

    assert queries
    assert listed == {"kg://prefixes", "kg://ontology", *queries}
    assert [template.uri_template for template in templates] == ["kg://queries/{name}"]
    assert agent.read("kg://queries/position-shifts") == next(
        path.read_text("utf-8") for path in project.queries if path.stem == "position-shifts"
    )
    assert agent.read("kg://prefixes").splitlines() == [
        f"PREFIX {name}: <{iri}>" for name, iri in project.prefixes.items()
    ]
    assert re.search(r"## positions\n\n.+\n\nClasses: .*kg:Position", agent.read("kg://ontology"))
