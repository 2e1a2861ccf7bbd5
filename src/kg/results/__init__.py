"""An answer: rows of terms under named columns, as values of Python and in every format.

Must not know: stores, questions, commands, terminals.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from kg.errors import BadInput, Place, did_you_mean
from kg.results import people, programs
from kg.results.values import Value, value
from kg.store import Answer, turtle
from kg.terms import Term

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["BINARY", "FORMATS", "Result", "Row", "Value", "format_of", "put", "result"]

Form = Literal["SELECT", "ASK", "CONSTRUCT"]

BINARY = ("arrow", "parquet")
_TRIPLE = ("subject", "predicate", "object")
_WRITERS: dict[str, Callable[["Result"], str]] = {
    "csv": programs.as_csv,
    "excel": programs.as_excel,
    "json": programs.as_json,
    "markdown": people.as_markdown,
    "ndjson": programs.as_ndjson,
    "plain": people.as_plain,
    "tsv": programs.as_tsv,
}
FORMATS = ("plain", "csv", "tsv", "json", "ndjson", "markdown", "turtle", "parquet", "arrow")
_BY_SUFFIX = {
    ".arrow": "arrow",
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "ndjson",
    ".md": "markdown",
    ".ndjson": "ndjson",
    ".parquet": "parquet",
    ".tsv": "tsv",
    ".ttl": "turtle",
    ".txt": "plain",
}


class Row(Mapping[str, Value]):
    """One row of an answer: its cells by column, as `row["holder"]` or `row.holder`.

    A column whose name is a word of Python, or a method of mappings, goes by the first form.
    """

    __slots__ = ("_cells",)
    _cells: dict[str, Value]

    def __init__(self, cells: Mapping[str, Value]) -> None:
        object.__setattr__(self, "_cells", dict(cells))

    def __getitem__(self, column: str) -> Value:
        """Return the cell under *column*."""
        return self._cells[column]

    def __getattr__(self, column: str) -> Value:
        """Return the cell under *column*; raise AttributeError with the nearest one."""
        if column.startswith("__"):  # what copy and pickle ask for before there are cells
            raise AttributeError(column)
        if column not in self._cells:
            hint = did_you_mean(column, self._cells, f"there are: {', '.join(self._cells)}")
            raise AttributeError(f"there is no column {column}: {hint}")
        return self._cells[column]

    def __setattr__(self, column: str, _: object) -> None:
        """Refuse: a row is what was answered."""
        raise AttributeError(f"{column} cannot be set: a row is what was answered")

    def __iter__(self) -> Iterator[str]:
        """Yield the columns."""
        return iter(self._cells)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._cells)

    def __dir__(self) -> list[str]:
        """Name the columns, too, for whoever types with completion."""
        return [*super().__dir__(), *self._cells]

    def __hash__(self) -> int:
        """Rows of equal cells are equal."""
        return hash(tuple(self._cells.items()))

    def __reduce__(self) -> tuple[type["Row"], tuple[dict[str, Value]]]:
        """Let a row be copied and pickled."""
        return Row, (self._cells,)

    def __repr__(self) -> str:
        """Show the cells."""
        return f"Row({', '.join(f'{name}={cell!r}' for name, cell in self._cells.items())})"


@dataclass(frozen=True, repr=False)
class Result(Sequence[Row]):
    """The rows of an answer, in order; *terms* are their cells as RDF terms.

    The answer of an ASK is true if there is a row. That of a CONSTRUCT has a row for each triple.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    prefixes: Mapping[str, str] = field(default_factory=dict, compare=False)
    form: Form = "SELECT"

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.terms)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Result": ...

    def __getitem__(self, index: int | slice) -> "Row | Result":
        """Return a row, or the answer with some of its rows."""
        if isinstance(index, slice):
            return Result(self.columns, self.terms[index], self.prefixes, self.form)
        return Row(dict(zip(self.columns, map(value, self.terms[index]), strict=True)))

    @overload
    def df(self, library: Literal["pandas"] = "pandas") -> "pd.DataFrame": ...
    @overload
    def df(self, library: Literal["polars"]) -> "pl.DataFrame": ...

    def df(self, library: Literal["pandas", "polars"] = "pandas") -> "pd.DataFrame | pl.DataFrame":
        """Return a data frame; *library*, an extra of the same name, is `pandas` or `polars`.

        Days are days, integers are integers that may be missing, IRIs and words are strings. A
        column without any value is one of strings.
        """
        from kg.results import frames

        return frames.as_polars(self) if library == "polars" else frames.as_pandas(self)

    def arrow(self) -> "pa.Table":
        """Return a table of Arrow, from the extra `arrow`."""
        from kg.results.frames import as_arrow

        return as_arrow(self)

    def serialize(self, result_format: str) -> bytes:
        """Return the answer in *result_format*, one of `FORMATS` or `excel`.

        Raise BadInput if it cannot be written so, or the extra that it takes is not installed.
        """
        self._must_suit(result_format)
        if result_format in BINARY:
            from kg.results import frames

            return frames.as_ipc(self) if result_format == "arrow" else frames.as_parquet(self)
        return self._text(result_format).encode()

    def write(self, path: Path | str, result_format: str | None = None) -> None:
        """Write the answer to *path*, in *result_format* or the one that the name calls for."""
        put(self.serialize(result_format or format_of(Path(path))), Path(path))

    def _text(self, result_format: str) -> str:
        if self.form == "ASK":
            return programs.truth(bool(self), result_format)
        if result_format == "turtle":
            return turtle((_triple(*row) for row in self.terms), self.prefixes)
        return _WRITERS[result_format](self)

    def _must_suit(self, result_format: str) -> None:
        known = (*FORMATS, "excel")
        if result_format not in known:
            hint = did_you_mean(result_format, known, f"there are: {', '.join(known)}")
            raise BadInput(f"there is no format {result_format!r}: {hint}")
        if result_format == "turtle" and self.form != "CONSTRUCT":
            raise BadInput(
                "only CONSTRUCT and DESCRIBE answer with triples: ask for another format"
            )
        if result_format != "turtle" and self.form == "CONSTRUCT":
            raise BadInput(
                "a CONSTRUCT or DESCRIBE answers with triples: ask for the format turtle"
            )
        if result_format in BINARY and self.form == "ASK":
            raise BadInput("an ASK answers with true or false: ask for another format")

    def __str__(self) -> str:
        """Return a table in Markdown, of an ASK true or false."""
        return "\n".join(self._text("markdown").splitlines())

    def __repr__(self) -> str:
        """Say how many rows there are, of which columns."""
        rows = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        return f"<Result: {rows} of {', '.join(self.columns) or self.form}>"

    def _repr_html_(self) -> str:
        """Return a table in HTML, as notebooks show it."""
        return people.as_html(self) if self.form != "ASK" else str(self)


