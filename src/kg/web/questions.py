"""The stored questions as addresses: `/q` lists them, `/q/<name>` is the answer to one.

A suffix names the format (`/q/<name>.csv`); without one it is negotiated. The parameters of the
address are those of the question and the options of `kg query`.

Must not know: which questions there are, what they take.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.bodies import header, reader
from kg.web.messages import Job
from kg.web.parameters import pairs
from kg.web.site import Site


def routes(site: Site) -> list[Route]:
    """Return the addresses of the questions of *site*."""

    async def answer(request: Request) -> Response:
        return await site.respond(request, _job(request))

    return [
        Route("/q", answer, methods=["GET"]),
        Route("/q/{name}", answer, methods=["GET"]),
    ]


def _job(request: Request) -> Job:
    told = pairs(request.scope["query_string"])
    name = request.path_params.get("name")
    accept = header(request.scope, b"accept")
    if name is None:
        return Job("questions", {"accept": accept, "parameters": told, **reader(request)})
    _, dot, suffix = name.partition(".")
    negotiated = {} if dot else {"accept": accept}
    read_by = reader(request) if suffix in ("", "html") else {}
    return Job("question", {"name": name, "parameters": told, **negotiated, **read_by})
