"""The addresses as programs read them: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).

Each stored question is an operation, made from its header.

Must not know: HTTP libraries, what the questions are about.
"""

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import QuerySolutions, QueryTriples

from kg import __version__, contexts, library
from kg.contexts import frames
from kg.queries import StoredQuery
from kg.store import ROWS, TRIPLES, Store
from kg.terms import plain
from kg.web.acts import schemas
from kg.web.acts.asked import FORMS
from kg.web.acts.record import Record
from kg.web.acts.schemas import TEXT, Values, answers, option, part, written
from kg.web.messages import Reply, document

_PREFERRED = "application/json"
_DESCRIPTION = """\
Stored questions, each at an address of its own: without a suffix the Accept header chooses the \
format, a suffix (`/q/NAME.csv`) goes before it. A parameter that is not known is refused, one \
that is repeated has several values. Where the parameters need more room than an address has, ask \
`/sparql` by POST; agents find tools at `/mcp`."""
_SPARQL = (*ROWS, *TRIPLES, _PREFERRED, "application/xml", "text/xml", "text/html", "text/plain")
_OPTIONS = {
    "evidence": "Add behind each row the claim, who claims it, and the passage.",
    "labels": "Name the things behind IRIs, too. Default: for people, in html, md and txt.",
    "excel": "Of CSV: with a byte-order mark, and ' before text that a spreadsheet would compute.",
}


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the description; the addresses begin with the path `root`."""
    questions = library.in_order(record.graph.questions.values())
    told = {
        "openapi": "3.1.0",
        "info": {"title": "Parley", "version": __version__, "description": _DESCRIPTION},
        "servers": [{"url": given["root"] or "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(each.family for each in questions)],
        "paths": {
            "/q": _get("questions", "Which questions are there?", _listed()),
            **{f"/q/{each.name}": _question(each, record) for each in questions},
            "/q/{question}.{suffix}": _suffixed(questions),
            "/sparql": _sparql(),
            **_descriptions(record),
        },
        "components": schemas.components(),
    }
    return document(json.dumps(told, ensure_ascii=False), _PREFERRED)


def _get(name: str, summary: str, more: Values) -> Values:
    return {"get": {"operationId": name, "summary": summary, **more}}


def _listed() -> Values:
    content = {
        _PREFERRED: {"schema": {"type": "array", "items": {"type": "object"}}},
        **written(["text/html", "text/turtle"]),
    }
    return {"parameters": [schemas.language()], "responses": answers(content, 400, 406)}


def _question(question: StoredQuery, record: Record) -> Values:
    """Return the operation that asks *question*."""
    told = {
        "x-summary-ja": question.summary_ja,
        "description": question.tells("en"),
        "x-description-ja": question.descriptions.get("ja", ""),
        "tags": [question.family],
        "parameters": [*_parameters(question, record), *_options(question)],
        "responses": answers(_content(question), 400, 406),
    }
    return _get(question.name, question.summary, told)


def _parameters(question: StoredQuery, record: Record) -> list[Values]:
    known = library.defaults(question, record.graph.prefixes)
    return [
        schemas.parameter(
            name,
            param,
            [plain(term) for term in known[name]],
            [example[name] for example in question.examples if name in example],
        )
        for name, param in question.params.items()
    ]


def _options(question: StoredQuery) -> list[Values]:
    """Return the options of an answer that *question* has beside its own parameters."""
    without = {*question.params, *(["evidence"] if question.no_evidence else [])}
    truths = [
        option(name, words, {"type": "boolean"})
        for name, words in _OPTIONS.items()
        if name not in without
    ]
    return truths if "lang" in without else [*truths, schemas.language()]


def _content(question: StoredQuery) -> Values:
    """Return the answer to *question* by media type, with its columns."""
    found = Store().query(question.text)
    if isinstance(found, QueryTriples):
        return written(["text/turtle", "text/html", "application/sparql-query"])
    content = written([*FORMS.values(), _PREFERRED])
    if isinstance(found, QuerySolutions):
        columns = [variable.value for variable in found.variables]
        for name in (FORMS["json"], _PREFERRED):
            content[name] = {"schema": schemas.results(columns)}
        for name in (FORMS["csv"], FORMS["tsv"], FORMS["txt"]):
            content[name] = {"schema": TEXT | {"description": f"Columns: {', '.join(columns)}"}}
    return content


def _suffixed(questions: list[StoredQuery]) -> Values:
    told = {
        "description": "Takes the parameters of the question, as the address without a suffix.",
        "parameters": [part("question", (q.name for q in questions)), part("suffix", FORMS)],
        "responses": answers(written(FORMS.values()), 400, 404),
    }
    return _get("suffixed", "The answer to a question in the format of a suffix.", told)


def _sparql() -> Values:
    graphs: Values = {"type": "array", "items": TEXT}
    fields = {"query": TEXT, "default-graph-uri": graphs, "named-graph-uri": graphs}
    words = {
        "query": "SPARQL 1.1; without it, how the endpoint answers.",
        "default-graph-uri": "Graphs that a pattern outside GRAPH reads.",
        "named-graph-uri": "Graphs that a pattern inside GRAPH can read.",
    }
    form = {"type": "object", "required": ["query"], "properties": fields}
    body = {
        "application/x-www-form-urlencoded": {"schema": form},
        "application/sparql-query": {"schema": TEXT},
    }
    asked = {
        "parameters": [option(name, words[name], schema) for name, schema in fields.items()],
        "responses": answers(written(_SPARQL), 400, 403, 406, 413),
    }
    posted = {
        "operationId": "sparql-by-post",
        "summary": "Ask a SPARQL query of any length.",
        "requestBody": {"required": True, "content": body},
        "responses": answers(written(_SPARQL), 400, 403, 406, 408, 413, 415),
    }
    return {**_get("sparql", "Ask a SPARQL query.", asked), "post": posted}


def _descriptions(record: Record) -> Values:
    """Return the addresses that say what the record is."""
    described = {"responses": answers(written(TRIPLES), 406)}
    turtle = {"responses": answers(written(["text/turtle"]), 404)}
    context, frame = (
        {
            "parameters": [part("name", (path.name for path in paths(record.project)))],
            "responses": answers(written(["application/ld+json"]), 404),
        }
        for paths in (contexts.paths, frames.paths)
    )
    own = {"responses": answers(written([_PREFERRED]))}
    health = {"responses": {"200": own["responses"]["200"], "503": own["responses"]["200"]}}
    return {
        "/.well-known/void": _get("void", "What there is, by VoID.", described),
        "/.well-known/sparql-examples": _get(
            "sparql-examples", "The questions as SHACL executables.", described
        ),
        "/dcat.ttl": _get("dcat", "The dataset for catalogues, by DCAT-AP.", turtle),
        "/context/{name}": _get("context", "A JSON-LD context.", context),
        "/frames/{name}": _get("frame", "What an object of a kind holds, as a frame.", frame),
        "/openapi.json": _get("openapi", "This description.", own),
        "/healthz": _get("healthz", "Whether the server is well.", health),
    }
