"""Linked data: an IRI of ours leads to a document, in the format that the client likes.

A thing is no document, so its address sends on to one (303); a graph and an ontology are, and are
there at once. An address with a suffix is one format for whoever asks; without, the client's Accept
header decides, and Content-Location names what was chosen.

Must not know: who answers, what there is.
"""

from collections.abc import Awaitable, Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.addresses import DOCUMENTS, FORMATS, GRAPHS, HTML, THINGS, split
from kg.web.bodies import header, reader
from kg.web.messages import Job, Refused
from kg.web.negotiation import best
from kg.web.site import Site

# Other names by which clients ask for a format. None is of XML as such: browsers name it, too.
_ALSO = {
    "application/json": "jsonld",
    "application/turtle": "ttl",
    "application/x-turtle": "ttl",
    "text/n3": "ttl",
    "text/plain": "nt",  # as rdflib asks for it
}
_TYPES = {**{media_type: name for name, media_type in FORMATS.items()}, **_ALSO}

_Answers = Callable[[Request], Awaitable[Response]]


def routes(site: Site) -> list[Route]:
    """Return the addresses of what *site* describes, and its first page."""

    def answering(job: Callable[[Request], Job]) -> _Answers:
        async def answer(request: Request) -> Response:
            return await site.respond(request, job(request))

        return answer

    return [
        Route("/", answering(_start)),
        *(Route(path, answering(_thing)) for path in _below(*THINGS)),
        *(Route(path, answering(_document)) for path in _below(DOCUMENTS, *GRAPHS)),
    ]


def _below(*starts: str) -> Iterator[str]:
    """Yield the addresses that begin with one of *starts*, as routes."""
    for start in starts:
        yield f"/{start}{{rest:path}}"


def _start(request: Request) -> Job:
    return Job("start", reader(request))


def _thing(request: Request) -> Job:
    """Return what is to be asked of the thing at the address: where it is described."""
    given = {"path": _path(request), "format": _liked(request)}
    return Job("thing", {**given, **reader(request)})


def _document(request: Request) -> Job:
    path, suffix = split(_path(request))
    found = suffix or _liked(request)
    if not found:
        raise Refused(406, f"the document comes as {', '.join(FORMATS.values())}: accept one")
    read_by = reader(request)
    told = read_by if found == HTML else {"root": read_by["root"]}
    return Job("document", {"path": path, "format": found, "chosen": not suffix, **told})


def _path(request: Request) -> str:
    """Return the path below the root, without the slash that it begins with."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")).removeprefix("/")


def _liked(request: Request) -> str:
    """Return the format that *request* likes best, "" if it takes none that there is.

    Where HTML is named, it goes before others of the same quality: people's browsers name it.
    """
    accept = header(request.scope, b"accept")
    first = [FORMATS[HTML]] if FORMATS[HTML] in accept.lower() else []
    return _TYPES.get(best(accept, tuple(dict.fromkeys([*first, *_TYPES]))) or "", "")
