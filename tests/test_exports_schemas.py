"""Every exported object is as its JSON Schema says, and a wrong one is not."""

import gzip
import json
from collections.abc import Callable, Iterator
from functools import cache as kept
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Object = dict[str, Any]
PLAN = "https://w3id.org/parley/id/proposal/28-point-peace-plan"


@kept
def schemas(exported: Path) -> dict[str, Draft202012Validator]:
    checker = Draft202012Validator.FORMAT_CHECKER
    return {
        path.name.removesuffix(".schema.json"): Draft202012Validator(
            json.loads(path.read_text("utf-8")), format_checker=checker
        )
        for path in sorted(exported.glob("schemas/*.schema.json"))
    }


def objects(exported: Path, kind: str) -> Iterator[Object]:
    lines = gzip.decompress((exported / f"objects/{kind}.jsonl.gz").read_bytes()).splitlines()
    return map(json.loads, lines)


def faults(exported: Path) -> dict[str, list[str]]:
    return {
        f"{kind} {told['id']}": messages
        for kind, schema in schemas(exported).items()
        for told in objects(exported, kind)
        if (messages := [fault.message for fault in schema.iter_errors(told)])
    }


def test_each_schema_is_one_by_the_standard(exported: Path) -> None:
    for schema in schemas(exported).values():
        Draft202012Validator.check_schema(schema.schema)


def test_there_is_a_schema_of_each_kind(exported: Path) -> None:
    kinds = {path.name.removesuffix(".jsonl.gz") for path in exported.glob("objects/*")}

    assert len(kinds) > 15
    assert set(schemas(exported)) == kinds


def test_every_object_is_as_its_schema_says(exported: Path) -> None:
    assert faults(exported) == {}


def test_the_objects_of_an_example_are_too(trade_round: Path) -> None:
    assert faults(trade_round) == {}


def without(key: str) -> Callable[[Object], object]:
    return lambda told: told.pop(key)


def put(value: object, *way: Any) -> Callable[[Object], object]:  # noqa: ANN401  # keys, numbers
    def change(told: Any) -> None:  # noqa: ANN401  # JSON
        for step in way[:-1]:
            told = told[step]
        told[way[-1]] = value

    return change


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("Proposal", without("label"), "'label' is a required property"),
        ("Proposal", without("claims"), "'claims' is a required property"),
        ("Proposal", put({"en": "plan"}, "label"), "'ja' is a required property"),
        ("Proposal", put({"en": "a", "ja": "b", "fr": "c"}, "label"), "'fr' is not one of"),
        ("Proposal", put(["28"], "pointCount"), "'28' is not of type 'integer'"),
        ("Proposal", put(28, "pointCount"), "28 is not of type 'array'"),
        ("Proposal", put([], "pointCount"), "[] should be non-empty"),
        ("Proposal", put(["Term"], "type"), "does not contain items matching"),
        ("Proposal", put([1], "http://example.org/p"), "does not match"),
        ("Proposal", put([1], "kg:pointCount"), "does not match"),
        ("Proposal", put(["Secret"], "disclosure"), "'Secret' is not one of"),
        ("Proposal", put("Swears", "claims", 0, "commitment"), "'Swears' is not one of"),
        ("Proposal", put({}, "claims", 0, "claimant"), "is not valid under any of"),
        ("Proposal", put("the plan", "id"), "'the plan' does not match"),
        ("Position", without("holder"), "'holder' is a required property"),
        ("Position", put(5, "from"), "5 is not of type 'string'"),
        ("Claim", without("claimant"), "'claimant' is a required property"),
        ("Claim", put("2025-02-30", "recordedOn"), "'2025-02-30' is not a 'date'"),
        ("Claim", put("Maybe", "commitment"), "'Maybe' is not one of"),
        ("Agent", put("http://example.org/c", "@context"), "was expected"),
    ],
)
def test_a_wrong_object_is_rejected(
    exported: Path, kind: str, change: Callable[[Object], object], said: str
) -> None:
    told = next(
        each for each in objects(exported, kind) if kind != "Proposal" or each["id"] == PLAN
    )
    change(told)
    found = [fault.message for fault in schemas(exported)[kind].iter_errors(told)]

    assert any(said in message for message in found)


def test_a_schema_has_the_words_of_the_ontology(exported: Path) -> None:
    schema = json.loads((exported / "schemas/Position.schema.json").read_text("utf-8"))

    assert schema["title"] == "position"
    assert schema["description"].startswith("A stance that one holder takes towards one option")
    assert schema["properties"]["holder"]["title"] == "holder"
