"""The pages of a site are plain and complete, in two languages, and nothing in them is markup."""

import base64
import hashlib
import re

import pytest
from starlette.testclient import TestClient

from kg.build import Build, bring_up_to_date
from kg.project import Project
from markup import Page
from website import Here, client

BASE = "https://w3id.org/parley/"
ESSAY = "/doc/source/abiru-2025.html"
PLAN = "/doc/id/proposal/28-point-peace-plan.html"
SHIFTS = "/q/position-shifts.html"
PAGES = [
    "/",
    PLAN,
    ESSAY,
    "/doc/id/event/budapest-summit.html",
    "/doc/id/person/donald-trump.html",
    "/doc/ns/Claim.html",
    "/doc/ns/claimant.html",
    "/doc/ns/Accepted.html",
    "/doc/query/causes-of-event.html",
    "/doc/query/.html",
    "/doc/shape/Claim-claimant.html",
    "/doc/dataset.html",
    "/graph/accepted.html",
    "/graph/derived/standing.html",
    "/ontology.html",
    "/ontology/codes/stances.html",
    "/q",
    "/q/position-as-of.html",
    SHIFTS,
    f"{SHIFTS}?actor=nobody",
    "/q/nothing",
    "/sparql",
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 9",
    "/sparql?query=SELECT",
    "/id/nothing",
]


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


def page(web: TestClient, path: str) -> Page:
    found = Page(path)
    found.feed(web.get(path, headers={"accept": "text/html"}).text)
    found.close()
    return found


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed(web: TestClient, path: str, lang: str) -> None:
    found = page(web, f"{path}{'&' if '?' in path else '?'}lang={lang}")

    assert found.faults == []
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert found.lang == lang
    assert "Undefined" not in found.words


@pytest.mark.parametrize(
    "path", ["/", PLAN, "/ontology.html", "/id/nothing", "/q", SHIFTS, "/sparql"]
)
def test_a_page_may_do_nothing_but_be_read(web: TestClient, path: str) -> None:
    answer = web.get(path, headers={"accept": "text/html"})
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert answer.headers["content-security-policy"].split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'self'" if path in ("/sparql", SHIFTS) else "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_links_of_ours_lead_somewhere(web: TestClient) -> None:
    for path in (PLAN, "/doc/id/event/budapest-summit.html", "/doc/ns/Claim.html"):
        own = {link.partition("#")[0] for link in page(web, path).links if link.startswith("/")}

        assert len(own) > 4
        assert {web.get(link).status_code for link in own} <= {200, 303}


def test_a_fact_has_a_note_that_says_who_says_so_and_where(web: TestClient) -> None:
    """The Financial Times told of the cancellation (5.8); the FT cites somebody."""
    found = page(web, "/doc/id/event/russian-memo.html")

    assert "Financial Times" in found.words
    assert "as told by Taisuke Abiru: abiru-2025#s5p8" in found.words
    assert "/source/abiru-2025#s5p8" in found.links
    assert "/source/abiru-2025#c-s5p8-10" in found.links
    assert "disputed" in found.words


def test_passages_and_claims_are_anchors_in_the_page_of_their_source(
    web: TestClient, build: Build
) -> None:
    found = page(web, ESSAY)
    start = f"<{BASE}source/abiru-2025#"
    due = {
        str(quad.subject).removeprefix(start)[:-1]
        for quad in build.store()
        if str(quad.subject).startswith(start)
    }

    assert len(due) > 800
    assert set(found.ids) >= due
    assert found.ids.index("s5p8") < found.ids.index("c-s5p8-10") < found.ids.index("s6p1")


def test_a_relayed_claim_stands_in_the_passage_of_who_relays_it(web: TestClient) -> None:
    ids = page(web, ESSAY).ids

    assert "c-s5p8-02" in ids[ids.index("s5p8") : ids.index("s6p1")]


def test_a_large_graph_leads_to_the_endpoint(web: TestClient, build: Build) -> None:
    found = page(web, "/graph/accepted.html")
    size = sum(str(q.graph_name) == f"<{BASE}graph/accepted>" for q in build.store())

    assert f"Triples: {size}" in found.words
    assert "/sparql" in found.links


def test_the_first_page_leads_to_all_that_can_be_asked(web: TestClient, build: Build) -> None:
    found = page(web, "/")

    assert {"/sparql", "/ontology", "/openapi.json", "/source/abiru-2025"} <= set(found.links)
    assert {f"/q/{name}" for name in build.queries} <= set(found.links)


EVIL = r"""
<https://w3id.org/parley/id/person/x> a <https://w3id.org/parley/ns/Person> ;
    <http://www.w3.org/2004/02/skos/core#exactMatch> <javascript:alert(1)> ;
    <http://www.w3.org/2000/01/rdf-schema#label>
        "<script>alert(1)</script>\u202Eevil{{7*7}}"@en , "\"><b onclick=x>"@ja .
"""


def test_nothing_in_the_data_is_markup(tiny: Project, build: Build) -> None:
    reference = tiny.reference[0]
    reference.write_text(reference.read_text("utf-8") + EVIL, "utf-8")
    evil = Project(tiny.root)
    web = client(Here(evil, bring_up_to_date(evil, build.folder.parents[1])))
    for lang, name in (("en", "{{7*7}}"), ("ja", '"><b onclick=x>')):
        address = f"/doc/id/person/x.html?lang={lang}"
        found, text = page(web, address), web.get(address).text

        assert found.faults == []
        assert name in found.words
        assert "<script" not in text
        assert "<b " not in text
        assert "\u202e" not in text
        assert "u202e" in text
        assert "javascript:alert(1)" in found.words
        assert not [link for link in found.links if link.startswith("javascript")]
