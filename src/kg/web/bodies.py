"""The body of a request, which may be large and may come slowly.

Must not know: what it says.
"""

from anyio import fail_after
from starlette.requests import Request

from kg.web.messages import Refused

_MOST = 1 << 20  # bytes
_SECONDS = 10.0


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
