"""The guide of the ontology, from Markdown: words, links to terms, pictures.

A code span that abbreviates a term of the project becomes a link to it; one that names no term is
an error. A fenced block `mermaid` holds a flowchart of boxes and arrows, the few forms of it that
are read here, so that other readers of Markdown draw it, too. HTML in the text stays text.

The one door to markdown-it. Must not know: what the guide says, layouts of pages.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kg.docs.layout import picture
from kg.docs.picture import Box, Edge, Line, Picture
from kg.errors import BadInput, Place
from kg.project import read
from kg.templates import is_address

if TYPE_CHECKING:
    from markdown_it.token import Token

_FLOWCHART = re.compile(r"\s*flowchart (TB|LR)\s*")
_BOX = re.compile(r'\s*(\w+)(\[|\(\[)"([^"]+)"(?:\]|\]\))\s*')
_ARROW = re.compile(r'\s*(\w+) --(?: "([^"]+)" --)?> (\w+)\s*')
_PICTURE_FORMS = 'flowchart TB, name["text"], name(["text"]), a --> b, a -- "text" --> b'


@dataclass(frozen=True)
class Guide:
    """The guide at *path*.

    *address* gives the address of a term from its abbreviation, or None; *is_term* says whether an
    abbreviation should name one; *drawn* makes HTML of a picture.
    """

    path: Path
    address: Callable[[str], str | None]
    is_term: Callable[[str], bool]
    drawn: Callable[[Picture], str]
    _lines: dict[int, int] = field(default_factory=dict)

    def html(self) -> str:
        """Return the guide as HTML.

        Raise BadInput with the line of a name without a term, or of a picture that cannot be read.
        """
        from markdown_it import MarkdownIt

        reader = MarkdownIt("commonmark", {"html": False}).enable("table")
        reader.validateLink = is_address  # type: ignore[assignment, method-assign]  # as its docs say
        tokens = reader.parse(read(self.path))
        self._lines.update((id(child), _line(t)) for t in tokens for child in t.children or [])
        reader.add_render_rule("code_inline", lambda _, *given: self._code(*given))
        reader.add_render_rule("fence", lambda _, *given: self._fence(*given))
        return str(reader.renderer.render(tokens, reader.options, {}))

    def _code(self, tokens: "Sequence[Token]", index: int, *_: object) -> str:
        text = tokens[index].content
        target = self.address(text)
        if target is None and self.is_term(text):
            reason = f"names {text}, which the ontology does not declare: name a declared term"
            raise BadInput(reason, Place(self.path, self._lines[id(tokens[index])]))
        span = f"<code>{escape(text)}</code>"
        return f'<a href="{escape(target)}">{span}</a>' if target else span

    def _fence(self, tokens: "Sequence[Token]", index: int, *_: object) -> str:
        token = tokens[index]
        if token.info.strip() != "mermaid":
            return f"<pre><code>{escape(token.content)}</code></pre>\n"
        return self.drawn(flowchart(token.content, Place(self.path, _line(token))))


def _line(token: "Token") -> int:
    """Return the line, from 1, on which *token* begins."""
    return token.map[0] + 1 if token.map else 1


def flowchart(text: str, place: Place) -> Picture:
    """Return the picture that the Mermaid *text*, which begins at *place*, describes.

    Raise BadInput with the line of what is not read here.
    """
    boxes: dict[str, Box] = {}
    edges: list[Edge] = []
    down = False
    for number, line in enumerate(text.splitlines(), start=place.line + 1):
        at = Place(place.file, number)
        if found := _FLOWCHART.fullmatch(line):
            down = found[1] == "TB"
        elif found := _BOX.fullmatch(line):
            kind = "own" if found[2] == "[" else "other"
            boxes[found[1]] = Box(found[1], _text(found[3]), kind)
        elif found := _ARROW.fullmatch(line):
            edges += _arrow(found, boxes, at)
        elif line.strip():
            raise BadInput(f"the picture says {line.strip()!r}: it may say {_PICTURE_FORMS}", at)
    return picture(list(boxes.values()), edges, down=down)


def _arrow(found: re.Match[str], boxes: dict[str, Box], at: Place) -> list[Edge]:
    """Return the lines of an arrow; its words become a box of their own in *boxes*."""
    start, words, end = found.groups()
    for name in (start, end):
        if name not in boxes:
            raise BadInput(f'the picture has no box {name}: write {name}["..."] above', at)
    if not words:
        return [Edge(start, end, "arrow")]
    key = f"{start} {end}"
    boxes[key] = Box(key, _text(words), "words")
    return [Edge(start, key), Edge(key, end, "arrow")]


def _text(text: str) -> tuple[Line, ...]:
    return tuple(Line(line.strip()) for line in text.split("<br>"))
