"""Each stored question has an address, which answers as `kg query` does."""

import csv
import io
import json
import re
from urllib.parse import quote, urljoin

import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, parse_query_results
from starlette.testclient import TestClient

from command import here
from kg.build import Build
from kg.project import Project
from kg.queries import StoredQuery
from kg.store import parse
from markup import Page
from website import Here, client

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
FORMATS = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "json": ("json", "application/sparql-results+json"),
    "md": ("markdown", "text/markdown; charset=utf-8"),
    "ndjson": ("ndjson", "application/x-ndjson"),
    "tsv": ("tsv", "text/tab-separated-values; charset=utf-8"),
    "txt": ("plain", "text/plain; charset=utf-8"),
}
SHIFTS = "/q/position-shifts"
STATE = NamedNode("https://w3id.org/parley/ns/State")
ACTOR = "https://w3id.org/parley/id/state/ukraine"


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_answer_is_what_the_command_gives(web: TestClient, suffix: str) -> None:
    name, media_type = FORMATS[suffix]
    given = {"actor": ["Ukraine", "Russia"], "lang": "ja", "evidence": "true"}
    answer = web.get(f"{SHIFTS}.{suffix}", params=given)
    told = ["-p", "actor=Ukraine", "-p", "actor=Russia", "-p", "lang=ja", "--evidence"]
    done = here("query", "position-shifts", *told, "--lang", "ja", "--format", name)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.text.replace("\r\n", "\n") == done.stdout
    assert len(done.stdout.splitlines()) > 1 or suffix == "json"


def test_csv_for_excel_is_that_of_the_command(web: TestClient) -> None:
    answer = web.get("/q/issues.csv", params={"excel": "true", "labels": "true"})
    done = here("query", "issues", "--excel", "--labels")

    assert answer.content.decode().replace("\r\n", "\n") == done.stdout
    assert done.stdout.startswith("\ufeff")


def test_rows_are_read_back(web: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(web.get(f"{SHIFTS}.csv?actor=Ukraine").text)))
    lines = web.get(f"{SHIFTS}.ndjson?actor=Ukraine").text.splitlines()
    for suffix, form in (("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)):
        sent = web.get(f"{SHIFTS}.{suffix}?actor=Ukraine").content
        found = parse_query_results(sent, format=form)

        assert [row["holder"].value for row in found] == [row["holder"] for row in rows]  # type: ignore[union-attr]
    assert [json.loads(line)["holder"] for line in lines] == [row["holder"] for row in rows]
    assert rows


def test_the_query_is_the_one_that_is_asked(web: TestClient, build: Build) -> None:
    bound = web.get(f"{SHIFTS}.rq", params={"actor": ACTOR, "lang": "en"})
    answer = web.get("/sparql", params={"query": bound.text}, headers={"accept": "text/csv"})
    stored = web.get(f"{SHIFTS}.rq")

    assert bound.headers["content-type"] == "application/sparql-query"
    assert f"VALUES ?actor {{ <{ACTOR}> }}" in bound.text
    assert answer.text == web.get(f"{SHIFTS}.csv?actor=Ukraine").text
    assert stored.text == build.queries["position-shifts"].text
    assert "?claim" in web.get(f"{SHIFTS}.rq?evidence=true").text.partition("WHERE")[0]


def test_turtle_of_what_selects_is_the_question_itself(web: TestClient) -> None:
    answer = web.get(f"{SHIFTS}.ttl")
    refused = web.get(f"{SHIFTS}.ttl?actor=Ukraine")

    assert answer.text == here("list", "queries", "position-shifts", "--turtle").stdout
    assert parse(answer.text, RdfFormat.TURTLE)
    assert (refused.status_code, refused.json()["parameter"]) == (400, "actor")


def test_what_constructs_is_turtle(project: Project, build: Build) -> None:
    text = f"CONSTRUCT {{ ?s a ?c }} WHERE {{ VALUES ?s {{ <{ACTOR}> }} GRAPH ?g {{ ?s a ?c }} }}"
    here = Here(project, build, {"kinds": StoredQuery("kinds", text, "What?")})
    web = client(here)
    answer = web.get("/q/kinds.ttl")

    assert STATE in {quad.object for quad in parse(answer.text, RdfFormat.TURTLE)}
    assert web.get("/q/kinds").headers["content-type"].startswith("text/turtle")
    assert web.get("/q/kinds.csv").status_code == 404
    assert "State" in web.get("/q/kinds", headers={"accept": BROWSER}).text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("text/csv, */*;q=0.1", "text/csv; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/sparql-query", "application/sparql-query"),
    ],
)
def test_without_a_suffix_the_client_chooses(web: TestClient, accept: str, media_type: str) -> None:
    answer = web.get(SHIFTS, headers={"accept": accept})

    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-location"].startswith("position-shifts.")


