"""The tools of `kg mcp` at `/mcp`, by the protocol's Streamable HTTP.

What the protocol says by itself is answered here, what the record knows by jobs. Each POST is on
its own: there are no sessions, and no stream of the server's own to GET.

Must not know: what the tools do, the record.
"""

import json
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from anyio import move_on_after, to_thread
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from kg.errors import BadInput, NotInstalled
from kg.extras import library
from kg.web.bodies import body
from kg.web.messages import Job, Refused, Reply
from kg.web.site import Site

if TYPE_CHECKING:
    from kg.mcp.calls import Outcome
    from kg.mcp.resources import Resource


def routes(site: Site) -> list[Route]:
    """Return the address for agents of *site*."""
    return [Route("/mcp", _Door(site), methods=["POST"])]


class _Door:
    """Where a message of the protocol comes in, as an application by ASGI."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request *scope*."""
        request = Request(scope, receive)
        try:
            server = await to_thread.run_sync(_server)
        except NotInstalled as fault:
            raise Refused(501, str(fault)) from fault
        sent = await body(request)
        await server.exchange(_ByJobs(self._site, request), scope, _again(sent, receive), send)


def _server() -> ModuleType:
    """Return the module that speaks the protocol, whose library is slow to import."""
    library("mcp.server.context", "mcp", "/mcp")
    return library("kg.mcp.server", "mcp", "/mcp")


def _again(sent: bytes, receive: Receive) -> Receive:
    """Return what receives *sent*, which was read already, and then what *receive* does."""
    unread: list[Message] = [{"type": "http.request", "body": sent, "more_body": False}]

    async def received() -> Message:
        return unread.pop() if unread else await receive()

    return received


class _ByJobs:
    """Answers by jobs, which end if the client of *request* goes away; see kg.mcp.answering."""

    def __init__(self, site: Site, request: Request) -> None:
        self._site, self._request = site, request

    async def call(self, tool: str, arguments: Mapping[str, object]) -> "Outcome":
        """Return what *tool* answers to *arguments*."""
        from kg.mcp import asking, calls

        seconds = calls.seconds(tool, arguments)
        with move_on_after(seconds):
            reply = await self._ask("call", tool=tool, arguments=dict(arguments))
            if reply.status == 200:  # noqa: PLR2004  # found, of HTTP
                return calls.Outcome(reply.body.decode())
            return calls.Outcome(reply.detail, failed=True)
        return calls.Outcome(asking.stopped(seconds or 0), failed=True)

    async def resources(self) -> "Sequence[Resource]":
        """Return what there is to read."""
        from kg.mcp.resources import Resource

        reply = await self._found("resources")
        return [Resource(*each) for each in json.loads(reply.body)]

    async def read(self, uri: str) -> tuple[str, str]:
        """Return the text at *uri*, and its media type."""
        reply = await self._found("resource", uri=uri)
        return reply.body.decode(), reply.headers["Content-Type"]

    async def _found(self, act: str, **given: object) -> Reply:
        reply = await self._ask(act, **given)
        if reply.status != 200:  # noqa: PLR2004  # as above
            raise BadInput(reply.detail)
        return reply

    async def _ask(self, act: str, **given: object) -> Reply:
        return await self._site.ask(self._request, Job(act, given))
