import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.checks import report
from kg.errors import Finding, Place

ROOT = Path("/project")
FINDINGS = [
    Finding(Place(ROOT / "data/sources"), "empty", "holds nothing", "add one"),
    Finding(Place(ROOT / "data/a,b c.ttl", 3, 7), "value", "100% wrong", "see:\nbelow", "warning"),
    Finding(Place(ROOT / "data/日本.ttl", 4), "left-out", "later", "wait", "info"),
]


def test_text_is_one_line_a_finding() -> None:
    assert report.text(FINDINGS[:1] + FINDINGS[2:], ROOT) == (
        "data/sources error empty holds nothing -> add one\n"
        "data/日本.ttl:4 info left-out later -> wait"
    )


def test_json_names_the_parts_of_a_finding() -> None:
    values = json.loads(report.as_json(FINDINGS, ROOT))

    assert values[0]["line"] is None
    assert values[1] == {
        "file": "data/a,b c.ttl",
        "line": 3,
        "column": 7,
        "severity": "warning",
        "code": "value",
        "message": "100% wrong",
        "way_out": "see:\nbelow",
    }


def test_workflow_commands_escape_what_would_end_them() -> None:
    assert report.github(FINDINGS, ROOT).splitlines() == [
        "::error file=data/sources,title=empty::holds nothing -> add one",
        "::warning file=data/a%2Cb c.ttl,line=3,col=7,title=value::100%25 wrong -> see:%0Abelow",
        "::notice file=data/日本.ttl,line=4,title=left-out::later -> wait",
    ]


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(report.sarif(FINDINGS, ROOT))
    run = log["runs"][0]

    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "Parley"
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules


def test_sarif_has_regions_that_begin_at_one_and_uris_that_are_escaped() -> None:
    results = json.loads(report.sarif(FINDINGS, ROOT))["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]

    assert [place["artifactLocation"]["uri"] for place in places] == [
        "data/sources",
        "data/a%2Cb%20c.ttl",
        "data/%E6%97%A5%E6%9C%AC.ttl",
    ]
    assert [place.get("region") for place in places] == [
        None,
        {"startLine": 3, "startColumn": 7},
        {"startLine": 4, "startColumn": 1},
    ]


@pytest.mark.parametrize("write", [report.text, report.github])
def test_nothing_found_is_no_line(write: Callable[[list[Finding], Path], str]) -> None:
    assert write([], ROOT) == ""
