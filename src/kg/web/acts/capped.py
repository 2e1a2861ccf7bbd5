"""How much an answer may hold: rows or triples, and bytes.

The engine writes its rows itself, so they are counted in what it wrote.

Must not know: HTTP libraries, what is asked.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from kg.web.messages import Refused

T = TypeVar("T")

_SHORTEST = 2  # bytes of a row
_WAY_OUT = "add a LIMIT, or ask for less at a time"


@dataclass(frozen=True)
class Most:
    """What an answer may hold: *rows* (or triples), and *size* bytes."""

    rows: int = 1_000_000
    size: int = 100 << 20

    def of(self, some: Iterable[T]) -> list[T]:
        """Return *some* rows or triples; raise Refused if there are too many."""
        found = list(islice(some, self.rows + 1))
        self.hold(len(found))
        return found

    def output(self) -> "Capped":
        """Return where an answer is written to."""
        return Capped(self.size)

    def check(self, body: bytes, media_type: str) -> None:
        """Raise Refused if there are too many rows in *body*."""
        if len(body) > self.rows * _SHORTEST:
            self.hold(rows(body, media_type))

    def hold(self, number: int) -> None:
        """Raise Refused if an answer may not have *number* rows."""
        if number > self.rows:
            raise Refused(413, f"the answer has more than {self.rows:,} rows: {_WAY_OUT}")


class Capped(io.BytesIO):
    """Bytes in memory, up to *most*; more raise Refused."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, some: Any) -> int:  # noqa: ANN401  # as BytesIO has it
        """Add *some* bytes."""
        self._left -= len(some)
        if self._left < 0:
            raise Refused(413, f"the answer is too large: {_WAY_OUT}")
        return super().write(some)


def rows(body: bytes, media_type: str) -> int:
    r"""Return how many rows *body* has, SPARQL results of *media_type* as the engine writes them.

    >>> rows(b'a,b\r\n1,"x\r\ny, ""z"", "\r\n', "text/csv")
    1
    """
    if media_type.endswith("xml"):
        return body.count(b"<result>")
    if media_type == "text/tab-separated-values":  # in which a text has no line end
        return body.count(b"\n") - 1
    if media_type == "text/csv":
        return sum(part.count(b"\n") for part in body.split(b'"')[::2]) - 1
    unescaped = body.replace(rb"\\", b"").replace(rb"\"", b"")
    outside = b"".join(unescaped.split(b'"')[::2])
    return outside.count(b"[{") + outside.count(b",{")
