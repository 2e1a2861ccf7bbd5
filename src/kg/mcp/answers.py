"""Answers cut to size: as many rows as a reader takes in at once, and where to go on.

Columns are named once, things by abbreviated IRIs; what they are called, and who says so, stands
once beside the rows, however many of these name it.

Must not know: stores, what the rows are about, the protocol.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pyoxigraph import BlankNode, NamedNode

from kg.errors import BadInput
from kg.names import Labels
from kg.results.programs import json_value
from kg.terms import Term, compact

ROOM = 16_000  # bytes of an answer: some 5,000 tokens of English, 8,000 of Japanese
_LONG = 1_000  # characters of one value
_CLAIM = ("claim", "standing", "commitment", "chain", "passages")

Value = None | bool | int | float | str | Sequence["Value"]
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Row:
    """The cells of a row, and what is told of the names that stand there: *labels*, *claims*.

    Of a claim that is the chains of its evidence.
    """

    cells: Sequence[Value]
    labels: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Sequence[Sequence[Value]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """The rows that are wanted: from *offset* on, as many as *limit*, in *room* bytes."""

    offset: int = 0
    limit: int = 50
    room: int = ROOM


@dataclass(frozen=True)
class Answer:
    """What is answered, as JSON values; *follows* is the offset of the first row left out."""

    values: dict[str, object]
    follows: int | None = None


@dataclass(frozen=True)
class Head:
    """What stands before the rows: *values*, and what the names in them are called."""

    values: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def cut(
    head: Head,
    columns: Sequence[str],
    items: Sequence[_Item],
    row: Callable[[_Item], Row],
    window: Window,
) -> Answer:
    """Return *head* with those of *items*, each as its *row*, that *window* has room for.

    One row there is, however long. Raise BadInput for an offset behind the end.
    """
    if window.offset > len(items):
        reason = f"there are {len(items)} rows, and none from {window.offset} on"
        raise BadInput(f"{reason}: begin with offset 0")
    page = _Page(window.room - size([head.values, columns]), head.labels)
    for item in items[window.offset : window.offset + window.limit]:
        if not page.take(row(item)):
            break
    end = window.offset + len(page.rows)
    is_cut = end < len(items)
    place = {"total": len(items), "offset": window.offset, "truncated": is_cut}
    values = {**head.values, "columns": list(columns), **page.values(), **place}
    return Answer(values, end if is_cut else None)


class _Page:
    """Rows and what stands beside them, up to a number of bytes."""

    def __init__(self, room: int, labels: Mapping[str, str]) -> None:
        self.rows: list[Sequence[Value]] = []
        self._room = room - size(labels)
        self._labels = {**labels}
        self._claims: dict[str, Sequence[Sequence[Value]]] = {}

    def take(self, row: Row) -> bool:
        """Take *row*, unless there are others and no room is left for it."""
        labels = {k: v for k, v in row.labels.items() if k not in self._labels}
        claims = {k: v for k, v in row.claims.items() if k not in self._claims}
        self._room -= size([row.cells, labels, claims])
        if self._room < 0 and self.rows:
            return False
        self.rows.append(row.cells)
        self._labels |= labels
        self._claims |= claims
        return True

    def values(self) -> dict[str, object]:
        """Return the rows, and what stands beside them, if there is any."""
        beside: dict[str, object] = {"labels": self._labels} if self._labels else {}
        if self._claims:
            rows = [[name, *chain] for name, chains in self._claims.items() for chain in chains]
            beside["claims"] = {"columns": list(_CLAIM), "rows": rows}
        return {"rows": self.rows, **beside}


def written(values: object) -> str:
    """Return *values* as JSON without white space."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def size(values: object) -> int:
    """Return how many bytes *values* are as JSON."""
    return len(written(values).encode(errors="replace"))


def shortened(text: str) -> str:
    """Return *text*, of a long one the beginning, and how long it is.

    >>> shortened("x" * 2000)[-20:]
    'xxx… 2000 characters'
    """
    return text if len(text) <= _LONG else f"{text[:_LONG]}… {len(text)} characters"


def cell(term: Term | None, prefixes: Mapping[str, str]) -> Value:
    """Return *term* as a cell: an IRI abbreviated, a number as one, else the text, `shortened`.

    >>> cell(NamedNode("https://w3id.org/parley/ns/Claim"), {"kg": "https://w3id.org/parley/ns/"})
    'kg:Claim'
    """
    if isinstance(term, NamedNode):
        return compact(term.value, prefixes)
    value = str(term) if isinstance(term, BlankNode) else json_value(term)
    return shortened(value) if isinstance(value, str) else value


def called(terms: Iterable[Term | str], labels: Labels) -> dict[str, str]:
    """Return what those of *terms* are called that are IRIs with labels, by the abbreviated IRI."""
    iris = (term.value if isinstance(term, NamedNode) else term for term in terms)
    found = {iri: labels.known(iri) for iri in iris if isinstance(iri, str) and iri}
    return {labels.short(iri): shortened(name) for iri, name in found.items() if name is not None}
