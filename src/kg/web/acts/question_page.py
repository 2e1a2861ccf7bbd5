"""The page of one stored question: a form for its parameters, and the answer below it.

Must not know: HTTP libraries, HTML, what the questions are about.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from kg.queries import StoredQuery
from kg.results.people import safe
from kg.web.acts.asked import FORMS, Asked
from kg.web.acts.pages import missing, reply
from kg.web.acts.pages import questions as pages
from kg.web.acts.pages.view import Item
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply


def one(record: Record, question: StoredQuery, given: Mapping[str, Any]) -> Reply:
    """Return the page of *question*: with the answer, or with what is wrong with what is given.

    A form leaves its fields empty where nothing is meant.
    """
    told = [(name, value) for name, value in given["parameters"] if value]
    spoken = [] if any(name == "lang" for name, _ in told) else [("lang", given["language"])]
    parameters = [*told, *(spoken if given["language"] != "en" else [])]
    try:
        asked = Asked.by(record, question, "html", parameters)
        page = pages.one(record, _shown(asked), given)
        return reply(page, asks=True, headers=asked.links(parameters))
    except Refused as fault:
        page = pages.one(record, _faulty(question, told, str(fault)), given)
        return reply(page, fault.reply.status, asks=True)


def none(record: Record, name: str, given: Mapping[str, Any]) -> Reply:
    """Return the page that no question is called *name*, but which ones have similar names."""
    near = [f"query/{each}" for each in get_close_matches(name, record.graph.questions)]
    return reply(missing(record, f"q/{name}", near, given), 404)


def _faulty(question: StoredQuery, told: Sequence[Sequence[str]], fault: str) -> pages.Asked:
    """Return what a page shows of *question*, to which *told* cannot be given for its *fault*."""
    given: dict[str, list[str]] = {}
    for name, value in told:
        if name in question.params:
            given.setdefault(name, []).append(value)
    return pages.Asked(question, given, urlencode(given, doseq=True), [], fault=safe(fault))


def _shown(asked: Asked) -> pages.Asked:
    """Return what a page shows, with the answer unless nothing is given that must be."""
    asked.must_not_have(["excel"], "a page")
    values = asked.options.values
    query = urlencode(values, doseq=True)
    return pages.Asked(
        asked.question,
        asked.given,
        urlencode({name: told for name, told in values.items() if name != "lang"}, doseq=True),
        [_example(asked, example) for example in asked.question.examples],
        [Item(f".{form}", asked.file(form, query)) for form in _others(asked)],
        None if asked.asks_nothing else asked.found(),
        asked.proven,
    )


def _example(asked: Asked, given: Mapping[str, Sequence[str]]) -> Item:
    """Return an example, which leads to its answer in the language of the page."""
    told = (f"{name}={value}" for name, values in given.items() for value in values)
    lang = {"lang": asked.options.values["lang"]} if "lang" in asked.options.values else {}
    return Item(safe(", ".join(told) or asked.question.name), asked.address({**lang, **given}))


def _others(asked: Asked) -> list[str]:
    """Return the forms beside a page that take the same parameters."""
    if asked.constructs:
        return ["ttl", "rq"]
    unlike = {"html", "ttl"} | ({"rq"} if "labels" in asked.options.values else set())
    return [form for form in FORMS if form not in unlike]
