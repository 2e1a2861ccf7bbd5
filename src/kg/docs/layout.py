"""Where the boxes and lines of a picture lie: a layered drawing, computed by igraph.

igraph gives each box its layer, and the order within the layer (Sugiyama, Tagawa and Toda, 1981);
here the boxes get their sizes and move apart until none covers another. The words on a line are a
box without a frame in a layer of its own, so that no line runs through them.

The one door to igraph. Must not know: the ontology, HTML, languages.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LINE, _PADDING, _GAP = 18, 10, 11  # pixels: height of a line, margins within and between boxes
_LETTER = 7.1  # pixels: the mean width of a Latin letter of 13 pixels; a Japanese one is 13
_WIDE = 13.2
_BETWEEN = {"right": 42, "down": 22}  # pixels between layers
_BEND = 8.0  # pixels that a line keeps free beside it


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

    def baselines(self) -> Iterable[tuple[Line, float]]:
        """Yield each line of text with the height at which it is written."""
        first = self.y - (len(self.box.lines) - 1) * _LINE / 2 + 4.5
        for number, line in enumerate(self.box.lines):
            yield line, round(first + number * _LINE)


@dataclass(frozen=True)
class Picture:
    """A drawing: boxes, and lines as SVG paths, each with the path of its arrowhead."""

    width: int
    height: int
    boxes: tuple[Placed, ...]
    lines: tuple[tuple[str, str, str], ...]


def text_width(text: str) -> float:
    """Return about how many pixels *text* takes.

    >>> text_width("立場") > text_width("post")
    False
    """
    wide = sum(unicodedata.east_asian_width(char) in "FW" for char in text)
    return wide * _WIDE + (len(text) - wide) * _LETTER


def picture(boxes: Sequence[Box], edges: Sequence[Edge], direction: str = "right") -> Picture:
    """Return the drawing of *boxes* and *edges*, whose lines run to the `right` or `down`."""
    places, bends = _layered(boxes, edges)
    layers: dict[int, list[_Item]] = defaultdict(list)
    nodes = [_item(box, place, direction, layers) for box, place in zip(boxes, places, strict=True)]
    routes = [[_bend(place, layers) for place in route] for route in bends]
    _spread(layers)
    _stack(layers, _BETWEEN[direction])
    flip = direction == "down"
    placed = {
        box.key: Placed(box, *(_turned(item, flip))) for box, item in zip(boxes, nodes, strict=True)
    }
    lines = tuple(
        _line(placed[edge.start], placed[edge.end], [_turned(i, flip) for i in route], edge, flip)
        for edge, route in zip(edges, routes, strict=True)
    )
    width = max((p.left + p.box.width for p in placed.values()), default=0) + 2
    bent = (_turned(item, flip) for route in routes for item in route)
    height = max((p.top + p.box.height for p in placed.values()), default=0) + 2
    sides = [(width, height), *((round(x) + 2, round(y) + 2) for x, y in bent)]
    return Picture(
        int(max(x for x, _ in sides)), int(max(y for _, y in sides)), tuple(placed.values()), lines
    )


@dataclass
class _Item:
    """A box or a bend while its place is sought: *across* its layer, and *along* the layers."""

    across: float
    breadth: float
    depth: float
    along: float = 0.0


def _layered(
    boxes: Sequence[Box], edges: Sequence[Edge]
) -> tuple[list[list[float]], list[list[list[float]]]]:
    """Return for each box its place and layer, and for each edge those of its bends."""
    import igraph

    number = {box.key: index for index, box in enumerate(boxes)}
    pairs = [(number[edge.start], number[edge.end]) for edge in edges]
    found = igraph.Graph(len(boxes), pairs, directed=True).layout_sugiyama(hgap=1, vgap=1)
    return found.coords, found.edge_routing


def _item(
    box: Box, place: Sequence[float], direction: str, layers: dict[int, list[_Item]]
) -> _Item:
    sizes = (box.height, box.width) if direction == "right" else (box.width, box.height)
    item = _Item(place[0], *sizes)
    layers[round(place[1])].append(item)
    return item


def _bend(place: Sequence[float], layers: dict[int, list[_Item]]) -> _Item:
    item = _Item(place[0], _BEND, 0.0)
    layers[round(place[1])].append(item)
    return item


def _spread(layers: dict[int, list[_Item]]) -> None:
    """Move the items of each layer apart, and the layers so that their middles agree."""
    for items in layers.values():
        items.sort(key=lambda item: item.across)
        end = 0.0
        for item in items:
            item.across, end = end + item.breadth / 2, end + item.breadth + _GAP
    broadest = max(map(_breadth, layers.values()), default=0.0)
    for items in layers.values():
        shift = (broadest - _breadth(items)) / 2 + 1
        for item in items:
            item.across += shift


def _breadth(items: list[_Item]) -> float:
    return items[-1].across + items[-1].breadth / 2


def _stack(layers: dict[int, list[_Item]], between: int) -> None:
    """Put the layers one behind the other."""
    start = 1.0
    for _, items in sorted(layers.items()):
        depth = max(item.depth for item in items)
        for item in items:
            item.along = start + depth / 2
        start += depth + between


def _turned(item: _Item, flip: bool) -> tuple[float, float]:
    """Return x and y of *item*."""
    return (item.across, item.along) if flip else (item.along, item.across)


def _line(
    start: Placed, end: Placed, bends: list[tuple[float, float]], edge: Edge, flip: bool
) -> tuple[str, str, str]:
    """Return the path of a line, the path of its arrowhead, and the kind of that."""
    forward = (end.y > start.y) if flip else (end.x > start.x)
    first, last = _side(start, forward, flip), _side(end, not forward, flip)
    points = [first, *bends, last]
    way = [f"M{_point(points[0])}"]
    for (x, y), (u, v) in zip(points, points[1:], strict=False):
        if flip:
            middle = (y + v) / 2
            way.append(f"C{_point((x, middle))} {_point((u, middle))} {_point((u, v))}")
        else:
            middle = (x + u) / 2
            way.append(f"C{_point((middle, y))} {_point((middle, v))} {_point((u, v))}")
    if edge.head == "above":
        return " ".join(way), _head(first, not forward, flip), edge.head
    return " ".join(way), _head(last, forward, flip) if edge.head else "", edge.head


def _side(placed: Placed, later: bool, flip: bool) -> tuple[float, float]:
    """Return the middle of the side of a box from which lines go to *later* layers, or come."""
    sign = 1 if later else -1
    if flip:
        return placed.x, placed.y + sign * placed.box.height / 2
    return placed.x + sign * placed.box.width / 2, placed.y


def _head(tip: tuple[float, float], forward: bool, flip: bool) -> str:
    """Return an arrowhead with its *tip*, that points *forward* through the layers, or back."""
    x, y = tip
    back = -9 if forward else 9
    sides = [(x - 4.5, y + back), (x + 4.5, y + back)]
    if not flip:
        sides = [(x + back, y - 4.5), (x + back, y + 4.5)]
    return f"M{_point(tip)} L{_point(sides[0])} L{_point(sides[1])} Z"


def _point(point: tuple[float, float]) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"
