"""What catalogues, query tools and citations are told, by the word of readers that others wrote."""

import gzip
import json
from pathlib import Path

import pytest
import yaml
from rdflib import DCAT, DCTERMS, RDF, SH, VOID, Graph, Namespace, URIRef

import dcat_ap
from kg.build import Build
from kg.exports import catalog
from kg.exports.about import about
from kg.project import Project

SPDX = Namespace("http://spdx.org/rdf/terms#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATASET = URIRef("https://w3id.org/parley/dataset")
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")
DUMP = "dumps/all.nq.gz"


def graph(exported: Path, name: str) -> Graph:
    return Graph().parse(exported / name)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return dcat_ap.shapes()


def test_the_catalogue_is_as_dcat_ap_asks(exported: Path, shapes: Graph) -> None:
    done, text = dcat_ap.conforms(graph(exported, "dcat.ttl"), shapes)

    assert done, text


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCAT.endpointURL, SPDX.checksumValue])
def test_a_catalogue_that_lacks_something_is_not(
    exported: Path, shapes: Graph, predicate: URIRef
) -> None:
    data = graph(exported, "dcat.ttl")
    data.remove((None, predicate, None))

    assert not dcat_ap.conforms(data, shapes)[0]


def test_each_file_is_a_distribution_with_its_sum(exported: Path) -> None:
    data = graph(exported, "dcat.ttl")
    files = json.loads((exported / "manifest.json").read_text("utf-8"))["files"]
    found = {}
    for node in data.objects(DATASET, DCAT.distribution):
        checksum = data.value(node, SPDX.checksum)
        found[str(data.value(node, DCAT.downloadURL))] = str(
            data.value(checksum, SPDX.checksumValue)
        )

    assert found == {
        f"https://w3id.org/parley/{name}": told["sha256"]
        for name, told in files.items()
        if name not in ("CITATION.cff", "dcat.ttl")
    }


def test_a_dump_says_what_it_is_and_how_it_is_packed(exported: Path) -> None:
    data, node = graph(exported, "dcat.ttl"), URIRef(f"{DATASET}#{DUMP}")
    types = "https://www.iana.org/assignments/media-types/application/"

    assert data.value(node, DCAT.mediaType) == URIRef(f"{types}n-quads")
    assert data.value(node, DCAT.compressFormat) == URIRef(f"{types}gzip")
    assert data.value(node, DCTERMS.license) == CC_BY


def test_a_document_without_a_licence_says_so(exported: Path) -> None:
    data, essay = graph(exported, "dcat.ttl"), URIRef("https://w3id.org/parley/source/abiru-2025")

    assert list(data.objects(essay, DCTERMS.license)) == []
    assert str(data.value(essay, DCTERMS.rights)).startswith("No licence of the document is told.")


def test_the_files_are_said_to_lie_where_they_are_published(build: Build, tmp_path: Path) -> None:
    dataset = about(build)
    assert dataset
    files = {DUMP: {"bytes": 1, "sha256": "00"}}
    catalog.write(dataset, files, tmp_path, base="https://data.example.org/")
    data = graph(tmp_path, "dcat.ttl")

    assert data.value(URIRef(f"{DATASET}#{DUMP}"), DCAT.downloadURL) == URIRef(
        f"https://data.example.org/{DUMP}"
    )
    assert data.value(URIRef(f"{DATASET}#sparql"), DCAT.endpointURL) == URIRef(
        "https://data.example.org/sparql"
    )


def test_the_service_says_what_its_default_graph_is(exported: Path) -> None:
    data = graph(exported, "service.ttl")
    dataset = data.value(URIRef(f"{DATASET}#sparql"), SD.defaultDataset)

    default = data.value(dataset, SD.defaultGraph)

    assert {str(part) for part in data.objects(default, DCTERMS.hasPart)} == {
        "https://w3id.org/parley/graph/accepted",
        "https://w3id.org/parley/.well-known/void",
        "https://w3id.org/parley/.well-known/sparql-examples",
    }
    assert str(data.value(dataset, DCTERMS.description)).startswith("A pattern outside GRAPH reads")


def test_void_counts_the_accepted_view(exported: Path) -> None:
    view = Graph().parse(
        data=gzip.decompress((exported / "dumps/accepted.nt.gz").read_bytes()),
        format="nt",
    )
    void = graph(exported, "void.ttl")
    parts = [
        (void.value(part, VOID["class"]), n) for part, n in void.subject_objects(VOID.entities)
    ]

    assert {(kind, str(count)) for kind, count in parts} == {
        (kind, str(len(set(view.subjects(RDF.type, kind)))))
        for kind in set(view.objects(None, RDF.type))
    }


def test_the_questions_and_prefixes_are_all_there(exported: Path, project: Project) -> None:
    questions, prefixes = graph(exported, "questions.ttl"), graph(exported, "prefixes.ttl")

    assert len(set(questions.subjects(RDF.type, SH.SPARQLExecutable))) == len(project.queries)
    assert {str(p) for p in prefixes.objects(None, SH.prefix)} == set(project.prefixes)


def test_the_citation_names_title_licence_and_day(exported: Path) -> None:
    values = yaml.safe_load((exported / "CITATION.cff").read_text("utf-8"))

    assert values["cff-version"] == "1.2.0"
    assert values["title"] == "Parley, a knowledge graph of negotiations"
    assert (values["license"], values["date-released"]) == ("CC-BY-4.0", "2026-11-22")


def test_a_project_that_does_not_describe_itself_has_no_catalogue(trade_round: Path) -> None:
    values = json.loads((trade_round / "manifest.json").read_text("utf-8"))

    assert (trade_round / "void.ttl").is_file()
    assert not (trade_round / "dcat.ttl").exists()
    assert values["left-out"]["dcat.ttl"].startswith("say in data/reference/dataset.ttl what")
