"""A passage verifies in any copy of the document, and no changed character passes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build import Build
from kg.cli.listings import passages, unborne
from kg.evidence import Passage, digest, faults, offset, squeeze

TEXT = "Northland asks.\n\nSouthland\u3000answers,\r\nand both agree.\f"
WHOLE = squeeze(TEXT)


def passage(start: int, end: int) -> Passage:
    return Passage("p1", start, end, digest(WHOLE[start:end]))


def test_a_passage_verifies() -> None:
    assert list(faults(TEXT, [passage(0, 14), passage(14, len(WHOLE))])) == []


@given(
    st.lists(
        st.sampled_from([" ", "\n", "\r\n", "\f", "\t", "\u3000", ""]),
        min_size=len(WHOLE),
        max_size=len(WHOLE),
    )
)
def test_spacing_line_ends_and_page_breaks_do_not_matter(gaps: list[str]) -> None:
    copy = "".join(gap + character for gap, character in zip(gaps, WHOLE, strict=True))

    assert list(faults(copy, [passage(0, len(WHOLE))])) == []


@given(st.integers(0, len(WHOLE) - 1), st.characters(exclude_categories=["Z", "C"]))
def test_a_changed_character_is_found(place: int, other: str) -> None:
    changed = WHOLE[:place] + other + WHOLE[place + 1 :]

    assert bool(list(faults(changed, [passage(0, len(WHOLE))]))) == (other != WHOLE[place])


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-1, 4), (0, 10_000)])
def test_a_stretch_outside_the_document_is_found(start: int, end: int) -> None:
    assert len(list(faults(TEXT, [Passage("p1", start, end, digest(""))]))) == 1


@given(st.text(max_size=40), st.integers(0, 40))
def test_a_position_leads_to_its_character(text: str, position: int) -> None:
    squeezed = squeeze(text)
    if position >= len(squeezed):
        return

    assert text[offset(text, position)] == squeezed[position]


def test_the_passages_of_the_essay_are_those_of_its_list(build: Build, essay: Path) -> None:
    listed = json.loads((essay / "abiru-2025.passages.json").read_text("utf-8"))
    found = passages(build.store())["abiru-2025"]

    assert {(p.name, p.start, p.end, p.digest) for p in found} == {
        (p["id"], p["start"], p["end"], p["digest"]) for p in listed
    }
    assert len(found) == 74


def test_the_essay_bears_out_every_passage(build: Build, essay: Path) -> None:
    document = essay / "abiru-2025.txt"

    assert (
        list(unborne(passages(build.store())["abiru-2025"], document.read_text("utf-8"), document))
        == []
    )


def test_a_fault_is_placed_where_its_passage_begins(build: Build, essay: Path) -> None:
    document = essay / "abiru-2025.txt"
    changed = document.read_text("utf-8").replace("Truth Social", "Truth Sociel")
    ((found, reason, place),) = unborne(passages(build.store())["abiru-2025"], changed, document)

    assert found.name == "s4p2"
    assert reason == "the characters 5333 to 5510 are others"
    assert (place.line, place.column) == (79, 1)
