"""What the data say of the dataset as a whole: the one void:Dataset that has a publisher.

Must not know: what the data are about, how a file says it.
"""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.build import Build
from kg.store import Store

_RDFS_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_DESCRIPTION = NamedNode("http://purl.org/dc/terms/description")
_DATASET = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?dataset ?publisher ?license
WHERE {
    GRAPH ?g { ?dataset a void:Dataset ; dcterms:publisher ?publisher ; dcterms:license ?license }
}
ORDER BY ?dataset
"""
_SOURCES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?source ?license ?recorded
WHERE {
    GRAPH ?source { ?source a kg:Source }
    OPTIONAL { GRAPH ?source { ?source dcterms:license ?license } }
    OPTIONAL { GRAPH ?source { ?source kg:recordedOn ?recorded } }
}
ORDER BY ?source
"""


@dataclass(frozen=True)
class Source:
    """An encoded document, its names, and its licence, if one is told."""

    iri: NamedNode
    names: list[Literal]
    license: NamedNode | None


@dataclass(frozen=True)
class About:
    """A dataset: texts have a language each; *modified* is the latest day of recording, or ""."""

    iri: NamedNode
    version: str
    names: list[Literal]
    descriptions: list[Literal]
    publisher: NamedNode
    publisher_names: list[Literal]
    license: NamedNode
    sources: list[Source]
    modified: str

    def name(self, lang: str) -> str:
        """Return the name in *lang*, "" if it has none."""
        return in_language(self.names, lang)


def in_language(texts: list[Literal], lang: str) -> str:
    """Return the text in *lang*, "" if there is none."""
    return next((text.value for text in texts if text.language == lang), "")


def about(build: Build) -> About | None:
    """Return what *build* says of its dataset, None if it says nothing."""
    store = build.store()
    for dataset, publisher, license_ in store.select(_DATASET):
        rows = list(store.select(_SOURCES))
        return About(
            dataset,
            build.name,
            _texts(store, dataset, _RDFS_LABEL),
            _texts(store, dataset, _DESCRIPTION),
            publisher,
            _texts(store, publisher, _RDFS_LABEL),
            license_,
            [
                Source(r["source"], _texts(store, r["source"], _RDFS_LABEL), r["license"])
                for r in rows
            ],
            max((row["recorded"].value for row in rows if row["recorded"]), default=""),
        )
    return None


def _texts(store: Store, thing: NamedNode, predicate: NamedNode) -> list[Literal]:
    found = {q.object for q in store.about(thing, predicate) if isinstance(q.object, Literal)}
    return sorted(found, key=lambda text: text.language or "")
