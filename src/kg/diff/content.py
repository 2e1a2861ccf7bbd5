"""What changed in the quads, by what they are about: claims, documents, terms, things accepted.

Every quad that one side alone has is counted; what the build makes of the rest, by rules or to
describe itself, is counted by graph alone: the things in the accepted view show what came of it.

Must not know: kinds of things, files, formats, languages.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode, Quad

from kg.build.descriptions import EXAMPLES, VOID
from kg.diff import descriptions
from kg.diff.changes import Change, Changes, Statement, changes
from kg.diff.lines import Part
from kg.store import ACCEPTED, Store
from kg.terms import GRAPH, KG, TYPE, plain

_TYPE, _CLAIM = NamedNode(TYPE), NamedNode(KG + "Claim")
_STANDING = NamedNode(KG + "standing")
_BLANK = "_:"
_RULED = GRAPH + "derived/"
_BELOW = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_HIERARCHY = NamedNode(_RULED + "hierarchy")
# The sections of a comparison, by how the names of their graphs begin; of claims see below.
_FAMILIES = {
    GRAPH + "reference/": "reference",
    GRAPH + "ontology/": "terms",
    GRAPH + "alignment/": "mappings",
    ACCEPTED.value: "accepted",
    _RULED: "derived",
    VOID.value: "derived",
    EXAMPLES.value: "derived",
}
DESCRIBED = ("terms", "mappings")  # in whose graphs nodes without a name stand
LISTED = ("claims", "documents", "reference")


@dataclass(frozen=True)
class Things:
    """The things of one class that the accepted view of one side alone has."""

    cls: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def of_both(self) -> tuple[str, ...]:
        """The things, whichever side has them."""
        return self.added + self.removed


@dataclass
class _Sorted:
    """Statements by section and thing, classed things, and quads by graph of rules."""

    said: dict[str, dict[str, list[Statement]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    classed: set[str] = field(default_factory=set)
    ruled: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Content:
    """The quads of *old* and *new*; *gone* and *come* are those of one alone."""

    old: Store
    new: Store
    gone: Part
    come: Part
    compact: Callable[[str], str]

    def changes(self, section: str) -> Changes[Change]:
        """Return what changed in *section*, one of `LISTED` and `DESCRIBED`."""
        gone, come = (found.said.get(section, {}) for found in self._sorted)
        if section in DESCRIBED:
            return self._described(section) if gone or come else Changes()
        return changes(
            gone, come, _holder(self.old, section, gone), _holder(self.new, section, come)
        )

    @property
    def ruled(self) -> dict[str, tuple[int, int]]:
        """How many quads went and came of each derived graph."""
        gone, come = (found.ruled for found in self._sorted)
        return {name: (gone[name], come[name]) for name in sorted({*gone, *come})}

    @cached_property
    def things(self) -> list[Things]:
        """The things that went from the accepted view or appeared in it, by their classes."""
        gone, come = (found.classed for found in self._sorted)
        removed = _by_class(self.old, (t for t in gone if not _classes(self.new, t)))
        added = _by_class(self.new, (t for t in come if not _classes(self.old, t)))
        return [
            Things(cls, tuple(sorted(added[cls])), tuple(sorted(removed[cls])))
            for cls in sorted({*removed, *added})
        ]

    @cached_property
    def _sorted(self) -> tuple[_Sorted, _Sorted]:
        return self._sort(self.gone), self._sort(self.come)

    def _sort(self, part: Part) -> _Sorted:
        found = _Sorted()
        for quad in part.quads():
            section = self._section(quad)
            thing = _thing(quad.graph_name if "#" in plain(quad.graph_name) else quad.subject)
            said = Statement(quad.subject, quad.predicate.value, quad.object)
            if section == "derived":
                found.ruled[plain(quad.graph_name)] += 1
            elif section != "accepted":
                found.said[section][thing].append(said)
            elif quad.predicate == _TYPE:
                found.classed.add(thing)
        return found

    def _section(self, quad: Quad) -> str:
        section = family(quad)
        if section == "derived":
            return "claims" if quad.predicate == _STANDING else section
        stores = (self.old, self.new) if section == "documents" else ()
        return "claims" if any(_claims(s, _thing(quad.subject)) for s in stores) else section

    def _described(self, section: str) -> Changes[Change]:
        old, new = (_of_family(store, section) for store in (self.old, self.new))
        return descriptions.compared(old, new, self.compact)


def family(quad: Quad) -> str:
    """Return to which section *quad* belongs: that of a claim's node is `documents`."""
    graph = plain(quad.graph_name)
    if "#" in graph:
        return "claims"  # only claims have # in their graph's name
    return next((name for start, name in _FAMILIES.items() if graph.startswith(start)), "documents")


def _of_family(store: Store, section: str) -> Iterator[Quad]:
    for name in store.graphs():
        if any(name.value.startswith(start) for start, s in _FAMILIES.items() if s == section):
            yield from store.graph(name)


def _thing(node: object) -> str:
    """Return the IRI of *node*, of a blank node its name."""
    return node.value if isinstance(node, NamedNode) else str(node)


def _holder(store: Store, section: str, said: Mapping[str, object]) -> Callable[[str], bool]:
    """Return what says whether *store* has a thing in *section*; of it *said* tells."""

    def holds(thing: str) -> bool:
        if thing.startswith(_BLANK):
            return thing in said
        if section == "claims":
            return _claims(store, thing) or store.has_graph(NamedNode(thing))
        return any(family(quad) == section for quad in store.about(NamedNode(thing)))

    return holds


def _claims(store: Store, thing: str) -> bool:
    """Say whether *thing* is a claim in *store*."""
    if thing.startswith(_BLANK):
        return False
    return any(True for _ in store.about(NamedNode(thing), _TYPE, _CLAIM))


def _classes(store: Store, thing: str) -> set[str]:
    """Return the classes of *thing* in the accepted view."""
    if thing.startswith(_BLANK):
        return set()
    quads = store.about(NamedNode(thing), _TYPE)
    return {plain(quad.object) for quad in quads if quad.graph_name == ACCEPTED}


def _by_class(store: Store, things: Iterator[str]) -> dict[str, list[str]]:
    """Return *things* by the narrowest of their classes."""
    above: dict[str, set[str]] = defaultdict(set)
    for quad in store.graph(_HIERARCHY):
        if quad.predicate == _BELOW and quad.subject != quad.object:
            above[plain(quad.subject)].add(plain(quad.object))
    found: dict[str, list[str]] = defaultdict(list)
    for thing in things:
        classes = _classes(store, thing)
        for cls in classes - {wide for narrow in classes for wide in above[narrow]}:
            found[cls].append(thing)
    return found
