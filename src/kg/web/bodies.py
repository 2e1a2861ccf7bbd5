"""What a request brings: its body, which may be large and may come slowly, and parameters.

Must not know: what they say.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from anyio import fail_after
from starlette.requests import Request

from kg.web.messages import Refused

_MOST = 1 << 20  # bytes
_SECONDS = 10.0

Pairs = Sequence[tuple[str, str]]


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


def pairs(sent: bytes) -> Pairs:
    """Return the parameters in *sent*, in order; raise Refused if they cannot be read."""
    try:
        return parse_qsl(sent.decode(), keep_blank_values=True, errors="strict")
    except ValueError as fault:
        raise Refused(400, "the parameters are not in UTF-8, or too many") from fault
