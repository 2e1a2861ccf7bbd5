"""The answer to a query of somebody's own, as it stands on a page.

Must not know: HTML, how a query is answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import QueryBoolean, QueryTriples

from kg.results.people import safe
from kg.store import Answer, turtle
from kg.web.acts.pages.view import Item, View

_MOST = 2000  # rows or triples on a page


@dataclass(frozen=True)
class Answered:
    """Rows under *headings*, or a *text*; there are *more* than a page shows."""

    headings: Sequence[str] = ()
    rows: Sequence[Sequence[Item]] = ()
    text: str = ""
    more: bool = False


def answered(view: View, found: Answer) -> Answered:
    """Return what a page shows of *found*; raise what the store raises while it answers."""
    if isinstance(found, QueryBoolean):
        return Answered(text=str(bool(found)).lower())
    some = list(islice(found, _MOST + 1))
    more, shown = len(some) > _MOST, some[:_MOST]
    if isinstance(found, QueryTriples):
        return Answered(text=safe(turtle(shown, view.record.graph.prefixes)), more=more)
    rows = [[view.term(each) if each else Item("") for each in row] for row in shown]
    return Answered([safe(each.value) for each in found.variables], rows, more=more)
