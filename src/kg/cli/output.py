"""Answers as people and programs read them.

Must not know: commands, stores, projects.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from kg.errors import BadInput
from kg.store import answered, serialized
from kg.terms import Term, compact, plain

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("table", "plain", "csv", "tsv", "json", "ndjson", "markdown", "turtle")

Row = dict[str, Term | None]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RIBBON = 14  # characters; a column of longer cells is not squeezed below it


def safe(text: str) -> str:
    r"""Return *text* with control characters shown and not sent to the terminal.

    >>> safe("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return _CONTROL.sub(lambda match: ascii(match.group())[1:-1], text)


def written(document: bytes) -> None:
    """Write *document* as it is, or on a terminal with control characters shown."""
    if sys.stdout.isatty():
        sys.stdout.write("".join(map(safe, document.decode().splitlines(keepends=True))) + "\n")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(document if document.endswith(b"\n") else document + b"\n")
    sys.stdout.buffer.flush()


def write(
    results: bytes, result_format: str, prefixes: Mapping[str, str], out: Callable[[str], None]
) -> int:
    """Write *results*, SPARQL results in JSON, in *result_format*; return the number of rows."""
    answer = answered(results)
    if isinstance(answer, QueryBoolean):
        out(results.decode() if result_format == "json" else str(bool(answer)).lower())
        return 1
    if result_format in ("csv", "tsv", "json"):
        written(results if result_format == "json" else serialized(answer, result_format))
        return sum(1 for _ in _solutions(results))
    columns = [variable.value for variable in answer.variables]
    rows = list(_rows(answer, columns))
    _WRITERS[result_format](columns, rows, prefixes, out)
    return len(rows)


def _solutions(results: bytes) -> QuerySolutions:
    answer = answered(results)
    assert isinstance(answer, QuerySolutions)  # noqa: S101  # only an ASK has another answer
    return answer


def _rows(answer: QuerySolutions, columns: list[str]) -> Iterator[Row]:
    for solution in answer:
        yield dict(zip(columns, solution, strict=True))


def _plain(
    columns: list[str], rows: list[Row], prefixes: Mapping[str, str], out: Callable[[str], None]
) -> None:
    out("\t".join(columns))
    for row in rows:
        out("\t".join(" ".join(_value(row[c], prefixes).split()) for c in columns))


def _ndjson(
    columns: list[str], rows: list[Row], prefixes: Mapping[str, str], out: Callable[[str], None]
) -> None:
    del prefixes  # programs get whole IRIs
    for row in rows:
        out(json.dumps({c: plain(row[c]) for c in columns if row[c]}, ensure_ascii=False))


def _markdown(
    columns: list[str], rows: list[Row], prefixes: Mapping[str, str], out: Callable[[str], None]
) -> None:
    shown = _shown(columns)
    out("| " + " | ".join(_heading(c) for c in shown) + " |")
    out("|" + " --- |" * len(shown))
    for row in rows:
        cells = (_cell(row, c, prefixes).replace("|", "\\|").replace("\n", " ") for c in shown)
        out("| " + " | ".join(cells) + " |")


def _table(
    columns: list[str], rows: list[Row], prefixes: Mapping[str, str], out: Callable[[str], None]
) -> None:
    from rich.console import Console

    del out  # the terminal's width and colours are the console's affair
    console = Console(highlight=False)
    shown = _shown(columns)
    cells = [[_cell(row, column, prefixes) for column in shown] for row in rows]
    headed = [[_heading(column) for column in shown], *cells]
    least = [_least_width(one) for one in zip(*headed, strict=True)]
    if sum(least) + 3 * len(shown) <= console.width:
        _print_table(console, shown, cells, least)
    else:
        _print_blocks(console, shown, cells)


def _least_width(cells: Iterable[str]) -> int:
    """Return the width below which a column would cut words, or read as a ribbon."""
    longest = max((len(word) for cell in cells for word in cell.split()), default=0)
    whole = max((len(cell) for cell in cells), default=0)
    return max(longest, min(whole, _RIBBON))


def _print_table(
    console: "Console", shown: list[str], cells: list[list[str]], least: list[int]
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column, width in zip(shown, least, strict=False):
        table.add_column(_heading(column), min_width=width)
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_blocks(console: "Console", shown: list[str], cells: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    for row in cells:
        console.print(Text("  ".join(cell or "—" for cell in row[:2]), style="bold"))
        block = Table.grid(padding=(0, 2))
        for column, cell in zip(shown[2:], row[2:], strict=True):
            if cell:
                block.add_row("", Text(_heading(column), style="dim"), Text(cell))
        console.print(block)
        console.print()


_WRITERS: dict[
    str, Callable[[list[str], list[Row], Mapping[str, str], Callable[[str], None]], None]
] = {"plain": _plain, "ndjson": _ndjson, "markdown": _markdown, "table": _table}


def _shown(columns: list[str]) -> list[str]:
    """Return the columns for people: `x` alone where `xLabel` names it."""
    return [c for c in columns if not (c.endswith("Label") and c[:-5] in columns)]


def _cell(row: Row, column: str, prefixes: Mapping[str, str]) -> str:
    return _value(row.get(column + "Label") or row[column], prefixes)


def _value(term: Term | None, prefixes: Mapping[str, str]) -> str:
    text = compact(term.value, prefixes) if isinstance(term, NamedNode) else plain(term)
    return safe(text)


def _heading(column: str) -> str:
    """Return a column's name in words: promptedBy is "prompted by"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column.removesuffix("Label")).lower()


def default_format() -> str:
    """Return the format for where the output goes: a table on a terminal, else plain."""
    return "table" if sys.stdout.isatty() else "plain"


def need_rows(result_format: str) -> None:
    """Raise BadInput if *result_format* is for triples only."""
    if result_format == "turtle":
        raise BadInput("a stored question answers with rows: ask for another --format than turtle")


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
