"""An answer as Arrow, Parquet and data frames, each column with the type that its values share.

The libraries are extras, imported where they are used.

Must not know: stores, commands, terminals.
"""

from datetime import date
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from kg.extras import library
from kg.results.people import Answer
from kg.results.values import Value, column

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

# Not named are the types of which the libraries read digits or time zone off the values.
_ARROW = {bool: "bool_", date: "date32", float: "float64", int: "int64", str: "string"}
_PANDAS = {
    bool: "boolean",
    date: "datetime64[s]",  # from year 1 to 9999, as `date` itself
    Decimal: "object",
    float: "Float64",
    int: "Int64",
    str: "string",
}
_POLARS = {bool: "Boolean", date: "Date", float: "Float64", int: "Int64", str: "String"}


def as_arrow(answer: Answer) -> "pa.Table":
    """Return *answer* as a table of Arrow; raise NotInstalled if pyarrow is not installed."""
    pa = library("pyarrow", "arrow")
    arrays = [
        pa.array(values, getattr(pa, _ARROW[kind])() if kind in _ARROW else None)
        for kind, values in _columns(answer)
    ]
    return pa.Table.from_arrays(arrays, names=list(answer.columns))


def as_ipc(answer: Answer) -> bytes:
    """Return *answer* as a file of Arrow."""
    table, written = as_arrow(answer), BytesIO()
    with import_module("pyarrow.ipc").new_file(written, table.schema) as writer:
        writer.write_table(table)
    return written.getvalue()


def as_parquet(answer: Answer) -> bytes:
    """Return *answer* as a file of Parquet."""
    table, written = as_arrow(answer), BytesIO()
    import_module("pyarrow.parquet").write_table(table, written)
    return written.getvalue()


def as_pandas(answer: Answer) -> "pd.DataFrame":
    """Return *answer* as a data frame of pandas; raise NotInstalled if it is not there."""
    pd = library("pandas", "pandas")
    series = (pd.Series(values, dtype=_PANDAS.get(kind)) for kind, values in _columns(answer))
    return pd.DataFrame(dict(zip(answer.columns, series, strict=True)))


def as_polars(answer: Answer) -> "pl.DataFrame":
    """Return *answer* as a data frame of polars; raise NotInstalled if it is not there."""
    polars = library("polars", "polars")
    series = [
        polars.Series(name, values, getattr(polars, _POLARS[kind]) if kind in _POLARS else None)
        for name, (kind, values) in zip(answer.columns, _columns(answer), strict=True)
    ]
    found: pl.DataFrame = polars.DataFrame(series)
    return found


def _columns(answer: Answer) -> list[tuple[type, list[Value]]]:
    """Return the type and the values of each column."""
    return [column([row[i] for row in answer.terms]) for i in range(len(answer.columns))]
