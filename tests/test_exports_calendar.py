"""The calendars hold the dated events, by the word of a reader that others wrote."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from kg.build import Build
from kg.errors import BadInput
from kg.exports.calendar import calendars
from kg.store import Store
from kg.terms import plain

ID = "https://w3id.org/parley/id/event/"
DATED = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX graph: <https://w3id.org/parley/graph/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT DISTINCT ?event {
    GRAPH graph:accepted { ?event a kg:Event }
    GRAPH derived:periods { ?period kg:dates ?event ; kg:dateProperty kg:when }
}
"""
DAY = '"2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
ROW = f"{{ BIND(<a:1> AS ?event) BIND({DAY} AS ?first) BIND({DAY} AS ?last)"


@pytest.fixture(scope="module", params=["en", "ja"])
def read(exported: Path, request: pytest.FixtureRequest) -> vobject.base.Component:
    return vobject.readOne((exported / f"events.{request.param}.ics").read_text("utf-8"))


@pytest.fixture(scope="module")
def english(exported: Path) -> dict[str, Any]:
    """The entries in English, by the last part of their IRI."""
    calendar = vobject.readOne((exported / "events.en.ics").read_text("utf-8"))
    return {event.uid.value.removeprefix(ID): event for event in calendar.vevent_list}


def test_it_is_valid_and_each_dated_event_is_an_entry(
    read: vobject.base.Component, build: Build
) -> None:
    dated = {plain(row[0]) for row in build.store().select(DATED)}
    found = [event.uid.value for event in read.vevent_list]

    assert read.validate(raiseException=True)
    assert len(found) == len(set(found)) > 40
    assert set(found) == dated
    assert [event.url.value for event in read.vevent_list] == found


def test_a_day_that_is_known_is_one_day(english: dict[str, Any]) -> None:
    summit = english["alaska-summit"]

    assert (summit.dtstart.value, summit.dtend.value) == (date(2025, 8, 15), date(2025, 8, 16))
    assert summit.summary.value == "Alaska summit"
    assert summit.location.value == "Alaska"
    assert summit.status.value == "CONFIRMED"
    assert summit.description.value == "According to: Taisuke Abiru."


def test_a_vague_day_spans_all_that_it_can_mean_and_says_so(english: dict[str, Any]) -> None:
    vague, open_one = english["witkoff-brings-proposals"], english["fogel-release"]

    assert (vague.dtstart.value, vague.dtend.value) == (date(2025, 6, 13), date(2025, 8, 2))
    assert vague.description.value == (
        "At a time that is not told more exactly, from 2025-06-13 to 2025-08-01. "
        "According to: Sergey Lavrov."
    )
    assert open_one.dtstart.value == date(2025, 2, 11)
    assert open_one.description.value.startswith("On that day or earlier. ")


def test_what_lasts_has_no_vague_day(english: dict[str, Any]) -> None:
    war = english["russia-ukraine-war"]  # 2022-02/..

    assert war.dtstart.value == date(2022, 2, 1)
    assert war.description.value.startswith("From then on. ")


def test_what_did_not_happen_is_cancelled_and_what_was_planned_tentative(
    english: dict[str, Any],
) -> None:
    summit, departure = english["budapest-summit"], english["kellogg-departure"]

    assert summit.status.value == "CANCELLED"
    assert summit.description.value.startswith("Did not happen. ")
    assert departure.status.value == "TENTATIVE"
    assert departure.description.value.startswith("Planned. ")


def test_the_other_calendar_is_in_japanese(exported: Path) -> None:
    calendar = vobject.readOne((exported / "events.ja.ics").read_text("utf-8"))
    found = {event.uid.value: event for event in calendar.vevent_list}
    summit = found[f"{ID}alaska-summit"]

    assert summit.summary.value == "アラスカ首脳会談"
    assert summit.summary.params == {"LANGUAGE": ["ja"]}
    assert summit.description.value == "出典: 畔蒜泰助。"
    assert found[f"{ID}kellogg-departure"].description.value.startswith("予定。正確な日付は不明（")


def test_the_stamp_is_the_day_of_recording(english: dict[str, Any]) -> None:
    stamps = {event.dtstamp.value for event in english.values()}

    assert stamps == {datetime(2026, 11, 22, tzinfo=UTC)}  # kg:recordedOn of the one document


def test_lines_are_folded_as_rfc_5545_has_it(exported: Path) -> None:
    lines = (exported / "events.ja.ics").read_bytes().splitlines(keepends=True)

    assert all(line.endswith(b"\r\n") for line in lines)
    assert max(len(line.removesuffix(b"\r\n")) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)


def test_without_a_day_of_recording_the_stamp_is_still_the_same() -> None:
    (calendar,) = calendars(
        Store(), {"a": f'SELECT ?event ?first ?last ?summary {ROW} BIND("x"@fr AS ?summary) }}'}
    ).values()

    assert b"DTSTAMP:19700101T000000Z" in calendar.to_ical()


@pytest.mark.parametrize(
    "query",
    [
        f'SELECT ?event ?first ?last ?summary {ROW} BIND("in no language" AS ?summary) }}',
        f"SELECT ?event ?first ?last {ROW} }}",
        'SELECT ?event ?summary { BIND(<a:1> AS ?event) BIND("x"@en AS ?summary) }',
    ],
)
def test_a_row_that_is_no_event_is_bad_input(query: str) -> None:
    with pytest.raises(BadInput, match=r"^ontology/exports/calendar/a\.rq gives a:1 without"):
        calendars(Store(), {"a": query})
