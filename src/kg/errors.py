"""What can go wrong, as sentences for the person who can mend it.

    KgError
    - BadInput        what the user gave cannot be used
      - BadQuery      a SPARQL text that cannot be read
      - Forbidden     a SPARQL text that reaches out of the store, or would change it
      - NotInstalled  the library of an extra is not there
    - StoreError      the store could not be reached, read or written
      - TimedOut      a query took longer than it may

A fault in the data is no exception but a `Finding`.

Must not know: files' contents, RDF, exit codes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "info"]

_LIKE = 0.7  # of 1, by difflib
_LONG = 80  # characters of what a user gave, in a message
_SHORT = 2  # characters that stand in too many words to mean one of them


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file; *line* and *column* count from 1, 0 means that none is known."""

    file: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line:column`, shorter where less is known."""
        parts = [str(self.file), *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True)
class Finding:
    """A fault in the project's files: where, which, what, and the way out."""

    place: Place
    code: str
    message: str
    way_out: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return the finding on one line."""
        return f"{self.place} {self.severity} {self.code} {self.message} -> {self.way_out}"


class KgError(Exception):
    """The root of what Parley raises on purpose."""


class BadInput(KgError):
    """What the user gave cannot be used; *place* says where it stands, if in a file."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        self.place = place
        super().__init__(f"{place} {message}" if place else message)


class BadQuery(BadInput):
    """A SPARQL text cannot be read; *line* and *column* of the fault count from 1."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        self.reason, self.line, self.column = reason, line, column
        super().__init__(f"{reason} (line {line}, column {column})")


class Forbidden(BadInput):
    """A SPARQL text reaches out of the store, or would change it."""


class NotInstalled(BadInput):
    """The library that an extra brings is not there; *install* is the command that brings it."""

    def __init__(self, user: str, library: str, extra: str) -> None:
        self.install = f"pip install 'parley-kg[{extra}]'"
        super().__init__(f"{user} needs {library}, which is not installed: {self.install}")


class StoreError(KgError):
    """The store could not be reached, read or written."""


class TimedOut(StoreError):
    """A query took longer than it may."""


def shown(text: str) -> str:
    """Return *text* as a message holds it: its beginning, if it is long.

    >>> shown("x" * 100)[-3:]
    'xx…'
    """
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def did_you_mean(
    wanted: str,
    known: Iterable[str],
    otherwise: str,
    most: int = 1,
    shown: Callable[[str], str] = str,
) -> str:
    """Ask whether one of *known* was meant by *wanted*; without a near one, return *otherwise*.

    Up to *most* of them are named, as *shown* writes them, the likeliest first.

    >>> did_you_mean("kg:hodler", ["kg:holder", "kg:issue"], "declare it")
    'did you mean kg:holder?'
    """
    near = [shown(name) for name in _near(wanted, sorted(known))[:most]]
    return f"did you mean {', '.join(near)}?" if near else otherwise


def _near(wanted: str, known: list[str]) -> list[str]:
    """Return those of *known* that look like *wanted*, then those in which it stands."""
    from difflib import get_close_matches

    by_case = get_close_matches(wanted, known, cutoff=_LIKE)
    folded = {name.casefold(): name for name in known}
    sought = wanted.casefold()
    close = [folded[name] for name in get_close_matches(sought, folded, cutoff=_LIKE)]
    within = [folded[name] for name in folded if len(sought) > _SHORT and sought in name]
    return list(dict.fromkeys([*by_case, *close, *within]))
