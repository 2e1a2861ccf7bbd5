"""Shapes: whether claims and reference data look as the SHACL shapes of the project say.

The one door to pyshacl and, here, to rdflib. pyshacl takes in silence what it does not know: a
misspelt sh: term, an empty file, a target that is no class, and then finds no fault. So the shapes
are read strictly first; only SHACL Core passes, what needs SPARQL is a rule.

Must not know: what the shapes are about, in which file a thing stands, how a finding is shown.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from kg.build import intake
from kg.checks import verdicts
from kg.checks.vocabulary import NAMES_A_TERM
from kg.errors import BadInput, Place, Severity
from kg.project import Project, read
from kg.terms import XSD, Term, plain
from kg.tokens import line_column, tokens

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Identifier, Node

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SH = "http://www.w3.org/ns/shacl#"
_TYPE, _SUBCLASS = _RDF + "type", _RDFS + "subClassOf"
_CLASS = "http://www.w3.org/2002/07/owl#Class"
_OF_RDF = {_TYPE, _RDFS + "label"}  # in use without being declared

# https://www.w3.org/TR/shacl/, sections 2 to 4: what a shapes file may say.
_CORE = {
    "BlankNode",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "IRI",
    "IRIOrLiteral",
    "Info",
    "Literal",
    "NodeShape",
    "PropertyGroup",
    "PropertyShape",
    "Violation",
    "Warning",
    "alternativePath",
    "and",
    "class",
    "closed",
    "datatype",
    "deactivated",
    "defaultValue",
    "description",
    "disjoint",
    "equals",
    "flags",
    "group",
    "hasValue",
    "ignoredProperties",
    "in",
    "inversePath",
    "languageIn",
    "lessThan",
    "lessThanOrEquals",
    "maxCount",
    "maxExclusive",
    "maxInclusive",
    "maxLength",
    "message",
    "minCount",
    "minExclusive",
    "minInclusive",
    "minLength",
    "name",
    "node",
    "nodeKind",
    "not",
    "oneOrMorePath",
    "or",
    "order",
    "path",
    "pattern",
    "property",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "qualifiedValueShape",
    "qualifiedValueShapesDisjoint",
    "severity",
    "targetClass",
    "targetNode",
    "targetObjectsOf",
    "targetSubjectsOf",
    "uniqueLang",
    "xone",
    "zeroOrMorePath",
    "zeroOrOnePath",
}
# What these name must be declared in the ontology, else a shape finds no fault, or no match.
_NAMES_A_TERM = NAMES_A_TERM | {_RDF + "first"}
_TAKES_A_LIST = {
    _SH + name
    for name in ("alternativePath", "and", "ignoredProperties", "in", "languageIn", "or", "xone")
}
_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True)
class Violation:
    """A thing that is not as a shape says, with the words of the shape; terms are plain IRIs.

    *path* is None where the shape follows no single property, *value* where one is missing.
    """

    focus: str
    path: str | None
    value: str | None
    shape: str
    message: str
    severity: Severity


@dataclass(frozen=True)
class Shapes:
    """The shapes of a project, and what the ontology says of classes and codes, ready for use."""

    found: tuple[Quad, ...]
    known: tuple[Quad, ...]

    @classmethod
    def of(cls, project: Project) -> "Shapes":
        """Return the shapes of *project*; raise BadInput if they could not find a fault."""
        ontology = [quad for path in project.ontology for quad in intake.quads(project, path)]
        declared = {plain(quad.subject) for quad in ontology if quad.predicate.value == _TYPE}
        if not project.shapes:
            raise BadInput(f"{project.root / 'ontology/shapes'} is empty: put the shapes there")
        found = [quad for path in project.shapes for quad in _sound(path, declared)]
        return cls(tuple(found), tuple(_known(ontology)))

    @cached_property
    def graph(self) -> "Graph":
        """The shapes in rdflib's terms."""
        return _graph(self.found)

    def violations(self, found: Iterable[Quad]) -> Iterator[Violation]:
        """Yield what is wrong with the quads *found*, all their graphs taken together, in order.

        The codes of the ontology are checked along with them.
        """
        data = _graph([*found, *self.known])
        yield from sorted(set(_results(_validated(data, self.graph))), key=_order)


def violations(project: Project, quads: Iterable[Quad]) -> Iterator[Violation]:
    """Yield what is wrong with *quads*, claims and reference data, by the shapes of *project*.

    Quads with blank nodes, which are called otherwise each time, are looked at each time.
    """
    about = [read(path) for path in project.shapes]
    shapes, found = _shapes(_Files(project, (*about, *map(read, project.ontology)))), list(quads)
    about += sorted(str(quad) for quad in [*found, *shapes.known])
    given = verdicts.kept(about, lambda: [asdict(v) for v in shapes.violations(found)])
    return (Violation(**fields) for fields in given)


@dataclass(frozen=True)
class _Files:
    """The files of shapes and ontology in *project*, the same where their texts are."""

    project: Project = field(compare=False)
    texts: tuple[str, ...]


@lru_cache(maxsize=4)  # a check asks for each example too
def _shapes(files: _Files) -> Shapes:
    return Shapes.of(files.project)


