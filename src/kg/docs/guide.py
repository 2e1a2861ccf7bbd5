"""The guide of the ontology, from Markdown: words, links to terms, pictures.

A code span that abbreviates a term of the project becomes a link to it; one that names no term is
an error. A fenced block `mermaid` holds a flowchart of boxes and arrows, the few forms of it that
are read here, so that other readers of Markdown draw it, too. HTML in the text stays text.

The one door to markdown-it. Must not know: what the guide says, layouts of pages.
"""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from kg.docs.layout import Box, Edge, Line, Picture, picture
from kg.errors import BadInput, Place
from kg.project import read

_FLOWCHART = re.compile(r"\s*flowchart (TB|LR)\s*")
_BOX = re.compile(r'\s*(\w+)(\[|\(\[)"([^"]+)"(?:\]|\]\))\s*')
_ARROW = re.compile(r'\s*(\w+) --(?: "([^"]+)" --)?> (\w+)\s*')
_PICTURE_FORMS = 'flowchart TB, name["text"], name(["text"]), a --> b, a -- "text" --> b'


def html(
    path: Path,
    address: Callable[[str], str | None],
    is_term: Callable[[str], bool],
    drawn: Callable[[Picture], str],
) -> str:
    """Return the guide at *path* as HTML.

    *address* gives the address of a term from its abbreviation, or None; *is_term* says whether an
    abbreviation should name one; *drawn* makes HTML of a picture. Raise BadInput with the line of a
    name without a term, or of a picture that cannot be read.
    """
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = lambda url: url.startswith(("https://", "http://"))  # type: ignore[method-assign]  # markdown-it's own way

    tokens = reader.parse(read(path))
    lines = {id(child): _line(token) for token in tokens for child in token.children or []}

    def code(self: RendererHTML, found: list[Token], index: int, *_: object) -> str:
        text = found[index].content
        target = address(text)
        if target is None and is_term(text):
            reason = f"names {text}, which the ontology does not declare: name a declared term"
            raise BadInput(reason, Place(path, lines[id(found[index])]))
        span = f"<code>{escape(text)}</code>"
        return f'<a href="{escape(target)}">{span}</a>' if target else span

    def fence(self: RendererHTML, found: list[Token], index: int, *_: object) -> str:
        token = found[index]
        if token.info.strip() != "mermaid":
            return f"<pre><code>{escape(token.content)}</code></pre>\n"
        return drawn(flowchart(token.content, Place(path, _line(token))))

    reader.add_render_rule("code_inline", code)
    reader.add_render_rule("fence", fence)
    return str(reader.renderer.render(tokens, reader.options, {}))


def _line(token: object) -> int:
    """Return the line, from 1, on which a token of markdown-it begins."""
    lines: list[int] | None = getattr(token, "map", None)
    return lines[0] + 1 if lines else 1


def flowchart(text: str, place: Place) -> Picture:
    """Return the picture that the Mermaid *text*, which begins at *place*, describes.

    Raise BadInput with the line of what is not read here.
    """
    boxes: dict[str, Box] = {}
    edges: list[Edge] = []
    direction = "right"
    for number, line in enumerate(text.splitlines(), start=place.line + 1):
        at = Place(place.file, number)
        if found := _FLOWCHART.fullmatch(line):
            direction = "down" if found[1] == "TB" else "right"
        elif found := _BOX.fullmatch(line):
            kind = "own" if found[2] == "[" else "other"
            boxes[found[1]] = Box(found[1], _lines(found[3]), kind)
        elif found := _ARROW.fullmatch(line):
            edges += _arrow(found, boxes, at)
        elif line.strip():
            raise BadInput(f"the picture says {line.strip()!r}: it may say {_PICTURE_FORMS}", at)
    return picture(list(boxes.values()), edges, direction)


def _arrow(found: re.Match[str], boxes: dict[str, Box], at: Place) -> list[Edge]:
    """Return the lines of an arrow; its words become a box of their own in *boxes*."""
    start, words, end = found.groups()
    for name in (start, end):
        if name not in boxes:
            raise BadInput(f'the picture has no box {name}: write {name}["..."] above', at)
    if not words:
        return [Edge(start, end, "arrow")]
    key = f"{start} {end}"
    boxes[key] = Box(key, _lines(words), "words")
    return [Edge(start, key), Edge(key, end, "arrow")]


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(line.strip()) for line in text.split("<br>"))