def test_a_suffix_goes_before_what_the_client_likes(web: TestClient) -> None:
    answer = web.get(f"{SHIFTS}.csv", headers={"accept": "text/html"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_a_format_that_is_not_known_is_refused_with_those_that_are(web: TestClient) -> None:
    unknown = web.get(f"{SHIFTS}.pdf")
    unlike = web.get(SHIFTS, headers={"accept": "image/png"})

    assert (unknown.status_code, unlike.status_code) == (404, 406)
    assert ".csv" in unknown.json()["detail"]
    assert "text/csv" in unlike.text


def test_links_lead_to_the_other_forms(web: TestClient) -> None:
    answer = web.get(SHIFTS, params={"actor": "Ukraine", "lang": "ja"})
    links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["link"]))
    alternates = [urljoin(str(answer.url), to) for to, rel in links.items() if rel == "alternate"]

    assert links["../openapi.json"] == "describedby"
    assert len(alternates) == len(FORMATS)
    for address in alternates:
        assert web.get(address).status_code == 200
        assert address.endswith("?actor=Ukraine&lang=ja")


def test_a_page_says_what_is_asked_and_leads_on(web: TestClient) -> None:
    page = web.get("/q/position-as-of?date=2025-08-14&lang=ja", headers={"accept": BROWSER}).text
    links = [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+)"', page)]
    ours = [address for address in links if not address.startswith("http")]

    assert '<html lang="ja">' in page
    assert "ある日の時点で、行為者はどのような立場にあったか。" in page
    assert "ドナルド・トランプ" in page
    assert {web.get(urljoin("/q/position-as-of", to)).status_code for to in ours} == {200, 303}
    assert "/id/person/donald-trump?lang=ja" in ours
    assert "?lang=en&date=2025-08-14" in ours


def test_a_page_without_what_it_needs_shows_the_question(web: TestClient) -> None:
    page = web.get("/q/position-as-of.html")

    assert page.status_code == 200
    assert "xsd:date (required)" in page.text
    assert page.text.count("<table>") == 1


def test_a_page_asks_by_a_form_in_which_what_was_given_stands(web: TestClient) -> None:
    sent = "/q/position-as-of.html?date=2025-08-14&actor=Ukraine&actor=&lang=en"
    page = Page(sent)
    page.feed(web.get(sent).text)

    assert [given for given in page.fields if given[1]] == [
        ("date", "2025-08-14"),
        ("actor", "Ukraine"),
        ("lang", "en"),
        ("evidence", "true"),
    ]
    assert "Rows: " in page.words
    assert web.get("/q/position-as-of.html?date=&actor=").status_code == 200


@pytest.mark.parametrize(
    ("given", "reason", "kept"),
    [
        ("lang=ja&actor=Ukraine", "needs the parameter date", ("actor", "Ukraine")),
        ("date=2025-02-30&actor=Ukraine", "is no date", ("date", "2025-02-30")),
        ("date=2025-08-14&actr=Ukraine", "did you mean actor", ("date", "2025-08-14")),
    ],
)
def test_a_page_says_what_is_wrong_and_keeps_what_was_given(
    web: TestClient, given: str, reason: str, kept: tuple[str, str]
) -> None:
    answer = web.get(f"/q/position-as-of?{given}", headers={"accept": BROWSER})
    page = Page(given)
    page.feed(answer.text)

    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert reason in page.words
    assert kept in page.fields


def test_a_browser_is_led_to_questions_of_a_similar_name(web: TestClient) -> None:
    answer = web.get("/q/position-shift", headers={"accept": BROWSER})

    assert answer.status_code == 404
    assert 'href="/query/position-shifts"' in answer.text


def test_a_page_is_in_the_language_that_the_browser_likes(web: TestClient) -> None:
    page = web.get("/q/position-as-of.html", headers={"accept-language": "ja"})
    answer = web.get(f"{SHIFTS}.html?actor=Ukraine", headers={"accept-language": "ja"})

    assert '<html lang="ja">' in page.text
    assert page.text.count("<table>") == 1, "a language alone asks nothing"
    assert "xsd:date (必須)" in page.text
    assert "ウクライナ" in answer.text
    assert answer.headers["content-location"] == "position-shifts.html?actor=Ukraine&lang=ja"
    assert "accept-language" in answer.headers["vary"].lower()


def test_all_questions_are_listed(web: TestClient, build: Build) -> None:
    values = web.get("/q")
    page = web.get("/q?lang=ja", headers={"accept": BROWSER}).text

    assert values.text == here("list", "queries", "--json").stdout
    assert {each["name"] for each in values.json()} == set(build.queries)
    assert set(re.findall(r'href="q/([^"?]+)\?lang=ja"', page)) == set(build.queries)
    assert build.queries["position-shifts"].summary_ja in page
    assert web.get("/q", headers={"accept": "text/turtle"}).text.count("sh:SPARQLExec") == len(
        build.queries
    )


