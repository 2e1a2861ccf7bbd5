"""Days in iCalendar (RFC 5545), which calendars and timelines read; a file for each language.

SELECT queries of the project give it, a row for each event and language: `event`, an IRI, by which
the entry is known; its `first` and `last` day, both included; the day on which it was `recorded`,
as the stamp, so that no clock is asked. Other columns are properties of iCalendar by the same name,
`summary` among them, whose language is that of the file.

Must not know: what the events are, when it is.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.build import Build
from kg.errors import BadInput
from kg.exports.about import about
from kg.extras import library
from kg.results import result
from kg.results.people import safe
from kg.results.values import value
from kg.store import Store
from kg.terms import Term, plain

if TYPE_CHECKING:
    from icalendar import Calendar, Event

FORM, FILES = "calendar", "events.*.ics"

_OURS = ("event", "first", "last", "recorded")
_UNKNOWN = date(1970, 1, 1)  # when it was recorded, where nothing tells; a stamp there must be

_Cells = dict[str, Term]


def write(build: Build, out: Path) -> None:
    """Write the calendars of *build* into the folder *out*.

    Raise NotInstalled without icalendar.
    """
    library("icalendar", "export")
    dataset = about(build)
    for lang, calendar in calendars(build.store(), build.exports[FORM]).items():
        if name := dataset.name(lang) if dataset else "":
            calendar.add("name", name)  # by RFC 7986
            calendar.add("x-wr-calname", name)  # as calendars know it that are older
        (out / FILES.replace("*", lang)).write_bytes(calendar.to_ical())


def calendars(store: Store, queries: Mapping[str, str]) -> "dict[str, Calendar]":
    """Return by language the calendar that *queries*, by name, give of *store*.

    Raise BadInput for a row that is no event: without a summary in a language, an IRI, or days.
    """
    from icalendar import Calendar

    found: dict[str, Calendar] = {}
    for name, query in sorted(queries.items()):
        for cells in _rows(store, query):
            lang, event = _event(cells, f"ontology/exports/{FORM}/{name}.rq")
            if lang not in found:
                found[lang] = Calendar()
                found[lang].add("prodid", f"-//Parley//kg export//{lang.upper()}")
                found[lang].add("version", "2.0")
            found[lang].add_component(event)
    return dict(sorted(found.items()))


def _rows(store: Store, query: str) -> Iterable[_Cells]:
    found = result(store.query(query), {})
    for row in found.terms:
        cells = zip(found.columns, row, strict=True)
        yield {column: term for column, term in cells if term is not None}


def _event(cells: _Cells, file: str) -> "tuple[str, Event]":
    """Return the entry that *cells* are, with its language."""
    from icalendar import Event

    event, iri = Event(), plain(cells.get("event"))
    summary = cells.get("summary")
    lang = summary.language if isinstance(summary, Literal) else None
    first, last = (value(cells.get(day)) for day in ("first", "last"))
    if not (iri and lang and isinstance(first, date) and isinstance(last, date)):
        raise BadInput(
            f"{file} gives {iri or 'a row'} without ?event, ?first, ?last or ?summary@.."
        )
    event.add("uid", iri)
    event.add("url", iri)
    event.add("dtstamp", _stamp(cells))
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # the first day that is not of it
    event.add("transp", "TRANSPARENT")  # takes nobody's time
    for column in sorted(cells.keys() - set(_OURS)):
        _add(event, column, cells[column])
    return lang, event


def _stamp(cells: _Cells) -> datetime:
    recorded = value(cells.get("recorded"))
    day = recorded if isinstance(recorded, date) else _UNKNOWN
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _add(event: "Event", column: str, term: Term) -> None:
    language = term.language if isinstance(term, Literal) else None
    event.add(column, safe(plain(term)), {"language": language} if language else {})
