"""All addresses of a site, and what holds for every response: CORS, limits, how faults are told.

Must not know: who answers, what the record holds.
"""

from asyncio import CancelledError, timeout
from collections.abc import Coroutine
from time import monotonic
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.web import agents, described, linked, operation, protocol, questions
from kg.web.journal import Hears
from kg.web.journal import Request as Told
from kg.web.messages import Refused, problem
from kg.web.site import EVERY, Ready, Site, exact, refusal

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
_IF_NEW = b"if-none-match"
_LEFT = 503  # the client did, before the answer came
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
        start, status, size = monotonic(), 0, 0
        dressed = _dressed(send)

        async def sent(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await dressed(message)

        try:
            await self._for(scope)(scope, receive, sent)
        finally:
            self._tell(scope, status, size, monotonic() - start)

    def at_once(self, scope: Scope) -> Ready | None:
        """Return the response to *scope* that was sent before, if that is as good as a new one."""
        if scope["method"] != "GET" or any(name == _IF_NEW for name, _ in scope["headers"]):
            return None
        seen = self._site.served.seen.get(exact(scope))
        if seen:
            self._tell(scope, seen.status, len(seen.body), 0.0)
        return seen

    def directly(self, scope: Scope) -> Coroutine[Any, Any, Ready] | None:
        """Return what makes the response to *scope*, if it is simple enough to need no more."""
        answer = None if _long(scope) else protocol.directly(self._site, scope)
        return self._told(scope, answer) if answer else None

    def sending(self, ready: Ready) -> ASGIApp:
        """Return what sends *ready*, however large it is, to whoever asks."""

        async def send_it(scope: Scope, receive: Receive, send: Send) -> None:
            await ready.response(scope, receive, _dressed(send))

        return send_it

    async def _told(self, scope: Scope, answer: Coroutine[Any, Any, Ready]) -> Ready:
        """Return what *answer* makes, and tell of it; a fault is left to be told elsewhere."""
        start = monotonic()
        try:
            ready = await answer
        except CancelledError:
            self._tell(scope, _LEFT, 0, monotonic() - start)
            raise
        self._tell(scope, ready.status, len(ready.body), monotonic() - start)
        return ready

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

    def _tell(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        if self._hears:
            query = scope["query_string"].decode("ascii", "replace")
            told = Told(scope["method"], scope["path"], query, status, size, seconds)
            for hear in self._hears:
                hear(told)


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
