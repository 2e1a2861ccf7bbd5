"""What changed from one revision to the next is told as it was planted (revisions.py, diff/)."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kg.diff import Difference, Sides, difference
from kg.diff.files import Text
from kg.diff.report import markdown
from kg.diff.values import values
from kg.project import Project
from kg.terms import KG, plain

CLAIMS = "https://w3id.org/parley/source/tiny#"
POSITION = "https://w3id.org/parley/id/position/"


@pytest.fixture(scope="module")
def found(history: Project, cache: Path) -> Iterator[Difference]:
    with ExitStack() as files:
        sides = Sides(history, cache, files).pair("before", "after")
        yield difference(*sides, files)


@pytest.fixture(scope="module")
def report(found: Difference) -> str:
    return markdown(found)


def named(found: Difference, section: str) -> dict[str, list[str]]:
    """The things in *section* by the kind of change, by the last part of their IRIs."""
    return {
        kind: [re.split("[/#]", change.thing)[-1] for change in changes]
        for kind, changes in found.content.changes(section).kinds().items()
    }


def said(found: Difference, thing: str) -> tuple[set[str], set[str]]:
    """What went and what came of the claim *thing*, each statement by its last words."""
    changed = {c.thing: c for c in found.content.changes("claims").changed}
    change = changed[CLAIMS + thing]
    told = [
        {f"{s.predicate.split('/')[-1]} {plain(s.value).split('/')[-1]}" for s in part}
        for part in (change.removed, change.added)
    ]
    return told[0], told[1]


def test_claims_are_added_removed_changed_and_renamed(found: Difference) -> None:
    assert named(found, "claims") == {
        "added": ["c6"],
        "removed": ["c5"],
        "changed": ["c3", "c4", "c7"],
        "renamed": ["c9"],
    }


def test_another_content_is_told(found: Difference) -> None:
    assert said(found, "c3") == ({"when 2025-02"}, {"when 2025-01"})


def test_another_claimant_is_told(found: Difference) -> None:
    assert said(found, "c7") == ({"claimant ada-north"}, {"claimant southland"})


def test_a_claim_that_nobody_denies_any_more_has_another_standing(found: Difference) -> None:
    assert said(found, "c4") == ({"standing Disputed"}, {"standing Accepted"})


def test_what_appears_in_the_accepted_view_is_told_by_class(found: Difference) -> None:
    things = {things.cls.removeprefix(KG): things for things in found.content.things}

    assert things["Position"].added == (
        f"{POSITION}northland-opposes",
        f"{POSITION}southland-opposes",
    )
    assert things["Position"].removed == ()
    assert len(things["Shift"].added) == 1
    assert "Event" not in things  # nor anything above a class that is told already


def test_what_goes_from_the_accepted_view_is_told(history: Project, cache: Path) -> None:
    with ExitStack() as files:
        back = difference(*Sides(history, cache, files).pair("after", "before"), files)
        things = {things.cls.removeprefix(KG): things for things in back.content.things}

    assert len(things["Shift"].removed) == 1
    assert things["Position"].removed == (
        f"{POSITION}northland-opposes",
        f"{POSITION}southland-opposes",
    )


def test_terms_are_added_removed_changed_and_renamed(found: Difference) -> None:
    assert named(found, "terms") == {
        "added": ["Punt"],
        "removed": ["Canoe"],
        "changed": ["Raft"],
        "renamed": ["RiverFerry"],
    }


def test_documents_and_reference_data_are_told(found: Difference) -> None:
    assert named(found, "documents") == {"added": ["s1p2"], "changed": ["tiny"]}
    assert named(found, "reference") == {"changed": ["southland"]}


def texts(found: Difference, section: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The rules or questions in *section* by the kind of change, with what changed of them."""
    changes = found.section(section).items()
    return {
        kind: [(one.name, one.parts) for one in ones if isinstance(one, Text)]
        for kind, ones in changes
    }


def test_shapes_rules_and_questions_are_told(found: Difference) -> None:
    assert [*found.section("shapes")] == ["changed"]
    assert texts(found, "rules") == {
        "changed": [("derive/tracks", ("title",)), ("followthemoney/actors", ("title",))]
    }
    assert texts(found, "questions") == {
        "added": [("disputed-claims", ())],
        "removed": [("issues", ())],
        "changed": [("position-shifts", ("summary",))],
    }


