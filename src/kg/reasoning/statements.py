"""The axioms and facts that a reasoner is given, each with the triples that say it.

Axioms come from the modules and code lists; alignments stay out, since they link to terms that
nobody here defines, from which nothing could follow. Facts are the accepted view. What carries no
logic is left out: labels and other annotations, headers, types and hierarchies that follow from
narrower ones. So is what OWL 2 has no datatype for; a date is read as the midnight that begins it.

Data files hold no blank nodes, so they cannot say that their things are different ones. It is said
here: things of one class in the reference data have different IRIs because they differ.

Must not know: what the classes and properties are about, how a reasoner runs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.build import intake
from kg.project import Project
from kg.store import ACCEPTED, Store
from kg.terms import GRAPH, TYPE, XSD, Term, ill_typed, plain

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

_TYPE, _FIRST, _REST = NamedNode(TYPE), NamedNode(RDF + "first"), NamedNode(RDF + "rest")
_NIL = NamedNode(RDF + "nil")
_ALL_DIFFERENT = NamedNode(OWL + "AllDifferent")
_MEMBERS = NamedNode(OWL + "distinctMembers")
SUB_CLASS, SUB_PROPERTY = NamedNode(RDFS + "subClassOf"), NamedNode(RDFS + "subPropertyOf")
CLASS, _NOTE = OWL + "Class", OWL + "AnnotationProperty"
_KINDS = {CLASS, _NOTE, OWL + "DatatypeProperty", OWL + "ObjectProperty", RDFS + "Datatype"}
_HEADER = OWL + "Ontology"
_ABOUT_FILES = ("backwardCompatibleWith", "imports", "incompatibleWith", "priorVersion")
_NOTES = {RDFS + name for name in ("comment", "isDefinedBy", "label", "seeAlso")}
_NOTES |= {OWL + name for name in (*_ABOUT_FILES, "deprecated", "versionIRI", "versionInfo")}
# OWL 2 Structural Specification, 4: the datatype map, without what Oxigraph turns into these.
_DATATYPES = {XSD + n for n in ("anyURI", "base64Binary", "boolean", "dateTime", "dateTimeStamp")}
_DATATYPES |= {XSD + n for n in ("decimal", "double", "float", "hexBinary", "integer", "language")}
_DATATYPES |= {XSD + n for n in ("Name", "NCName", "NMTOKEN", "normalizedString", "string")}
_DATATYPES |= {XSD + n for n in ("nonNegativeInteger", "positiveInteger", "token")}
_DATATYPES |= {RDF + "langString", RDF + "PlainLiteral", RDF + "XMLLiteral"}


@dataclass(frozen=True)
class Statement:
    """An axiom or a fact: *triples*, of which the first says what it is about.

    *file* is the module or code list that states it, None for the data and for what is added here.
    """

    triples: tuple[Triple, ...]
    file: Path | None = None

    @property
    def head(self) -> Triple:
        """The triple that says what the statement is about."""
        return self.triples[0]


@dataclass
class Statements:
    """All that a reasoner is given, and how much was left out or changed, by the reason."""

    declarations: list[Triple] = field(default_factory=list)
    axioms: list[Statement] = field(default_factory=list)
    facts: list[Statement] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def all(self) -> Iterator[Triple]:
        """Yield every triple."""
        yield from self.declarations
        yield from triples(self.axioms)
        yield from triples(self.facts)

    def declared(self, kind: str) -> frozenset[str]:
        """Return the IRIs that are declared as a *kind*, such as owl:Class."""
        return frozenset(plain(t.subject) for t in self.declarations if plain(t.object) == kind)

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """Each class with all those that the axioms put above it by name."""
        return _closure(s.head for s in self.axioms if s.head.predicate == SUB_CLASS)

    @cached_property
    def types(self) -> Mapping[str, frozenset[str]]:
        """Each thing with the classes that are stated of it."""
        found = defaultdict(set)
        for said in self.facts:
            if said.head.predicate == _TYPE:
                found[plain(said.head.subject)].add(plain(said.head.object))
        return {thing: frozenset(classes) for thing, classes in found.items()}


def gather(project: Project, store: Store) -> Statements:
    """Return the axioms of *project* and the facts that its build in *store* accepts."""
    found = Statements()
    for path, quads in intake.files(project):
        if path in project.ontology:
            _add_axioms(found, quads, path)
    notes = _NOTES | found.declared(_NOTE)
    for stated in (found.axioms, found.facts):
        stated[:] = [s for s in stated if _carries_logic(s.head, notes, found.left_out)]
    _add_facts(found, list(store.graph(ACCEPTED)), notes)
    found.axioms += _differences(store)
    return found


def triples(statements: Iterable[Statement]) -> Iterator[Triple]:
    """Yield the triples of *statements*."""
    return (triple for statement in statements for triple in statement.triples)


def members(statement: Statement) -> list[Term]:
    """Return what stands in the lists of *statement*, in order."""
    return [triple.object for triple in statement.triples if triple.predicate == _FIRST]


def different(things: Iterable[Term], file: Path | None = None) -> Statement:
    """Return the axiom, of *file*, that no two of *things* are the same."""
    root = BlankNode()
    said = [Triple(root, _TYPE, _ALL_DIFFERENT)]
    last, link = root, _MEMBERS
    for thing in things:
        cell = BlankNode()
        said += [Triple(last, link, cell), Triple(cell, _FIRST, thing)]
        last, link = cell, _REST
    return Statement((*said, Triple(last, link, _NIL)), file)


def is_difference(statement: Statement) -> bool:
    """Say whether *statement* is that some things are different ones."""
    return statement.head.object == _ALL_DIFFERENT


def midnight(value: Term) -> Literal:
    """Return the beginning of the day that *value* names, in Universal Time."""
    return Literal(f"{plain(value)}T00:00:00Z", datatype=NamedNode(XSD + "dateTime"))


def _add_axioms(found: Statements, quads: list[Quad], file: Path) -> None:
    """Add what *quads*, those of *file*, declare and state."""
    nested = defaultdict(list)
    pointed_at = {q.object for q in quads if isinstance(q.object, BlankNode)}
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            nested[quad.subject].append(quad.triple)
    for quad in quads:
        if (
            quad.predicate == _TYPE
            and plain(quad.object) in _KINDS
            and isinstance(quad.subject, NamedNode)
        ):
            found.declarations.append(quad.triple)
        elif isinstance(quad.subject, NamedNode):
            kind = found.axioms if _is_axiom(quad.triple) else found.facts
            kind.append(Statement((quad.triple, *_nested(quad.object, nested)), file))
    for root in set(nested) - pointed_at:
        said = sorted(_nested(root, nested), key=lambda t: t.predicate != _TYPE)
        found.axioms.append(Statement(tuple(said), file))


def _is_axiom(triple: Triple) -> bool:
    """Say whether *triple* is about classes and properties, not about a thing such as a code."""
    said = triple.object if triple.predicate == _TYPE else triple.predicate
    return plain(said).startswith((OWL, RDFS))


def _nested(node: Term, of: Mapping[BlankNode, list[Triple]]) -> Iterator[Triple]:
    """Yield the triples that are written inside *node*."""
    stack, seen = [node], set()
    while stack:
        here = stack.pop()
        if isinstance(here, BlankNode) and here not in seen:
            seen.add(here)
            yield from of.get(here, [])
            stack += [triple.object for triple in reversed(of.get(here, []))]


def _carries_logic(triple: Triple, notes: set[str], left_out: Counter[str]) -> bool:
    if plain(triple.object) == _HEADER and triple.predicate == _TYPE:
        return False
    left_out["annotations"] += triple.predicate.value in notes
    return triple.predicate.value not in notes


def _add_facts(found: Statements, quads: list[Quad], notes: set[str]) -> None:
    narrowest = _narrowest(found, quads)
    for quad in quads:
        if quad.predicate in (SUB_CLASS, SUB_PROPERTY) or quad.object in narrowest[quad.subject]:
            continue
        if _carries_logic(quad.triple, notes, found.left_out):
            value = _known(quad.object, found.left_out)
            if value is not None:
                found.facts.append(Statement((Triple(quad.subject, quad.predicate, value),)))


def _narrowest(found: Statements, quads: list[Quad]) -> Mapping[Term, set[Term]]:
    """Return for each thing the classes that follow from a narrower one of its own."""
    implied: dict[Term, set[Term]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == _TYPE:
            wider = found.above.get(plain(quad.object), frozenset()) - {plain(quad.object)}
            implied[quad.subject] |= {NamedNode(iri) for iri in wider}
    return implied


def _known(value: Term, left_out: Counter[str]) -> Term | None:
    """Return *value* as OWL 2 can write it, or None if it cannot."""
    if not isinstance(value, Literal):
        return value
    datatype = value.datatype.value
    if ill_typed(value.value, datatype):
        left_out["values that are none of their datatype"] += 1
        return None
    if datatype == XSD + "date":
        left_out["dates read as midnights"] += 1
        return midnight(value)
    if datatype not in _DATATYPES:
        left_out["values of datatypes that OWL 2 has not"] += 1
        return None
    return value


def _differences(store: Store) -> Iterator[Statement]:
    """Yield for each class of the reference data that its things are different ones."""
    things: dict[str, set[Term]] = defaultdict(set)
    for graph in store.graphs():
        if graph.value.startswith(GRAPH + "reference/"):
            for quad in store.graph(graph):
                if quad.predicate == _TYPE and isinstance(quad.subject, NamedNode):
                    things[plain(quad.object)].add(quad.subject)
    for _, alike in sorted(things.items()):
        if len(alike) > 1:
            yield different(sorted(alike, key=plain))


def _closure(steps: Iterable[Triple]) -> dict[str, frozenset[str]]:
    """Return each subject of *steps* with all that it leads to."""
    direct = defaultdict(set)
    for step in steps:
        if isinstance(step.object, NamedNode):
            direct[plain(step.subject)].add(plain(step.object))
    return {start: frozenset(_reached(start, direct)) for start in list(direct)}


def _reached(start: str, direct: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    stack = [start]
    while stack:
        for there in direct.get(stack.pop(), set()) - reached:
            reached.add(there)
            stack.append(there)
    return reached
