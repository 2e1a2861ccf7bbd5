"""Where the record says what it is: descriptions, OpenAPI, the JSON-LD contexts, frames.

Must not know: what the descriptions say, where files lie.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.bodies import header
from kg.web.messages import Job
from kg.web.site import Site

_Endpoint = Callable[[Request], Awaitable[Response]]


def routes(site: Site) -> list[Route]:
    """Return the addresses of the descriptions of *site*."""

    def answer(act: str, **given: str) -> _Endpoint:
        async def endpoint(request: Request) -> Response:
            return await site.respond(request, Job(act, {**given, **request.path_params}))

        return endpoint

    async def graph(request: Request) -> Response:
        accept = header(request.scope, b"accept")
        given = {"graph": request.path_params["name"], "accept": accept}
        return await site.respond(request, Job("graph", given))

    async def openapi(request: Request) -> Response:
        return await site.respond(request, Job("openapi", {"root": request.scope["root_path"]}))

    return [
        Route("/.well-known/{name}", graph, methods=["GET"]),
        Route("/context/{name}", answer("file", folder="context"), methods=["GET"]),
        Route("/dcat.ttl", answer("catalogue"), methods=["GET"]),
        Route("/frames/{name}", answer("file", folder="frames"), methods=["GET"]),
        Route("/openapi.json", openapi, methods=["GET"]),
    ]
