"""What the pages show: the ontology as plain values.

Must not know: files, RDF libraries, HTML, languages of the pages.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kg.terms import Term
from kg.triples import Text, in_language

CLASS, OBJECT, DATATYPE, ANNOTATION, KIND_OF_VALUE = (
    "Class",
    "ObjectProperty",
    "DatatypeProperty",
    "AnnotationProperty",
    "Datatype",
)


@dataclass(frozen=True)
class Named:
    """Something with an IRI, a name and words about it."""

    iri: str
    labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()

    def label(self, lang: str) -> Text:
        """Return the name in *lang*, else in English, else the end of the IRI."""
        found = in_language(self.labels, lang)
        return found[0] if found else Text(self.iri.replace("#", "/").rsplit("/", 1)[-1], "")


@dataclass(frozen=True, order=True)
class Mapping:
    """A term of another vocabulary, and how far it means the same: *relation* is a property."""

    target: str
    relation: str


@dataclass(frozen=True)
class TermEntry(Named):
    """A class, property or datatype; *kind* is the local name of its OWL type.

    *expressions* are the parents without a name, in words; *notes* are all statements that have no
    place of their own, by predicate.
    """

    kind: str = CLASS
    module: str = ""
    characteristics: tuple[str, ...] = ()
    scope_notes: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()
    parents: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    disjoint: tuple[str, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()
    notes: tuple[tuple[str, Term], ...] = ()

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return self.kind == CLASS


@dataclass(frozen=True)
class Code(Named):
    """A concept of a code list; *classes* are the classes that it belongs to."""

    classes: tuple[str, ...] = ()
    scope_notes: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    notes: tuple[tuple[str, Term], ...] = ()


@dataclass(frozen=True)
class CodeList(Named):
    """A closed list of concepts, from the file *path*; *name* is that of its page."""

    name: str = ""
    path: str = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Module(Named):
    """An ontology of the project, from the file *path*; *name* is that of its page."""

    name: str = ""
    path: str = ""
    imports: tuple[str, ...] = ()
    notes: tuple[tuple[str, Term], ...] = ()


@dataclass(frozen=True)
class Ontology:
    """All of it; *root* is the module that has the version, *modules* are the others.

    A module stands behind those that it imports.
    """

    root: Module
    modules: tuple[Module, ...]
    terms: dict[str, TermEntry]
    lists: tuple[CodeList, ...]
    own: str
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def is_own(self, iri: str) -> bool:
        """Say whether the term *iri* is one of the project's own."""
        return iri.startswith(self.own)

    def own_terms(self, module: str | None = None) -> list[TermEntry]:
        """Return the project's own terms, or those of *module*, by their IRIs."""
        return self._own if module is None else self._by_module[module]

    def foreign_terms(self) -> list[TermEntry]:
        """Return the terms of other vocabularies, by their IRIs."""
        return [self.terms[iri] for iri in sorted(self.terms) if not self.is_own(iri)]

    @cached_property
    def _own(self) -> list[TermEntry]:
        return [self.terms[iri] for iri in sorted(self.terms) if self.is_own(iri)]

    @cached_property
    def _by_module(self) -> dict[str, list[TermEntry]]:
        found: dict[str, list[TermEntry]] = defaultdict(list)
        for term in self._own:
            found[term.module].append(term)
        return found

    def codes(self) -> Iterator[tuple[CodeList, Code]]:
        """Yield each code with its list."""
        for code_list in self.lists:
            for code in code_list.codes:
                yield code_list, code

    def below(self, iri: str) -> set[str]:
        """Return the classes or properties below *iri*, itself included."""
        return _closed(iri, lambda node: self.children.get(node, ()))

    def above(self, iri: str) -> set[str]:
        """Return the classes or properties above *iri*, itself included."""
        return _closed(iri, lambda node: self.terms[node].parents if node in self.terms else ())


def _closed(start: str, step: Callable[[str], tuple[str, ...]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(step(waiting.pop())) - found
        found |= new
        waiting += new
    return found
