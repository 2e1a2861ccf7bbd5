"""The record says on the web what it is, and links follow the host under which it is asked."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace, URIRef
from starlette.testclient import TestClient

import dcat_ap
from kg.build import Build, bring_up_to_date
from kg.build.descriptions import EXAMPLES, VOID
from kg.project import Project
from kg.store import TRIPLES
from website import Here, client

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ELSEWHERE = "https://data.example.org/a/b/"
FORMATS = {  # as http://www.w3.org/ns/formats/ names them
    "JSON-LD": "application/ld+json",
    "N-Quads": "application/n-quads",
    "N-Triples": "application/n-triples",
    "RDF_XML": "application/rdf+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "TriG": "application/trig",
    "Turtle": "text/turtle",
}
WITHOUT_RELATIVE = ("application/n-triples", "application/n-quads")
# The beginning of what Comunica sends.
COMUNICA = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.6"


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


def read(text: str, media_type: str, address: str) -> Graph:
    """Return what *text*, found at *address*, says."""
    quads = parse(text.encode(), format=TRIPLES[media_type], base_iri=address)
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


@pytest.mark.parametrize("media_type", [name for name in TRIPLES if name not in WITHOUT_RELATIVE])
def test_the_endpoint_describes_itself_wherever_it_is(web: TestClient, media_type: str) -> None:
    answer = web.get("/sparql", headers={"accept": media_type, "host": "evil.example"})
    service = URIRef(f"{ELSEWHERE}sparql")
    data = read(answer.text, media_type, str(service))
    default = data.value(data.value(service, SD.defaultDataset), SD.defaultGraph)

    assert answer.headers["content-type"].startswith(media_type)
    assert list(data.subjects(RDF.type, SD.Service)) == [service]
    assert data.value(service, SD.endpoint) == service
    assert data.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    assert {str(part) for part in data.objects(default, DCTERMS.hasPart)} == {
        "https://w3id.org/parley/graph/accepted",
        "https://w3id.org/parley/.well-known/void",
        "https://w3id.org/parley/.well-known/sparql-examples",
    }
    assert "evil" not in answer.text
    assert "urn:" not in answer.text


def test_the_formats_that_the_service_names_are_those_that_it_writes(web: TestClient) -> None:
    data = read(web.get("/sparql").text, "text/turtle", ELSEWHERE)
    named = {str(each).rpartition("/")[2] for each in data.objects(None, SD.resultFormat)}

    assert named == set(FORMATS)
    for name, media_type in FORMATS.items():
        query = "ASK {}" if "Results" in name else "DESCRIBE <a:a>"
        answer = web.get("/sparql", params={"query": query}, headers={"accept": media_type})

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)


def test_a_client_that_likes_n_quads_best_gets_what_can_be_relative(web: TestClient) -> None:
    answer = web.get("/sparql", headers={"accept": COMUNICA})
    refused = web.get("/sparql", headers={"accept": "application/n-triples"})

    assert answer.headers["content-type"] == "application/trig"
    assert (refused.status_code, "text/turtle" in refused.text) == (406, True)


def test_a_browser_gets_a_form_that_can_be_sent(web: TestClient) -> None:
    page = web.get("/sparql", headers={"accept": BROWSER})
    query = re.search(r"<textarea[^>]*>([^<]+)<", page.text)
    assert query
    answer = web.get("/sparql", params={"query": query[1]})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<form>" in page.text
    assert len(answer.json()["results"]["bindings"]) > 10


@pytest.mark.parametrize("media_type", TRIPLES)
@pytest.mark.parametrize("name", ["void", "sparql-examples"])
def test_a_description_is_the_graph_of_that_name(
    web: TestClient, build: Build, name: str, media_type: str
) -> None:
    answer = web.get(f"/.well-known/{name}", headers={"accept": media_type})
    found = {q.triple for q in parse(answer.content, format=TRIPLES[media_type])}
    graph = {"sparql-examples": EXAMPLES, "void": VOID}[name]

    assert answer.headers["content-type"].startswith(media_type)
    assert found == {quad.triple for quad in build.store().graph(graph)}
    assert found


def test_a_browser_gets_a_description_as_turtle(web: TestClient) -> None:
    answer = web.get("/.well-known/void", headers={"accept": BROWSER})

    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


def test_the_catalogue_leads_to_the_endpoint_wherever_it_is(web: TestClient) -> None:
    answer = web.get("/dcat.ttl")
    data = read(answer.text, "text/turtle", f"{ELSEWHERE}dcat.ttl")
    service = data.value(None, RDF.type, DCAT.DataService)

    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert data.value(service, DCAT.endpointURL) == URIRef(f"{ELSEWHERE}sparql")
    assert data.value(service, DCAT.endpointDescription) == URIRef(f"{ELSEWHERE}sparql")
    assert data.value(None, RDF.type, DCAT.Dataset) == URIRef("https://w3id.org/parley/dataset")


def test_the_catalogue_is_as_dcat_ap_asks(web: TestClient) -> None:
    shapes = dcat_ap.shapes()
    data = read(web.get("/dcat.ttl").text, "text/turtle", f"{ELSEWHERE}dcat.ttl")
    done, text = dcat_ap.conforms(data, shapes)
    data.remove((None, DCAT.endpointURL, None))

    assert done, text
    assert not dcat_ap.conforms(data, shapes)[0]


def test_a_project_that_does_not_describe_itself_has_an_endpoint_and_no_catalogue(
    tiny: Project, cache: Path
) -> None:
    web = client(Here(tiny, bring_up_to_date(tiny, cache)))

    assert web.get("/dcat.ttl").status_code == 404
    assert list(parse(web.get("/sparql").content, format=RdfFormat.TURTLE, base_iri=ELSEWHERE))


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/context/v1.jsonld", "ontology/contexts/v1.jsonld"),
        ("/frames/Event.jsonld", "ontology/frames/Event.jsonld"),
    ],
)
def test_contexts_and_frames_are_the_files(
    web: TestClient, project: Project, address: str, path: str
) -> None:
    answer = web.get(address)

    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content == (project.root / path).read_bytes()
    assert "@context" in json.loads(answer.text)


def test_a_context_is_kept_for_good_once_it_is_published(tiny: Project, cache: Path) -> None:
    build = bring_up_to_date(tiny, cache)
    path = tiny.root / "ontology/contexts/v1.jsonld"
    before = client(Here(tiny, build)).get("/context/v1.jsonld").headers["cache-control"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (path.parent / "SHA256SUMS").write_text(f"{digest}  v1.jsonld\n", "utf-8")
    after = client(Here(tiny, build)).get("/context/v1.jsonld").headers["cache-control"]

    assert before == "no-cache"
    assert "immutable" in after


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/.well-known/security.txt", "there are sparql-examples, void"),
        ("/context/v9.jsonld", "did you mean v1.jsonld"),
        ("/context/..%2Fkg.ttl", "nothing at this address"),
        ("/context/SHA256SUMS", "there is no 'SHA256SUMS'"),
        ("/frames/Evnt.jsonld", "did you mean Event.jsonld"),
        ("/frames/%00", "there is no"),
        ("/frames/%ED%A0%80", "there is no"),
        ("/frames/" + "x" * 15_000, "there is no"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(web: TestClient, address: str, reason: str) -> None:
    answer = web.get(address)

    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert reason in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 500
