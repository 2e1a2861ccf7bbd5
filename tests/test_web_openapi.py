"""What `/openapi.json` says of the addresses holds, by the word of tools that others wrote."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from agent import ROOT
from kg.build import Build
from kg.project import Project
from website import Here, client, served

Values = dict[str, Any]


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


@pytest.fixture(scope="module")
def told(web: TestClient) -> Values:
    found: Values = web.get("/openapi.json").json()
    return found


def by_name(operation: Values) -> dict[str, Values]:
    return {parameter["name"]: parameter for parameter in operation["parameters"]}


def schema(told: Values, operation: Values, media_type: str) -> Values:
    """Return the schema of an answer, with what it refers to."""
    own: Values = operation["responses"]["200"]["content"][media_type]["schema"]
    return {**own, "components": told["components"]}


def faults(told: Values) -> list[Exception]:
    return list(OpenAPIV31SpecValidator(told).iter_errors())


def test_it_is_openapi(told: Values) -> None:
    assert told["openapi"] == "3.1.0"
    assert faults(told) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("info"),
        lambda told: told["paths"]["/q/issues"]["get"].update(operationId="questions"),
        lambda told: told["paths"]["/context/{name}"]["get"].pop("parameters"),
    ],
)
def test_what_is_not_is_noticed(told: Values, spoil: Any) -> None:  # noqa: ANN401  # a lambda
    few = {path: told["paths"][path] for path in ("/q", "/q/issues", "/context/{name}")}
    short = json.loads(json.dumps({**told, "paths": few}))

    assert faults(short) == []
    spoil(short)
    assert faults(short) != []


def test_each_question_is_an_operation_made_from_its_header(told: Values, build: Build) -> None:
    assert {path[3:] for path in told["paths"] if path.startswith("/q/")} == {
        *build.queries,
        "{question}.{suffix}",
    }
    for question in build.queries.values():
        operation = told["paths"][f"/q/{question.name}"]["get"]
        taken = by_name(operation)

        assert (operation["operationId"], operation["summary"]) == (question.name, question.summary)
        assert operation["x-summary-ja"] == question.summary_ja
        assert {*question.params, "labels", "excel", "lang"} <= set(taken)
        assert ("evidence" in taken) == (not question.no_evidence)
        for name, param in question.params.items():
            assert taken[name]["required"] == param.required
            assert str(param.cls or param.datatype) in taken[name]["description"]


def test_a_parameter_has_the_type_and_the_examples_of_the_header(told: Values) -> None:
    taken = by_name(told["paths"]["/q/position-as-of"]["get"])

    assert taken["date"]["schema"]["items"]["format"] == "date"
    assert taken["date"]["examples"]["example-1"]["value"] == ["2025-08-14"]
    assert taken["issue"]["examples"]["example-2"]["value"] == [
        "territory",
        "supply of Tomahawks to Ukraine",
    ]
    assert taken["lang"]["schema"]["default"] == ["en"]


def test_an_answer_has_the_columns_that_are_told(web: TestClient, told: Values) -> None:
    operation = told["paths"]["/q/position-shifts"]["get"]
    rows = schema(told, operation, "application/sparql-results+json")
    answer = web.get("/q/position-shifts.json?evidence=true").json()
    columns = rows["allOf"][1]["properties"]["head"]["properties"]["vars"]["examples"][0]
    header = web.get("/q/position-shifts.csv").text.splitlines()[0]

    jsonschema.validate(answer, rows)
    assert columns == header.split(",")
    assert header.replace(",", ", ") in schema(told, operation, "text/csv")["description"]
    answer["results"]["bindings"][0]["holder"] = "Ukraine"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, rows)


def test_a_fault_is_the_problem_that_is_told(web: TestClient, told: Values) -> None:
    answer = web.get("/q/position-shifts?actr=x").json()
    problem = {**told["components"]["schemas"]["Problem"], "additionalProperties": False}

    jsonschema.validate(answer, problem)
    assert told["paths"]["/q/issues"]["get"]["responses"]["400"] == {
        "$ref": "#/components/responses/BadRequest"
    }


def test_each_address_that_is_told_is_there(web: TestClient, told: Values) -> None:
    filled = {"question": "issues", "suffix": "csv"}
    for path, operations in told["paths"].items():
        known = by_name({"parameters": [], **operations["get"]})
        places = {
            name: filled.get(name, parameter["schema"].get("enum", [""])[0])
            for name, parameter in known.items()
            if parameter["in"] == "path"
        }
        needed = {
            name: next(iter(parameter["examples"].values()))["value"]
            for name, parameter in known.items()
            if parameter["in"] == "query" and parameter.get("required")
        }
        answer = web.get(path.format(**places), params=needed)

        assert answer.status_code == 200, (path, answer.text)
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in operations["get"]["responses"]["200"]["content"]


def test_the_addresses_begin_where_the_site_does(project: Project, build: Build) -> None:
    web = client(Here(project, build))
    below = TestClient(web.app, root_path="/record").get("/record/openapi.json")

    assert below.json()["servers"] == [{"url": "/record"}]
    assert web.get("/openapi.json").json()["servers"] == [{"url": "/"}]


def test_the_methods_of_an_address_are_those_that_it_takes(web: TestClient) -> None:
    assert web.options("/q/issues").headers["allow"] == "GET, HEAD, OPTIONS"
    assert web.options("/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert web.options("/mcp").headers["allow"] == "OPTIONS, POST"


@pytest.mark.peers
def test_schemathesis_finds_no_fault(build: Build, tmp_path: Path) -> None:
    """What it makes up for a name, which the schema allows, is the name of nothing in the record.

    So the check that everything the schema allows is accepted is left out.
    """
    if "CI" not in os.environ:  # where what is missing is an error
        pytest.importorskip("schemathesis", reason="schemathesis is not here: pip install '.[ci]'")
    assert build.exists
    command = [sys.executable, "-m", "schemathesis.cli", "run", "--max-time", "60", "--seed", "1"]
    # One worker: with several, the ast module of CPython 3.11 fails now and then in its threads.
    options = ["--no-color", "--workers", "1", "--max-examples", "5", "--warnings", "off"]
    left_out = ["--exclude-checks", "positive_data_acceptance", "--continue-on-failure"]
    with served(ROOT) as (address, _):
        done = subprocess.run(
            [*command, *options, *left_out, f"{address}/openapi.json"],
            capture_output=True,
            cwd=tmp_path,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stdout
    assert "Selected: 0" not in done.stdout
