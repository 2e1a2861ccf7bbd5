"""Rows of an answer, asked and compared: what the tests of stored and other questions share."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.ask import values
from kg.queries import StoredQuery
from kg.store import Store
from kg.terms import compact, plain

Rows = list[dict[str, str]]

# Columns in which several names are a set; so are passages and relations.
SETS = {
    "actors",
    "asOneBody",
    "claimants",
    "contestedBy",
    "documents",
    "encounters",
    "oneStands",
    "options",
    "otherStands",
    "outlets",
    "participants",
    "parts",
    "reads",
    "repeatedBy",
    "roles",
    "tellers",
    "territories",
    "topics",
}


def pairs(given: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what an example gives, each NAME=VALUE."""
    return [f"{name}={value}" for name, several in given.items() for value in several]


def asked(
    store: Store, question: StoredQuery, given: Sequence[str], prefixes: Mapping[str, str]
) -> Rows:
    """Return the rows of *question* about *given*, each NAME=VALUE."""
    answer = store.select(question.bind(values(store, question, given, prefixes)))
    columns = [variable.value for variable in answer.variables]
    return [
        {n: compact(plain(t), prefixes) for n, t in zip(columns, row, strict=True)}
        for row in answer
    ]


def read(path: Path) -> Rows:
    """Return the rows of the CSV file at *path*."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def comparable(rows: Rows, columns: Rows) -> list[dict[str, object]]:
    """Return *rows* with the columns of the first of *columns*, several names as sets."""
    return [{name: _cell(name, row[name]) for name in columns[0]} for row in rows]


def _cell(name: str, text: str) -> object:
    if "assages" in name:
        return set(text.replace("abiru-2025#", "").split())
    return set(text.split("; ")) if name in SETS or name.startswith("relations") else text
