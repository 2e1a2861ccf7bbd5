"""The endpoint keeps the SPARQL 1.1 Protocol, as its text has it, section by section."""

import gzip
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg.build import Build
from kg.project import Project
from markup import Page
from website import Here, client

ACCEPTED = "https://w3id.org/parley/graph/accepted"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } ORDER BY ?s ?c LIMIT 3"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { %s }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


def count(web: TestClient, pattern: str, **given: str) -> int:
    answer = web.get("/sparql", params={"query": COUNT % pattern, **given}).json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("GET", {"params": {"query": "ASK {}"}}),
        ("POST", {"data": {"query": "ASK {}"}}),
        (
            "POST",
            {
                "content": "query=ASK%20%7B%7D",
                "headers": {"content-type": f"{FORM}; charset=UTF-8"},
            },
        ),
        ("POST", {"content": "ASK {}", "headers": {"content-type": QUERY}}),
        ("POST", {"content": "ASK {}", "headers": {"content-type": f"{QUERY}; charset=utf-8"}}),
        ("GET", {"params": [("query", "ASK {}"), ("format", "json"), ("format", "json")]}),
    ],
)
def test_a_query_comes_in_each_way(web: TestClient, method: str, sent: dict[str, Any]) -> None:
    answer = web.request(method, "/sparql", **sent)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("ASK {}", "*/*", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "text/csv", "text/csv; charset=utf-8"),
        ("SELECT * {}", "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("SELECT * {}", "application/json", "application/json"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        # What rdflib sends, whatever it asks.
        (CONSTRUCT, "application/sparql-results+xml, application/rdf+xml", "application/rdf+xml"),
        # The beginning of what Virtuoso sends.
        (
            "SELECT * {}",
            "application/sparql-results+xml, text/rdf+n3, text/rdf+ttl, text/rdf+turtle",
            "application/sparql-results+xml",
        ),
    ],
)
def test_the_answer_comes_as_the_client_likes(
    web: TestClient, query: str, accept: str, media_type: str
) -> None:
    answer = web.get("/sparql", params={"query": query}, headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.content


@pytest.mark.parametrize(
    ("query", "more", "status", "reason"),
    [
        ("ASK {", {}, 400, "line 1, column 6"),
        ("SELECT (<a:f>(1) AS ?x) {}", {}, 400, "<a:f> is not known"),
        ("ASK {}", {"default-graph-uri": "no iri"}, 400, "absolute IRI"),
        ("DROP ALL", {}, 403, "DROP is an update"),
        ("ASK {}", {"update": "DROP ALL"}, 403, "updates are refused"),
        ("SELECT * { SERVICE <http://a> {} }", {}, 403, "SERVICE is refused"),
        ("x" * 20_000, {}, 414, "by POST"),
    ],
)
def test_a_query_that_gets_no_answer_is_told_why(
    web: TestClient, query: str, more: dict[str, str], status: int, reason: str
) -> None:
    answer = web.get("/sparql", params={"query": query, **more})

    assert answer.status_code == status
    assert reason in answer.text
    assert len(answer.text.splitlines()) == 1
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("kind", "content", "status", "reason"),
    [
        (FORM, b"nothing=1", 400, "there is no query"),
        (FORM, b"query=ASK%20%7B%7D&query=x", 400, "there are 2 queries"),
        (FORM, b"query=%ff", 400, "not in UTF-8"),
        (FORM, b"update=DROP+ALL", 403, "updates are refused"),
        (QUERY, b"\xff", 400, "not in UTF-8"),
        (QUERY, b"x" * (1 << 21), 413, "1 MB"),
        ("application/sparql-update", b"DROP ALL", 403, "updates are refused"),
        ("text/plain", b"ASK {}", 415, "no text/plain"),
        ("", b"ASK {}", 415, "no body without a Content-Type"),
    ],
)
def test_a_body_that_is_no_query_is_told_why(
    web: TestClient, kind: str, content: bytes, status: int, reason: str
) -> None:
    answer = web.post("/sparql", content=content, headers={"content-type": kind} if kind else {})

    assert answer.status_code == status
    assert reason in answer.text


def test_other_methods_are_named(web: TestClient) -> None:
    answer = web.put("/sparql", content="ASK {}")

    assert answer.status_code == 405
    assert {*answer.headers["allow"].split(", ")} == {"GET", "HEAD", "POST"}


def test_a_format_that_is_not_known_is_refused_with_those_that_are(web: TestClient) -> None:
    accept = {"accept": "image/png"}
    answer = web.get("/sparql", params={"query": "ASK {}"}, headers=accept)

    assert answer.status_code == 406
    assert "text/csv" in answer.text


def test_an_address_is_in_utf_8(web: TestClient) -> None:
    answer = web.get("/sparql?query=%ff")

    assert answer.status_code == 400
    assert "not in UTF-8" in answer.text


def test_a_fault_is_json_for_who_likes_it(web: TestClient) -> None:
    accept = {"accept": "application/problem+json"}
    answer = web.get("/sparql", params={"query": "ASK {"}, headers=accept)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "status": 400,
        "title": "Bad Request",
        "detail": "the query cannot be read (line 1, column 6)",
        "line": 1,
        "column": 6,
    }


def test_a_pattern_outside_graph_reads_the_accepted_view_and_what_describes_it(
    web: TestClient,
) -> None:
    own = count(web, "?s ?p ?o")
    parts = [
        count(web, f"GRAPH <{graph}> {{ ?s ?p ?o }}")
        for graph in (
            ACCEPTED,
            "https://w3id.org/parley/.well-known/void",
            "https://w3id.org/parley/.well-known/sparql-examples",
        )
    ]

    assert all(parts)
    assert own == sum(parts)


