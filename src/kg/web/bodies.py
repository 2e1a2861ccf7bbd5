"""What a request brings: its headers, its body, which may be large or come slowly, a reader.

Must not know: what they say.
"""

from collections.abc import Mapping
from typing import Any

from anyio import fail_after
from starlette.requests import Request

from kg.web.addresses import LANGUAGES
from kg.web.messages import Refused
from kg.web.negotiation import best_language

_MOST = 1 << 20  # bytes
_SECONDS = 10.0


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """Return what the request *scope* says under *name*, "" if nothing.

    Several lines of one name are one list (RFC 9110, section 5.3).

    >>> header({"headers": [(b"accept", b"text/csv"), (b"accept", b"*/*;q=0.1")]}, b"accept")
    'text/csv, */*;q=0.1'
    """
    told = [value for known, value in scope["headers"] if known == name]
    return b", ".join(told).decode("latin-1") if told else ""


async def body(request: Request) -> bytes:
    """Return the body of *request*; raise Refused if it is too large, or comes too slowly."""
    found = bytearray()
    try:
        with fail_after(_SECONDS):
            async for some in request.stream():
                found += some
                if len(found) > _MOST:
                    raise Refused(413, f"the body is larger than {_MOST >> 20} MB")
    except TimeoutError as late:
        raise Refused(408, f"the body did not arrive within {_SECONDS:g} s") from late
    return bytes(found)


def reader(request: Request) -> dict[str, str]:
    """Return what a page is made for: `root`, with which paths begin, `language` and `query`.

    The language is the one that the address says, else what the client likes. `query` is what the
    address says of it, so that links go on in that language.
    """
    root = request.scope.get("root_path", "").rstrip("/")
    wanted = request.query_params.get("lang", "")
    if wanted in LANGUAGES:
        return {"root": root, "language": wanted, "query": f"?lang={wanted}"}
    liked = best_language(header(request.scope, b"accept-language"), LANGUAGES)
    return {"root": root, "language": liked, "query": ""}
