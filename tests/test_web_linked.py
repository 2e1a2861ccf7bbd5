"""Every IRI of ours leads to a document, in the format that the client likes."""

import asyncio
import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from kg.build import Build, bring_up_to_date
from kg.project import Project
from kg.web.addresses import FORMATS
from kg.web.app import application
from kg.web.site import Served, Site
from website import Here, Sparing, client

BASE = "https://w3id.org/parley/"
PLAN = "id/proposal/28-point-peace-plan"
# What has addresses of its own, which tell of it as they do for tools that know them.
ELSEWHERE = f"{BASE}.well-known/"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OLD_FIREFOX = (
    "text/xml,application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,"
    "image/png,*/*;q=0.5"
)
OLD_EDGE = "text/html, application/xhtml+xml, image/jxr, */*"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
OWL_API = (
    "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
)
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "*/*;q=0.3"
)
RDFLIB = (
    "application/rdf+xml, text/n3, text/turtle, application/n-triples, application/ld+json, "
    "application/n-quads, application/trix, application/trig"
)


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


@pytest.fixture(scope="module")
def small(project: Project) -> Project:
    return next(each for each in project.examples if each.folder.name == "trade-round")


def iris(build: Build) -> list[str]:
    """All IRIs of ours that are a subject or a graph's name."""
    terms = (term for q in build.store() for term in (q.subject, q.graph_name))
    named = {term.value for term in terms if isinstance(term, NamedNode)}
    return sorted(i for i in named if i.startswith(BASE) and not i.startswith(ELSEWHERE))


async def lost(web: Sparing, found: list[str]) -> list[str]:
    """Those of the IRIs *found* that lead to no document which mentions them."""
    documents: dict[str, bytes] = {}
    for path in dict.fromkeys(map(address, found)):
        status, headers, body = await web.get(path, "application/n-triples")
        if status == 303:
            status, _, body = await web.get(headers["location"], "application/n-triples")
        documents[path] = body if status == 200 else b""
    return [iri for iri in found if f"<{iri}>".encode() not in documents[address(iri)]]


def address(iri: str) -> str:
    return "/" + iri.removeprefix(BASE).partition("#")[0]


def test_every_iri_of_a_small_record_leads_to_a_document(small: Project, build: Build) -> None:
    its = bring_up_to_date(small, build.folder.parents[1])
    found = iris(its)

    assert len(found) > 700
    assert {iri.removeprefix(BASE).split("/")[0] for iri in found} >= {"graph", "id", "ns", "query"}
    assert asyncio.run(lost(Sparing(Here(small, its)), found)) == []


def test_so_does_every_iri_of_the_essay(project: Project, build: Build) -> None:
    found = iris(build)
    sample = [iri for n, iri in enumerate(found) if n % 60 == 0 or "/source/" in iri]

    assert len(sample) > 900
    assert asyncio.run(lost(Sparing(Here(project, build)), sample)) == []


@pytest.mark.parametrize(
    "path",
    ["shape/Claim", "shape/Claim-claimant", "shape/claims", "ontology/0.2.0", "ns/", "query/"],
)
def test_so_does_what_no_statement_of_the_record_is_about(web: TestClient, path: str) -> None:
    answer = web.get(f"/{path}", headers={"accept": "text/turtle"})
    location = answer.headers.get("location", f"/{path}")
    document = web.get(location, headers={"accept": "application/n-triples"})

    assert answer.status_code in (200, 303)
    assert document.status_code == 200
    assert f"<{BASE}{path}" in document.text


