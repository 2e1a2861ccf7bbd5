"""What a catalogue and a citation need to know of an export.

`dcat.ttl` is by DCAT-AP 3.0 (https://semiceu.github.io/DCAT-AP/releases/3.0.0/): the dataset, a
distribution for each file, the documents behind it with their licences, and the endpoint;
`CITATION.cff` is by the Citation File Format 1.2.0 (https://citation-file-format.github.io).

Must not know: what the data are about, what the files hold.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.exports.about import About, Source, in_language
from kg.exports.vocabularies import VOCABULARIES, Said, statements, term, typed
from kg.folder import write as put
from kg.store import readable

# As IANA registers them; what it does not register has none.
_MEDIA_TYPES = {
    "cff": "application/yaml",
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "parquet": "application/vnd.apache.parquet",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "ttl": "text/turtle",
}
_CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([\d.]+)/?")
_NO_LICENCE = Literal(
    "No licence of the document is told. The dataset holds positions and digests of its passages, "
    "and no text.",
    language="en",
)

Files = Mapping[str, Mapping[str, Any]]


def write(dataset: About, files: Files, out: Path, base: str) -> None:
    """Write the catalogue and the citation below *out*.

    *files* are what the manifest tells of each file; they are published under *base*.
    """
    put(out, "CITATION.cff", _citation(dataset))
    put(out, "dcat.ttl", readable(catalogue(dataset, files, base), VOCABULARIES))


def catalogue(
    dataset: About, files: Files, base: str, description: str = "service.ttl"
) -> Iterator[Triple]:
    """Yield what a catalogue needs to know of *dataset*, as `write` takes it.

    What describes the endpoint is published under *base* as *description*.
    """
    distributions = {name: _part(dataset, name) for name in files}
    yield from statements(
        _part(dataset, "catalog"),
        "dcat:Catalog",
        *_named(dataset),
        ("dcterms:publisher", dataset.publisher),
        ("dcat:dataset", dataset.iri),
        ("dcat:service", _part(dataset, "sparql")),
    )
    yield from statements(
        dataset.iri,
        "dcat:Dataset",
        *_named(dataset),
        ("dcterms:identifier", Literal(dataset.iri.value)),
        ("dcterms:publisher", dataset.publisher),
        ("dcterms:modified", [typed(dataset.modified, "xsd:date")] if dataset.modified else []),
        ("dcat:version", Literal(dataset.version)),
        ("dcat:distribution", distributions.values()),
        ("prov:wasDerivedFrom", [source.iri for source in dataset.sources]),
    )
    yield from statements(dataset.publisher, "foaf:Agent", ("foaf:name", dataset.publisher_names))
    yield from statements(dataset.license, "dcterms:LicenseDocument")
    yield from statements(
        _part(dataset, "sparql"),
        "dcat:DataService",
        ("dcterms:title", dataset.names),
        ("dcterms:license", dataset.license),
        ("dcat:endpointURL", NamedNode(f"{base}sparql")),
        ("dcat:endpointDescription", NamedNode(base + description)),
        ("dcat:servesDataset", dataset.iri),
    )
    for source in dataset.sources:
        yield from _source(source)
    for name, node in distributions.items():
        yield from _distribution(dataset, node, name, files[name], base)


def _named(dataset: About) -> tuple[Said, Said]:
    return ("dcterms:title", dataset.names), ("dcterms:description", dataset.descriptions)


def _part(dataset: About, name: str) -> NamedNode:
    return NamedNode(f"{dataset.iri.value}#{name}")


def _source(source: Source) -> Iterator[Triple]:
    said = (
        ("dcterms:license", source.license) if source.license else ("dcterms:rights", _NO_LICENCE)
    )
    yield from statements(source.iri, "foaf:Document", ("dcterms:title", source.names), said)
    if source.license:
        yield from statements(source.license, "dcterms:LicenseDocument")


def _distribution(
    dataset: About, node: NamedNode, name: str, told: Mapping[str, Any], base: str
) -> Iterator[Triple]:
    url, checksum = NamedNode(base + name), NamedNode(f"{node.value}-sha256")
    yield from statements(
        node,
        "dcat:Distribution",
        ("dcterms:title", Literal(name)),
        ("dcterms:license", dataset.license),
        ("dcat:accessURL", url),
        ("dcat:downloadURL", url),
        ("dcat:byteSize", typed(str(told["bytes"]), "xsd:decimal")),  # as DCAT-AP's shapes ask
        ("spdx:checksum", checksum),
    )
    yield from statements(
        checksum,
        "spdx:Checksum",
        ("spdx:algorithm", term("spdx:checksumAlgorithm_sha256")),
        ("spdx:checksumValue", typed(told["sha256"], "xsd:hexBinary")),
    )
    kind, packed = name.removesuffix(".gz").rpartition(".")[2], name.endswith(".gz")
    for predicate, media_type in (
        ("dcat:mediaType", _MEDIA_TYPES.get(kind)),
        ("dcat:compressFormat", "application/gzip" if packed else None),
    ):
        if media_type:
            yield Triple(node, term(predicate), term(f"iana:{media_type}"))
            yield from statements(term(f"iana:{media_type}"), "dcterms:MediaType")


def _citation(dataset: About) -> str:
    import yaml

    found = _CREATIVE_COMMONS.fullmatch(dataset.license.value)
    values = {
        "cff-version": "1.2.0",
        "message": "To cite the dataset, use these data.",
        "type": "dataset",
        "title": dataset.name("en"),
        "abstract": in_language(dataset.descriptions, "en"),
        "authors": [{"name": in_language(dataset.publisher_names, "en")}],
        "url": dataset.iri.value,
        "version": dataset.version,
        **({"license": f"CC-{found[1].upper()}-{found[2]}"} if found else {}),
        **({"date-released": dataset.modified} if dataset.modified else {}),
    }
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100)
