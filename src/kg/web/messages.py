"""What passes between the front, which speaks HTTP, and the workers, which know the record.

The front never reads SPARQL or RDF: it hands a job to a worker and passes the reply on.

Must not know: HTTP libraries, what an act does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from kg.errors import KgError

PROBLEM = "application/problem+json"  # RFC 9457
_JSON = json.JSONEncoder(sort_keys=True)
_HEADS = 1000  # that are kept, since most replies have one of a few


@dataclass(frozen=True)
class Job:
    """An act of `kg.web.acts`, by its name, with what it is given: values of JSON."""

    act: str
    given: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def encoded(self) -> bytes:
        """The job as bytes; equal jobs have equal ones."""
        return _JSON.encode([self.act, self.given]).encode()

    @classmethod
    def decoded(cls, found: bytes) -> "Job":
        """Return the job that *found*, which `encoded` made, stands for."""
        return cls(*json.loads(found.decode()))


@dataclass(frozen=True)
class Reply:
    """A status of HTTP, headers by their names, and a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def detail(self) -> str:
        """Why there is no answer, as a problem says it."""
        return str(json.loads(self.body)["detail"])

    @property
    def encoded(self) -> bytes:
        """The reply as bytes: the length of the head in four, the head, the body."""
        return _head(self.status, tuple(self.headers.items())) + self.body

    @classmethod
    def decoded(cls, found: bytes) -> "Reply":
        """Return the reply that *found*, which `encoded` made, stands for."""
        end = 4 + int.from_bytes(found[:4], "big")
        status, headers = _told(found[4:end])
        return cls(status, headers, found[end:])


@lru_cache(_HEADS)
def _head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    head = json.dumps([status, dict(headers)]).encode()
    return len(head).to_bytes(4, "big") + head


@lru_cache(_HEADS)
def _told(head: bytes) -> tuple[int, Mapping[str, str]]:
    status, headers = json.loads(head)
    return status, MappingProxyType(headers)


def document(body: bytes | str, media_type: str, **headers: str) -> Reply:
    """Return the reply with *body* of *media_type*; other *headers* have _ for each hyphen."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    encoded = body.encode() if isinstance(body, str) else body
    return Reply(200, {"Content-Type": media_type, **told}, encoded)


def problem(status: int, detail: str, **more: object) -> Reply:
    """Return the reply that says in one sentence, *detail*, why there is no other (RFC 9457).

    *more* are members besides, such as the line and the column of a fault.
    """
    told = {"status": status, "title": TITLES.get(status, "Error"), "detail": detail, **more}
    headers = {"Content-Type": PROBLEM, "Cache-Control": "no-store"}
    return Reply(status, headers, json.dumps(told, ensure_ascii=False).encode())


class Refused(KgError):
    """A request that gets no answer: *status* of HTTP says of which kind the reason is."""

    def __init__(self, status: int, detail: str, **more: object) -> None:
        self.reply = problem(status, detail, **more)
        super().__init__(detail)


TITLES = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
