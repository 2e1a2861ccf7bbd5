"""Where the axioms and facts stand that contradict each other, and who claims them.

Must not know: reasoners, how findings are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.build import intake
from kg.errors import Finding, Place
from kg.places import Located, walk
from kg.project import Project, read
from kg.reasoning.statements import (
    OWL,
    RDF,
    RDFS,
    Statement,
    is_difference,
    members,
    midnight,
)
from kg.store import ACCEPTED, Store
from kg.terms import GRAPH, KG, SOURCE, TYPE, XSD, Term, compact, plain

_DERIVED = GRAPH + "derived/"
_IDENTITY = NamedNode(_DERIVED + "identity")
_SAME = NamedNode(KG + "identifiedWith")
_LANGUAGES = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD}
_LISTS = {OWL + "distinctMembers", OWL + "members"}
_ADDED = "different IRIs in the reference data"
_FACT = "correct what is wrong in the data, or let a claim of the curators set it aside"
_AXIOM = "change the axiom if it says more than is meant, else correct the facts"

_Nested = Mapping[Term, list[Triple]]


class Origins:
    """The files of *project* and its build in *store*, searched for what states something."""

    def __init__(self, project: Project, store: Store) -> None:
        self._project, self._store = project, store

    def findings(self, statements: Iterable[Statement], code: str) -> list[Finding]:
        """Return for each of *statements* where it stands, and who claims it."""
        return [self._finding(statement, code) for statement in statements]

    def compact(self, iri: str) -> str:
        """Return *iri* as the project abbreviates it."""
        return compact(iri, {**_LANGUAGES, **self._project.prefixes})

    def is_derived(self, thing: Term) -> bool:
        """Say whether only rules state what *thing* is."""
        same = [one for one in self._same(thing) if isinstance(one, NamedNode)]
        types = [quad for one in same for quad in self._store.about(one, NamedNode(TYPE))]
        graphs = {plain(quad.graph_name) for quad in types if quad.graph_name != ACCEPTED}
        return bool(graphs) and all(graph.startswith(_DERIVED) for graph in graphs)

    def _finding(self, statement: Statement, code: str) -> Finding:
        shown = self._shown(statement)
        if statement.file:
            return Finding(_place_in(statement.file, statement), code, shown, _AXIOM)
        facts = [] if is_difference(statement) else list(self._facts(statement.head))
        if not facts:
            origin = _ADDED if is_difference(statement) else "in the accepted view"
            return Finding(Place(self._project.root / "data"), code, f"{shown} ({origin})", _FACT)
        said_by = ", ".join(dict.fromkeys(self._said_by(quad) for _, quad in facts))
        path, quad = facts[0]
        said = f"{self._shown(Statement((quad.triple,)))} ({said_by})"
        return Finding(_place(path, quad), code, said, _FACT)

    def _facts(self, fact: Triple) -> Iterator[tuple[Path, Quad]]:
        """Yield the statements behind the accepted *fact*, with the files that hold them."""
        for subject in self._same(fact.subject):
            for value in self._same(fact.object):
                for quad in self._about(subject, fact.predicate):
                    if quad.graph_name != ACCEPTED and _is(quad.object, value):
                        yield self._file(quad), quad

    def _about(self, subject: Term, predicate: NamedNode) -> Iterator[Quad]:
        """Yield the quads of any graph that say something of *subject* by *predicate*."""
        return self._store.about(subject, predicate) if isinstance(subject, NamedNode) else iter(())

    def _same(self, term: Term) -> list[Term]:
        """Return *term* with all that accepted claims take to be the same."""
        found = [term]
        for here in found:
            found += [t for t in self._identities.get(here, []) if t not in found]
        return found

    def _said_by(self, quad: Quad) -> str:
        graph = plain(quad.graph_name)
        if graph.startswith(_DERIVED):
            return f"by the rule {graph.removeprefix(_DERIVED)}"
        return f"claim {self.compact(graph)}" if graph.startswith(SOURCE) else "reference data"

    def _file(self, quad: Quad) -> Path:
        graph = plain(quad.graph_name)
        if graph.startswith(_DERIVED):
            rule = self._project.root / f"ontology/rules/derive/{graph.removeprefix(_DERIVED)}.rq"
            return rule if rule.is_file() else self._project.root
        return next((path for path, quads in self._files if quad in quads), self._project.root)

    def _shown(self, statement: Statement) -> str:
        """Return *statement* as Turtle on one line."""
        nested = _by_subject(statement.triples)
        head = statement.head
        if isinstance(head.subject, BlankNode):
            return self._term(head.subject, nested)
        return f"{self._term(head.subject, nested)} {self._pair(head, nested)}"

    def _pair(self, triple: Triple, nested: _Nested) -> str:
        name = "a" if triple.predicate.value == TYPE else self.compact(triple.predicate.value)
        return f"{name} {self._term(triple.object, nested)}"

    def _term(self, term: Term, nested: _Nested) -> str:
        if isinstance(term, NamedNode):
            return self.compact(term.value)
        if not isinstance(term, BlankNode):
            return f'"{plain(term)}"'
        if any(t.predicate.value == RDF + "first" for t in nested.get(term, [])):
            return f"( {' '.join(self._term(item, nested) for item in _items(term, nested))} )"
        return f"[ {' ; '.join(self._pair(triple, nested) for triple in nested.get(term, []))} ]"

    @cached_property
    def _files(self) -> list[tuple[Path, frozenset[Quad]]]:
        return [(path, frozenset(quads)) for path, quads in intake.files(self._project)]

    @cached_property
    def _identities(self) -> Mapping[Term, list[Term]]:
        found: dict[Term, list[Term]] = defaultdict(list)
        for quad in self._store.graph(_IDENTITY):
            if quad.predicate == _SAME:
                found[quad.subject].append(quad.object)
        return found


def _items(cell: Term, nested: _Nested) -> Iterator[Term]:
    while nested.get(cell):
        pairs = {t.predicate.value: t.object for t in nested[cell]}
        yield pairs[RDF + "first"]
        cell = pairs[RDF + "rest"]


def _is(found: Term, value: Term) -> bool:
    """Say whether *found* is *value*, a date being the midnight that begins it."""
    return found == value or midnight(found) == value


def _place(path: Path, quad: Quad) -> Place:
    """Return where *quad* is written in the file at *path*, else the file."""
    if path.suffix not in (".trig", ".ttl"):
        return Place(path)
    places = walk(read(path), SOURCE + path.stem)
    for found in places.triples:
        in_graph = found.graph in (None, quad.graph_name)
        spots = (found.subject, found.predicate, found.object)
        if in_graph and tuple(spot.term for spot in spots) == tuple(quad.triple):
            return Place(path, *places.at(found.object.start))
    return Place(path)


def _place_in(path: Path, axiom: Statement) -> Place:
    """Return where *axiom* is written in the file at *path*, else where its subject is."""
    places = walk(read(path), SOURCE + path.stem)
    nested = _by_subject(_triple(found) for found in places.triples)
    for found in places.triples:
        if _writes(_triple(found), axiom, nested):
            return Place(path, *places.at(found.predicate.start))
    return Place(path, *(places.find(plain(axiom.head.subject)) or ()))


def _writes(found: Triple, axiom: Statement, nested: _Nested) -> bool:
    """Say whether *found* is the head of *axiom*, whatever the blank nodes are called."""
    head = axiom.head
    if isinstance(head.subject, BlankNode):
        listed = set(_items(found.object, nested)) if found.predicate.value in _LISTS else set()
        return bool(listed) and listed >= set(members(axiom))
    same = found.subject == head.subject and found.predicate == head.predicate
    return same and (found.object == head.object or isinstance(head.object, BlankNode))


def _triple(found: Located) -> Triple:
    subject, predicate = found.subject.term, found.predicate.term
    assert isinstance(predicate, NamedNode)  # noqa: S101  # the file was read without a fault
    assert not isinstance(subject, Literal)  # noqa: S101  # as above
    return Triple(subject, predicate, found.object.term)


def _by_subject(triples: Iterable[Triple]) -> _Nested:
    nested: dict[Term, list[Triple]] = defaultdict(list)
    for triple in triples:
        nested[triple.subject].append(triple)
    return nested
