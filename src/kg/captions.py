"""The IRIs in an answer, with what the things are called.

Must not know: questions, formats, commands.
"""

from itertools import chain

from pyoxigraph import Literal, NamedNode

from kg.names import Labels
from kg.results import Result
from kg.terms import Term


def with_labels(found: Result, labels: Labels, *, beside: bool = False) -> Result:
    """Return *found* with a column `xLabel` behind each column x of IRIs that have labels.

    A column whose label stands there already gets no other. With *beside* each label has the IRI
    beside it, abbreviated.
    """
    if found.form != "SELECT":
        return found
    named = {}
    for column, cells in zip(found.columns, zip(*found.terms, strict=True), strict=False):
        told = [_of(cell, labels, beside) for cell in cells]
        if any(told) and f"{column}Label" not in found.columns:
            named[column] = told
    columns = [
        name
        for column in found.columns
        for name in (column, *([f"{column}Label"] if column in named else []))
    ]
    rows = (
        tuple(
            chain.from_iterable(
                (cell, named[column][i]) if column in named else (cell,)
                for column, cell in zip(found.columns, row, strict=True)
            )
        )
        for i, row in enumerate(found.terms)
    )
    return Result(tuple(columns), tuple(rows), found.prefixes)


def _of(term: Term | None, labels: Labels, beside: bool) -> Literal | None:
    if not isinstance(term, NamedNode) or (name := labels.known(term.value)) is None:
        return None
    return Literal(f"{name} ({labels.short(term.value)})" if beside else name)