def test_the_request_says_which_graphs_a_query_reads(web: TestClient) -> None:
    accepted = count(web, f"GRAPH <{ACCEPTED}> {{ ?s ?p ?o }}")

    assert count(web, "?s ?p ?o", **{"default-graph-uri": ACCEPTED}) == accepted
    assert count(web, "GRAPH ?g { ?s ?p ?o }", **{"named-graph-uri": ACCEPTED}) == accepted
    assert count(web, "GRAPH ?g { ?s ?p ?o }", **{"default-graph-uri": ACCEPTED}) == 0
    assert count(web, "?s ?p ?o", **{"named-graph-uri": ACCEPTED}) == 0


def test_the_query_says_which_graphs_it_reads_unless_the_request_does(web: TestClient) -> None:
    from_accepted = {"query": COUNT.replace("WHERE", f"FROM <{ACCEPTED}> WHERE") % "?s ?p ?o"}
    from_none = {**from_accepted, "default-graph-uri": "http://a/none"}
    own, other = (web.get("/sparql", params=asked).json() for asked in (from_accepted, from_none))

    assert own["results"]["bindings"][0]["n"]["value"] == str(
        count(web, "?s ?p ?o", **{"default-graph-uri": ACCEPTED})
    )
    assert other["results"]["bindings"][0]["n"]["value"] == "0"


def shown(web: TestClient, query: str, status: int = 200) -> Page:
    answer = web.get("/sparql", params={"query": query}, headers={"accept": BROWSER})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    found = Page(query)
    found.feed(answer.text)
    assert query in found.words
    return found


def test_a_browser_sees_the_rows_under_the_query(web: TestClient) -> None:
    found = shown(web, "SELECT ?who { ?who a <https://w3id.org/parley/ns/Person> } LIMIT 5")

    assert "Rows: 5" in found.words
    assert sum(link.startswith("/id/person/") for link in found.links) == 5


def test_a_browser_sees_truth_and_triples(web: TestClient) -> None:
    assert "true" in shown(web, "ASK {}").words
    assert "@prefix " in shown(web, CONSTRUCT).words


def test_a_browser_sees_the_first_of_very_many_and_that_there_are_more(web: TestClient) -> None:
    found = shown(web, "SELECT ?s { GRAPH ?g { ?s ?p ?o } } LIMIT 2001")

    assert "Rows: 2000+" in found.words
    assert "These are the first rows" in found.words
    all_of_them = shown(web, "SELECT ?s { GRAPH ?g { ?s ?p ?o } } LIMIT 2000")
    assert "Rows: 2000\n" in all_of_them.words
    assert "These are the first rows" not in all_of_them.words


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("SELECT * {", 400, "the query cannot be read"),
        ("SELECT * { ?s nope:a ?o }", 400, "the prefix nope: is not declared"),
        ("DROP ALL", 403, "DROP is an update"),
        ("SELECT * { SERVICE <http://a> {} }", 403, "SERVICE is refused"),
        ("SELECT * { BIND(<a:f>(1) AS ?x) }", 400, "the function <a:f> is not known"),
    ],
)
def test_a_browser_sees_what_is_wrong_with_the_query(
    web: TestClient, query: str, status: int, reason: str
) -> None:
    assert reason in shown(web, query, status).words


def test_what_xml_has_no_place_for_is_replaced(web: TestClient) -> None:
    query = 'SELECT ("a\\u0001b" AS ?x) {}'
    accept = {"accept": "application/sparql-results+xml"}
    answer = web.get("/sparql", params={"query": query}, headers=accept)

    assert "<literal>a\ufffdb</literal>" in answer.text


def test_who_has_the_answer_does_not_get_it_again(project: Project, build: Build) -> None:
    here = Here(project, build)
    web = client(here)
    first = web.get("/sparql", params={"query": "ASK {}"})
    tag = first.headers["etag"]
    again = web.get("/sparql", params={"query": "ASK {}"}, headers={"if-none-match": tag})
    other = web.get("/sparql", params={"query": "ASK { }"}, headers={"if-none-match": tag})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert other.status_code == 200
    assert here.asked == 2


def test_an_answer_is_made_once(project: Project, build: Build) -> None:
    here = Here(project, build)
    web = client(here)
    answers = [web.get("/sparql", params={"query": CONSTRUCT}).content for _ in range(3)]
    posted = web.post("/sparql", data={"query": CONSTRUCT}).content

    assert {*answers, posted} == {answers[0]}
    assert here.asked == 1


def test_a_large_answer_is_packed_for_who_can_unpack_it(web: TestClient) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 100"
    plain = web.get("/sparql", params={"query": query}, headers={"accept-encoding": "identity"})
    with web.stream(
        "GET", "/sparql", params={"query": query}, headers={"accept-encoding": "gzip"}
    ) as packed:
        sent = b"".join(packed.iter_raw())

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert len(sent) < len(plain.content) / 2
    assert json.loads(gzip.decompress(sent)) == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]


def test_a_head_is_a_get_without_its_body(web: TestClient) -> None:
    got, head = (web.request(m, "/sparql", params={"query": "ASK {}"}) for m in ("GET", "HEAD"))

    assert head.content == b""
    assert head.headers == got.headers


def test_any_page_may_ask(web: TestClient) -> None:
    asked = {"origin": "http://a", "access-control-request-headers": "x-own"}
    answer = web.options("/sparql", headers=asked)

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_what_varies_by_the_client_says_so(web: TestClient) -> None:
    answer = web.get("/sparql", params={"query": "ASK {}"})

    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_unknown_address_is_told_as_a_fault(web: TestClient) -> None:
    answer = web.get("/nowhere")

    assert answer.status_code == 404
    assert answer.json()["detail"] == "there is nothing at this address"
