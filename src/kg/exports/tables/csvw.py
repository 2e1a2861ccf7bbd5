"""The description of tables as CSV on the Web has it: https://www.w3.org/TR/tabular-metadata/.

Columns whose cells are values of a property of the row's thing name both, so that the tables are
RDF again by https://www.w3.org/TR/csv2rdf/. What stands beside them for people is suppressed there.

Must not know: where tables come from, stores.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.exports.tables.columns import ANY_URI, Column, Table
from kg.folder import write as put
from kg.terms import XSD

NAME = "csv-metadata.json"
_OWN = ("iri", "literal", "text")  # parts of a column that are values of the row's thing
# RFC 4180, in UTF-8.
_DIALECT = {
    "encoding": "utf-8",
    "header": True,
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminators": ["\r\n"],
}


def write(out: Path, tables: Iterable[Table], separator: str, left_out: Mapping[str, str]) -> None:
    """Describe *tables* in one file in *out*; the notes say which are *left_out*, and why."""
    values: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "dialect": _DIALECT,
        "null": "",
        "tables": [_table(table, separator) for table in tables],
    }
    if left_out:
        values["notes"] = [
            {"dc:title": f"{path} is left out", "dc:description": why}
            for path, why in left_out.items()
        ]
    put(out, NAME, json.dumps(values, ensure_ascii=False, indent=1) + "\n")


def _table(table: Table, separator: str) -> dict[str, Any]:
    values: dict[str, Any] = {"url": table.path, "dc:title": _by_language(table.titles)}
    if table.notes:
        values["dc:description"] = _by_language(table.notes)
    if table.about:
        values["dc:subject"] = {"@id": table.about}
    key = table.columns[0].name if table.keyed else None
    columns = [_column(column, separator, key) for column in table.columns]
    schema: dict[str, Any] = {"columns": columns}
    if key:
        schema |= {"primaryKey": key, "aboutUrl": _iri_in(key)}
    if foreign := [_foreign(column, str(key)) for column in table.columns if column.table]:
        schema["foreignKeys"] = foreign
    return {**values, "tableSchema": schema}


def _column(column: Column, separator: str, key: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": column.name,
        "titles": _titled(column),
        "datatype": _datatype(column.datatype),
    }
    if column.lang:
        values["lang"] = column.lang
    if column.many:
        values["separator"] = separator
    if key and column.part in _OWN:
        values["propertyUrl"] = column.property
        if column.datatype == ANY_URI and not column.many:
            values["valueUrl"] = _iri_in(column.name)
    elif key:
        values["suppressOutput"] = True
    return values


def _titled(column: Column) -> dict[str, list[str]]:
    """Return the titles, and with those in English what stands in the file, which must be one."""
    titles = {lang: [title] for lang, title in column.titles.items()}
    titles["en"] = list(dict.fromkeys([*titles.get("en", []), column.name]))
    return titles


def _datatype(iri: str) -> str | dict[str, str]:
    """Return a datatype by its name, one that is not of XML Schema as text."""
    if iri.startswith(XSD):
        return iri.removeprefix(XSD)
    return {"base": "string", "@id": iri}


def _by_language(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": lang} for lang, text in texts.items()]


def _iri_in(column: str) -> str:
    """Return a template of RFC 6570 for the IRI in *column*."""
    return f"{{+{column}}}"


def _foreign(column: Column, key: str) -> dict[str, Any]:
    reference = {"resource": column.table, "columnReference": [key]}
    return {"columnReference": [column.name], "reference": reference}
