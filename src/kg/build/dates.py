"""Dates as they are written, and the days that they leave open.

We read this subset of EDTF (ISO 8601-2:2019, annex A; the Library of Congress's levels 0 to 2),
chosen because the sources need it; anything else is an error:

    2025  2025-08  2025-08-15          a year, a month, a day
    2025-08-15?  2025-08~  2025%       uncertain, approximate, both: the same bounds
    2025-09-2X  2025-XX  202X          unspecified digits
    2025-05/..  ../2025-05  A/B        from, until, throughout
    2025-05/  /2025-05                 as above, the other end unknown
    [A..B]  [A..]  [..B]  [A,B]        one unknown day within

Must not know: graphs, stores, what is dated.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import reduce
from typing import NamedTuple

_DAY = re.compile(r"(\d{3}[\dX])(?:-(\d\d|\dX|XX)(?:-(\d\d|\dX|XX))?)?[?~%]?", re.ASCII)
_OPEN = ("", "..")
_MONTHS, _FIRST, _LAST = 12, date.min, date.max


class Bounds(NamedTuple):
    """The first and the last day that a date leaves possible; None where it sets no limit."""

    earliest: date | None
    latest: date | None

    def shifted(self, least: int, most: int) -> "Bounds":
        """Return the bounds of what lies *least* to *most* days after."""
        return Bounds(_plus(self.earliest, least), _plus(self.latest, most))

    def within(self, other: "Bounds") -> "Bounds":
        """Return the days that both leave possible; earliest after latest if none."""
        starts = [d for d in (self.earliest, other.earliest) if d]
        ends = [d for d in (self.latest, other.latest) if d]
        return Bounds(max(starts, default=None), min(ends, default=None))

    def spanning(self, other: "Bounds") -> "Bounds":
        """Return the days from the first that either leaves possible to the last."""
        starts = (self.earliest, other.earliest)
        ends = (self.latest, other.latest)
        return Bounds(
            min(d for d in starts if d) if all(starts) else None,
            max(d for d in ends if d) if all(ends) else None,
        )


def bounds(text: str) -> Bounds:
    """Return the days that the EDTF *text* leaves possible; raise ValueError if it is none.

    Of an interval these are its first and its last day.

    >>> bounds("2025-02")
    Bounds(earliest=datetime.date(2025, 2, 1), latest=datetime.date(2025, 2, 28))
    >>> bounds("[..2025-10-15]").earliest is None
    True
    """
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    if "/" in text:
        return _interval(text)
    return _day(text)


def _interval(text: str) -> Bounds:
    ends = text.split("/")
    if len(ends) != 2 or all(end in _OPEN for end in ends):  # noqa: PLR2004  # two ends
        raise ValueError(f'"{text}" is no interval')
    start, end = (None if part in _OPEN else _day(part) for part in ends)
    return _ordered(Bounds(start and start.earliest, end and end.latest), text)


def _one_of(inside: str) -> Bounds:
    if "," in inside:
        return reduce(Bounds.spanning, map(_day, inside.split(",")))
    ends = inside.split("..")
    if len(ends) > 2 or not any(ends):  # noqa: PLR2004  # one day, or two ends
        raise ValueError(f'"[{inside}]" names no day')
    days = [_day(part) if part else Bounds(None, None) for part in ends]
    return _ordered(Bounds(days[0].earliest, days[-1].latest), f"[{inside}]")


def _ordered(found: Bounds, text: str) -> Bounds:
    if found.earliest and found.latest and found.earliest > found.latest:
        raise ValueError(f'"{text}" ends before it begins')
    return found


def _day(text: str) -> Bounds:
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" is no date')
    year, month, day = match.groups()
    first_year, last_year = _digits(year, 0, 9999)
    first_month, last_month = _digits(month, 1, _MONTHS)
    try:
        last_of_month = monthrange(last_year, last_month)[1]
        first_day, last_day = _digits(day, 1, last_of_month)
        return Bounds(
            date(first_year, first_month, first_day), date(last_year, last_month, last_day)
        )
    except ValueError as fault:
        raise ValueError(f'"{text}" is no day of the calendar') from fault


def _digits(text: str | None, lowest: int, highest: int) -> tuple[int, int]:
    """Return the lowest and highest number that *text*, with X for an unknown digit, can be."""
    if text is None:
        return lowest, highest
    if "X" not in text:
        return int(text), int(text)
    return (max(lowest, int(text.replace("X", "0"))), min(highest, int(text.replace("X", "9"))))


def _plus(day: date | None, days: int) -> date | None:
    if day is None:
        return None
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return _LAST if days > 0 else _FIRST
