"""Triples as they stand in a file, looked up by subject, in the order in which they were written.

Must not know: files, what the triples mean.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg.terms import TYPE, Term, plain

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Text(NamedTuple):
    """A text and its language, "" where none is given."""

    value: str
    lang: str


def in_language(texts: Iterable[Text], lang: str) -> list[Text]:
    """Return those of *texts* in *lang*, else those in English, else all.

    >>> in_language([Text("claim", "en"), Text("主張", "ja")], "ja")
    [Text(value='主張', lang='ja')]
    """
    found = list(texts)
    for wanted in (lang, "en"):
        if chosen := [text for text in found if text.lang == wanted]:
            return chosen
    return found


class Triples:
    """A set of triples; subjects and predicates are given by their IRIs, blank nodes as they are.

    >>> from pyoxigraph import RdfFormat, parse
    >>> found = Triples(parse('<a:s> <a:p> "x"@en .', format=RdfFormat.TURTLE))
    >>> found.texts("a:s", "a:p")
    (Text(value='x', lang='en'),)
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Take the triples of *quads*, whatever their graph."""
        self._by_subject: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self._by_subject[_key(quad.subject)][quad.predicate.value].append(quad.object)

    def subjects(self, *classes: str) -> list[str]:
        """Return the IRIs of the things that are of one of *classes*, of any without *classes*."""
        found = (s for s in self._by_subject if not s.startswith("_:"))
        return [s for s in found if not classes or set(classes) & set(self.iris(s, TYPE))]

    def blanks(self, cls: str) -> Iterator[Term | str]:
        """Yield the blank nodes of the class *cls*."""
        yield from (s for s in self._by_subject if s.startswith("_:") and cls in self.iris(s, TYPE))

    def about(self, subject: Term | str) -> dict[str, list[Term]]:
        """Return the values of each predicate of *subject*."""
        return self._by_subject.get(_key(subject), {})

    def values(self, subject: Term | str, predicate: str) -> list[Term]:
        """Return the values of *predicate*."""
        return self.about(subject).get(predicate, [])

    def value(self, subject: Term | str, predicate: str) -> Term | None:
        """Return the first value of *predicate*, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def leading_to(self, value: str, predicate: str) -> list[str]:
        """Return the IRIs of the things of which the IRI *value* is a value of *predicate*."""
        found = (subject for subject in self.subjects() if value in self.iris(subject, predicate))
        return list(found)

    def iris(self, subject: Term | str, predicate: str) -> list[str]:
        """Return those values of *predicate* that are IRIs."""
        return [v.value for v in self.values(subject, predicate) if isinstance(v, NamedNode)]

    def texts(self, subject: Term | str, predicate: str) -> tuple[Text, ...]:
        """Return those values of *predicate* that are literals."""
        found = (v for v in self.values(subject, predicate) if isinstance(v, Literal))
        return tuple(Text(literal.value, literal.language or "") for literal in found)

    def listed(self, node: Term | None) -> list[Term]:
        """Return the members of the RDF list *node*."""
        members: list[Term] = []
        seen: set[str] = set()
        while node is not None and plain(node) != _RDF + "nil" and _key(node) not in seen:
            seen.add(_key(node))
            members += self.values(node, _RDF + "first")
            node = self.value(node, _RDF + "rest")
        return members


def _key(term: Term | str) -> str:
    """Return the IRI of *term*, or the label of a blank node with its `_:`."""
    if isinstance(term, str):
        return term
    return term.value if isinstance(term, NamedNode) else str(term)
