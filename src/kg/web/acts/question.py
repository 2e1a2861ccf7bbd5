"""The answer to one stored question, as `kg query` gives it.

A suffix or the client's wish says in which form: rows as SPARQL results in JSON, CSV and TSV, as a
JSON object a line, or as a table in Markdown, text or HTML; the query itself, with its parameters
bound; or Turtle. Rows are no triples, so that of a question that selects the Turtle is what
`kg list queries NAME --turtle` tells: the question itself.

Must not know: HTTP libraries, what the questions are about.
"""

from collections.abc import Mapping
from typing import Any

from kg import library
from kg.errors import did_you_mean, shown
from kg.queries import StoredQuery
from kg.web.acts import question_page
from kg.web.acts.asked import FORMS, OF_TRIPLES, Asked, constructs
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best

_OTHER_NAMES = {"application/json": "json"}
_RESULTS = {  # as kg.results calls the forms of rows
    "csv": "csv",
    "json": "json",
    "md": "markdown",
    "ndjson": "ndjson",
    "tsv": "tsv",
    "txt": "plain",
}


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the answer to the question `name`, which may have a suffix, else as `accept` says.

    Raise Refused for a question or a form that is not known, and for parameters that it does not
    take so; the one that is to blame is named. A page tells that instead.
    """
    name, _, suffix = given["name"].partition(".")
    if name not in record.graph.questions:
        return _unknown(record, name, suffix, given)
    question = record.graph.questions[name]
    chosen, media_type = _form(question, suffix, given.get("accept"))
    if chosen == "html":
        return question_page.one(record, question, given)
    asked = Asked.by(record, question, chosen, given["parameters"])
    found = document(_written(asked), media_type)
    return Reply(200, {**found.headers, **asked.links(given["parameters"])}, found.body)


def _unknown(record: Record, name: str, suffix: str, given: Mapping[str, Any]) -> Reply:
    """Return the page that no question is called *name*; raise Refused if a program asks."""
    liked = suffix or best(given.get("accept", ""), tuple(FORMS.values()))
    if liked in ("html", FORMS["html"]):
        return question_page.none(record, name, given)
    hint = did_you_mean(name, record.graph.questions, "/q lists them all", 3)
    raise Refused(404, f"there is no question {shown(name)!r}: {hint}")


def _form(question: StoredQuery, suffix: str, accept: str | None) -> tuple[str, str]:
    """Return the suffix and the media type of the form that is asked for."""
    known = OF_TRIPLES if constructs(question) else tuple(FORMS)
    told = f"{question.name} comes as {', '.join(f'.{form}' for form in known)}"
    if accept is None:
        if suffix not in known:
            raise Refused(404, f"there is no {shown(suffix)!r} of it: {told}")
        return suffix, FORMS[suffix]
    by_type = {FORMS[form]: form for form in known}
    by_type |= {name: form for name, form in _OTHER_NAMES.items() if form in known}
    chosen = best(accept, tuple(by_type))
    if chosen is None:
        raise Refused(406, f"{told}: accept {', '.join(by_type)}")
    return by_type[chosen], chosen


def _written(asked: Asked) -> str | bytes:
    if asked.suffix == "rq":
        return asked.bound()
    if asked.suffix == "ttl" and not asked.constructs:
        asked.must_not_have([*asked.options.values], "the description of a question")
        return library.turtle([asked.question], asked.graph.prefixes)
    if asked.suffix == "csv" and asked.options.truth("excel"):
        return asked.found().serialize("excel")
    asked.must_not_have(["excel"], f"a .{asked.suffix}")
    return asked.found().serialize(_RESULTS.get(asked.suffix, "turtle"))
