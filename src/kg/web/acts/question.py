"""The answer to one stored question, as `kg query` gives it.

A suffix or the client's wish says in which form: rows as SPARQL results in JSON, CSV and TSV, as a
JSON object a line, or as a table in Markdown, text or HTML; the query itself, with its parameters
bound; or Turtle. Rows are no triples, so that of a question that selects the Turtle is what
`kg list queries NAME --turtle` tells: the question itself.

Must not know: HTTP libraries, what the questions are about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import QueryTriples

from kg import ask, library
from kg.errors import BadInput, did_you_mean, shown
from kg.graph import Graph
from kg.queries import StoredQuery
from kg.results import Result
from kg.results.people import safe
from kg.store import Store
from kg.web.acts.options import Options
from kg.web.acts.pages import missing, reply
from kg.web.acts.pages import questions as pages
from kg.web.acts.pages.view import Item
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best

# By suffix, the likeliest first.
FORMS = {
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "html": "text/html",
    "md": "text/markdown",
    "ndjson": "application/x-ndjson",
    "ttl": "text/turtle",
    "rq": "application/sparql-query",
    "txt": "text/plain",
}
OPTIONS = ("evidence", "excel", "labels", "lang")  # as `kg query` has them
_OTHER_NAMES = {"application/json": "json"}
_RESULTS = {  # as kg.results calls the forms of rows
    "csv": "csv",
    "json": "json",
    "md": "markdown",
    "ndjson": "ndjson",
    "tsv": "tsv",
    "txt": "plain",
}
_OF_TRIPLES = ("ttl", "html", "rq")  # what a CONSTRUCT can be written as
_MERGED, _NAMED = ("html", "md"), ("html", "md", "txt")  # with labels for IRIs, unless told not to
_LONGEST = 500  # characters of parameters that links repeat: a header has limits


@dataclass(frozen=True)
class Asked:
    """A question, how it is wanted, and what is given for its parameters."""

    graph: Graph
    question: StoredQuery
    suffix: str
    options: Options
    lang: str

    @property
    def given(self) -> dict[str, list[str]]:
        """What is given for the parameters of the question itself."""
        params = self.question.params
        return {name: told for name, told in self.options.values.items() if name in params}

    @property
    def asks_nothing(self) -> bool:
        """Say whether nothing is given where something must be."""
        needs = any(param.required for param in self.question.params.values())
        return needs and not self.given.keys() - set(OPTIONS)

    @property
    def proven(self) -> bool:
        """Say whether the claims behind each row are wanted."""
        return bool(self.options.truth("evidence"))

    @property
    def constructs(self) -> bool:
        """Say whether the answer is triples."""
        return constructs(self.question)


def constructs(question: StoredQuery) -> bool:
    """Say whether the answer to *question* is triples."""
    return isinstance(Store().query(question.text), QueryTriples)


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the answer to the question `name`, which may have a suffix, else as `accept` says.

    Raise Refused for a question or a form that is not known, and for parameters that it does not
    take so; the one that is to blame is named.
    """
    name, _, suffix = given["name"].partition(".")
    if name not in record.graph.questions:
        return _missing(record, name, suffix, given)
    question = record.graph.questions[name]
    chosen, media_type = _form(question, suffix, given.get("accept"))
    if chosen == "html":
        return _page(record, question, given)
    parameters = given["parameters"]
    asked = _asked(record.graph, question, chosen, parameters)
    found = document(_written(asked), media_type)
    return Reply(200, {**found.headers, **_links(asked, parameters)}, found.body)


def _missing(record: Record, name: str, suffix: str, given: Mapping[str, Any]) -> Reply:
    """Return the page that no question is called *name*; raise Refused if a program asks."""
    known = record.graph.questions
    liked = suffix or best(given.get("accept", ""), tuple(FORMS.values()))
    if liked not in ("html", FORMS["html"]):
        hint = did_you_mean(name, known, "/q lists them all", 3)
        raise Refused(404, f"there is no question {shown(name)!r}: {hint}")
    near = [f"query/{each}" for each in get_close_matches(name, known)]
    return reply(missing(record, f"q/{name}", near, given), 404)


def _asked(
    graph: Graph, question: StoredQuery, form: str, parameters: Sequence[Sequence[str]]
) -> Asked:
    known = list(dict.fromkeys([*question.params, *OPTIONS]))
    options = Options(parameters, known, question.name)
    return Asked(graph, question, form, options, _language(question, options))


def _page(record: Record, question: StoredQuery, given: Mapping[str, Any]) -> Reply:
    """Return the page of *question*: with the answer, or with what is wrong with what is given.

    A form leaves its fields empty where nothing is meant.
    """
    told = [(name, value) for name, value in given["parameters"] if value]
    spoken = [] if any(name == "lang" for name, _ in told) else [("lang", given["language"])]
    parameters = [*told, *(spoken if given["language"] != "en" else [])]
    try:
        asked = _asked(record.graph, question, "html", parameters)
        page, links = pages.one(record, _shown(asked), given), _links(asked, parameters)
        return reply(page, asks=True, headers=links)
    except Refused as fault:
        page = pages.one(record, _faulty(question, told, str(fault)), given)
        return reply(page, fault.reply.status, asks=True)


def _faulty(question: StoredQuery, told: Sequence[Sequence[str]], fault: str) -> pages.Asked:
    """Return what a page shows of *question*, to which *told* cannot be given for its *fault*."""
    given: dict[str, list[str]] = {}
    for name, value in told:
        if name in question.params:
            given.setdefault(name, []).append(value)
    return pages.Asked(question, given, urlencode(given, doseq=True), [], fault=safe(fault))


