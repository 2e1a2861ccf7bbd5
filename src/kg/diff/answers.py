"""Which stored questions, asked as they stand in their files, have other rows.

Must not know: what the questions are about, formats of answers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.diff.sides import Side
from kg.queries import StoredQuery
from kg.results import Result, result
from kg.terms import XSD, plain, typed

_BETWEEN = re.compile(r"[\s;]+")  # what may stand between the values of a cell


@dataclass(frozen=True)
class Answer:
    """The rows of a question on both sides: how many there are, which went and which came."""

    question: StoredQuery
    before: int
    after: int
    removed: Result
    added: Result


def answers(old: Side, new: Side, lang: str) -> list[Answer]:
    """Return the answers that differ to the questions that both sides have, labels in *lang*."""
    names = sorted(set(old.questions or {}) & set(new.questions or {}))
    found = (_answer(name, old, new, lang) for name in names)
    return [answer for answer in found if answer.removed or answer.added]


def _answer(name: str, old: Side, new: Side, lang: str) -> Answer:
    before, after = (_asked(side, name, lang) for side in (old, new))
    question = (new.questions or {})[name]
    return Answer(
        question, len(before), len(after), _without(before, after), _without(after, before)
    )


def _asked(side: Side, name: str, lang: str) -> Result:
    question = (side.questions or {})[name]
    given = {"lang": [typed(lang, XSD + "language")]} if "lang" in question.params else {}
    as_it_stands = {n: replace(param, required=False) for n, param in question.params.items()}
    text = replace(question, params=as_it_stands).bind(given)
    return result(side.store.query(text), side.prefixes)


def _without(rows: Result, others: Result) -> Result:
    """Return the rows that are not among *others*, compared in the columns that both have."""
    common = sorted(set(rows.columns) & set(others.columns))
    left = Counter(_cells(others, common))
    kept = []
    for row, cells in zip(rows.terms, _cells(rows, common), strict=True):
        left[cells] -= 1
        if left[cells] < 0:
            kept.append(row)
    return replace(rows, terms=tuple(kept))


def _cells(rows: Result, columns: Sequence[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield the words of each cell under *columns*, as people read them, row by row.

    They are sorted, for the values that a query joins in a cell come in any order.
    """
    at = [rows.columns.index(column) for column in columns]
    for row in rows.terms:
        yield tuple(tuple(sorted(_BETWEEN.split(plain(row[i])))) for i in at)
