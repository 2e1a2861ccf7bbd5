"""An agent has the tools of `kg mcp` over HTTP, from workers, and none can hold up the others."""

import json
import sys
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from httpx2 import Response
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient

from agent import ROOT, Agent, over_http, text
from kg.build import Build
from kg.project import Project
from website import Here, client, served

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ASKS = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@pytest.fixture(scope="module")
def address(build: Build) -> Iterator[str]:
    assert build.exists
    with served(ROOT) as (found, _):
        yield f"{found}/mcp"


@pytest.fixture(scope="module")
def remote(address: str) -> Iterator[Agent]:
    with over_http(address) as found:
        yield found


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


def post(web: TestClient, message: object, **headers: str) -> Response:
    content = message if isinstance(message, bytes) else json.dumps(message).encode()
    return web.post("/mcp", content=content, headers={**HEADERS, **headers})


def test_tools_and_instructions_are_those_of_the_command(agent: Agent, remote: Agent) -> None:
    near, far = (each.portal.call(each.client.list_tools).tools for each in (agent, remote))

    assert far == near
    assert remote.client.instructions == agent.client.instructions


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("find", {"text": "Trump", "limit": 3}),
        ("list_questions", {"lang": "ja"}),
        ("describe_question", {"question": "position-as-of"}),
        ("ask", {"question": "position-shifts", "parameters": {"actor": "Ukraine"}}),
        ("show", {"thing": "Budapest summit", "lang": "ja"}),
        ("evidence", {"of": "Budapest summit"}),
        ("schema", {"term": "kg:Position"}),
        ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}),
        (
            "sparql",
            {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?c } } ORDER BY ?g"},
        ),
        ("sparql", {"query": "ASK { person:donald-trump a kg:Person }"}),
    ],
)
def test_an_answer_is_that_of_the_command(
    agent: Agent, remote: Agent, tool: str, arguments: dict[str, Any]
) -> None:
    assert remote.answer(tool, **arguments) == agent.answer(tool, **arguments)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("finds", {}),
        ("find", {"txt": "x"}),
        ("ask", {"question": "position-shifts", "parameters": {"actor": "Ukrain"}}),
        ("ask", {"question": "position-shifts", "parameters": {"actor": '" } UNION { ?s ?p ?o'}}),
        ("show", {"thing": "\x00\x1b[2J"}),
        ("sparql", {"query": "DROP ALL"}),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"}),
        ("sparql", {"query": "SELECT *\n{ ?s ?"}),
        ("sparql", {"query": "ASK {}", "seconds": 3600}),
        ("sparql", {"query": ENDLESS, "seconds": 0.5}),
    ],
)
def test_a_fault_is_that_of_the_command(
    agent: Agent, remote: Agent, tool: str, arguments: dict[str, Any]
) -> None:
    assert remote.fault(tool, **arguments) == agent.fault(tool, **arguments)


def test_resources_are_those_of_the_command(agent: Agent, remote: Agent) -> None:
    near, far = (each.portal.call(each.client.list_resources).resources for each in (agent, remote))

    assert far == near
    for uri in ("kg://prefixes", "kg://ontology", "kg://queries/position-shifts"):
        assert remote.read(uri) == agent.read(uri)
    with pytest.raises(
        MCPError, match=r"there is no kg://.*: did you mean kg://queries/position-s"
    ):
        remote.read("kg://queries/position-shift")


def test_a_client_of_an_older_protocol_is_answered(address: str) -> None:
    with over_http(address, mode="legacy") as older:
        assert older.answer("find", text="Trump", limit=1)["rows"]


@pytest.mark.parametrize(
    "query",
    ["ASK " + "{" * 20_000 + "}" * 20_000, "SELECT (SUM(?x) AS ?n) { " + "VALUES ?x { 1 } " * 3000],
)
def test_what_ends_a_worker_is_told_and_others_are_answered(remote: Agent, query: str) -> None:
    told = remote.fault("sparql", query=query)

    assert len(told.splitlines()) == 1
    assert remote.answer("sparql", query="ASK { ?s ?p ?o }")["answer"] is True


@pytest.mark.peers  # it takes its time
def test_endless_queries_do_not_hold_up_others(remote: Agent) -> None:
    endless = {"query": ENDLESS, "seconds": 8}
    waiting = [
        remote.portal.start_task_soon(remote.client.call_tool, "sparql", endless) for _ in range(4)
    ]
    begun = monotonic()
    found = remote.answer("find", text="Trump", limit=2)
    answered = monotonic() - begun
    stopped = [text(future.result()) for future in waiting]

    assert found["rows"]
    assert answered < 8
    assert all("stopped after" in told for told in stopped)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_sessions_to_listen_to_or_to_end(web: TestClient, method: str) -> None:
    answer = web.request(method, "/mcp", headers=HEADERS)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_page_of_any_origin_may_ask(web: TestClient) -> None:
    asked = {**ASKS, "params": {"name": "find", "arguments": {"text": "Trump", "limit": 1}}}
    answer = post(web, asked, origin="https://a.example", host="b.example")

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert json.loads(answer.json()["result"]["content"][0]["text"])["rows"]


@pytest.mark.parametrize(
    ("message", "headers", "status"),
    [
        (b"this is no message", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b'{"a": "\xff"}', {}, 400),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"}', {}, 400),
        ([ASKS], {}, 400),
        ({"id": 1}, {}, 400),
        (b"x" * (1 << 21), {}, 413),
        (ASKS, {"content-type": "text/plain"}, 400),
        (ASKS, {"accept": "text/html"}, 406),
        (ASKS, {"mcp-protocol-version": "9999-99-99"}, 400),
    ],
)
def test_what_is_no_message_is_refused(
    web: TestClient, message: object, headers: dict[str, str], status: int
) -> None:
    assert post(web, message, **headers).status_code == status


@pytest.mark.parametrize(
    "params",
    [
        {"name": "find", "arguments": {"text": "\ud800"}},
        {"name": "\x00", "arguments": {}},
        {"name": "find", "arguments": [1]},
        {"name": "find", "arguments": {"text": {"a": ["b"] * 1000}}},
        {"name": "show", "arguments": {"thing": "x" * 900_000}},
        {},
        [],
    ],
)
def test_a_call_that_makes_no_sense_is_told_so(web: TestClient, params: object) -> None:
    answer = post(web, {**ASKS, "params": params})
    told = answer.json()

    assert answer.status_code in (200, 400)
    assert "error" in told or told["result"]["isError"]
    assert "Traceback" not in answer.text
    assert len(answer.text) < 3000


def test_without_the_library_one_sentence_says_what_to_install(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.context", None)
    answer = post(web, ASKS)

    assert answer.status_code == 501
    assert "pip install 'parley-kg[mcp]'" in answer.json()["detail"]
