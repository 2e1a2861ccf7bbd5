"""An answer as programs read it: SPARQL results in JSON, CSV and TSV, and a JSON object a line.

Must not know: stores, commands, terminals.
"""

import json
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.results.people import Answer
from kg.results.values import is_number, value
from kg.store import rewritten
from kg.terms import XSD, Term, plain

_BOM = "\ufeff"
# OWASP, CSV Injection: how a cell begins that a spreadsheet computes; in full width in Japan, too.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def as_json(answer: Answer) -> str:
    """Return SPARQL 1.1 Query Results in JSON."""
    bindings = [
        {name: _term(t) for name, t in zip(answer.columns, row, strict=True) if t is not None}
        for row in answer.terms
    ]
    values = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, Triple):
        parts = ("subject", "predicate", "object")
        told = {part: _term(getattr(term, part)) for part in parts}
        return {"type": "triple", "value": told}
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    return _literal(term)


def _literal(term: Literal) -> dict[str, Any]:
    told = {"type": "literal", "value": term.value}
    if term.language:
        return told | {"xml:lang": term.language}
    is_string = term.datatype.value == XSD + "string"
    return told if is_string else told | {"datatype": term.datatype.value}


def as_tsv(answer: Answer) -> str:
    """Return SPARQL 1.1 Query Results in TSV: terms as Turtle writes them."""
    return rewritten(as_json(answer), "tsv")


def as_csv(answer: Answer) -> str:
    """Return SPARQL 1.1 Query Results in CSV, whose form is RFC 4180."""
    return _csv([[_text(term) for term in row] for row in answer.terms], answer.columns)


def as_excel(answer: Answer) -> str:
    """Return CSV as Excel reads it: with a byte-order mark, and no cell that it would compute."""
    return _BOM + _csv([[_guarded(term) for term in row] for row in answer.terms], answer.columns)


def _csv(rows: list[list[str]], columns: tuple[str, ...]) -> str:
    import csv
    from io import StringIO

    written = StringIO(newline="")
    writer = csv.writer(written)  # with the line ends of RFC 4180, section 2
    writer.writerows([columns, *rows])
    return written.getvalue()


def _text(term: Term | None) -> str:
    return str(term) if isinstance(term, BlankNode) else plain(term)


def _guarded(term: Term | None) -> str:
    text = _text(term)
    return f"'{text}" if text.startswith(_COMPUTED) and not is_number(term) else text


def as_ndjson(answer: Answer) -> str:
    """Return a JSON object a line, each with every column; null is nothing, numbers are numbers."""
    lines = (
        {name: json_value(term) for name, term in zip(answer.columns, row, strict=True)}
        for row in answer.terms
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def json_value(term: Term | None) -> str | bool | int | float | None:
    """Return *term* as JSON has it: text, where JSON has no such value or would lose digits."""
    found = value(term)
    if found is None or isinstance(found, str | bool | int):
        return found
    if isinstance(found, Decimal):
        near = float(found)
        return near if Decimal(repr(near)) == found else str(found)
    if isinstance(found, float):
        return found if abs(found) < float("inf") else str(found)
    return found.isoformat()


def truth(holds: bool, result_format: str) -> str:
    """Return what an ASK answers, in JSON as SPARQL 1.1 Query Results have it, else as a word."""
    word = json.dumps(holds)
    return f'{{"head":{{}},"boolean":{word}}}\n' if result_format == "json" else f"{word}\n"
