"""Dates as they are written, and the days that they leave open."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build import dates
from kg.build.dates import Bounds, bounds

READ = {
    "2025": ("2025-01-01", "2025-12-31"),
    "2025-08": ("2025-08-01", "2025-08-31"),
    "2025-02": ("2025-02-01", "2025-02-28"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2025-08-15": ("2025-08-15", "2025-08-15"),
    "2024-02-29": ("2024-02-29", "2024-02-29"),
    "2025-08-15?": ("2025-08-15", "2025-08-15"),
    "2025-08~": ("2025-08-01", "2025-08-31"),
    "2025%": ("2025-01-01", "2025-12-31"),
    "2025-09-2X": ("2025-09-20", "2025-09-29"),
    "2025-02-2X": ("2025-02-20", "2025-02-28"),
    "2025-01-0X": ("2025-01-01", "2025-01-09"),
    "2025-02-XX": ("2025-02-01", "2025-02-28"),
    "2025-1X": ("2025-10-01", "2025-12-31"),
    "2025-XX": ("2025-01-01", "2025-12-31"),
    "2025-XX-XX": ("2025-01-01", "2025-12-31"),
    "202X": ("2020-01-01", "2029-12-31"),
    "2025-05/..": ("2025-05-01", None),
    "../2025-05": (None, "2025-05-31"),
    "2025-05/": ("2025-05-01", None),
    "/2025-05": (None, "2025-05-31"),
    "2025-05-01/2025-05-09": ("2025-05-01", "2025-05-09"),
    "2025-05?/2025-06": ("2025-05-01", "2025-06-30"),
    "2025-05/2025-05": ("2025-05-01", "2025-05-31"),
    "[2025-05-01..2025-05-09]": ("2025-05-01", "2025-05-09"),
    "[2025-05-01..]": ("2025-05-01", None),
    "[..2025-05-09]": (None, "2025-05-09"),
    "[2025-05-01,2025-05-09]": ("2025-05-01", "2025-05-09"),
    "[2025-05,2025-07-01,2025-07-09]": ("2025-05-01", "2025-07-09"),
    "[2025-05-02,2025-05-01,2025-05-03]": ("2025-05-01", "2025-05-03"),
    "[2025]": ("2025-01-01", "2025-12-31"),
}
REFUSED = {
    "": "is no date",
    "autumn": "is no date",
    "soon after": "is no date",
    "2025-02-30": "is no day of the calendar",
    "2025-02-29": "is no day of the calendar",
    "2025-13": "is no day of the calendar",
    "2025-00": "is no day of the calendar",
    "2025-01-00": "is no day of the calendar",
    "2025-02-3X": "is no day of the calendar",
    "0000": "is no day of the calendar",
    "2025-21": "is no day of the calendar",  # EDTF's spring, which we do not read
    "2025-8": "is no date",
    "25-08-15": "is no date",
    "12025": "is no date",
    "-2025": "is no date",
    "20XX": "is no date",
    "2025-08-15T12:00": "is no date",
    "15.8.2025": "is no date",
    " 2025": "is no date",
    "2025\n": "is no date",
    "2025?~": "is no date",
    "..": "is no date",
    "/": "is no interval",
    "../..": "is no interval",
    "2025/2026/2027": "is no interval",
    "2025-06/2025-05": "ends before it begins",
    "2025-05-09/2025-05-01": "ends before it begins",
    "autumn/2025": "is no date",
    "[]": "names no day",
    "[..]": "names no day",
    "[2025-06..2025-05]": "ends before it begins",
    "[2025-05/2025-06]": "is no date",
    "[2025": "is no date",
    "2025]": "is no date",
    "[2025-05-01,]": "is no date",
    "[,2025-05-01]": "is no date",
    "[2025-05-01..,2025-06]": "is no date",
    "[2025-05..2025-06..2025-07]": "names no day",
    "２０２５": "is no date",
    "２０２５年": "is no date",
}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("text", READ)
def test_a_date_leaves_these_days_open(text: str) -> None:
    first, last = READ[text]

    assert bounds(text) == (day(first), day(last))


def test_every_form_in_the_docstring_is_tested() -> None:
    table = re.findall(r"^    (\S.*?)   ", str(dates.__doc__), re.MULTILINE)
    forms = {form for row in table for form in row.split()}
    written = {form.replace("A", "2025-05-01").replace("B", "2025-05-09") for form in forms}

    assert len(forms) > 15
    assert written <= set(READ)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=REFUSED[text]):
        bounds(text)


@given(st.dates())
def test_a_day_is_itself(one: date) -> None:
    assert bounds(one.isoformat()) == (one, one)


@given(st.dates(), st.sampled_from("?~%"))
def test_an_uncertain_day_has_the_bounds_of_the_day(one: date, mark: str) -> None:
    assert bounds(one.isoformat() + mark) == (one, one)


@given(st.dates())
def test_a_month_reaches_from_its_first_to_its_last_day(one: date) -> None:
    last = monthrange(one.year, one.month)[1]

    assert bounds(one.isoformat()[:7]) == (one.replace(day=1), one.replace(day=last))


@given(st.dates(min_value=date(10, 1, 1)))  # Python's calendar has no year 0, so no 000X
def test_a_day_lies_within_each_vaguer_form_of_it(one: date) -> None:
    text = one.isoformat()
    unknown_digits = (text[:3] + "X", text[:4] + "-XX", text[:7] + "-XX", text[:9] + "X")

    for first, last in map(bounds, (text[:4], text[:7], *unknown_digits)):
        assert first is not None
        assert last is not None
        assert first <= one <= last


@given(st.dates(), st.dates())
def test_an_interval_reaches_from_the_earlier_day_to_the_later(one: date, other: date) -> None:
    start, end = sorted((one, other))

    assert bounds(f"{start}/{end}") == bounds(f"[{start}..{end}]") == (start, end)


@given(st.dates(), st.dates())
def test_an_interval_that_ends_before_it_begins_is_refused(one: date, other: date) -> None:
    start, end = sorted((one, other))
    if start != end:
        with pytest.raises(ValueError, match="ends before it begins"):
            bounds(f"{end}/{start}")


@given(st.text(alphabet="0123456789X-/.[],?~% T", max_size=25))
def test_any_text_is_read_in_order_or_refused(text: str) -> None:
    with suppress(ValueError):
        first, last = bounds(text)
        assert first is None or last is None or first <= last


@given(st.dates(), st.integers(-10_000_000, 10_000_000))
def test_what_lies_outside_the_calendar_becomes_its_nearest_end(one: date, days: int) -> None:
    moved, also_moved = Bounds(one, one).shifted(days, days)
    in_range = 1 <= one.toordinal() + days <= date.max.toordinal()
    expected = one + timedelta(days) if in_range else date.max if days > 0 else date.min

    assert moved == also_moved == expected


MARCH, APRIL = bounds("2025-03"), bounds("2025-04")


@pytest.mark.parametrize(
    ("one", "other", "common", "whole"),
    [
        ("2025-03", "2025-03-10/2025-04-10", "2025-03-10/2025-03-31", "2025-03-01/2025-04-10"),
        ("2025-03", "2025-03-10/..", "2025-03-10/2025-03-31", "2025-03/.."),
        ("2025-03", "../2025-03-10", "2025-03-01/2025-03-10", "../2025-03"),
        ("2025-03/..", "2025-04/..", "2025-04/..", "2025-03/.."),
    ],
)
def test_bounds_can_be_narrowed_and_widened(one: str, other: str, common: str, whole: str) -> None:
    a, b = bounds(one), bounds(other)

    assert a.within(b) == b.within(a) == bounds(common)
    assert a.spanning(b) == b.spanning(a) == bounds(whole)


def test_without_a_common_day_the_earliest_comes_after_the_latest() -> None:
    assert MARCH.within(APRIL) == (APRIL.earliest, MARCH.latest)
