"""What one file of the ontology declares: modules, terms, code lists, mappings.

What a term says that has no place of its own is kept among its notes, so nothing is left out.

Must not know: the other files, HTML, languages of the pages, shapes, data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from kg import terms
from kg.build import intake
from kg.docs.expressions import written
from kg.docs.model import (
    ANNOTATION,
    CLASS,
    DATATYPE,
    KIND_OF_VALUE,
    OBJECT,
    Code,
    CodeList,
    Mapping,
    Module,
    TermEntry,
)
from kg.project import Project
from kg.terms import KG, TYPE, Term, plain
from kg.triples import Text, Triples

_DCT = "http://purl.org/dc/terms/"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_KINDS = {
    **{_OWL + kind: kind for kind in (CLASS, OBJECT, DATATYPE, ANNOTATION)},
    _RDFS + KIND_OF_VALUE: KIND_OF_VALUE,
}
_LABELS = (_RDFS + "label", _SKOS + "prefLabel")
_DEFINITIONS = (_SKOS + "definition", _DCT + "description")
_PARENTS = (_RDFS + "subClassOf", _RDFS + "subPropertyOf")
_DISJOINT = (_OWL + "disjointWith", _OWL + "propertyDisjointWith")
_DISJOINT_ALL = (_OWL + "AllDisjointClasses", _OWL + "AllDisjointProperties")
_SHOWN = {
    TYPE,
    *_LABELS,
    *_DEFINITIONS,
    *_DISJOINT,
    *_PARENTS,
    _DCT + "isReplacedBy",
    _OWL + "deprecated",
    _OWL + "imports",
    _RDFS + "isDefinedBy",
    _SKOS + "example",
    _SKOS + "inScheme",
    _SKOS + "scopeNote",
}


@dataclass(frozen=True)
class File:
    """A file of the ontology, read; *path* is as the project writes it."""

    path: str
    triples: Triples
    prefixes: dict[str, str]

    @classmethod
    def read(cls, project: Project, path: Path) -> "File":
        """Return the file at *path*; raise BadInput if it is no Turtle."""
        quads = intake.parsed(path, RdfFormat.TURTLE)
        return cls(project.name(path), Triples(quads), project.prefixes)

    @property
    def name(self) -> str:
        """The file's name without suffix."""
        return Path(self.path).stem

    @property
    def folder(self) -> str:
        """The name of the folder that it lies in."""
        return Path(self.path).parent.name

    def modules(self) -> Iterator[Module]:
        """Yield the ontology that the file is."""
        for iri in self.triples.subjects(_OWL + "Ontology"):
            yield Module(
                iri,
                *self._words(iri),
                name=self.name,
                path=self.path,
                imports=tuple(sorted(self.triples.iris(iri, _OWL + "imports"))),
                notes=self._notes(iri),
            )

    def terms(self) -> Iterator[TermEntry]:
        """Yield the classes, properties and datatypes."""
        header = next(iter(self.triples.subjects(_OWL + "Ontology")), "")
        for iri in self.triples.subjects(*_KINDS):
            yield self._term(iri, header)

    def lists(self) -> Iterator[CodeList]:
        """Yield the code lists."""
        for iri in self.triples.subjects(_SKOS + "ConceptScheme"):
            in_scheme = _SKOS + "inScheme"
            codes = [s for s in self.triples.subjects() if iri in self.triples.iris(s, in_scheme)]
            yield CodeList(
                iri,
                *self._words(iri),
                name=self.name,
                path=self.path,
                codes=tuple(map(self._code, codes)),
            )

    def mappings(self) -> Iterator[tuple[str, Mapping]]:
        """Yield each of the project's own terms with what it maps to."""
        for subject in self.triples.subjects():
            for predicate in self.triples.about(subject) if subject.startswith(KG) else ():
                for iri in self.triples.iris(subject, predicate):
                    yield subject, Mapping(iri, predicate)

    def disjoint(self) -> Iterator[list[str]]:
        """Yield each set of terms that the file says to be disjoint with each other."""
        for node in (node for cls in _DISJOINT_ALL for node in self.triples.blanks(cls)):
            members = self.triples.listed(self.triples.value(node, _OWL + "members"))
            yield [plain(member) for member in members]

    def _term(self, iri: str, header: str) -> TermEntry:
        types = self.triples.iris(iri, TYPE)
        above = [v for name in _PARENTS for v in self.triples.values(iri, name)]
        definer = self.triples.iris(iri, _RDFS + "isDefinedBy") if iri.startswith(KG) else []
        return TermEntry(
            iri,
            *self._words(iri),
            kind=next(_KINDS[t] for t in types if t in _KINDS),
            module=definer[0] if definer else header,
            characteristics=tuple(sorted(t for t in types if t not in _KINDS)),
            scope_notes=self.triples.texts(iri, _SKOS + "scopeNote"),
            examples=self.triples.texts(iri, _SKOS + "example"),
            parents=tuple(sorted(v.value for v in above if isinstance(v, NamedNode))),
            expressions=tuple(plain(self._in_words(v)) for v in above if isinstance(v, BlankNode)),
            disjoint=tuple(sorted(i for p in _DISJOINT for i in self.triples.iris(iri, p))),
            deprecated=any(
                text.value in ("true", "1") for text in self.triples.texts(iri, _OWL + "deprecated")
            ),
            replaced_by=tuple(sorted(self.triples.iris(iri, _DCT + "isReplacedBy"))),
            notes=self._notes(iri),
        )

    def _code(self, iri: str) -> Code:
        return Code(
            iri,
            *self._words(iri),
            classes=tuple(sorted(self.triples.iris(iri, TYPE))),
            scope_notes=self.triples.texts(iri, _SKOS + "scopeNote"),
            examples=self.triples.texts(iri, _SKOS + "example"),
            notes=self._notes(iri),
        )

    def _words(self, iri: str) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """Return the labels and the definitions of *iri*."""
        labels, definitions = (
            tuple(text for name in names for text in self.triples.texts(iri, name))
            for names in (_LABELS, _DEFINITIONS)
        )
        return labels, definitions

    def _notes(self, iri: str) -> tuple[tuple[str, Term], ...]:
        """Return the statements about *iri* that are shown nowhere else."""
        return tuple(
            (predicate, self._in_words(value))
            for predicate, values in sorted(self.triples.about(iri).items())
            for value in values
            if predicate not in _SHOWN
        )

    def _in_words(self, value: Term) -> Term:
        """Return *value*, in words where it is a blank node."""
        if not isinstance(value, BlankNode):
            return value
        return Literal(written(self.triples, value, lambda iri: terms.compact(iri, self.prefixes)))
