"""The table of contents that stands beside every page.

Must not know: HTML, what stands on the pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.docs.links import Place, relative
from kg.docs.model import Ontology, TermEntry


@dataclass(frozen=True)
class Entry:
    """A line of the contents, with the lines below it; *kind* tells classes from properties."""

    iri: str
    href: str
    name: str
    kind: str = ""
    below: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Contents:
    """The lines: modules with their terms, and code lists."""

    modules: tuple[Entry, ...]
    lists: tuple[Entry, ...]


def contents(
    ontology: Ontology, places: Mapping[str, Place], label: Callable[[str], str], page: str
) -> Contents:
    """Return the contents with links that hold on *page*, and on each page of such a folder."""

    def entry(iri: str, kind: str = "", below: tuple[Entry, ...] = ()) -> Entry:
        return Entry(iri, relative(page, places[iri]), label(iri), kind, below)

    def term(found: TermEntry) -> Entry:
        return entry(found.iri, "class" if found.is_class else "property")

    return Contents(
        tuple(
            entry(module.iri, below=tuple(map(term, ontology.own_terms(module.iri))))
            for module in ontology.modules
        ),
        tuple(entry(found.iri) for found in ontology.lists),
    )
