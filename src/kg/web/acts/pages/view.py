"""What stands on pages: names that lead somewhere, rows of values, words in one language.

Must not know: which pages there are, HTML.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.names import Labels
from kg.results.people import safe
from kg.templates import is_address
from kg.terms import TYPE, Term, plain
from kg.triples import Triples
from kg.web.acts.record import Record
from kg.web.addresses import local, written

_WORDING = Path(__file__).with_name("wording")
_DEEP = 6  # nodes without names, one in the other
_LONG = 300  # characters of a name
_LIST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"


@dataclass(frozen=True)
class Item:
    """A name or a text; *href* is where it leads, *rows* what a node without a name is."""

    text: str
    href: str = ""
    lang: str = ""
    long: bool = False
    rows: "Sequence[Row]" = ()


@dataclass(frozen=True)
class Row:
    """A property, and its values."""

    name: Item
    them: Sequence[Item]


class View:
    """The record as pages show it: in a `language`, on a site whose paths begin with `root`.

    `query` is what links to the site's pages have behind their paths.
    """

    def __init__(self, record: Record, given: Mapping[str, str]) -> None:
        self.record, self.root, self.lang = record, given["root"], given["language"]
        self._query = given["query"]
        self.labels = Labels(record.store, record.graph.prefixes, self.lang)
        self.words = words(self.lang)

    @property
    def explicit(self) -> bool:
        """Whether the address says in which language the page is."""
        return bool(self._query)

    def thing(self, iri: str) -> Item:
        """Return the name of *iri*; it leads to its address if it is ours, or of the web."""
        name = safe(self.labels.of(iri))
        return Item(name if len(name) <= _LONG else f"{name[:_LONG]}…", self.href(iri))

    def short(self, iri: str) -> Item:
        """Return *iri* abbreviated."""
        return Item(safe(self.labels.short(iri)), self.href(iri))

    def href(self, iri: str) -> str:
        """Return where a link to *iri* leads, "" if it may be none."""
        return local(iri, self.root, self._query) or (iri if is_address(iri) else "")

    def page(self, path: str) -> str:
        """Return the address of the page at *path*."""
        return written(self.root, path) + self._query

    def term(self, term: Term, known: Triples | None = None, deep: int = 0) -> Item:
        """Return *term*; a node without a name is what *known* says of it."""
        if isinstance(term, NamedNode):
            return self.thing(term.value)
        if isinstance(term, Literal):
            text = safe(term.value)
            return Item(text, lang=term.language or "", long="\n" in text)
        if known is None or deep > _DEEP or isinstance(term, Triple):
            return Item(safe(str(term)))
        return Item("", rows=self.rows(known, term, deep + 1))

    def rows(self, known: Triples, subject: Term | str, deep: int = 0) -> list[Row]:
        """Return what *known* says of *subject*, a row for each property."""
        told = known.about(subject)
        if isinstance(subject, BlankNode) and _LIST in told:
            members = [self.term(member, known, deep) for member in known.listed(subject)]
            return [Row(Item(""), members)]
        rows = [
            Row(self.thing(predicate), self.terms(values, known, deep))
            for predicate, values in told.items()
        ]
        return sorted(rows, key=lambda row: row.name.text)

    def terms(
        self, values: Iterable[Term], known: Triples | None = None, deep: int = 0
    ) -> list[Item]:
        """Return *values* in order, each once."""
        found = [self.term(value, known, deep) for value in dict.fromkeys(values)]
        return sorted(found, key=lambda item: (item.lang not in (self.lang, ""), item.text))

    def kinds(self, known: Iterable[str]) -> list[Item]:
        """Return the classes *known* by their names."""
        return sorted(map(self.thing, known), key=lambda item: item.text)

    def described(self, triples: Iterable[Triple], apart: Sequence[str] = (TYPE,)) -> list[Row]:
        """Return what *triples*, of one subject, say, but for the properties *apart*."""
        told: dict[str, list[Term]] = {}
        for triple in triples:
            told.setdefault(plain(triple.predicate), []).append(triple.object)
        rows = [Row(self.thing(p), self.terms(told[p])) for p in told if p not in apart]
        return sorted(rows, key=lambda row: row.name.text)


@cache
def words(lang: str) -> Mapping[str, str]:
    """Return the words of pages in *lang*."""
    return tomllib.loads((_WORDING / f"{lang}.toml").read_text("utf-8"))
