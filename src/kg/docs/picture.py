"""What a picture is made of: boxes with lines of text, and lines between them.

Must not know: where the boxes lie, how they are drawn.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LINE, _PADDING = 18, 10  # pixels: height of a line of text, margin around it
_LETTER = 7.1  # pixels: the mean width of a Latin letter of 13 pixels
_WIDE = 13.2  # pixels: the width of a Japanese one


@dataclass(frozen=True)
class Line:
    """A line of text in a box; with *iri* it names that term."""

    text: str
    iri: str = ""


@dataclass(frozen=True)
class Box:
    """A box with its text; *kind* is the style in which it is drawn, `words` has no frame."""

    key: str
    lines: tuple[Line, ...]
    kind: str = "own"

    @property
    def width(self) -> float:
        """The width that its longest line needs."""
        padding = 4 if self.kind == "words" else 2 * _PADDING
        return round(max(map(text_width, (line.text for line in self.lines))) + padding)

    @property
    def height(self) -> float:
        """The height that its lines need."""
        return len(self.lines) * _LINE + (2 if self.kind == "words" else _PADDING)


@dataclass(frozen=True)
class Edge:
    """A line between two boxes, given by their keys; *head* is `arrow`, `above` or "".

    `above` is an open arrowhead at the start: the start is the more general one.
    """

    start: str
    end: str
    head: str = ""


@dataclass(frozen=True)
class Placed:
    """A box with the place of its centre."""

    box: Box
    x: float
    y: float

    @property
    def left(self) -> float:
        """The left side."""
        return round(self.x - self.box.width / 2)

    @property
    def top(self) -> float:
        """The upper side."""
        return round(self.y - self.box.height / 2)

    def baselines(self) -> Iterator[tuple[Line, float]]:
        """Yield each line of text with the height at which it is written."""
        first = self.y - (len(self.box.lines) - 1) * _LINE / 2 + 4.5
        for number, line in enumerate(self.box.lines):
            yield line, round(first + number * _LINE)


@dataclass(frozen=True)
class Picture:
    """A drawing: boxes, and lines as SVG paths, each with its arrowhead's path and kind."""

    width: int
    height: int
    boxes: tuple[Placed, ...]
    lines: tuple[tuple[str, str, str], ...]


def text_width(text: str) -> float:
    """Return about how many pixels *text* takes.

    >>> text_width("立場") < text_width("post")
    True
    """
    wide = sum(unicodedata.east_asian_width(char) in "FW" for char in text)
    return wide * _WIDE + (len(text) - wide) * _LETTER
