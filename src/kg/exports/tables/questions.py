"""A table for each stored question, with the rows that it answers.

A question is asked as it stands; one that needs a parameter is asked as in its first example, and
the description of the table says so. Cells are those of SPARQL results in CSV, and beside each IRI
is what it is called.

Must not know: what the questions are about, how a table is described.
"""

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import NamedNode

from kg import ask
from kg.build import Build
from kg.captions import with_labels
from kg.errors import BadInput
from kg.exports.tables.columns import ANY_URI, LABEL, Column, Table, of, worded
from kg.names import Labels, names
from kg.queries import StoredQuery
from kg.results import Result, result
from kg.results.people import heading
from kg.results.values import column
from kg.store import Store
from kg.terms import KG, XSD, Term

_DATATYPES = {
    "bool": "boolean",
    "date": "date",
    "datetime": "dateTime",
    "Decimal": "decimal",
    "float": "double",
    "int": "integer",
    "str": "string",
}


def write(build: Build, out: Path) -> tuple[list[Table], dict[str, str]]:
    """Write the tables below *out*; return them, and by path why others are left out."""
    store = build.store()
    labels = Labels(store, build.prefixes)
    tables, left_out = [], {}
    for name, question in sorted(build.queries.items()):
        path = f"questions/{name}.csv"
        try:
            found = _answer(store, question, build.prefixes)
        except BadInput as fault:  # of an example that is about other data
            left_out[path] = str(fault)
            continue
        told = with_labels(found, labels)
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(told.serialize("csv"))
        tables.append(_table(path, question, told, store))
    return tables, left_out


def _given(question: StoredQuery) -> dict[str, list[str]]:
    """Return what the question is asked with; raise BadInput if it needs more than there is."""
    if not any(param.required for param in question.params.values()):
        return {}
    if not question.examples:
        raise BadInput(f"{question.name} needs a parameter, and has no example")
    return question.examples[0]


def _answer(store: Store, question: StoredQuery, prefixes: Mapping[str, str]) -> Result:
    bound = ask.values(store, question, _given(question), prefixes)
    found = result(store.query(question.bind(bound)), prefixes)
    if found.form != "SELECT":
        raise BadInput(f"{question.name} answers with no rows: only a SELECT makes a table")
    return found


def _table(path: str, question: StoredQuery, found: Result, store: Store) -> Table:
    cells = zip(*found.terms, strict=True) if found.terms else ((),) * len(found.columns)
    columns = [
        Column(name, _titles(name, found.columns, store), _datatype(terms))
        for name, terms in zip(found.columns, cells, strict=True)
    ]
    titles = question.summaries
    return Table(path, titles, tuple(columns), _notes(question))


def _notes(question: StoredQuery) -> dict[str, str]:
    notes = question.descriptions
    if given := _given(question):
        told = "; ".join(f"{name} = {', '.join(texts)}" for name, texts in given.items())
        notes["en"] = f"{notes.get('en', '')} Asked with: {told}.".strip()
        notes["ja"] = f"{notes.get('ja', '')}次の値で尋ねた。{told}"
    return {lang: note for lang, note in notes.items() if note}


def _titles(name: str, columns: tuple[str, ...], store: Store) -> dict[str, str]:
    """Return a column's name in words, from the term of ours that is called the same."""
    thing = name.removesuffix("Label")
    if name == thing or thing not in columns:
        return worded(heading(name), names(store, KG + name))
    return of(worded(heading(name), names(store, KG + thing)), LABEL)


def _datatype(terms: tuple[Term | None, ...]) -> str:
    if any(terms) and all(term is None or isinstance(term, NamedNode) for term in terms):
        return ANY_URI
    kind, values = column(terms)
    aware = any(getattr(value, "tzinfo", None) for value in values)
    return XSD + ("dateTimeStamp" if aware else _DATATYPES[kind.__name__])
