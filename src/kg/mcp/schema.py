"""The schema: what a class, a property or a code means, and what the shapes ask of it.

Must not know: what the ontology is about, commands, the protocol.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from kg import shapes
from kg.docs import reading
from kg.docs.model import Code, CodeList, Named, Ontology, TermEntry
from kg.docs.phrases import Phrase, Phrases
from kg.docs.tables import Shapes
from kg.docs.wording import LANGUAGES, words
from kg.errors import BadInput, did_you_mean, shown
from kg.graph import Graph
from kg.mcp.answers import Answer, Head, Row, Value, Window, cell, cut
from kg.project import Project
from kg.shapes import Shape
from kg.store import ACCEPTED
from kg.terms import TYPE, compact, expand, plain
from kg.triples import Text, in_language

_CLASSES = ("class", "label", "parents", "definition")
_ABOUT = ("part", "term", "label", "definition", "count", "values", "of", "severity")
_FEW = 12  # facts of the example


@dataclass(frozen=True)
class Schema:
    """The ontology and the shapes of *project* as its files stand, told in *lang*."""

    project: Project
    lang: str

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology."""
        return reading.read(self.project)

    @cached_property
    def shapes(self) -> Shapes:
        """The shapes, looked up by what they are about."""
        return Shapes(self.ontology, shapes.read(self.project))

    def overview(self, window: Window) -> Answer:
        """Return the project's own classes, each with its parents and its definition."""
        classes = [term for term in self.ontology.own_terms() if term.is_class]
        head = Head({"hint": "call schema with a class for its properties, codes and an example"})

        def row(term: TermEntry) -> Row:
            name, label, definition = self._words(term)
            return Row((name, label, list(map(self._short, term.parents)), definition))

        return cut(head, _CLASSES, classes, row, window)

    def term(self, text: str, graph: Graph, window: Window) -> Answer:
        """Return what *text*, an IRI, a CURIE or a label, means, with an example from *graph*.

        Raise BadInput with candidates or near misses if it is not one term of the ontology.
        """
        found = self._find(text)
        head = self._head(found) | _example(graph, found.iri)
        rows = [*self._asked(found), *self._below(found), *self._codes(found)]
        return cut(Head(head), _ABOUT, rows, Row, window)

    def _find(self, text: str) -> Named:
        node = expand(text, self.project.prefixes)
        if node and node.value in self._terms:
            return self._terms[node.value]
        named: dict[str, dict[str, Named]] = defaultdict(dict)
        for term in self._terms.values():
            for name in (*(label.value for label in term.labels), _end(term.iri)):
                named[name.casefold()][term.iri] = term
        found = self._preferred(named.get(text.strip().casefold(), {}))
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(self._short(term.iri) for term in found)
            raise BadInput(f'"{text}" is the name of several terms: say which, {names}')
        hint = did_you_mean(text, named, _ALL, 3, '"{}"'.format)
        raise BadInput(f'no term of the ontology is called "{shown(text)}": {hint}')

    def _preferred(self, found: Mapping[str, Named]) -> list[Named]:
        """Return those of *found* that are the project's own, all if none is."""
        own = [term for iri, term in found.items() if self.ontology.is_own(iri)]
        return own or list(found.values())

    @cached_property
    def _terms(self) -> Mapping[str, Named]:
        """What there is to ask for, by its IRI."""
        codes = {code.iri: code for _, code in self.ontology.codes()}
        return {
            **{found.iri: found for found in self.ontology.lists},
            **codes,
            **self.ontology.terms,
        }

    def _head(self, term: Named) -> dict[str, object]:
        name, label, definition = self._words(term)
        told: dict[str, object] = {
            "term": name,
            "kind": term.kind if isinstance(term, TermEntry) else type(term).__name__,
            "label": label,
            "definition": definition,
        }
        for key, texts in (("notes", "scope_notes"), ("examples", "examples")):
            told[key] = [t.value for t in in_language(getattr(term, texts, ()), self.lang)]
        if isinstance(term, Code):
            told["classes"] = list(map(self._short, term.classes))
        if isinstance(term, TermEntry):
            told |= self._relations(term)
        return {key: value for key, value in told.items() if value}

    def _relations(self, term: TermEntry) -> dict[str, object]:
        mappings = [[self._short(m.relation), self._short(m.target)] for m in term.mappings]
        return {
            "parents": list(map(self._short, term.parents)),
            "characteristics": list(map(self._short, term.characteristics)),
            "deprecated": term.deprecated,
            "replacedBy": list(map(self._short, term.replaced_by)),
            "mappings": mappings,
        }

    def _asked(self, term: Named) -> Iterator[list[Value]]:
        """Yield what the shapes ask of a class, and of what leads to it; or of a property."""
        if not isinstance(term, TermEntry):
            return
        if not term.is_class:
            for asked in self.shapes.on_property(term.iri):
                path = asked.shape.path
                known = path is not None and path.property == term.iri  # and told at the head
                row = self._property("on", asked.shape, self._targets(asked.target))
                yield [*row[:2], None, None, *row[4:]] if known else row
            return
        for cls, found in self.shapes.of_class(term.iri):
            for asked in found:
                yield self._property("property", asked.shape, self._short(cls))
        for _, found in self.shapes.into_class(term.iri):
            for asked in found:
                yield self._property("incoming", asked.shape, self._targets(asked.target))

    def _property(self, part: str, shape: Shape, of: str) -> list[Value]:
        path = self._text(self._phrases.path(shape.path)) if shape.path else None
        named = self.ontology.terms.get(shape.path.property) if shape.path else None
        _, label, definition = self._words(named) if named else ("", None, None)
        severity = None if shape.severity == "Violation" else shape.severity
        values = self._text(self._phrases.values(shape))
        return [part, path, label, definition, _count(shape), values, of, severity]

    def _targets(self, shape: Shape) -> str:
        return ", ".join(self._short(iri) for _, iri in shape.targets)

    def _below(self, term: Named) -> Iterator[list[Value]]:
        """Yield the classes or properties right below *term*."""
        for iri in self.ontology.children.get(term.iri, ()):
            if below := self.ontology.terms.get(iri):
                yield ["below", *self._words(below), None, None, None, None]

    def _codes(self, term: Named) -> Iterator[list[Value]]:
        """Yield the codes of a list, or of the lists whose codes are members of a class."""
        lists = self.shapes.lists_of(term) if isinstance(term, TermEntry) else []
        for found in [term] if isinstance(term, CodeList) else lists:
            for code in found.codes:
                yield ["code", *self._words(code), None, None, self._short(found.iri), None]

    def _words(self, term: Named) -> tuple[str, str, str | None]:
        """Return a term's name, label and definition."""
        found: list[Text] = in_language(term.definitions, self.lang)
        return self._short(term.iri), term.label(self.lang).value, found[0].value if found else None

    @cached_property
    def _phrases(self) -> Phrases:
        lang = self.lang if self.lang in LANGUAGES else "en"
        return Phrases(words(lang), self._short, self._short)

    def _text(self, phrase: Phrase) -> str:
        """Return *phrase* with terms as one writes them in a query."""
        return "".join(self._short(part.iri) if part.iri else part.text for part in phrase)

    def _short(self, iri: str) -> str:
        return compact(iri, self.project.prefixes)


