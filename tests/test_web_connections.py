"""No client holds the server up, and each connection carries one whole answer after another."""

import asyncio
import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from time import monotonic, sleep
from urllib.parse import unquote

import pytest
import uvicorn

from kg.web import connections, journal
from kg.web.app import application
from kg.web.messages import Job, Reply, document, problem
from kg.web.serving import configured
from kg.web.site import Served, Site

LARGE = b"x" * (1 << 20)
FAULT = problem(500, "the server has a fault, and its keeper was told").body


class Scripted:
    """Answers with the query, unless that is one of a few words."""

    build = "scripted"

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.left, self.asked = threading.Event(), 0

    def ask(self, job: Job) -> asyncio.Future[Reply]:
        self.asked += 1
        return asyncio.ensure_future(self._reply(job.given["query"], job.given["accept"]))

    async def _reply(self, query: str, accept: str) -> Reply:
        match query.partition(" ")[0]:
            case "endless":
                try:
                    await asyncio.sleep(60)
                finally:
                    self.left.set()
            case "slow":
                await asyncio.sleep(0.5)
            case "fault":
                raise RuntimeError(query)
            case "refused":
                return problem(400, query)
            case "of":
                return document("x" * int(query.split()[1]), "text/csv")
            case "large":
                return document(LARGE, "text/csv")
        return document(f"{query} as {accept}", "text/csv")

    def state(self) -> dict[str, int]:
        return {"workers": 1, "working": 0, "waiting": 0}

    async def close(self) -> None:
        """There is nothing to be ended."""


class Running:
    """A server in a thread of its own; what it is told of each request is kept."""

    def __init__(self) -> None:
        """Begin to listen."""
        self.asks, self.told = Scripted(), list[journal.Request]()
        site = application(Site(Served(self.asks)), self.told.append)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.server = uvicorn.Server(configured(site))
        self.thread = threading.Thread(target=self.server.run, args=([self._listening],))
        self.thread.start()

    def end(self) -> None:
        self.server.should_exit = True
        self.thread.join(15)


@pytest.fixture
def running() -> Iterator[Running]:
    made = Running()
    yield made
    made.end()


