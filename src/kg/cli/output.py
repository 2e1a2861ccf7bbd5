"""What is printed: answers on a terminal and into files, and rows of words.

Must not know: commands, stores, projects, what an answer says.
"""

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadInput
from kg.results import BINARY, Result, format_of, put
from kg.results import FORMATS as WRITTEN
from kg.results.people import cells, heading, safe, shown

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("table", *WRITTEN)

_BREAK = re.compile(r"\s+|(?<=[\u2e80-\uffdc])")  # a line may break behind each sign of Japanese
_MERGED = ("markdown", "table")  # in which a label stands for its thing
_BETWEEN = 3  # characters between two columns
_RIBBON = 14  # characters; a column of longer cells is not squeezed below it


@dataclass(frozen=True)
class Wanted:
    """How an answer is wanted: in which format, as CSV for Excel, in which file, in which words."""

    result_format: str | None = None
    excel: bool = False
    out: Path | None = None
    lang: str = "en"
    labels: bool | None = None

    @property
    def named(self) -> str | None:
        """The format that is asked for, or that the name of the file calls for."""
        if self.excel:
            if self.result_format not in (None, "csv"):
                raise BadInput(f"--excel writes CSV, and no {self.result_format}: take one of them")
            return "excel"
        return self.result_format or (format_of(self.out) if self.out else None)

    def names(self, result: Result) -> bool:
        """Say whether the things in *result* are to be named: for people, unless told otherwise."""
        chosen = self.named or _usual(result)
        return chosen in (*_MERGED, "plain") if self.labels is None else self.labels

    def merges(self, result: Result) -> bool:
        """Say whether a thing and its label are to be in one column."""
        return (self.named or _usual(result)) in _MERGED


def write(result: Result, wanted: Wanted) -> None:
    """Write *result* as it is *wanted*.

    Without a format it is Turtle for triples, else a table on a terminal, else plain.
    """
    chosen = wanted.named or _usual(result)
    if chosen == "table" and result.form == "SELECT":
        _write_table(result, wanted.out)
        return
    content = result.serialize("plain" if chosen == "table" else chosen)
    if wanted.out:
        put(content, wanted.out)
    else:
        _print(content, chosen)


def _usual(result: Result) -> str:
    if result.form == "CONSTRUCT":
        return "turtle"
    return "table" if sys.stdout.isatty() else "plain"


def _print(content: bytes, result_format: str) -> None:
    """Write *content* as it is, or on a terminal with control characters shown."""
    if not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif result_format in BINARY:
        raise BadInput(f"{result_format} is not for a terminal: give --out FILE, or a pipe")
    else:
        sys.stdout.write(safe(content.decode()))


def _write_table(result: Result, out: Path | None) -> None:
    from io import StringIO

    from rich.console import Console

    if not out:
        _table(result, Console(highlight=False))
        return
    written = StringIO()
    _table(result, Console(file=written, highlight=False))
    put(written.getvalue().encode(), out)


def _table(result: Result, console: "Console") -> None:
    headings = [heading(column) for column in shown(result.columns)]
    rows = list(cells(result))
    room = console.width - _BETWEEN * (len(headings) - 1)
    if widths := _widths([list(column) for column in zip(headings, *rows, strict=True)], room):
        _print_table(console, headings, rows, widths)
    else:
        _print_blocks(console, headings, rows)


def _widths(columns: list[list[str]], room: int) -> list[int]:
    """Return how wide each of *columns* is; none if *room* is too small.

    It is where a column would have to cut words, or would read as a ribbon.
    """
    from rich.cells import cell_len

    whole = [max(map(cell_len, column)) for column in columns]
    words = [max(cell_len(w) for cell in column for w in _BREAK.split(cell)) for column in columns]
    widths = [max(word, min(full, _RIBBON)) for word, full in zip(words, whole, strict=True)]
    spare = room - sum(widths)
    if spare < 0:
        return []
    lacking = sorted(range(len(columns)), key=lambda i: whole[i] - widths[i])
    for done, i in enumerate(lacking):
        more = min(whole[i] - widths[i], spare // (len(lacking) - done))
        widths[i] += more
        spare -= more
    return widths


def _print_table(
    console: "Console", headings: list[str], rows: list[list[str]], widths: list[int]
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for words, width in zip(headings, widths, strict=True):
        table.add_column(words, width=width, overflow="fold")  # Japanese has no spaces
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_blocks(console: "Console", headings: list[str], rows: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    for row in rows:
        console.print(Text("  ".join(cell or "—" for cell in row[:2]), style="bold"))
        block = Table.grid(padding=(0, 2))
        for words, cell in zip(headings[2:], row[2:], strict=True):
            if cell:
                block.add_row("", Text(words, style="dim"), Text(cell))
        console.print(block)
        console.print()


def plain_lines(rows: Iterable[Iterable[str]], out: Callable[[str], None]) -> None:
    """Write *rows* of words in aligned columns."""
    cells = [list(row) for row in rows]
    if not cells:
        return
    from rich.cells import cell_len, set_cell_size

    widths = [max(cell_len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        padded = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        out(safe("  ".join(padded).rstrip()))