_ALL = "call schema without a term for all classes"


def _end(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _count(shape: Shape) -> str | None:
    """Return how many values there may be, as in `0..1`; None for what is asked of the node."""
    if shape.path is None:
        return None
    low, high = (shape.values(name) for name in ("minCount", "maxCount"))
    return f"{plain(low[0]) if low else 0}..{plain(high[0]) if high else '*'}"


def _example(graph: Graph, iri: str) -> dict[str, object]:
    """Return a member of the class *iri* and facts of it, or a fact with the property *iri*.

    It is the least by its IRI that the accepted view holds.
    """
    node = NamedNode(iri)
    members = graph.store.about(None, NamedNode(TYPE), node)
    found = {plain(quad.subject) for quad in members if quad.graph_name == ACCEPTED}
    if found:
        thing = NamedNode(min(found))
        facts = [quad for quad in graph.store.about(thing) if quad.graph_name == ACCEPTED]
        pairs = sorted(
            ([cell(q.predicate, graph.prefixes), cell(q.object, graph.prefixes)] for q in facts),
            key=str,
        )
        return {"example": {"thing": cell(thing, graph.prefixes), "facts": pairs[:_FEW]}}
    uses = [q for q in graph.store.about(None, node) if q.graph_name == ACCEPTED]
    if not uses:
        return {}
    quad = min(uses, key=str)
    triple = (quad.subject, quad.predicate, quad.object)
    return {"example": [cell(term, graph.prefixes) for term in triple]}
