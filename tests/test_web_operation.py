"""Whoever runs the server sees how it is, and how much it does."""

import asyncio
import json

import pytest
from starlette.testclient import TestClient

from kg.build import Build
from kg.project import Project
from kg.web import journal
from kg.web.app import application
from kg.web.messages import Job, Reply
from kg.web.operation import metrics
from kg.web.site import Served, Site
from website import Here


class Ended(Here):
    """Has lost its workers."""

    def state(self) -> dict[str, int]:
        return {"workers": 0, "working": 0, "waiting": 0}


def test_it_says_whether_it_is_well(project: Project, build: Build) -> None:
    well, ill = (
        TestClient(application(Site(Served(kind(project, build))))).get("/healthz")
        for kind in (Here, Ended)
    )

    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert well.json()["build"] == build.name
    assert (ill.status_code, ill.json()["status"]) == (503, "no workers")
    assert well.headers["cache-control"] == "no-store"


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Faulty(Here):
    """Has a fault of its own."""

    def ask(self, job: Job) -> asyncio.Future[Reply]:
        raise RuntimeError(job.act)


def test_a_fault_of_ours_is_told_without_its_inside(project: Project, build: Build) -> None:
    site = application(Site(Served(Faulty(project, build))))
    web = TestClient(site, raise_server_exceptions=False)
    answer = web.get("/sparql", params={"query": "ASK {}"})

    assert answer.status_code == 500
    assert answer.json()["detail"] == "the server has a fault, and its keeper was told"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nowhere", 404, "there is nothing at this address"),
        ("/q?%3Ci%3E=1", 400, "no parameter &#x27;&lt;i&gt;&#x27;"),
        ("/sparql?query=ASK%7B%7D%23%3Ci%3E", 500, "its keeper was told"),
        (f"/sparql?{'x' * (16 << 10)}", 414, "send the query by POST"),
    ],
)
def test_a_browser_gets_a_page_of_what_is_wrong(
    project: Project, build: Build, path: str, status: int, said: str
) -> None:
    asks = (Faulty if status == 500 else Here)(project, build)  # of HTTP
    web = TestClient(
        application(Site(Served(asks))), root_path="/at", raise_server_exceptions=False
    )
    answer = web.get(path, headers={"Accept": BROWSER})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert answer.headers["cache-control"] == "no-store"
    assert said in answer.text
    assert "<i>" not in answer.text
    assert '<a href="/at/">' in answer.text


def test_each_request_is_told(project: Project, build: Build) -> None:
    told: list[journal.Request] = []
    web = TestClient(application(Site(Served(Here(project, build))), told.append))
    answer = web.get("/sparql", params={"query": "ASK {}"})
    web.get("/nowhere")

    assert [(r.method, r.path, r.status) for r in told] == [
        ("GET", "/sparql", 200),
        ("GET", "/nowhere", 404),
    ]
    assert told[0].query == "query=ASK+%7B%7D"
    assert told[0].size == len(answer.content)
    assert told[0].seconds > 0


def test_a_line_of_the_log_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    journal.line(journal.Request("GET", "/a\n", "", 200, 5, 0.0123))
    told = json.loads(capsys.readouterr().out)

    assert told.pop("time").endswith("+00:00")
    assert told == {"method": "GET", "path": "/a\n", "status": 200, "bytes": 5, "ms": 12.3}


def test_requests_are_counted(project: Project, build: Build) -> None:
    web = TestClient(application(Site(Served(Here(project, build)), metrics())))
    for query in ("ASK {}", "ASK {}", "ASK {"):
        web.get("/sparql", params={"query": query})
    web.get("/%0Aother")
    text = web.get("/metrics").text

    assert 'parley_requests_total{family="sparql",status="200"} 2.0' in text
    assert 'parley_requests_total{family="sparql",status="400"} 1.0' in text
    assert 'parley_requests_total{family="other",status="404"} 1.0' in text
    assert 'parley_jobs{state="workers"} 1.0' in text


def test_without_the_extra_there_are_no_numbers(project: Project, build: Build) -> None:
    answer = TestClient(application(Site(Served(Here(project, build))))).get("/metrics")

    assert answer.status_code == 404
    assert "pip install 'parley-kg[metrics]'" in answer.text