def test_a_question_with_other_rows_is_told(found: Difference) -> None:
    [answer] = found.answers

    assert (answer.question.name, answer.before, answer.after) == ("position-shifts", 0, 1)
    assert [row.kindLabel for row in answer.added] == ["reversal"]


def test_every_quad_is_counted(found: Difference) -> None:
    gone, come = ({*part} for part in (found.gone, found.come))

    assert gone.isdisjoint(come)
    assert (len(gone), len(come)) == (found.gone.count, found.come.count)


def test_a_report_counts_first(report: str) -> None:
    head = report.partition("\n## ")[0].splitlines()

    assert re.fullmatch(
        r"# Changes from `before` \([0-9a-f]{7}\) to `after` \([0-9a-f]{7}\)", head[0]
    )
    assert head[2:5] == [
        "|  | added | removed | changed | renamed |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| Claims | 1 | 1 | 3 | 1 |",
    ]
    assert head[-1].startswith("| Quads in all |")


def test_a_report_names_the_claimant_and_the_passage_of_a_claim(report: str) -> None:
    added = report.partition("<summary>1 added</summary>")[2].partition("</details>")[0]

    assert added.strip().splitlines() == [
        "- **Northland — opposes: phased withdrawal** `tiny#c6`",
        "  <br>Ada North: tiny#s1p2; accepted",
        "  ```diff",
        "  + kind: position",
        "  + from: 2025-06-01",
        "  + holder: Northland",
        "  + issue: troops in Southland",
        "  + option: phased withdrawal",
        "  + stance: opposes",
        "  + commitment: asserts",
        "  ```",
    ]


def test_a_report_tells_what_changed_of_a_claim(report: str) -> None:
    assert (
        "- **talks on the river** `tiny#c7`\n"
        "  <br>Southland: tiny#s1p1; accepted\n"
        "  ```diff\n  - claimant: Ada North\n  + claimant: Southland\n  ```\n" in report
    )
    assert "- `tiny#c8` → `tiny#c9`\n" in report


def test_a_report_tells_a_shift_by_what_has_names(report: str) -> None:
    shifts = report.partition("<summary>shift: 1 appeared</summary>")[2].partition("</details>")[0]

    assert "from position: Northland — supports: phased withdrawal" in shifts
    assert "kind of shift: reversal" in shifts
    assert "— from `tiny#c2`, `tiny#c6`" in shifts


def test_a_report_shows_the_rows_that_came(report: str) -> None:
    answers = report.partition("\n## Answers\n")[2].partition("\n## ")[0]

    assert "<code>position-shifts</code> And which positions shifted" in answers
    assert "(0 rows before, 1 after)" in answers
    assert re.search(r"^\| ➕ \|.* reversal .*$", answers, re.MULTILINE)


def test_a_report_in_japanese_has_japanese_words_and_labels(history: Project, cache: Path) -> None:
    with ExitStack() as files:
        sides = Sides(history, cache, files).pair("before", "after")
        report = markdown(difference(*sides, files, "ja"))

    assert report.startswith("# `before`")
    assert "| 主張 | 1 | 1 | 3 | 1 |" in report
    assert "- **北国 — 反対: 段階的撤退** `tiny#c6`\n  <br>エイダ・ノース: tiny#s1p2" in report
    assert not re.search(r"^## [ -~]+$", report, re.MULTILINE)


def test_the_same_report_comes_twice(found: Difference, report: str) -> None:
    assert markdown(found) == report


def test_long_lists_are_cut_with_a_word_of_how_many_more(
    found: Difference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.diff.report._MOST", 2)
    changed = (
        markdown(found).partition("<summary>3 changed</summary>")[2].partition("</details>")[0]
    )

    assert changed.count("\n- ") == 2
    assert "… and 1 more, which `--json` lists" in changed


def test_json_has_everything(found: Difference) -> None:
    told = values(found)
    [added] = told["claims"]["added"]

    assert added["id"] == f"{CLAIMS}c6"
    assert added["evidence"][0]["passages"] == [f"{CLAIMS}s1p2"]
    assert added["evidence"][0]["chain"][0]["label"] == "Ada North"
    assert told["claims"]["renamed"][0]["id"] == f"{CLAIMS}c9"
    assert told["claims"]["renamed"][0]["was"] == f"{CLAIMS}c8"
    assert told["answers"][0]["rows"] == {"before": 0, "after": 1}
    assert told["old"]["hash"].startswith("sha256:")
    assert told["notCompared"] == []
    assert json.loads(json.dumps(told)) == told
