"""Which boxes and lines a module's picture has.

A class of the module is a box; so is each class that it leads to or stands below, if it is one of
the project's own. Lines come from the shapes, because axioms give no domains and ranges.

Must not know: where boxes lie, HTML.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.docs.layout import picture
from kg.docs.model import Module, Ontology
from kg.docs.picture import Box, Edge, Line, Picture
from kg.shapes import Shape

_MOST_WORDS = 8  # properties on one line
_MOST_LEAVES = 2  # classes without lines of their own below one class, each in its own box

Label = Callable[[str], str]
_Links = Mapping[tuple[str, tuple[str, ...]], Sequence[str]]  # properties by class and values


def module_picture(
    ontology: Ontology, shapes: Sequence[Shape], module: Module, label: Label
) -> Picture | None:
    """Return the picture of *module*; None if it has no classes that could be joined."""
    coded = {cls for _, code in ontology.codes() for cls in code.classes}
    own = {t.iri for t in ontology.own_terms(module.iri) if t.is_class and t.iri not in coded}
    links = dict(_links(ontology, shapes, own, coded))
    above = [(parent, iri) for iri in sorted(own) for parent in _parents(ontology, iri)]
    if not links and not above:
        return None
    joined = {cls for (cls, others) in links for cls in (cls, *others)}
    leaves = _leaves(above, joined)
    gathered = {iri for group in leaves.values() for iri in group}
    shown = (own | joined | {parent for parent, _ in above}) - gathered
    loops = _loops(links)
    boxes = [_class_box(iri, iri in own, loops.get(iri, []), label) for iri in sorted(shown)]
    edges = [Edge(parent, iri, "above") for parent, iri in above if iri not in gathered]
    for parent, group in leaves.items():
        lines = sorted((Line(label(iri), iri) for iri in group), key=lambda line: line.text)
        boxes.append(Box(f"{parent} leaves", tuple(lines), "leaves"))
        edges.append(Edge(parent, f"{parent} leaves", "above"))
    for (ends, properties), starts in sorted(_labelled(links).items()):
        words = Box(f"{ends} {properties}", _words(properties, label), "words")
        boxes.append(words)
        edges += [Edge(start, words.key) for start in starts]
        edges += [Edge(words.key, end, "arrow") for end in ends]
    return picture(boxes, edges)


def _links(
    ontology: Ontology, shapes: Iterable[Shape], own: set[str], coded: set[str]
) -> Iterator[tuple[tuple[str, tuple[str, ...]], list[str]]]:
    """Yield, by class and the classes that its properties lead to, those properties."""
    found: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for shape in shapes:
        for cls in set(shape.targeted("Class")) & own:
            for inner in shape.properties:
                ends = {c for c in inner.classes if ontology.is_own(c)} - coded
                if ends and inner.path and inner.path.kind in {"property", "alternativePath"}:
                    found[cls, tuple(sorted(ends))] |= inner.path.properties()
    yield from ((key, sorted(properties)) for key, properties in sorted(found.items()))


def _labelled(links: _Links) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]]:
    """Return by (classes that are led to, properties) the classes from which these lead."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for (start, ends), properties in sorted(links.items()):
        if others := tuple(end for end in ends if end != start):
            found[others, tuple(properties)].append(start)
    return found


def _parents(ontology: Ontology, iri: str) -> list[str]:
    return [parent for parent in ontology.terms[iri].parents if ontology.is_own(parent)]


def _leaves(above: Sequence[tuple[str, str]], joined: set[str]) -> dict[str, list[str]]:
    """Return the classes that only stand below one other, by that, where they are many."""
    parents = defaultdict(list)
    for parent, iri in above:
        parents[iri].append(parent)
    inner = {parent for parent, _ in above}
    found = defaultdict(list)
    for iri, over in parents.items():
        if len(over) == 1 and iri not in inner | joined:
            found[over[0]].append(iri)
    return {parent: group for parent, group in found.items() if len(group) > _MOST_LEAVES}


def _loops(links: _Links) -> dict[str, list[str]]:
    """Return for each class the properties that lead from it to itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for (start, ends), properties in links.items():
        if start in ends:
            found[start] += properties
    return found


def _class_box(iri: str, is_own: bool, loops: Sequence[str], label: Label) -> Box:
    lines = [Line(label(iri), iri), *(Line(f"↻ {label(p)}", p) for p in loops)]
    return Box(iri, tuple(lines), "own" if is_own else "other")


def _words(properties: Sequence[str], label: Label) -> tuple[Line, ...]:
    """Return the words on a line: the names of *properties*, cut where they are many."""
    shown = properties if len(properties) <= _MOST_WORDS else properties[: _MOST_WORDS - 1]
    lines = [Line(label(iri), iri) for iri in shown]
    more = len(properties) - len(shown)
    return (*lines, Line(f"+ {more}")) if more else tuple(lines)
