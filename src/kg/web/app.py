"""All addresses of a site, and what holds for every response: CORS, limits, how faults are told.

Must not know: who answers, what the record holds.
"""

from asyncio import timeout
from functools import partial
from time import monotonic

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.web import agents, described, linked, operation, protocol, questions
from kg.web.journal import Hears
from kg.web.journal import Request as Told
from kg.web.messages import Refused, Reply, problem
from kg.web.responses import EVERY, ONE_LINE, Ready, refusal
from kg.web.site import Exchange, Site, exact

_PARTS = (agents, described, operation, protocol, questions, linked)
_LONGEST = 16 << 10  # bytes of an address
_PIECE = 256 << 10  # bytes of a body that are sent at once
_SECONDS = 30.0  # for a client to take one
_METHODS = "GET, HEAD, OPTIONS, POST"
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Max-Age": "86400",
}
_REASONS = {404: "there is nothing at this address", 405: "this address takes other methods"}


def application(site: Site, journal: Hears | None = None) -> "Door":
    """Return *site* as an application by ASGI; *journal* and its metrics hear of each request."""
    routes = [route for part in _PARTS for route in part.routes(site)]
    told = {Refused: _refused, HTTPException: _told, Exception: _failed}
    addresses = Starlette(routes=routes, exception_handlers=told)
    addresses.router.redirect_slashes = False  # to an address with the client's Host in it
    hears = [each for each in (journal, site.metrics) if each]
    return Door(addresses, site, hears)


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Refused)  # noqa: S101  # what it is registered for
    return refusal(request.scope, fault.reply).response


async def _told(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101  # what it is registered for
    detail = _REASONS.get(fault.status_code, str(fault.detail))
    response = refusal(request.scope, problem(fault.status_code, detail)).response
    response.headers.update(fault.headers or {})
    return response


async def _failed(request: Request, _: Exception) -> Response:
    reply = problem(500, "the server has a fault, and its keeper was told")
    return refusal(request.scope, reply).response


class Door:
    """What each request passes on its way in, and each response on its way out."""

    def __init__(self, inner: Starlette, site: Site, hears: list[Hears]) -> None:
        self._inner, self._site, self._hears = inner, site, hears

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request *scope*."""
        await self._through(self._for(scope), monotonic(), scope, receive, send)

    def at_once(self, scope: Scope) -> Ready | None:
        """Return the response to *scope* that was sent before, if that is as good as a new one."""
        return self._site.served.seen.get(exact(scope)) if scope["method"] == "GET" else None

    def directly(self, scope: Scope) -> Exchange | None:
        """Return what leads to the response to *scope*, if it is simple enough to need no more."""
        job = None if _long(scope) else protocol.plain(scope)
        exchange = Exchange(self._site.served, scope, job, ONE_LINE) if job else None
        return exchange if exchange and exchange.is_new else None

    def sending(self, exchange: Exchange, reply: Reply) -> ASGIApp:
        """Return what sends the response that *exchange* makes from *reply*, however large."""

        async def send_it(scope: Scope, receive: Receive, send: Send) -> None:
            ready = await exchange.made(reply)
            await ready.response(scope, receive, send)

        return partial(self._through, send_it, exchange.since)

    def tell(self, scope: Scope, status: int, size: int = 0, seconds: float = 0.0) -> None:
        """Tell of the request *scope* that it was answered with *status*; 503 if nobody waited."""
        if self._hears:
            query = scope["query_string"].decode("ascii", "replace")
            told = Told(scope["method"], scope["path"], query, status, size, seconds)
            for hear in self._hears:
                hear(told)

    async def _through(
        self, inner: ASGIApp, since: float, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let *inner* answer the request *scope*, which came at the time *since*; tell of it."""
        status, size = 0, 0
        dressed = _dressed(send)

        async def sent(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await dressed(message)

        try:
            await inner(scope, receive, sent)
        finally:
            self.tell(scope, status, size, monotonic() - since)

    def _for(self, scope: Scope) -> ASGIApp:
        """Return what answers *scope*."""
        if _long(scope):
            detail = f"the address is longer than {_LONGEST >> 10} kB: send the query by POST"
            return refusal(scope, problem(414, detail)).response
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers={**_PREFLIGHT, "Allow": self._allowed(scope)})
        return self._inner

    def _allowed(self, scope: Scope) -> str:
        """Return the methods that the address in *scope* takes, all of ours if there is none."""
        found = (r for r in self._inner.routes if r.matches(scope)[0] is not Match.NONE)
        methods = next((r.methods for r in found if isinstance(r, Route) and r.methods), None)
        return ", ".join(sorted({*methods, "OPTIONS"})) if methods else _METHODS


def _long(scope: Scope) -> bool:
    return len(scope["raw_path"]) + len(scope["query_string"]) > _LONGEST


def _dressed(send: Send) -> Send:
    """Return what sends with the headers of every response, as fast as the client takes it."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send({**message, "headers": [*message["headers"], *EVERY]})
        else:
            await _in_pieces(message, send)

    return sent


async def _in_pieces(message: Message, send: Send) -> None:
    """Send the body of *message* no faster than the client takes it, nor for ever."""
    body = message.get("body", b"")
    if len(body) <= _PIECE:
        await send(message)
        return
    for at in range(0, len(body), _PIECE):
        more = at + _PIECE < len(body) or message.get("more_body", False)
        piece = {**message, "body": body[at : at + _PIECE], "more_body": more}
        async with timeout(_SECONDS):
            await send(piece)