@pytest.mark.parametrize(
    ("accept", "format_name"),
    [
        (CHROME, "html"),
        (FIREFOX, "html"),
        (OLD_FIREFOX, "html"),
        (OLD_EDGE, "html"),
        (JAVA, "html"),
        ("text/html", "html"),
        ("*/*", "ttl"),
        ("", "ttl"),
        (RDFLIB, "ttl"),
        ("text/turtle, application/x-turtle, */*;q=0.1", "ttl"),
        ("text/n3, */*;q=0.1", "ttl"),
        ("text/plain, */*;q=0.1", "nt"),
        ("application/ld+json, application/json;q=0.9, */*;q=0.1", "jsonld"),
        ("application/json", "jsonld"),
        (OWL_API, "rdf"),
        (JENA, "ttl"),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.8, text/html;q=0.7", "rdf"),
        ("text/html;q=0, */*", "ttl"),
    ],
)
def test_a_client_gets_the_format_that_it_likes_best(
    web: TestClient, accept: str, format_name: str
) -> None:
    answer = web.get(f"/doc/{PLAN}", headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[format_name]
    assert answer.headers["content-location"] == f"/doc/{PLAN}.{format_name}"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_suffix_names_the_format_whatever_the_client_likes(
    web: TestClient, format_name: str
) -> None:
    answer = web.get(f"/doc/{PLAN}.{format_name}", headers={"accept": "image/png"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[format_name]
    assert "content-location" not in answer.headers


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(web: TestClient) -> None:
    answer = web.get(f"/doc/{PLAN}", headers={"accept": "image/png"})

    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_a_thing_is_no_document_and_leads_to_one(web: TestClient) -> None:
    answer = web.get(f"/{PLAN}", headers={"accept": "text/turtle"})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/doc/{PLAN}"
    assert answer.headers["link"] == f'</doc/{PLAN}>; rel="describedby"'


def test_a_thing_with_a_suffix_leads_to_that_format(web: TestClient) -> None:
    assert web.get(f"/{PLAN}.ttl").headers["location"] == f"/doc/{PLAN}.ttl"


@pytest.mark.parametrize("path", ["graph/accepted", "ontology", "ontology/claims"])
def test_a_graph_is_a_document(web: TestClient, path: str) -> None:
    answer = web.get(f"/{path}", headers={"accept": "application/n-triples"})

    assert answer.status_code == 200
    assert answer.headers["content-location"] == f"/{path}.nt"
    assert web.get(f"/doc/{path}").status_code == 404


def test_a_document_says_what_else_there_is_and_whose_it_is(web: TestClient) -> None:
    links = web.get(f"/doc/{PLAN}.ttl").headers["link"]
    told = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', links))

    assert [link for link, rel in told.items() if rel == "alternate"] == [
        f"/doc/{PLAN}.{name}" for name in FORMATS if name != "ttl"
    ]
    assert told[f"/doc/{PLAN}"] == "canonical"
    assert told["/.well-known/void"] == "describedby"
    assert told["https://creativecommons.org/licenses/by/4.0/"] == "license"


def test_a_record_without_a_licence_names_none(small: Project, build: Build) -> None:
    web = client(Here(small, bring_up_to_date(small, build.folder.parents[1])))

    assert "license" not in web.get("/ontology.ttl").headers["link"]


def test_a_page_in_the_language_that_the_client_likes(web: TestClient) -> None:
    address = f"/doc/{PLAN}.html"
    japanese = web.get(address, headers={"accept-language": "ja-JP,ja;q=0.9,en;q=0.8"})
    chosen = web.get(f"{address}?lang=ja", headers={"accept-language": "en"})
    other = web.get(address, headers={"accept-language": "fr"})

    assert '<html lang="ja">' in japanese.text
    assert '<html lang="ja">' in chosen.text
    assert '<html lang="en">' in other.text
    assert "Accept-Language" in japanese.headers["vary"]


def test_links_go_on_in_a_language_that_was_chosen(web: TestClient) -> None:
    answer = web.get(f"/{PLAN}?lang=ja", headers={"accept": "text/html"})
    page = web.get(answer.headers["location"], headers={"accept": "text/html"}).text

    assert answer.headers["location"] == f"/doc/{PLAN}?lang=ja"
    assert 'href="/id/state/ukraine?lang=ja"' in page


def test_what_is_unknown_is_told_with_what_is_near(web: TestClient) -> None:
    answer = web.get("/id/event/budapest-sumit", headers={"accept": "text/turtle"})
    page = web.get("/id/event/budapest-sumit", headers={"accept": CHROME})

    assert (answer.status_code, page.status_code) == (404, 404)
    assert answer.json()["near"][0] == "/id/event/budapest-summit"
    assert "did you mean /id/event/budapest-summit" in answer.json()["detail"]
    assert '<a href="/id/event/budapest-summit">Budapest summit</a>' in page.text


def test_a_site_below_a_path_keeps_the_iris_and_moves_the_links(
    project: Project, build: Build
) -> None:
    app = application(Site(Served(Here(project, build))))
    web = TestClient(app, root_path="/kg", follow_redirects=False)
    thing = web.get(f"/kg/{PLAN}", headers={"accept": "text/html"})
    page = web.get(thing.headers["location"], headers={"accept": "text/html"})
    turtle = web.get(f"/kg/doc/{PLAN}.nt").text

    assert thing.headers["location"] == f"/kg/doc/{PLAN}"
    assert page.headers["content-location"] == f"/kg/doc/{PLAN}.html"
    assert 'href="/kg/id/state/ukraine"' in page.text
    assert not re.findall(r'href="/(?!kg/)', page.text)
    assert f"<{BASE}{PLAN}>" in turtle
    assert web.get(f"/kg/doc/{PLAN}.jsonld").json()["@context"] == "/kg/context/v1.jsonld"


@pytest.mark.parametrize("name", ["plan-2.1", "plan.ttl", "plan.html"])
def test_a_name_may_end_as_a_format_does(tiny: Project, build: Build, name: str) -> None:
    reference = tiny.reference[0]
    thing = f"{BASE}id/proposal/{name}"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    more = f'<{thing}> a <{BASE}ns/Proposal> ; {label} "it"@en , "それ"@ja .\n'
    reference.write_text(reference.read_text("utf-8") + more, "utf-8")
    fresh = Project(tiny.root)
    web = client(Here(fresh, bring_up_to_date(fresh, build.folder.parents[1])))
    there = web.get(f"/id/proposal/{name}", headers={"accept": "text/turtle"}).headers["location"]
    document = web.get(there, headers={"accept": "text/turtle"})

    assert document.headers["content-type"].startswith("text/turtle")
    assert thing in {
        quad.subject.value
        for quad in parse(document.content, format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode)
    }


HOSTILE = [
    "/id/../../etc/passwd",
    "/id/%2e%2e/%2e%2e/etc/passwd",
    "/doc/%2e%2e/%2e%2e/etc/passwd.html",
    "/graph/..%2f..%2fetc%2fpasswd",
    "/shape/..%2f..%2f..%2fREADME.md",
    "//evil.example/id/x",
    "/id//evil.example",
    "/id/%0d%0aSet-Cookie:%20a=b",
    "/id/x%00.ttl",
    "/id/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/ns/%3E%20%3Fs%20%3Fp%20%3Fo",
    "/id/%ff%fe",
    "/id/%E2%80%AEevil",
    "/source/" + "x" * 9000,
    "/doc/id/x\\y.ttl",
    "/ontology/%7B%7B7*7%7D%7D.html",
]


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_hostile_address_finds_nothing_and_changes_nothing(
    web: TestClient, path: str, accept: str
) -> None:
    answer = web.get(f"http://testserver{path}", headers={"accept": accept})

    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text or accept != "text/html"
    assert "root:" not in answer.text
    assert "\u202e" not in answer.text
    assert len(answer.content) < 6000


@pytest.mark.parametrize(
    "path", [f"/{PLAN}", f"/doc/{PLAN}", "/", "/ontology/", "/ns", "/sparql/", "/id/nothing"]
)
def test_no_other_host_comes_out(web: TestClient, path: str) -> None:
    sent = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil"}
    for accept in ("text/html", "text/turtle"):
        answer = web.get(path, headers={**sent, "accept": accept})
        told = f"{answer.headers} {answer.text}"

        assert "evil" not in told
        assert answer.status_code in (200, 303, 404)
