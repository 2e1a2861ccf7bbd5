"""The SHACL shapes of the project as plain values: what each asks of which things.

Must not know: how a shape is put into words, HTML, the ontology.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, RdfFormat

from kg.build import intake
from kg.project import Project
from kg.terms import Term, plain
from kg.triples import Text, Triples, in_language

_SH = "http://www.w3.org/ns/shacl#"
# What says something about a shape, and asks nothing of a thing.
_NO_CONSTRAINT = {
    *(_SH + name for name in ("deactivated", "defaultValue", "description", "group", "message")),
    *(_SH + name for name in ("name", "order", "path", "property", "severity")),
    *(_SH + "target" + name for name in ("Class", "Node", "ObjectsOf", "SubjectsOf")),
}
_LISTS = {"and", "ignoredProperties", "in", "languageIn", "or", "xone"}
_SHAPES = {"and", "node", "not", "or", "qualifiedValueShape", "xone"}
_PATHS = ("inversePath", "oneOrMorePath", "zeroOrMorePath", "zeroOrOnePath")


@dataclass(frozen=True)
class Path:
    """A SHACL path: a property, or a *kind* of joining the *parts*."""

    kind: str
    property: str = ""
    parts: tuple["Path", ...] = ()

    def properties(self) -> set[str]:
        """Return the properties on the way."""
        return {self.property} - {""} | {p for part in self.parts for p in part.properties()}


@dataclass(frozen=True)
class Constraint:
    """One thing that is asked: the local name of the SHACL parameter, and its values.

    *shapes* are the alternatives or conditions where the parameter takes shapes, each with what it
    asks.
    """

    name: str
    values: tuple[Term, ...] = ()
    shapes: tuple["Shape", ...] = ()


@dataclass(frozen=True)
class Shape:
    """A shape: *path* is None for one of nodes; *targets* are (kind of target, IRI)."""

    iri: str
    path: Path | None = None
    targets: tuple[tuple[str, str], ...] = ()
    labels: tuple[Text, ...] = ()
    messages: tuple[Text, ...] = ()
    severity: str = "Violation"
    constraints: tuple[Constraint, ...] = ()
    properties: tuple["Shape", ...] = ()

    def message(self, lang: str) -> Text | None:
        """Return the words for who mends the data, in *lang* if there are any."""
        return next(iter(in_language(self.messages, lang)), None)

    def values(self, name: str) -> tuple[Term, ...]:
        """Return the values of the constraint *name*, () if it is not asked."""
        return next((c.values for c in self.constraints if c.name == name), ())

    @cached_property
    def classes(self) -> frozenset[str]:
        """Return the classes of which its values are, any of them where there is a choice."""
        inner = (shape for c in self.constraints if c.name in {"and", "or"} for shape in c.shapes)
        own = frozenset(plain(value) for value in self.values("class"))
        return own.union(*(shape.classes for shape in inner))

    def targeted(self, kind: str) -> list[str]:
        """Return the IRIs that it targets as *kind*, as in `Class`."""
        return [iri for target, iri in self.targets if target == kind]


def read(project: Project) -> list[Shape]:
    """Return the shapes of *project* that have a target and are active, by IRI."""
    quads = [q for path in project.shapes for q in intake.parsed(path, RdfFormat.TURTLE)]
    triples = Triples(quads)
    found = (_shape(triples, NamedNode(iri)) for iri in triples.subjects(_SH + "NodeShape"))
    return sorted((shape for shape in found if shape.targets), key=lambda shape: shape.iri)


def _shape(triples: Triples, node: Term) -> Shape:
    path = triples.value(node, _SH + "path")
    severity = triples.value(node, _SH + "severity")
    inner = (n for n in triples.values(node, _SH + "property") if _is_active(triples, n))
    return Shape(
        iri=plain(node) if isinstance(node, NamedNode) else "",
        path=None if path is None else _path(triples, path),
        targets=tuple(_targets(triples, node)),
        labels=triples.texts(node, _SH + "name"),
        messages=triples.texts(node, _SH + "message"),
        severity=plain(severity).removeprefix(_SH) or "Violation",
        constraints=tuple(_constraints(triples, node)),
        properties=tuple(_shape(triples, n) for n in inner),
    )


def _is_active(triples: Triples, node: Term) -> bool:
    return plain(triples.value(node, _SH + "deactivated")) not in {"true", "1"}


def _targets(triples: Triples, node: Term) -> Iterator[tuple[str, str]]:
    if not _is_active(triples, node):
        return
    for name in ("Class", "Node", "ObjectsOf", "SubjectsOf"):
        for iri in triples.iris(node, f"{_SH}target{name}"):
            yield name, iri


def _constraints(triples: Triples, node: Term) -> Iterator[Constraint]:
    for predicate, values in triples.about(node).items():
        name = predicate.removeprefix(_SH)
        if name == predicate or predicate in _NO_CONSTRAINT:
            continue
        members = triples.listed(values[0]) if name in _LISTS else values
        if name in _SHAPES:
            yield Constraint(name, shapes=tuple(_inner(triples, members)))
        else:
            yield Constraint(name, tuple(members))


def _inner(triples: Triples, members: Iterable[Term]) -> Iterator[Shape]:
    """Yield the shapes within a shape; one with an IRI stands for itself, as it may be a circle."""
    for node in members:
        named = isinstance(node, NamedNode)
        yield Shape(iri=plain(node)) if named else _shape(triples, node)


def _path(triples: Triples, node: Term) -> Path:
    if isinstance(node, NamedNode):
        return Path("property", node.value)
    if alternatives := triples.value(node, _SH + "alternativePath"):
        return Path("alternativePath", parts=_paths(triples, triples.listed(alternatives)))
    for name in _PATHS:
        if inner := triples.value(node, _SH + name):
            return Path(name, parts=_paths(triples, [inner]))
    return Path("sequence", parts=_paths(triples, triples.listed(node)))


def _paths(triples: Triples, nodes: Iterable[Term]) -> tuple[Path, ...]:
    return tuple(_path(triples, node) for node in nodes)
