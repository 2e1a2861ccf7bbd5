"""Whether a term that is deprecated is still used in data, shapes, rules or questions.

Must not know: what the terms mean.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.checks.names import names
from kg.checks.reading import File, Files
from kg.errors import Finding, Place
from kg.terms import plain

_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
_REPLACED = "http://purl.org/dc/terms/isReplacedBy"


def check(files: Files) -> Iterator[Finding]:
    """Yield the first use of each deprecated term in each file outside the ontology."""
    gone = _said(files, _DEPRECATED)
    instead = _said(files, _REPLACED)
    for file in [*files.data, *files.shapes] if gone else []:
        for iri in sorted(_used(file) & set(gone)):
            yield _finding(files, file.at(file.places.mentions.get(iri, 0)), iri, instead)
    for text in files.sparql if gone else []:
        first = {str(name.iri): name.start for name in reversed(list(names(text.text)))}
        for iri in sorted(set(first) & set(gone)):
            yield _finding(files, text.at(first[iri]), iri, instead)


def _said(files: Files, predicate: str) -> dict[str, str]:
    """Return the values of *predicate* in the ontology, by subject."""
    quads = (quad for file in files.ontology for quad in file.quads)
    return {plain(q.subject): plain(q.object) for q in quads if q.predicate.value == predicate}


def _used(file: File) -> set[str]:
    terms = (term for q in file.quads for term in (q.subject, q.predicate, q.object))
    return {term.value for term in terms if isinstance(term, NamedNode)}


def _finding(files: Files, place: Place, iri: str, instead: dict[str, str]) -> Finding:
    return Finding(
        place,
        "deprecated",
        f"{files.compact(iri)} is deprecated",
        f"use {files.compact(instead[iri])}" if iri in instead else "do without it",
        "warning",
    )
