"""The SPARQL 1.1 Protocol: a request to the endpoint becomes a job.

https://www.w3.org/TR/sparql11-protocol/, section 2.1: a query comes by GET, by POST as a form, or
by POST as it is. Parameters that are not known are passed over, as clients add their own. Nothing
here reads SPARQL.

Must not know: who answers, what the record holds.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.bodies import Pairs, body, pairs, reader
from kg.web.messages import Job, Refused
from kg.web.site import ONE_LINE, PROBLEM, Site, refusal

PATH = "/sparql"
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST = 100 << 20  # bytes of an answer
_NO_UPDATES = "updates are refused: this endpoint only answers queries"
_TAKES = f"POST takes {_FORM} or {_QUERY}"


def routes(site: Site) -> list[Route]:
    """Return the endpoint of *site*."""

    async def endpoint(request: Request) -> Response:
        try:
            return await site.respond(request, _job(request, await _told(request)), ONE_LINE)
        except Refused as fault:
            late_or_large = fault.reply.status in (408, 413)
            return refusal(request, fault.reply, PROBLEM if late_or_large else ONE_LINE)

    return [Route(PATH, endpoint, methods=["GET", "POST"])]


async def _told(request: Request) -> Pairs:
    """Return the parameters of *request*, wherever they stand, the query among them."""
    in_address = pairs(request.scope["query_string"])
    if request.method != "POST":
        return in_address
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
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


def _job(request: Request, told: Pairs) -> Job:
    """Return what *told* asks; a GET without a query asks what there is to be asked."""
    queries = [value for name, value in told if name == "query"]
    if any(name == "update" for name, _ in told):
        raise Refused(403, _NO_UPDATES)
    if not queries and request.method == "POST":
        raise Refused(400, "there is no query: send one as the parameter query")
    if len(queries) > 1:
        raise Refused(400, f"there are {len(queries)} queries: send one")
    accept = request.headers.get("accept", "")
    if not queries:
        return Job("service", {"accept": accept, **reader(request)})
    given: dict[str, Any] = {"query": queries[0], "accept": accept, "most": _MOST}
    for name, parameter in (("default", "default-graph-uri"), ("named", "named-graph-uri")):
        if found := [value for key, value in told if key == parameter]:
            given[name] = found
    return Job("sparql", given)
