"""What an engine answers, made comparable with what another one answers.

Every cell is compared as an RDF term, with its language and datatype. SPARQL leaves two things to
the engine, and only these are levelled out: the order of rows with equal or unbound keys, and, in
a column of GROUP_CONCAT, the order of the words that it joins. Of such a column the language is
dropped, too: SPARQL 1.1 gives it none, Oxigraph the one that all words share.
"""

import re
from collections import Counter

from pyoxigraph import Literal, QuerySolutions, Triple

from kg.terms import Term

Cell = Term | tuple[str, ...] | None

_JOINED = re.compile(r'GROUP_CONCAT\([^;]*; SEPARATOR="([^"]*)"\) AS \?(\w+)')
# Each word brings its separator along, and the last one is taken off.
_TRIMMED = re.compile(
    r'REPLACE\(GROUP_CONCAT\([^;]*; SEPARATOR=""\), "([^"$]*)\$", ""\) AS \?(\w+)'
)


def rows(answer: QuerySolutions, text: str) -> Counter[tuple[Cell, ...]]:
    """Return how often each row stands in *answer* to the query *text*."""
    joined = [*_JOINED.findall(text), *_TRIMMED.findall(text)]
    separators = {name: separator for separator, name in joined}
    columns = [separators.get(variable.value) for variable in answer.variables]
    return Counter(
        tuple(_cell(term, separator) for term, separator in zip(row, columns, strict=True))
        for row in answer
    )


def _cell(term: Term | Triple | None, separator: str | None) -> Cell:
    if separator is None or not isinstance(term, Literal):
        return term
    return tuple(sorted(term.value.split(separator)))
