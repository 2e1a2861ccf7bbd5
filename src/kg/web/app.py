"""All addresses of a site, and what holds for every response: CORS, limits, how faults are told.

Must not know: who answers, what the record holds.
"""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.web import linked, protocol
from kg.web.messages import problem
from kg.web.site import Site, exact, refusal

_PARTS = (protocol, linked)
_LONGEST = 16 << 10  # bytes of an address
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


def application(site: Site) -> ASGIApp:
    """Return *site* as an application by ASGI."""
    routes = [route for part in _PARTS for route in part.routes(site)]
    addresses = Starlette(routes=routes, exception_handlers={HTTPException: _told})
    addresses.router.redirect_slashes = False  # to an address with the client's Host in it
    return _Door(addresses, site)


async def _told(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101  # what it is registered for
    detail = _REASONS.get(fault.status_code, str(fault.detail))
    response = refusal(request, problem(fault.status_code, detail))
    response.headers.update(fault.headers or {})
    return response


class _Door:
    """What each request passes on its way in, and each response on its way out."""

    def __init__(self, inner: ASGIApp, site: Site) -> None:
        self._inner, self._site = inner, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request *scope*."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_ANY]
            await send(message)

        answer = self._at_once(scope)
        await (answer or self._inner)(scope, receive, sent)

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
