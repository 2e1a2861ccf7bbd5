"""Where the boxes and lines of a picture lie: a layered drawing, computed by igraph.

igraph gives each box its layer, and the order within the layer (Sugiyama, Tagawa and Toda, 1981);
here the boxes move apart until none covers another. The words on a line are a box without a frame
in a layer of its own, so that no line runs through them.

The one door to igraph. Must not know: the ontology, HTML, languages.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.docs.picture import Box, Edge, Picture, Placed

_GAP = 11  # pixels between the boxes of a layer
_BETWEEN_COLUMNS, _BETWEEN_ROWS = 42, 22  # pixels between layers
_BEND = 8.0  # pixels that a line keeps free beside it
_MARGIN = 2

_Point = tuple[float, float]


@dataclass
class _Item:
    """A box or a bend while its place is sought: *across* its layer, and *along* the layers."""

    across: float
    breadth: float
    depth: float
    along: float = 0.0


_Layers = dict[int, list[_Item]]


def picture(boxes: Sequence[Box], edges: Sequence[Edge], *, down: bool = False) -> Picture:
    """Return the drawing of *boxes* and *edges*, whose lines run to the right, or *down*."""
    layers: _Layers = defaultdict(list)
    places, bends = _layered(boxes, edges)
    items = [_item(box, place, layers, down) for box, place in zip(boxes, places, strict=True)]
    routes = [[_bend(place, layers) for place in route] for route in bends]
    _spread(layers)
    _stack(layers, _BETWEEN_ROWS if down else _BETWEEN_COLUMNS)
    placed = {
        box.key: Placed(box, *_turned(item, down)) for box, item in zip(boxes, items, strict=True)
    }
    points = [[_turned(item, down) for item in route] for route in routes]
    lines = (
        _line(placed[edge.start], placed[edge.end], bent, edge.head, down)
        for edge, bent in zip(edges, points, strict=True)
    )
    corners = [(p.left + p.box.width, p.top + p.box.height) for p in placed.values()]
    width, height = _size([*corners, *(point for bent in points for point in bent)])
    return Picture(width, height, tuple(placed.values()), tuple(lines))


def _size(points: Sequence[_Point]) -> tuple[int, int]:
    right, bottom = (max((point[axis] for point in points), default=0.0) for axis in (0, 1))
    return round(right) + _MARGIN, round(bottom) + _MARGIN


def _layered(
    boxes: Sequence[Box], edges: Sequence[Edge]
) -> tuple[list[list[float]], list[list[list[float]]]]:
    """Return for each box its place and layer, and for each edge those of its bends."""
    import igraph

    number = {box.key: index for index, box in enumerate(boxes)}
    pairs = [(number[edge.start], number[edge.end]) for edge in edges]
    found = igraph.Graph(len(boxes), pairs, directed=True).layout_sugiyama(hgap=1, vgap=1)
    return found.coords, found.edge_routing


def _item(box: Box, place: Sequence[float], layers: _Layers, down: bool) -> _Item:
    breadth, depth = (box.width, box.height) if down else (box.height, box.width)
    item = _Item(place[0], breadth, depth)
    layers[round(place[1])].append(item)
    return item


def _bend(place: Sequence[float], layers: _Layers) -> _Item:
    item = _Item(place[0], _BEND, 0.0)
    layers[round(place[1])].append(item)
    return item


def _spread(layers: _Layers) -> None:
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


def _stack(layers: _Layers, between: int) -> None:
    """Put the layers one behind the other."""
    start = 1.0
    for _, items in sorted(layers.items()):
        depth = max(item.depth for item in items)
        for item in items:
            item.along = start + depth / 2
        start += depth + between


def _turned(item: _Item, down: bool) -> _Point:
    """Return x and y of *item*."""
    return (item.across, item.along) if down else (item.along, item.across)


def _line(
    start: Placed, end: Placed, bends: list[_Point], head: str, down: bool
) -> tuple[str, str, str]:
    """Return the path of a line, the path of its arrowhead, and the kind of that."""
    forward = (end.y > start.y) if down else (end.x > start.x)
    first, last = _side(start, forward, down), _side(end, not forward, down)
    points = [first, *bends, last]
    way = " ".join([f"M{_written(first)}", *(_curve(a, b, down) for a, b in pairwise(points))])
    if head == "above":
        return way, _head(first, not forward, down), head
    return way, _head(last, forward, down) if head else "", head


def _curve(start: _Point, end: _Point, down: bool) -> str:
    """Return the curve to *end* that leaves *start*, and comes in, along the layers."""
    (x, y), (u, v) = start, end
    across = [(x, (y + v) / 2), (u, (y + v) / 2)] if down else [((x + u) / 2, y), ((x + u) / 2, v)]
    return "C" + " ".join(map(_written, [*across, end]))


def _side(placed: Placed, later: bool, down: bool) -> _Point:
    """Return the middle of the side of a box from which lines go to *later* layers, or come."""
    sign = 1 if later else -1
    if down:
        return placed.x, placed.y + sign * placed.box.height / 2
    return placed.x + sign * placed.box.width / 2, placed.y


def _head(tip: _Point, forward: bool, down: bool) -> str:
    """Return an arrowhead with its *tip*, that points *forward* through the layers, or back."""
    x, y = tip
    back = -9 if forward else 9
    sides = [(x - 4.5, y + back), (x + 4.5, y + back)]
    if not down:
        sides = [(x + back, y - 4.5), (x + back, y + 4.5)]
    return f"M{_written(tip)} L{_written(sides[0])} L{_written(sides[1])} Z"


def _written(point: _Point) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"
