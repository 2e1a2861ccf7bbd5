"""Which of several media types or languages a client would rather have, by its headers.

By RFC 9110, sections 12.5.1 and 12.5.4: the most specific range that matches gives the quality; of
what has the same quality, that which is offered first is chosen.

Must not know: what the types hold.
"""

from collections.abc import Iterator, Sequence
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


def best_language(accept_language: str, offered: Sequence[str]) -> str:
    """Return the one of the languages *offered* that *accept_language* likes best, else the first.

    >>> best_language("ja-JP, en;q=0.5", ["en", "ja"]), best_language("fr", ["en", "ja"])
    ('ja', 'en')
    """
    liked: dict[str, float] = {}
    for name, quality in _weighed(accept_language):
        language = name.partition("-")[0]
        liked[language] = max(quality, liked.get(language, 0.0))
    return max(offered, key=lambda language: liked.get(language, liked.get("*", 0.0)))


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
    for media_type, quality in _weighed(accept):
        name = "*/*" if media_type == "*" else media_type  # as Java's own client has it
        if "/" in name:
            yield _Range(name, quality)


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    """Yield what *header* lists, each with its quality."""
    for part in header.lower().split(",")[:_MOST]:
        name, *params = (piece.strip() for piece in part.split(";"))
        given = (param.removeprefix("q=") for param in params if param.startswith("q="))
        yield name, _number(next(given, "1"))


def _number(text: str) -> float:
    """Return the quality that *text* says; what is none counts as nothing."""
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