def _known(ontology: list[Quad]) -> Iterator[Quad]:
    """Yield what SHACL asks of the *ontology*: which class stands below which, and its codes.

    Restrictions, which have no name, are no classes that a shape could ask for. Codes are what it
    declares to be of one of its own classes; the rest gives the same results and doubles the time
    of a small file.
    """
    kinds = [quad for quad in ontology if quad.predicate.value == _TYPE]
    classes = {quad.subject for quad in kinds if _is(quad.object, _CLASS)}
    codes = {quad.subject for quad in kinds if quad.object in classes}
    for quad in ontology:
        below = quad.predicate.value == _SUBCLASS and isinstance(quad.object, NamedNode)
        if below or quad.subject in codes:
            yield quad


def _sound(path: Path, declared: set[str]) -> list[Quad]:
    """Return the shapes in the file at *path*; raise BadInput for a term that means nothing."""
    found = intake.parsed(path, RdfFormat.TURTLE)
    if not any(_is(quad.object, _SH + "NodeShape") for quad in found):
        raise BadInput("holds no shape: say 'a sh:NodeShape' of something in it", Place(path))
    for quad in found:
        for term in (quad.subject, quad.predicate, quad.object):
            _must_be_core(term, path)
        if quad.predicate.value in _NAMES_A_TERM:
            _must_be_declared(quad.object, declared, path)
    _must_have_lists(found, path)
    return found


def _is(term: Term, iri: str) -> bool:
    return isinstance(term, NamedNode) and term.value == iri


def _must_be_core(term: Term, path: Path) -> None:
    if not isinstance(term, NamedNode) or not term.value.startswith(_SH):
        return
    name = term.value.removeprefix(_SH)
    if name not in _CORE:
        raise BadInput(
            f"sh:{name} is no term of SHACL Core: correct the spelling, or write what Core cannot "
            "say as a rule in ontology/rules/check",
            _place(path, name),
        )


def _must_be_declared(term: Term, declared: set[str], path: Path) -> None:
    if isinstance(term, NamedNode) and term.value not in declared | _OF_RDF:
        raise BadInput(
            f"<{term.value}> is not declared in the ontology: correct the spelling, or declare "
            "the term in its module",
            _place(path, re.split("[/#]", term.value)[-1]),
        )


def _must_have_lists(found: list[Quad], path: Path) -> None:
    lists = {quad.subject for quad in found if quad.predicate.value == _RDF + "first"}
    for quad in found:
        if quad.predicate.value in _TAKES_A_LIST and quad.object not in lists:
            name = quad.predicate.value.removeprefix(_SH)
            raise BadInput(f"sh:{name} takes a list: put ( ) around it", _place(path, name))


def _place(path: Path, name: str) -> Place:
    """Return where *name*, a term without its prefix, first stands in the file at *path*."""
    text = read(path)
    starts = (t.start for t in tokens(text) if re.search(rf"[:/#]{re.escape(name)}>?$", t.text))
    return Place(path, *line_column(text, next(starts, 0)))


def _graph(found: Iterable[Quad]) -> "Graph":
    """Return *found* in rdflib's terms, as one graph."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    with _quiet():
        for quad in found:
            graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: Term) -> "Identifier":
    """Return *term* in rdflib's terms: a plain string without datatype, digits as written."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise BadInput(f"{term} is a triple about a triple: make the inner one a claim")
    if term.language or term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value, lang=term.language)
    datatype = rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing a traceback for each date that is none: the shapes find them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _validated(data: "Graph", shapes: "Graph") -> "Graph":
    """Return pyshacl's report on *data*; raise BadInput if it cannot use the *shapes*."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    try:
        with _quiet():
            _, report, text = pyshacl.validate(
                data,
                shacl_graph=shapes,
                inplace=True,
                inference="none",
                advanced=False,
                do_owl_imports=False,
                js=False,
                meta_shacl=False,
            )
    except ReportableRuntimeError as fault:
        raise BadInput(f"the shapes cannot be used: {_first_line(fault)}") from fault
    if not isinstance(report, Graph):
        raise BadInput(f"the shapes cannot be used: {text}")
    return report


def _results(report: "Graph") -> Iterator[Violation]:
    from rdflib import SH

    for result in report.objects(None, SH.result):
        pairs = report.predicate_objects(result)
        yield _violation({str(name).removeprefix(_SH): value for name, value in pairs})


def _violation(result: dict[str, "Node"]) -> Violation:
    """Return the *result*, by the names that SHACL gives to its parts (section 3.6.2)."""
    from rdflib import BNode

    path, value = result.get("resultPath"), result.get("value")
    return Violation(
        focus=str(result["focusNode"]),
        path=None if path is None or isinstance(path, BNode) else str(path),
        value=None if value is None else str(value),
        shape=str(result["sourceShape"]),
        message=str(result["resultMessage"]),
        severity=_SEVERITIES[str(result["resultSeverity"]).removeprefix(_SH)],
    )


def _order(violation: Violation) -> tuple[str, str, str]:
    return violation.focus, violation.shape, violation.value or ""


def _first_line(fault: Exception) -> str:
    return str(fault).split("\n", 1)[0]
