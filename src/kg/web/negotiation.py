"""Which of several media types a client would rather have, by its Accept header.

By RFC 9110, section 12.5.1: the most specific range that matches a type gives its quality; of types
of equal quality the one that is offered first is chosen.

Must not know: what the types hold.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_MOST = 100  # ranges of a header that are read


class _Range(NamedTuple):
    media_type: str
    quality: float


@lru_cache(1024)
def best(accept: str, offered: tuple[str, ...]) -> str | None:
    """Return the one of the types *offered*, the likeliest first, that *accept* likes best.

    None if it takes none. Without *accept* any will do.

    >>> best("text/html;q=0.8, text/turtle", ("text/html", "text/turtle"))
    'text/turtle'
    >>> best("text/*;q=0.5, text/html;q=0", ("text/html", "text/turtle"))
    'text/turtle'
    >>> best("image/png", ("text/turtle",)) is None
    True
    """
    ranges = list(_ranges(accept)) or [_Range("*/*", 1.0)]
    qualities = {media_type: _quality(media_type, ranges) for media_type in offered}
    found = max(qualities, key=qualities.__getitem__, default=None)
    return found if found and qualities[found] > 0 else None


def _quality(media_type: str, ranges: list[_Range]) -> float:
    """Return the quality of *media_type*: that of the most specific range that it is in."""
    family = media_type.partition("/")[0]
    for wanted in (media_type, f"{family}/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def _ranges(accept: str) -> Iterator[_Range]:
    """Yield the media ranges of *accept*; parameters other than q are passed over."""
    for part in accept.lower().split(",")[:_MOST]:
        media_type, *params = (piece.strip() for piece in part.split(";"))
        media_type = "*/*" if media_type == "*" else media_type  # as Java's own client has it
        if "/" in media_type:
            given = (param.removeprefix("q=") for param in params if param.startswith("q="))
            yield _Range(media_type, _number(next(given, "1")))


def _number(text: str) -> float:
    """Return the quality that *text* says; what is none counts as nothing."""
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
