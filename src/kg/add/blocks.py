"""A text as blocks: runs of lines, each with its position in the text without white space.

Must not know: what the blocks are to the document.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.add import signs
from kg.evidence import squeeze


@dataclass(frozen=True)
class Line:
    """A line with something on it; *opens* tells that a blank line or a page's end is above it."""

    text: str
    start: int
    end: int
    opens: bool


@dataclass(frozen=True)
class Block:
    """A run of lines, joined by line feeds, from code point *start* to *end*."""

    text: str
    start: int
    end: int

    @property
    def is_artifact(self) -> bool:
        """Whether the block belongs to the layout: a dash, a row of signs, a page number."""
        return signs.is_rule(self.text) or signs.is_page_number(self.text)


def lines(text: str) -> list[Line]:
    """Return the lines of *text* that are not blank.

    Where no blank line parts any of them, each opens a block.
    """
    found, parted, position = list[Line](), False, 0
    for page in text.split("\f"):
        first, blank = True, False
        for line in page.splitlines():
            if size := len(squeeze(line)):
                found.append(Line(line, position, position + size, first or blank))
                parted = parted or (blank and not first)
                position += size
            first, blank = first and not size, not size
    return found if parted else [replace(line, opens=True) for line in found]


def blocks(found: Iterable[Line]) -> Iterator[Block]:
    """Yield the blocks of the lines *found*: what blank lines, lists and headings part."""
    run = list[Line]()
    for line in found:
        if run and (line.opens or _parts(run[0].text, run[-1].text, line.text)):
            yield joined(run)
            run = []
        run.append(line)
    if run:
        yield joined(run)


def _parts(first: str, last: str, line: str) -> bool:
    """Say whether *line* begins a block, though no blank line parts it from *first* to *last*."""
    if any(signs.is_rule(text) or signs.is_marked_heading(text) for text in (last, line)):
        return True
    return signs.is_item(line) and (signs.is_item(first) or signs.is_complete(last))


def joined(pieces: Sequence[Line | Block]) -> Block:
    """Return *pieces*, which follow each other, as one block."""
    text = "\n".join(piece.text for piece in pieces)
    return Block(text, pieces[0].start, pieces[-1].end)
