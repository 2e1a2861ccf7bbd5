"""What was asked and how it was answered: a line of JSON for each request, and numbers.

Must not know: what an answer says.
"""

import json
import sys
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from kg.errors import shown


class Request(NamedTuple):
    """A request that was answered, in *seconds*, with *size* bytes of a body."""

    method: str
    path: str
    query: str
    status: int
    size: int
    seconds: float


class Hears(Protocol):
    """What is told of each request."""

    def __call__(self, request: Request, /) -> None:
        """Take note of *request*."""


def line(request: Request) -> None:
    """Write *request* to standard output as a line of JSON."""
    told = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": shown(request.path),
        "query": shown(request.query),
        "status": request.status,
        "bytes": request.size,
        "ms": round(request.seconds * 1000, 1),
    }
    sys.stdout.write(json.dumps({k: v for k, v in told.items() if v != ""}) + "\n")
    sys.stdout.flush()
