"""All addresses of a site, and what holds for every response: CORS, limits, how faults are told.

Must not know: who answers, what the record holds.
"""

from asyncio import timeout
from time import monotonic

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.web import linked, operation, protocol
from kg.web.journal import Hears
from kg.web.journal import Request as Told
from kg.web.messages import problem
from kg.web.site import Site, exact, refusal

_PARTS = (operation, protocol, linked)
_LONGEST = 16 << 10  # bytes of an address
_PIECE = 256 << 10  # bytes of a body that are sent at once
_SECONDS = 30.0  # for a client to take one
_METHODS = "GET, HEAD, OPTIONS, POST"
_ANY = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Content-Location, ETag, Link, Location, Retry-After"),
    (b"vary", b"Accept, Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}
_REASONS = {404: "there is nothing at this address", 405: "this address takes other methods"}


def application(site: Site, journal: Hears | None = None) -> ASGIApp:
    """Return *site* as an application by ASGI; *journal* and its metrics hear of each request."""
    routes = [route for part in _PARTS for route in part.routes(site)]
    told = {HTTPException: _told, Exception: _failed}
    addresses = Starlette(routes=routes, exception_handlers=told)
    addresses.router.redirect_slashes = False  # to an address with the client's Host in it
    hears = [each for each in (journal, site.metrics) if each]
    return _Door(addresses, site, hears)


async def _told(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101  # what it is registered for
    detail = _REASONS.get(fault.status_code, str(fault.detail))
    response = refusal(request, problem(fault.status_code, detail))
    response.headers.update(fault.headers or {})
    return response


async def _failed(request: Request, _: Exception) -> Response:
    return refusal(request, problem(500, "the server has a fault, and its keeper was told"))


class _Door:
    """What each request passes on its way in, and each response on its way out."""

    def __init__(self, inner: ASGIApp, site: Site, hears: list[Hears]) -> None:
        self._inner, self._site, self._hears = inner, site, hears

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request *scope*."""
        start, status, size = monotonic(), 0, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_ANY]
                await send(message)
            else:
                size += len(message.get("body", b""))
                await _in_pieces(message, send)

        try:
            await (self._at_once(scope) or self._inner)(scope, receive, sent)
        finally:
            if self._hears:
                query = scope["query_string"].decode("ascii", "replace")
                seconds = monotonic() - start
                told = Told(scope["method"], scope["path"], query, status, size, seconds)
                for hear in self._hears:
                    hear(told)

    def _at_once(self, scope: Scope) -> ASGIApp | None:
        """Return the response to *scope* that needs no thought, if there is one."""
        if len(scope["raw_path"]) + len(scope["query_string"]) > _LONGEST:
            detail = f"the address is longer than {_LONGEST >> 10} kB: send the query by POST"
            return refusal(Request(scope), problem(414, detail))
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if scope["method"] == "GET" and not _asks_for_news(scope):
            return self._site.served.seen.get(exact(scope))
        return None


def _asks_for_news(scope: Scope) -> bool:
    return any(name == b"if-none-match" for name, _ in scope["headers"])


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