def _form(question: StoredQuery, suffix: str, accept: str | None) -> tuple[str, str]:
    """Return the suffix and the media type of the form that is asked for."""
    known = _OF_TRIPLES if constructs(question) else tuple(FORMS)
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


def _language(question: StoredQuery, options: Options) -> str:
    """Return the language of labels; one that is a parameter may have several values."""
    if "lang" in question.params:
        return options.values.get("lang", ["en"])[0].lower()
    return options.language()


def _written(asked: Asked) -> str | bytes:
    if asked.suffix == "rq":
        return _bound(asked)
    if asked.suffix == "ttl" and not asked.constructs:
        _must_not_have(asked, [*asked.options.values], "the description of a question")
        return library.turtle([asked.question], asked.graph.prefixes)
    if asked.suffix == "csv" and asked.options.truth("excel"):
        return _found(asked).serialize("excel")
    _must_not_have(asked, ["excel"], f"a .{asked.suffix}")
    return _found(asked).serialize(_RESULTS.get(asked.suffix, "turtle"))


def _must_not_have(asked: Asked, names: Sequence[str], what: str) -> None:
    for name in names:
        if name in asked.options.values:
            raise Refused(400, f"{what} takes no parameter {name}", parameter=name)


def _bound(asked: Asked) -> str:
    """Return the query as it is asked, or as it stands if nothing is given."""
    _must_not_have(asked, ["excel", "labels"], "a query")
    if not asked.options.values:
        return asked.question.text
    _must_have(asked)
    try:
        values = ask.values(asked.graph.store, asked.question, asked.given, asked.graph.prefixes)
        bind = asked.question.bind_with_claims if asked.proven else asked.question.bind
        return bind(values)
    except BadInput as fault:
        raise _blamed(asked, fault) from fault


def _found(asked: Asked) -> Result:
    """Return the answer, with labels where `kg query` adds them."""
    _must_have(asked)
    graph, wanted = asked.graph, asked.options.truth("labels")
    try:
        found = graph.ask(asked.question.name, asked.given, evidence=asked.proven, lang=asked.lang)
    except BadInput as fault:
        raise _blamed(asked, fault) from fault
    if asked.suffix in _NAMED if wanted is None else wanted:
        return graph.with_labels(found, asked.lang, beside=asked.suffix in _MERGED)
    return found


def _must_have(asked: Asked) -> None:
    for name, param in asked.question.params.items():
        if param.required and name not in asked.given:
            example = "".join(f", as in q/{_address(asked, e)}" for e in _examples(asked)[:1])
            detail = f"{asked.question.name} needs the parameter {name}{example}"
            raise Refused(400, detail, parameter=name)


def _blamed(asked: Asked, fault: BadInput) -> Refused:
    """Return *fault* with the parameter that is to blame for it."""
    for name, told in asked.given.items():
        try:
            ask.values(asked.graph.store, asked.question, {name: told}, asked.graph.prefixes)
        except BadInput as own:
            return Refused(400, str(own), parameter=name)
    return Refused(400, str(fault), **({"parameter": "evidence"} if asked.proven else {}))


def _examples(asked: Asked) -> list[dict[str, list[str]]]:
    return [dict(example) for example in asked.question.examples]


def _address(asked: Asked, given: Mapping[str, Sequence[str]]) -> str:
    return f"{asked.question.name}?{urlencode(given, doseq=True)}"


def _links(asked: Asked, parameters: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the headers that lead to the other forms, to the form at hand, and to what tells."""
    query = urlencode([(name, value) for name, value in parameters])
    described = '<../openapi.json>; rel="describedby"; type="application/json"'
    if not asked.constructs:
        described += f', <{asked.question.name}.ttl>; rel="describedby"; type="{FORMS["ttl"]}"'
    if len(query) > _LONGEST:
        return {"Link": described}
    others = [
        f'<{_file(asked, form, query)}>; rel="alternate"; type="{FORMS[form]}"'
        for form in (_OF_TRIPLES if asked.constructs else FORMS)
        if form not in (asked.suffix, "ttl", "rq")
    ]
    return {
        "Link": ", ".join([described, *others]),
        "Content-Location": _file(asked, asked.suffix, query),
    }


def _file(asked: Asked, suffix: str, query: str) -> str:
    return f"{asked.question.name}.{suffix}{'?' if query else ''}{query}"


def _shown(asked: Asked) -> pages.Asked:
    """Return what a page shows, with the answer unless nothing is given that must be."""
    _must_not_have(asked, ["excel"], "a page")
    values = asked.options.values
    query = urlencode(values, doseq=True)
    return pages.Asked(
        asked.question,
        asked.given,
        urlencode({name: told for name, told in values.items() if name != "lang"}, doseq=True),
        [_example(asked, example) for example in _examples(asked)],
        [Item(f".{form}", _file(asked, form, query)) for form in _others(asked)],
        None if asked.asks_nothing else _found(asked),
        asked.proven,
    )


def _example(asked: Asked, given: Mapping[str, list[str]]) -> Item:
    """Return an example, which leads to its answer in the language of the page."""
    told = (f"{name}={value}" for name, values in given.items() for value in values)
    lang = {"lang": asked.options.values["lang"]} if "lang" in asked.options.values else {}
    return Item(safe(", ".join(told) or asked.question.name), _address(asked, {**lang, **given}))


def _others(asked: Asked) -> list[str]:
    """Return the forms beside a page that take the same parameters."""
    if asked.constructs:
        return ["ttl", "rq"]
    unlike = {"html", "ttl"} | ({"rq"} if "labels" in asked.options.values else set())
    return [form for form in FORMS if form not in unlike]
