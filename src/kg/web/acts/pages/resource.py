"""A term, a module, a graph, a shape or a question, as its triples say.

Must not know: HTML, addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kg.terms import GRAPH, TYPE, plain
from kg.triples import Triples
from kg.web.acts.pages.view import Item, Row, View
from kg.web.addresses import BASE

_MANY = 10_000  # triples that are too many for a page
_SHOWN = 300  # things that are named
_GRAPHS = ("accepted", "derived/", "reference/", "ontology/", "alignment/")


@dataclass(frozen=True)
class Part:
    """Another node that is described in the same document."""

    anchor: str
    name: Item
    rows: list[Row]


@dataclass(frozen=True)
class Resource:
    """What a page shows of it: *size* is the number of triples of a graph."""

    iri: str
    title: str
    kinds: list[Item]
    rows: list[Row]
    parts: Sequence[Part] = ()
    defines: Sequence[Item] = ()
    used_by: Sequence[Row] = ()
    what: str = ""
    size: int | None = None
    large: bool = False


def resource(view: View, iri: str, triples: Sequence[Triple]) -> Resource:
    """Return the page of *iri*, of which *triples* tell."""
    known = Triples(Quad(*triple) for triple in triples)
    subjects = known.subjects()
    inner = [node for node in subjects if node.startswith(f"{iri}#")]
    is_whole = iri.startswith(f"{BASE}ontology")
    defines = [node for node in subjects if is_whole and node not in (iri, *inner)]
    return Resource(
        iri,
        view.labels.of(iri),
        view.kinds(known.iris(iri, TYPE)),
        [row for row in view.rows(known, iri) if row.name != view.thing(TYPE)],
        [
            Part(node.partition("#")[2], view.short(node), view.rows(known, node))
            for node in sorted(inner)
        ],
        sorted(map(view.thing, defines), key=lambda item: item.text),
        _leading(view, iri, triples),
    )


def graph(view: View, iri: str) -> Resource:
    """Return the page of the graph *iri*: what it is, and how much it holds."""
    store = view.record.store
    name = iri.removeprefix(GRAPH)
    what = next((each for each in _GRAPHS if name.startswith(each)), "other").strip("/")
    own = store.about(NamedNode(iri))
    found, size = set[str](), 0
    for quad in store.graph(NamedNode(iri)):
        size += 1
        if len(found) < _SHOWN and isinstance(quad.subject, NamedNode):
            found.add(quad.subject.value)
    large = size > _MANY
    return Resource(
        iri,
        view.labels.short(iri),
        [],
        view.described(dict.fromkeys(q.triple for q in own if "#" not in plain(q.object))),
        defines=[] if large else sorted(map(view.thing, found), key=lambda item: item.text),
        what=view.words[f"graph_{what}"],
        size=size,
        large=large,
    )


def _leading(view: View, iri: str, triples: Sequence[Triple]) -> list[Row]:
    """Return what among *triples* leads to *iri*, by property."""
    found: dict[str, list[Item]] = {}
    for triple in triples:
        if plain(triple.object) == iri and isinstance(triple.subject, NamedNode):
            name = plain(triple.predicate)
            found.setdefault(name, []).append(view.thing(triple.subject.value))
    return [
        Row(view.thing(name), sorted(them, key=lambda i: i.text)) for name, them in found.items()
    ]