def _triple(*row: Term | None) -> Triple:
    return Triple(*row)  # type: ignore[arg-type]  # a CONSTRUCT binds all three


def result(answer: Answer | Iterable[Triple], prefixes: Mapping[str, str]) -> Result:
    """Return what a store's *answer* holds; people see its IRIs abbreviated by *prefixes*."""
    if isinstance(answer, QueryBoolean):
        return Result((), ((),) if answer else (), prefixes, "ASK")
    if isinstance(answer, QuerySolutions):
        columns = tuple(variable.value for variable in answer.variables)
        return Result(columns, tuple(tuple(solution) for solution in answer), prefixes)
    rows = tuple((t.subject, t.predicate, t.object) for t in answer)
    return Result(_TRIPLE, rows, prefixes, "CONSTRUCT")


def format_of(path: Path) -> str:
    """Return the format that the name of *path* calls for; raise BadInput if it calls for none.

    >>> format_of(Path("shifts.parquet"))
    'parquet'
    """
    if path.suffix.lower() not in _BY_SUFFIX:
        known = " ".join(_BY_SUFFIX)
        raise BadInput(f"{path} does not say in which format: end it with one of {known}")
    return _BY_SUFFIX[path.suffix.lower()]


def put(content: bytes, path: Path) -> None:
    """Write *content* to the file at *path*; raise BadInput if that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as fault:
        reason = f"cannot be written ({fault.strerror}): name a file that you may write"
        raise BadInput(reason, Place(path)) from fault