def test_the_iri_of_a_question_leads_to_its_address(web: TestClient) -> None:
    page, triples = (
        web.get("/query/position-shifts", headers={"accept": accept})
        for accept in (BROWSER, "text/turtle")
    )

    assert (page.status_code, page.headers["location"]) == (303, "/q/position-shifts")
    assert (triples.status_code, triples.headers["location"]) == (
        303,
        "/doc/query/position-shifts",
    )


@pytest.mark.parametrize(
    ("address", "status", "parameter", "reason"),
    [
        ("/q/position-shift", 404, None, "did you mean position-shifts"),
        ("/q/..%2F..%2Fetc%2Fpasswd", 404, None, "nothing at this address"),
        ("/q/x.csv", 404, None, "there is no question 'x'"),
        ("/q?actor=Ukraine", 400, "actor", "has no parameter 'actor'"),
        ("/q?lang=%00", 400, "lang", "is no language"),
        (f"{SHIFTS}?actr=Ukraine", 400, "actr", "did you mean actor?"),
        (f"{SHIFTS}?limit=5", 400, "limit", "it takes actor"),
        (f"{SHIFTS}?actor=Ukrain", 400, "actor", 'did you mean "Ukraine"'),
        (f"{SHIFTS}?actor=", 400, "actor", "is empty"),
        (f"{SHIFTS}?evidence=yes", 400, "evidence", "neither true nor false"),
        (f"{SHIFTS}?labels=true&labels=false", 400, "labels", "2 times"),
        (f"{SHIFTS}.json?excel=true", 400, "excel", "a .json takes no parameter excel"),
        (f"{SHIFTS}.rq?labels=true", 400, "labels", "a query takes no parameter labels"),
        ("/q/position-as-of", 400, "date", "needs the parameter date, as in q/position-as-of?"),
        ("/q/position-as-of?date=2025-02-30", 400, "date", "is no date"),
        ("/q/issues?evidence=true", 400, "evidence", "no claims behind the rows of issues"),
        ("/q/position-shifts?lang=ja&lang=!", 400, "lang", "is no language"),
        (f"{SHIFTS}?actor=%ED%A0%80", 400, None, "not in UTF-8"),
        (f"{SHIFTS}?actor=" + "x" * 20_000, 414, None, "16 kB"),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_shape(
    web: TestClient, address: str, status: int, parameter: str | None, reason: str
) -> None:
    answer = web.get(address)
    told = answer.json()

    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert reason in told["detail"]
    assert told.get("parameter") == parameter
    assert len(told["detail"]) < 500


HOSTILE = (
    "x> } DROP ALL #",
    '" } UNION { ?s ?p ?o } #',
    "\\u0022 } #",
    "} SERVICE <http://127.0.0.1:9/> { ?s ?p ?o",
    "<javascript:alert(1)>",
    "\x00\x1b[2J\u202e",
    "<script>alert(1)</script>",
    "あ" * 1600,
    "x" * 16_000,
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("suffix", ["json", "rq", "html"])
def test_a_value_cannot_escape_its_slot(web: TestClient, value: str, suffix: str) -> None:
    for name in ("actor", "evidence", "labels", "lang"):
        answer = web.get(f"{SHIFTS}.{suffix}?{name}={quote(value)}")

        assert answer.status_code in (400, 414)
        assert "<script" not in answer.text or suffix != "html"
        assert 'href="javascript' not in answer.text
        assert "\x1b" not in answer.text
        if suffix != "html" or answer.status_code == 414:
            assert answer.headers["content-type"] == "application/problem+json"


def test_no_kind_of_parameter_takes_what_is_hostile(web: TestClient, build: Build) -> None:
    params = [(q, name, param) for q in build.queries.values() for name, param in q.params.items()]
    tried = {param.cls or param.datatype: (question, name) for question, name, param in params}

    assert len(tried) > 10
    for takes, (question, name) in tried.items():
        given = {**question.examples[0], name: '" } UNION { ?s ?p ?o } #'}
        answer = web.get(f"/q/{question.name}.csv", params=given)
        if takes == "xsd:string":
            assert len(answer.text.splitlines()) == 1, "no row has such a value"
        else:
            assert (answer.status_code, answer.json()["parameter"]) == (400, name)


def test_a_page_shows_what_is_hostile_as_text(project: Project, build: Build) -> None:
    label = "<script>alert(1)</script>\u202e"
    text = f'SELECT ?x {{ VALUES ?x {{ "{label}" <javascript:alert(1)> }} }}'
    here = Here(project, build, {"x": StoredQuery("x", text, "<img src=x>")})
    page = client(here).get("/q/x.html").text

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\u202e" in page
