"""Markdown as GitHub reads it, out of text that may hold anything.

Must not know: what is told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.results.people import safe

_FEW = 10  # entries of a list that stands open
# What begins something in Markdown or HTML, or calls somebody (@) or an issue (#1).
_MARKS = re.compile(r"[\\`*_\[\]<>|~@&$]|#(?=\d)")
_ENTITIES = {mark: f"&#{ord(mark)};" for mark in "@#&<>|$"}


def escaped(text: str) -> str:
    r"""Return *text* so that it is read as it stands, on one line.

    >>> escaped("a <b> of *stars*, @all")
    'a &#60;b&#62; of \\*stars\\*, &#64;all'
    """
    line = " ".join(safe(text).split())
    return _MARKS.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), line)


def code(text: str) -> str:
    """Return *text* in the letters of code.

    >>> code("kg:Claim")
    '`kg:Claim`'
    """
    return f"`{_line(text).replace('`', chr(39))}`"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: bool = False) -> list[str]:
    """Return a table of cells that are Markdown; with *numbers*, all but the first to the right."""
    rule = ["---", *("---:" if numbers else "---" for _ in heads[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows)]


def folded(summary: str, inside: Iterable[str], entries: int) -> Iterator[str]:
    """Yield *inside* below a *summary* to click on, which stands open if the *entries* are few."""
    yield f"<details{' open' if entries <= _FEW else ''}><summary>{summary}</summary>"
    yield ""
    yield from inside
    yield ""
    yield "</details>"


def changed(removed: Iterable[str], added: Iterable[str]) -> Iterator[str]:
    """Yield what went and what came as a block, within an entry of a list; nothing of nothing."""
    lines = [*(f"  - {_line(text)}" for text in removed), *(f"  + {_line(t)}" for t in added)]
    yield from ["  ```diff", *lines, "  ```"] if lines else []


def _line(text: str) -> str:
    return " ".join(safe(text).split())
