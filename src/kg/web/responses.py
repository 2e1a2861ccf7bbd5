"""Responses as they are sent, and how what is wrong is told: as JSON, as one line, or as a page.

Must not know: which addresses there are, jobs, who answers them.
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from starlette.responses import Response

from kg.web.bodies import header
from kg.web.messages import PROBLEM, TITLES, Reply
from kg.web.negotiation import best
from kg.web.policy import policy

UNCHANGED = 304
_TOO_MUCH = (408, 413, 503)  # for the time or the space that there is

# The headers of every response.
EVERY = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Content-Location, ETag, Link, Location, Retry-After"),
    (b"vary", b"Accept, Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
]
_EVERY = b"".join(b"%b: %b\r\n" % each for each in EVERY) + b"\r\n"
ONE_LINE = "text/plain"
_HTML = "text/html"
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<p><a href="{root}/">Parley</a></p>
<h1>{title}</h1>
<p>{detail}</p>
</body>
</html>
"""
_STYLE = """\
html{font:100%/1.55 system-ui,sans-serif}
body{margin:0 auto;max-width:62rem;padding:.7rem 1.1rem;overflow-wrap:anywhere}
"""
_MAY = policy(_STYLE)


class Ready:
    """A response that can be sent as often as it is wanted: a status, a head and a body.

    The head is all of the lines of headers, with the empty one after them; *tag* is its ETag.
    """

    def __init__(
        self, status: int, headers: Mapping[str, str], body: bytes = b"", tag: str = ""
    ) -> None:
        self.status, self.body = status, body
        self._headers = {"ETag": tag, **headers} if tag else headers
        own = f"ETag: {tag}\r\n" if tag else ""
        length = "" if status == UNCHANGED else f"Content-Length: {len(body)}\r\n"
        self.head = f"{own}{length}".encode() + _lines(tuple(headers.items()))

    @property
    def response(self) -> Response:
        """It as Starlette has it."""
        return Response(self.body, self.status, self._headers)


@lru_cache(1000)  # since most responses have one of a few
def _lines(headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return the last lines of a head, *headers* and those of every response."""
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode("latin-1") + _EVERY


def refusal(scope: Mapping[str, Any], reply: Reply, likely: str = PROBLEM) -> Ready:
    """Return what *reply* says is wrong, as JSON, as one line or as a page: as *scope* likes best.

    Where the request likes all the same, it is of the media type *likely*, or JSON if there
    was too much for an answer rather than anything wrong.
    """
    likely = PROBLEM if reply.status in _TOO_MUCH else likely
    offered = (likely, PROBLEM, "application/json", ONE_LINE, _HTML)
    chosen = best(header(scope, b"accept"), offered) or likely
    headers, body = {**reply.headers, "Content-Type": utf8(chosen)}, reply.body
    if chosen == ONE_LINE:
        body = f"{reply.detail}\n".encode()
    elif chosen == _HTML:
        headers["Content-Security-Policy"] = _MAY
        body = _page(reply, scope.get("root_path", "")).encode()
    return Ready(reply.status, headers, body)


def _page(reply: Reply, root: str) -> str:
    title = TITLES.get(reply.status, "Error")
    detail, home = escape(reply.detail), escape(root.rstrip("/"))
    return _PAGE.format(title=title, detail=detail, root=home, style=_STYLE)


def utf8(media_type: str) -> str:
    """Return *media_type* with its charset, where others than UTF-8 could be meant."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
