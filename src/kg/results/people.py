"""An answer as people read it: things by their labels, IRIs abbreviated, headings in words.

Must not know: stores, commands, the width of a terminal.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from pyoxigraph import NamedNode

from kg.terms import Term, compact, plain

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST = 200  # rows of a table in a notebook


class Answer(Protocol):
    """What is written here: rows of terms under named columns."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def terms(self) -> Sequence[tuple[Term | None, ...]]:
        """The rows."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """What IRIs are abbreviated by."""


def safe(text: str) -> str:
    r"""Return *text* with control characters shown and not sent to the terminal.

    >>> safe("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return _CONTROL.sub(lambda match: ascii(match.group())[1:-1], text)


def heading(column: str) -> str:
    """Return a column's name in words.

    >>> heading("promptedBy")
    'prompted by'
    """
    return _WORD.sub(" ", column.removesuffix("Label")).lower()


def shown(columns: Sequence[str]) -> list[str]:
    """Return the columns for people: `x` alone where `xLabel` names it.

    >>> shown(["holder", "holderLabel", "date"])
    ['holder', 'date']
    """
    return [c for c in columns if not (c.endswith("Label") and c[:-5] in columns)]


def cells(answer: Answer) -> Iterator[list[str]]:
    """Yield the cells of each row under the columns that are `shown`."""
    at = {column: i for i, column in enumerate(answer.columns)}
    pairs = [(at.get(f"{column}Label", at[column]), at[column]) for column in shown(answer.columns)]
    for row in answer.terms:
        yield [_cell(row[label] or row[thing], answer.prefixes) for label, thing in pairs]


def _cell(term: Term | None, prefixes: Mapping[str, str]) -> str:
    return safe(compact(term.value, prefixes) if isinstance(term, NamedNode) else plain(term))


def as_plain(answer: Answer) -> str:
    """Return every column, separated by tabs, a line a row."""
    rows = ([" ".join(_cell(t, answer.prefixes).split()) for t in row] for row in answer.terms)
    return "".join("\t".join(row) + "\n" for row in (answer.columns, *rows))


def as_markdown(answer: Answer) -> str:
    """Return a table in Markdown."""
    headings = [heading(column) for column in shown(answer.columns)]
    lines = [_line(headings), "|" + " --- |" * len(headings)]
    lines += [_line(row) for row in cells(answer)]
    return "".join(f"{line}\n" for line in lines)


def _line(row: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(c.replace("|", "\\|").split()) for c in row) + " |"


def as_html(answer: Answer) -> str:
    """Return a table in HTML, everything escaped, of the first rows if there are many."""
    from html import escape

    headings = "".join(f"<th>{escape(heading(c))}</th>" for c in shown(answer.columns))
    rows = [row for row, _ in zip(cells(answer), range(_MOST), strict=False)]
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    more = len(answer.terms) - len(rows)
    below = f"<p>and {more} rows more</p>" if more else ""
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{body}</tbody></table>{below}"
