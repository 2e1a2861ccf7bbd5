"""The stored questions as pages: all of them by family, and one with its answer.

Must not know: HTML, how a question is answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from kg.queries import Param, StoredQuery
from kg.results import Result
from kg.results.people import cells, heading, safe, shown
from kg.web.acts.pages.frame import rendered
from kg.web.acts.pages.view import Item, View
from kg.web.acts.record import Record


@dataclass(frozen=True)
class Asked:
    """A question as it is asked: what is *given* for its parameters, whether claims are wanted.

    *parameters* is what the address has but for the language. *examples* and *files*, which are
    other forms of the answer, lead on; *found* is None where something must be given first, or
    for a *fault*.
    """

    question: StoredQuery
    given: Mapping[str, Sequence[str]]
    parameters: str
    examples: Sequence[Item]
    files: Sequence[Item] = ()
    found: Result | None = None
    proven: bool = False
    fault: str = ""


@dataclass(frozen=True)
class _Param:
    name: str
    takes: str
    label: str
    given: Sequence[str]


@dataclass(frozen=True)
class _Family:
    name: str
    questions: Sequence[tuple[Item, str]]


def listed(record: Record, found: Iterable[StoredQuery], given: Mapping[str, str]) -> str:
    """Return the page of the questions *found*; links are relative to the root of the site."""
    view = View(record, given)
    query = given["query"]
    families = [
        _Family(
            safe(family),
            [(Item(q.name, f"q/{q.name}{query}"), safe(q.asks(view.lang))) for q in members],
        )
        for family, members in groupby(found, key=lambda question: question.family)
    ]
    return rendered(view, "questions", view.words["questions"], page=families)


def one(record: Record, asked: Asked, given: Mapping[str, str]) -> str:
    """Return the page of a question; links to other forms of it are relative to its address."""
    view, question, found = View(record, given), asked.question, asked.found
    params = [
        _Param(
            name,
            _takes(param, view),
            safe(param.means(view.lang)),
            [*map(safe, asked.given.get(name, [""]))],
        )
        for name, param in question.params.items()
    ]
    values = {
        "asked": asked,
        "description": safe(question.tells(view.lang)),
        "headings": [heading(column) for column in shown(found.columns)] if found else [],
        "own_language": "lang" in question.params,
        "params": params,
        "provable": not question.no_evidence,
        "rows": list(_rows(view, found)) if found and found.form != "ASK" else [],
        "truth": str(found).strip() if found is not None and found.form == "ASK" else "",
    }
    title = safe(question.asks(view.lang))
    return rendered(view, "question", title, page=values, parameters=asked.parameters)


def _takes(param: Param, view: View) -> str:
    needed = f" ({view.words['required']})" if param.required else ""
    return f"{param.cls or param.datatype}{needed}"


def _rows(view: View, found: Result) -> Iterator[list[Item]]:
    """Yield the cells of each row; those of things lead to them."""
    at = [found.columns.index(column) for column in shown(found.columns)]
    for texts, terms in zip(cells(found), found.terms, strict=True):
        things = [terms[i] for i in at]
        yield [
            Item(text, view.href(thing.value) if isinstance(thing, NamedNode) else "")
            for text, thing in zip(texts, things, strict=True)
        ]