def said(port: int, *parts: bytes, patience: float = 15) -> bytes:
    """What the server says to *parts* until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        for part in parts:
            connection.sendall(part)
        found = b""
        while some := connection.recv(65536):
            found += some
        return found


def get(query: str, *headers: str, version: str = "1.1") -> bytes:
    lines = [f"GET /sparql?query={query} HTTP/{version}", "Host: a", *headers, "", ""]
    return "\r\n".join(lines).encode()


@contextmanager
def connected(running: Running) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", running.port, timeout=15)
    yield connection
    connection.close()


def asked(connection: HTTPConnection, query: str, accept: str = "a/b") -> tuple[int, bytes]:
    connection.request("GET", f"/sparql?query={query}", headers={"Accept": accept})
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_one_connection_carries_answers_of_each_kind(running: Running) -> None:
    with connected(running) as connection:
        found = [asked(connection, q) for q in ("1", "refused", "large", "1", "slow", "fault")]

    assert found == [
        (200, b"1 as a/b"),
        (400, b"refused\n"),
        (200, LARGE),
        (200, b"1 as a/b"),
        (200, b"slow as a/b"),
        (500, FAULT),
    ]
    assert running.asks.asked == 6  # the fault is met twice, what was seen not at all


def test_each_is_told_once_with_what_was_sent(running: Running) -> None:
    with connected(running) as connection:
        for query in ("1", "1", "refused", "large", "fault"):
            asked(connection, query)
    running.end()

    told = [(unquote(each.query), each.status, each.size) for each in running.told]
    assert told == [
        ("query=1", 200, 8),
        ("query=1", 200, 8),
        ("query=refused", 400, 8),
        ("query=large", 200, len(LARGE)),
        ("query=fault", 500, len(FAULT)),
    ]


@pytest.mark.parametrize("size", [500, 5000, 500_000])
def test_an_answer_is_packed_for_who_likes_that(running: Running, size: int) -> None:
    with connected(running) as connection:
        answers = []
        for _ in range(3):  # made, at hand, sent before
            path = f"/sparql?query=of%20{size}"
            connection.request("GET", path, headers={"Accept": "a/b", "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answers.append((answer.getheader("content-encoding"), answer.read()))

    packed = size > 1000
    assert [kind for kind, _ in answers] == ["gzip" if packed else None] * 3
    bodies = {gzip.decompress(body) if packed else body for _, body in answers}
    assert bodies == {b"x" * size}
    assert running.asks.asked == 1


def test_requests_that_do_not_wait_are_answered_in_turn(running: Running) -> None:
    sent = [get("slow"), get("1"), get("2"), get("1", "Connection: close")]
    found = said(running.port, *sent)

    bodies = [part.rpartition(b"\r\n\r\n")[2] for part in found.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [b"slow as ", b"1 as ", b"2 as ", b"1 as "]


@pytest.mark.parametrize(
    "last", [get("1", version="1.0"), get("1", "Connection: close")], ids=["1.0", "close"]
)
@pytest.mark.parametrize("times", [1, 2])
def test_who_wants_no_more_is_told_and_let_go(running: Running, last: bytes, times: int) -> None:
    found = [said(running.port, last) for _ in range(times)][-1]

    assert found.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close\r\n" in found
    assert found.endswith(b"\r\n\r\n1 as ")


def test_several_lines_of_a_header_are_one_list(running: Running) -> None:
    two = ("Accept: text/csv", "Accept: a/b", "Connection: close")
    both, one = said(running.port, get("1", *two)), said(running.port, get("1", *two[1:]))

    assert both.endswith(b"\r\n\r\n1 as text/csv, a/b")
    assert one.endswith(b"\r\n\r\n1 as a/b")


def test_work_ends_when_its_client_leaves(running: Running) -> None:
    with connected(running) as connection:
        connection.request("GET", "/sparql?query=endless")
        until(lambda: running.asks.asked == 1)

    assert running.asks.left.wait(5)
    until(lambda: bool(running.told))
    assert running.told[0].status == 503


def test_what_is_asked_is_answered_before_the_server_ends(running: Running) -> None:
    with connected(running) as connection:
        connection.request("GET", "/sparql?query=slow")
        until(lambda: running.asks.asked == 1)
        running.server.should_exit = True
        answer = connection.getresponse()

    assert answer.read() == b"slow as "
    assert answer.getheader("connection") == "close"


def until(holds: Callable[[], bool]) -> None:
    end = monotonic() + 5
    while not holds():
        assert monotonic() < end
        sleep(0.01)


@pytest.mark.parametrize("parts", [[get("large")], [get("large")] * 3], ids=["one", "three"])
def test_a_large_answer_waits_for_a_slow_client(running: Running, parts: Sequence[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=15) as connection:
        connection.sendall(b"".join(parts))
        sleep(0.3)
        found = 0
        while found < len(parts) * len(LARGE):
            found += connection.recv(65536).count(b"x")

    assert found >= len(parts) * len(LARGE)


@pytest.mark.peers  # it takes its ten seconds
def test_a_head_that_does_not_end_is_not_waited_for(running: Running) -> None:
    start = monotonic()
    found = said(running.port, b"GET / HTTP/1.1\r\nHost: a\r\n")

    assert found == b""
    assert connections.SECONDS <= monotonic() - start < connections.SECONDS + 3


def test_a_head_that_is_too_large_is_refused(running: Running) -> None:
    head = [b"GET / HTTP/1.1\r\n", *[b"X-Own: " + b"x" * 8000 + b"\r\n"] * 5]

    assert said(running.port, *head).startswith(b"HTTP/1.1 431 ")


def test_what_is_no_http_is_refused(running: Running) -> None:
    assert said(running.port, b"\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")
