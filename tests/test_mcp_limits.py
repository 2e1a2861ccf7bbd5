"""Whatever an agent sends, the answer is a sentence with the way out, and the server goes on."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError

from agent import ROOT, Agent, text
from command import kg
from kg import mcp
from kg.build import Build
from kg.errors import BadInput, NotInstalled
from kg.mcp.answers import Answer, Head, Row, Window, cut, size
from kg.mcp.calls import call
from kg.mcp.record import Record
from kg.project import Project

PATTERNS = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {PATTERNS} }}"
GREETING = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "0"},
    },
}


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("finds", {}, r"there is no tool 'finds': did you mean find"),
        ("find", {}, r"give words of a name as text, a class, or both$"),
        ("find", {"text": "Trmup"}, r'no thing is called "Trmup": did you mean "Trump"'),
        ("find", {"text": "x", "class": "persn"}, r'called "persn": did you mean "person"'),
        ("find", {"txt": "x"}, r"find cannot be called so: it has no txt: did you mean text\?"),
        (
            "find",
            {"text": "Trump", "offset": 10**6},
            r"and none from 1000000 on: begin with offset 0",
        ),
        ("find", {"text": "x" * 2000}, r"text: String should have at most 1000 characters"),
        ("find", {"text": "Trump", "limit": 0}, r"limit: Input should be greater than or equal"),
        ("find", {"text": "Trump", "lang": "en'; DROP"}, r"lang: String should match"),
        ("find", {"text": "Trump", "build": "0123"}, r"begin again, with offset 0 and without"),
        ("list_questions", {"family": "position"}, r"no family 'position': did you mean positions"),
        ("describe_question", {}, r"it needs question \(Its name, from list_questions"),
        ("ask", {"question": "position-shift"}, r"did you mean position-shifts"),
        ("ask", {"question": "position-as-of"}, r"needs date \(xsd:date\): describe_question"),
        ("ask", {"question": "../secrets"}, r"there is no question '../secrets': list_questions"),
        ("show", {"thing": "positon"}, r'no thing is called "positon": did you mean'),
        ("show", {"thing": "person:nobody"}, r"nothing is known of person:nobody"),
        ("show", {"thing": "<javascript:alert(1)>"}, r"nothing is known of <javascript"),
        ("show", {"thing": "foo: bar } INSERT DATA { <a> <b> <c> }"}, r"no thing is called"),
        ("evidence", {"of": "kg:holder"}, r"no claim speaks of kg:holder: show tells"),
        ("schema", {"term": "holdr"}, r'no term of the ontology is called "holdr": .* "holder"'),
        ("schema", {"term": "stance"}, r"several terms: say which, kg:Stance, kg:stance$"),
        ("sparql", {"query": "DROP ALL"}, r"DROP is an update, and kg only reads"),
        ("sparql", {"query": "INSERT DATA { <a:a> <a:b> 1 }"}, r"INSERT is an update"),
        ("sparql", {"query": "SELECT * { SERVICE <http://a> {} }"}, r"SERVICE is refused"),
        ("sparql", {"query": "SELECT *\n{ ?s ?"}, r"cannot be read .*line 2"),
        ("sparql", {"query": "SELECT * { ?s x:y ?o }"}, r"the prefix x: is not declared"),
        ("sparql", {"query": "ASK " + "{" * 20_000 + "}" * 20_000}, r"nested too deeply"),
        ("sparql", {"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}, r"larger than 8 MB: add"),
        ("sparql", {"query": "ASK {}", "seconds": 3600}, r"seconds: Input should be less than"),
        (
            "sparql",
            {"query": ENDLESS, "seconds": 0.5},
            r"stopped after 0.5 s: bind more of its variables, or",
        ),
    ],
)
def test_what_cannot_be_answered_is_met_with_the_way_out(
    agent: Agent, tool: str, arguments: dict[str, object], sentence: str
) -> None:
    told = agent.fault(tool, **arguments)

    assert re.search(sentence, told)
    assert "\n" not in told
    assert "Traceback" not in told
    assert len(told) < 500


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("x> } DROP ALL #", r'no actor is called "x> } DROP ALL #": give its label'),
        ('" } UNION { ?s ?p ?o', r"no actor is called"),
        ("\\u0022 } #", r"no actor is called"),
        ("event:budapest-summit", r"event:budapest-summit is no actor"),
        ({"a": 1}, r"parameters.actor: give a text, a number, true or false, or a list"),
        ("\x00\x1b[2J", r"no actor is called"),
    ],
)
def test_a_value_cannot_escape_its_slot(agent: Agent, value: object, sentence: str) -> None:
    given = {"question": "position-shifts", "parameters": {"actor": value}}

    assert re.search(sentence, agent.fault("ask", **given))


def test_a_wrong_parameter_or_value_is_named(agent: Agent) -> None:
    ask = {"question": "position-as-of"}

    assert "no parameter 'actr'; it has: actor" in agent.fault(
        "ask", question="position-shifts", parameters={"actr": "Ukraine"}
    )
    assert '"2025-02-30" is no date' in agent.fault("ask", **ask, parameters={"date": "2025-02-30"})
    assert "no claims behind the rows of" in agent.fault("ask", question="issues", evidence=True)


def test_a_label_of_several_things_is_met_with_the_candidates(agent: Agent) -> None:
    told = agent.fault("show", thing="stance")

    assert told == '"stance" is the name of several things: say which, kg:Stance, kg:stance'


def test_an_endless_query_is_stopped_while_others_are_answered(agent: Agent) -> None:
    endless = {"query": ENDLESS, "seconds": 3}
    waiting = [
        agent.portal.start_task_soon(agent.client.call_tool, "sparql", endless) for _ in range(2)
    ]
    found = agent.answer("find", text="Trump", limit=1)
    answered = monotonic()
    stopped = [text(future.result()) for future in waiting]

    assert found["rows"]
    assert monotonic() - answered > 0.5, "the other answer did not wait for the endless ones"
    assert all("stopped after 3 s" in sentence for sentence in stopped)
    assert agent.answer("sparql", query="ASK { ?s ?p ?o }")["answer"] is True


def test_a_query_whose_call_is_cancelled_is_stopped(project: Project, cache: Path) -> None:
    cancelled = Event()
    cancelled.set()
    begun = monotonic()
    asked = {"query": ENDLESS, "seconds": 60}
    outcome = call(replace(Record(project, cache).now(), stop=cancelled), "sparql", asked)

    assert outcome.failed
    assert monotonic() - begun < 30


def test_an_unknown_resource_is_met_with_near_ones(agent: Agent) -> None:
    with pytest.raises(
        MCPError, match=r"there is no kg://.*: did you mean kg://queries/position-s"
    ):
        agent.read("kg://queries/position-shift")
    with pytest.raises(MCPError, match=r"there is no kg://.*README: the list of resources"):
        agent.read("kg://queries/../../README")


def asked(record: Record, tool: str, **arguments: object) -> dict[str, Any]:
    outcome = call(record.now(), tool, arguments)
    assert not outcome.failed, outcome.text
    found: dict[str, Any] = json.loads(outcome.text)
    return found


def test_an_answer_is_from_the_files_as_they_stand(tiny: Project, cache: Path) -> None:
    heard: list[str] = []
    record = Record(tiny, cache, heard.append)
    before = asked(record, "find", **{"class": "state"}, limit=1)
    file = tiny.root / "data/reference/tiny.ttl"
    file.write_text(file.read_text("utf-8").replace('"Northland"', '"Northernland"'), "utf-8")
    after = asked(record, "find", **{"class": "state"}, limit=1)
    going_on = call(record.now(), before["next"]["tool"], before["next"]["arguments"])

    assert [row[1] for row in (before["rows"][0], after["rows"][0])] == [
        "Northland",
        "Northernland",
    ]
    assert heard[-1].startswith(f"ready: build {after['build']}, ")
    assert going_on.failed
    assert "the files changed since build" in going_on.text
    assert asked(record, "find", **after["next"]["arguments"])["rows"][0][1] == "Southland"


def test_files_with_a_fault_leave_the_record_as_it_was_and_it_says_so(
    tiny: Project, cache: Path
) -> None:
    heard: list[str] = []
    record = Record(tiny, cache, heard.append)
    before = asked(record, "show", thing="Northland")
    file = tiny.root / "data/reference/tiny.ttl"
    whole = file.read_text("utf-8")
    file.write_text(whole + "state:southland a", "utf-8")
    told = asked(record, "show", thing="Northland")
    asked(record, "show", thing="Northland")
    file.write_text(whole, "utf-8")

    assert re.search(r"cannot be read \(.*tiny.ttl:\d+.*\): answered from build", told["warning"])
    assert {**told, "warning": None} == {**before, "warning": None}
    assert sum("cannot be read" in message for message in heard) == 1
    assert asked(record, "show", thing="Northland") == before


def numbers(count: int, window: Window, cell: str = "x") -> Answer:
    return cut(Head(), ("n", "cell"), range(count), lambda n: Row((n, cell)), window)


def test_an_answer_keeps_to_its_room() -> None:
    found = numbers(1000, Window(limit=500, room=2000), "あ" * 10)

    assert size(found.values) < 2200
    assert found.follows == len(found.values["rows"]) > 10  # type: ignore[arg-type]
    assert found.values["truncated"] is True


def test_a_row_without_room_comes_alone_so_that_one_gets_on() -> None:
    found = numbers(3, Window(offset=1, room=100), "x" * 900)

    assert (found.values["rows"], found.follows) == ([(1, "x" * 900)], 2)


def test_the_last_rows_are_not_cut_and_none_follow() -> None:
    assert numbers(3, Window(offset=2)).follows is None
    assert numbers(3, Window(offset=3)).values["rows"] == []
    with pytest.raises(BadInput, match="there are 3 rows, and none from 4 on"):
        numbers(3, Window(offset=4))


def started(build: Build) -> "subprocess.Popen[bytes]":
    """Start a server, and greet it, so that it is known to serve."""
    assert build.exists
    server = subprocess.Popen(
        [sys.executable, "-m", "kg", "--project", str(ROOT), "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ},
    )
    sent(server, b"this is no message")
    sent(server, json.dumps(GREETING).encode())
    assert server.stdout
    assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "parley"
    return server


def sent(server: "subprocess.Popen[bytes]", line: bytes) -> None:
    assert server.stdin
    server.stdin.write(line + b"\n")
    server.stdin.flush()


def test_an_interrupt_ends_the_server_quietly(build: Build) -> None:
    query = {"name": "sparql", "arguments": {"query": ENDLESS}}
    server = started(build)
    sent(server, b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')
    asking = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": query}
    sent(server, json.dumps(asking).encode())
    server.send_signal(signal.SIGINT)
    out, said = server.communicate(timeout=30)

    assert server.returncode == 130
    assert out == b""
    assert re.fullmatch(r"kg mcp: ready: build \w{16}, \d+ quads\n", said.decode())


def test_a_server_that_nobody_reads_ends(build: Build) -> None:
    server = started(build)
    assert server.stdout
    server.stdout.close()
    sent(server, b'{"jsonrpc": "2.0", "id": 2, "method": "tools/list"}')
    server.stdout = None
    _, said = server.communicate(timeout=30)

    assert server.returncode == 0
    assert b"Traceback" not in said


def test_a_closed_input_is_refused(build: Build) -> None:
    assert build.exists
    line = f"{sys.executable} -m kg --project {ROOT} mcp <&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kg: standard input is closed: a client starts kg mcp")


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    done = kg("--project", str(tmp_path), "mcp")

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"kg: {tmp_path} is no project: it has no ontology/kg.ttl\n"


def test_without_the_library_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, project: Project, cache: Path
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.context", None)

    with pytest.raises(NotInstalled, match=r"kg mcp needs mcp.*: pip install 'parley-kg\[mcp\]'"):
        mcp.prepare(project, cache, print)
