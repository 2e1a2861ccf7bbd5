"""Tables in CSV as Parquet, each column of the type that their description says.

Must not know: what the tables hold, stores.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.build import Build
from kg.exports.tables import csvw
from kg.extras import library
from kg.results.values import READERS, Value, value
from kg.terms import XSD

if TYPE_CHECKING:
    import pyarrow as pa

FILES = "tables/*/*.parquet"

_AT_ONCE = 10_000  # rows that are written together
_DIGITS = 38  # of a decimal in Arrow
_ARROW = {"boolean": "bool_", "date": "date32", "double": "float64", "float": "float64"}


@dataclass(frozen=True)
class _Column:
    """A column as it is described: *base* is a datatype of XML Schema, *scale* of its decimals."""

    name: str
    base: str
    separator: str | None
    scale: int


def write(_: Build, out: Path) -> None:
    """Write each table in *out* again, beside it; raise NotInstalled without pyarrow."""
    library("pyarrow", "arrow")
    described = out / "tables" / csvw.NAME
    for table in json.loads(described.read_text("utf-8"))["tables"]:
        path = described.parent / table["url"]
        told = table["tableSchema"]["columns"]
        _write(path, [_column(path, place, column) for place, column in enumerate(told)])


def _column(path: Path, place: int, told: Mapping[str, Any]) -> _Column:
    of, separator = told["datatype"], told.get("separator")
    base = of if isinstance(of, str) else of["base"]
    scale = 0
    if base == "decimal":
        texts = (text for row in _rows(path) for text in _texts(row[place], separator))
        scale = max((-int(Decimal(text).as_tuple().exponent) for text in texts if text), default=0)
    return _Column(told["name"], base, separator, scale)


def _write(path: Path, columns: Sequence[_Column]) -> None:
    import pyarrow as pa

    schema = pa.schema([pa.field(column.name, _type(column)) for column in columns])
    parquet = import_module("pyarrow.parquet")
    with parquet.ParquetWriter(path.with_suffix(".parquet"), schema) as writer:
        for rows in _groups(path):
            cells = [[_read(row[i], column) for row in rows] for i, column in enumerate(columns)]
            arrays = [pa.array(of, schema.types[i]) for i, of in enumerate(cells)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _groups(path: Path) -> Iterator[list[list[str]]]:
    """Yield the rows of the table at *path* in groups."""
    rows = _rows(path)
    while group := list(islice(rows, _AT_ONCE)):
        yield group


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _texts(cell: str, separator: str | None) -> list[str]:
    return cell.split(separator) if separator and cell else [cell] if cell else []


def _type(column: _Column) -> "pa.DataType":
    import pyarrow as pa

    kind = _one(column)
    return pa.list_(kind) if column.separator else kind


def _one(column: _Column) -> "pa.DataType":
    import pyarrow as pa

    if column.base == "decimal":
        return pa.decimal128(_DIGITS, column.scale)
    if column.base in ("dateTime", "dateTimeStamp"):
        return pa.timestamp("us", "UTC" if column.base == "dateTimeStamp" else None)
    if READERS.get(XSD + column.base) is int:
        return pa.int64()
    return getattr(pa, _ARROW.get(column.base, "string"))()


def _read(cell: str, column: _Column) -> Value | list[Value]:
    """Return what a *cell* holds; a list of nothing where a column of lists has nothing."""
    datatype = NamedNode(XSD + column.base.removesuffix("Stamp"))
    found = [
        value(Literal(text, datatype=datatype)) if text else None
        for text in _texts(cell, column.separator)
    ]
    return found if column.separator else found[0] if found else None
