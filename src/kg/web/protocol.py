"""The SPARQL 1.1 Protocol: a request to the endpoint becomes a job.

https://www.w3.org/TR/sparql11-protocol/, section 2.1: a query comes by GET, by POST as a form, or
by POST as it is. Parameters that are not known are passed over, as clients add their own. Nothing
here reads SPARQL.

Must not know: who answers, what the record holds.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.bodies import body, header, reader
from kg.web.messages import Job, Refused
from kg.web.parameters import Pairs, pairs
from kg.web.responses import ONE_LINE, refusal
from kg.web.site import Site

PATH = "/sparql"
_FORM = "application/x-www-form-urlencoded"
_GRAPHS = {"default": "default-graph-uri", "named": "named-graph-uri"}
_HTML = "text/html"  # which is named by browsers alone
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_NO_UPDATES = "updates are refused: this endpoint only answers queries"
_TAKES = f"POST takes {_FORM} or {_QUERY}"


def routes(site: Site) -> list[Route]:
    """Return the endpoint of *site*."""

    async def endpoint(request: Request) -> Response:
        try:
            told = await _told(request)
            job = _asked(request.scope, told, _shown_to(request)) or _unasked(request)
            return await site.respond(request, job, ONE_LINE)
        except Refused as fault:
            return refusal(request.scope, fault.reply, ONE_LINE).response

    return [Route(PATH, endpoint, methods=["GET", "POST"])]


def plain(scope: Mapping[str, Any]) -> Job | None:
    """Return what *scope* asks, if that is a program's query by GET, None if it is anything else.

    Most of what is asked is such a query; what is wrong with one is told as for all others.
    """
    if scope["method"] != "GET" or scope["path"] != f"{scope['root_path']}{PATH}":
        return None
    if _is_read(scope):
        return None
    with suppress(Refused):
        return _asked(scope, pairs(scope["query_string"]))
    return None


async def _told(request: Request) -> Pairs:
    """Return the parameters of *request*, wherever they stand, the query among them."""
    in_address = pairs(request.scope["query_string"])
    if request.method != "POST":
        return in_address
    kind = header(request.scope, b"content-type").partition(";")[0].strip().lower()
    if kind == _UPDATE:
        raise Refused(403, _NO_UPDATES)
    if kind not in (_FORM, _QUERY):
        raise Refused(415, f"{_TAKES}, and no {kind or 'body without a Content-Type'}")
    sent = await body(request)
    return [*in_address, *(pairs(sent) if kind == _FORM else [("query", _text(sent))])]


def _text(sent: bytes) -> str:
    try:
        return sent.decode()
    except UnicodeDecodeError as fault:
        raise Refused(400, "the query is not in UTF-8") from fault


def _is_read(scope: Mapping[str, Any]) -> bool:
    """Say whether the answer to *scope* is shown to somebody as a page."""
    return _HTML in header(scope, b"accept")


def _shown_to(request: Request) -> dict[str, Any]:
    """Return who reads the answer to *request* as a page, nothing if a program does."""
    return {"reader": reader(request)} if _is_read(request.scope) else {}


def _asked(scope: Mapping[str, Any], told: Pairs, shown_to: Mapping[str, Any] = {}) -> Job | None:
    """Return what *told*, the parameters of the request *scope*, asks; None without a query."""
    by_name: dict[str, list[str]] = {}
    for name, value in told:
        by_name.setdefault(name, []).append(value)
    if "update" in by_name:
        raise Refused(403, _NO_UPDATES)
    queries = by_name.get("query", [])
    if len(queries) > 1:
        raise Refused(400, f"there are {len(queries)} queries: send one")
    if not queries:
        return None
    graphs = {name: by_name[told] for name, told in _GRAPHS.items() if told in by_name}
    given = {"query": queries[0], "accept": header(scope, b"accept"), **graphs, **shown_to}
    return Job("sparql", given)


def _unasked(request: Request) -> Job:
    """Return what *request*, which brings no query, asks: what there is to be asked."""
    if request.method == "POST":
        raise Refused(400, "there is no query: send one as the parameter query")
    return Job("service", {"accept": header(request.scope, b"accept"), **reader(request)})
