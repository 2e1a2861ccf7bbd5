"""Whatever is sent to a server, it goes on answering, reaches nobody and reads no file.

The texts that ended other engines are those of SPARQL's grammar that nest, or that ask for more
than there is time for. Each is sent to one server of two workers; after each it is asked something
simple. A listener and a pipe stand where a query could be made to reach.
"""

import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import quote, urlencode

import pytest

from kg.build import bring_up_to_date
from kg.project import Project
from website import served

pytestmark = pytest.mark.peers  # many end a worker, or take all of their time

LIMIT = 2
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


def nested(start: str, end: str, deep: int, inside: str = "") -> str:
    return start * deep + inside + end * deep


def numbered(pattern: str, most: int) -> str:
    return " ".join(pattern.replace("#", str(n)).replace("+", str(n + 1)) for n in range(most))


def within(pattern: str) -> str:
    return "SELECT * { ?s ?p ?o . " + pattern + " }"


def valued(expression: str) -> str:
    return "SELECT * { BIND(" + expression + " AS ?x) }"


TOO_DEEP = {
    "groups": "ASK " + nested("{", "}", 5000),
    "parentheses": valued(nested("(", ")", 9000, "1")),
    "sub-selects": "SELECT * {" + nested("{SELECT * {", "}}", 3000) + "}",
    "sums": valued("1" + "+1" * 20_000),
    "BIND in a row": "SELECT * {" + numbered("BIND(# AS ?x#)", 8000) + "}",
    "MINUS in a row": within("MINUS { ?s ?p 1 } " * 8000),
    "MINUS": within(nested("MINUS { ?s ?p ?o ", "}", 5000)),
    "UNION in a row": "SELECT * { {}" + " UNION {}" * 20_000 + "}",
    "OPTIONAL": within(nested("OPTIONAL { ?s ?p ?o ", "}", 5000)),
    "EXISTS": within(nested("FILTER EXISTS { ?s ?p ?o ", "}", 5000)),
    "FILTER in a row": within("FILTER(?s != 1) " * 20_000),
    "GRAPH": "SELECT * { " + nested("GRAPH ?g { ", "}", 5000) + "}",
    "steps of a path": within("?a " + "<a:a>/" * 20_000 + "<a:a> ?b"),
    "ways of a path": within("?a " + "<a:a>|" * 20_000 + "<a:a> ?b"),
    "groups of a path": within("?a " + nested("(", ")*", 9000, "<a:a>") + " ?b"),
    "negations": within("FILTER(" + "!" * 50_000 + "true)"),
    "disjunctions": within("FILTER(true" + "||true" * 20_000 + ")"),
    "calls": valued(nested("STR(", ")", 9000, "1")),
    "IF": valued(nested("IF(true,", ",1)", 9000, "1")),
    "blank nodes": within("?s ?p " + nested("[ ?p ", "]", 9000, "1")),
    "a template": "CONSTRUCT { ?s ?p " + nested("[ ?p ", "]", 9000, "1") + " } { ?s ?p ?o }",
    "aggregates": "SELECT (" + nested("SUM(", ")", 9000, "1") + " AS ?x) {}",
    "HAVING": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(" + nested("(", ")", 9000, "1") + ")",
    "ORDER BY": "SELECT ?s { ?s ?p ?o } ORDER BY " + nested("(", ")", 9000, "1"),
}
PRODUCT = "{ GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } }"
TOO_MUCH = {
    "500 triple patterns": "SELECT * { " + numbered("?a# ?b# ?c# .", 500) + "}",
    "500 joined patterns": "SELECT * { " + numbered("?a# ?b# ?a+ .", 500) + "}",
    "OPTIONAL in a row": within(numbered("OPTIONAL { ?s <a:#> ?o# }", 5000)),
    "values to look for": within("FILTER(?o IN (" + "1," * 100_000 + "1))"),
    "a product": "SELECT (COUNT(*) AS ?n) { " + numbered("?a# ?b# ?c# .", 9) + "}",
    "a product of values": "SELECT (COUNT(*) AS ?n) { "
    + numbered("VALUES ?v# { " + "7 " * 100 + "}", 9)
    + "}",
    "texts that double": "SELECT ?z { BIND('a' AS ?x0) "
    + numbered("BIND(CONCAT(?x#, ?x#) AS ?x+)", 40)
    + " BIND(STRLEN(?x40) AS ?z) }",
    "a text of all": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?b), STR(?c), STR(?f))) AS ?x) "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "paths of any length": "SELECT (COUNT(*) AS ?n) "
    "{ ?a (<a:x>|!<a:x>)* ?b . ?c (<a:x>|!<a:x>)* ?d }",
    "a product in order": f"SELECT * {PRODUCT} ORDER BY RAND()",
    "a product as it comes": f"SELECT * {PRODUCT}",
    "triples of a product": f"CONSTRUCT {{ ?b ?c ?h }} {PRODUCT}",
}
EITHER = {  # which comes first is a matter of the machine
    "lists": within("?s ?p " + nested("(", ")", 9000, "1")),
    "reified triples": "SELECT * { " + nested("<< ", " ?p ?o >>", 5000, "?s") + " ?p ?o }",
}
HARMLESS = {
    "inverse paths": within("?a " + "^(" * 9000 + "<a:a>" + ")" * 9000 + " ?b"),
    "many values": "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }",
    "many prefixes": numbered("PREFIX p#: <a:#>", 20_000) + " ASK {}",
    "a pattern that backtracks": valued("REGEX('" + "a" * 5000 + "!', '(a+)+$')"),
}


@dataclass(frozen=True)
class Reached:
    """Where a query could be made to reach: an address that listens, a pipe that nobody reads."""

    port: int
    pipe: Path
    called: list[bytes]

    def __str__(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self.port}/a"

    @property
    def read(self) -> bool:
        """Whether the pipe is being read, which would last as long as nobody writes to it."""
        try:
            os.close(os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # nobody reads it
            return False
        return True


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reached]:
    pipe = tmp_path_factory.mktemp("out") / "pipe.ttl"
    os.mkfifo(pipe)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Reached(listening.getsockname()[1], pipe, [])

        def listen() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    found.called.append(connection.recv(100))

        threading.Thread(target=listen, daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def port(project: Project, cache: Path) -> Iterator[int]:
    example = next(each for each in project.examples if each.folder.name == "trade-round")
    bring_up_to_date(example, cache)
    options = ("--timeout", str(LIMIT), "--workers", "2", "--share", "0.2")
    with served(example.folder, *options) as (address, process):
        yield int(address.rpartition(":")[2])
        assert process.poll() is None


@dataclass(frozen=True)
class Answer:
    """What a server said, after how many seconds."""

    status: int
    media_type: str
    body: bytes
    seconds: float

    @property
    def detail(self) -> str:
        """What is wrong, in whichever form it is told."""
        if self.media_type == "application/problem+json":
            return str(json.loads(self.body)["detail"])
        return self.body.decode()


def ask(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    start = monotonic()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    answer = connection.getresponse()
    told, kind = answer.read(), answer.getheader("content-type", "")
    connection.close()
    return Answer(answer.status, kind, told, monotonic() - start)


def post(port: int, query: str) -> Answer:
    return ask(port, "/sparql", "POST", query.encode(), Content_Type=QUERY)


def still_answers(port: int) -> bool:
    answer = ask(port, "/sparql?query=ASK%7B%7D")
    return answer.status == 200 and b"true" in answer.body


@pytest.mark.parametrize("query", TOO_DEEP.values(), ids=TOO_DEEP)
def test_what_nests_too_deeply_is_refused(port: int, query: str) -> None:
    answer = post(port, query)

    assert answer.status == 400
    assert answer.detail == "the query is nested too deeply to be parsed: flatten it\n"
    assert still_answers(port)


@pytest.mark.parametrize("query", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_takes_too_much_ends_by_its_limit(port: int, query: str) -> None:
    answer = post(port, query)

    assert answer.status in (413, 503)
    assert answer.media_type == "application/problem+json"
    assert any(why in answer.detail for why in ("no answer within 2 s", "memory", "too large"))
    assert answer.seconds < LIMIT + 2
    assert still_answers(port)


@pytest.mark.parametrize("query", EITHER.values(), ids=EITHER)
def test_what_nests_and_takes_too_much_ends_by_either(port: int, query: str) -> None:
    answer = post(port, query)
    why = {400: "nested too deeply", 503: "no answer within 2 s"}

    assert why[answer.status] in answer.detail
    assert answer.seconds < LIMIT + 2
    assert still_answers(port)


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_what_is_only_long_is_answered(port: int, query: str) -> None:
    assert post(port, query).status == 200


def test_with_all_of_it_at_once_others_are_answered(port: int) -> None:
    everything = [*TOO_DEEP.values(), *TOO_MUCH.values(), *EITHER.values()] * 3
    with ThreadPoolExecutor(16) as crowd:
        hostile = [crowd.submit(post, port, query) for query in everything]
        waited: list[Answer] = []
        while not all(each.done() for each in hostile):
            waited.append(ask(port, f"/sparql?query=ASK%7B%7D%23{len(waited)}"))
        answers = [each.result() for each in hostile]

    assert len(waited) >= 5
    assert {each.status for each in waited} == {200}
    assert max(each.seconds for each in waited) < 2
    assert {each.status for each in answers} <= {400, 413, 503}
    assert max(each.seconds for each in answers) < LIMIT + 2


CALLS = [
    "SELECT * { SERVICE <{there}> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <{there}> { ?s ?p ?o } }",
    "select*{service silent<{there}>{}}",
    "SELECT * { VALUES ?g { <{there}> } SERVICE ?g { ?s ?p ?o } }",
    "SELECT * { \\u0053\\u0045RVICE <{there}> {} }",
    "SELECT * { ?a ?p ?b FILTER(?a<?b)SERVICE#>\n<{there}> {} }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <{there}> {} } } } }",
    "ASK { FILTER EXISTS { SERVICE <{there}> { ?s ?p ?o } } }",
    "CONSTRUCT WHERE { SERVICE <{there}> { ?s ?p ?o } }",
    "PREFIX x: <{there}> DESCRIBE ?s { SERVICE x: { ?s ?p ?o } }",
    "LOAD <{there}>",
    "LOAD SILENT <{there}> INTO GRAPH <a:a>",
    "BASE <{there}> LOAD <>",
    "\\u004cOAD <{there}>",
    "ASK {} ; LOAD <{there}>",
    "LOAD <{file}>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <{there}> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("how", ["address", "form", "text"])
def test_a_call_is_refused_in_every_disguise(
    port: int, reached: Reached, call: str, how: str
) -> None:
    query = call.replace("{there}", str(reached)).replace("{file}", reached.pipe.as_uri())
    answer = {
        "address": lambda: ask(port, f"/sparql?{urlencode({'query': query})}"),
        "form": lambda: ask(
            port, "/sparql", "POST", urlencode({"query": query}).encode(), Content_Type=FORM
        ),
        "text": lambda: post(port, query),
    }[how]()

    assert answer.status in (400, 403)
    assert len(answer.detail) < 200
    assert not reached.called
    assert not reached.read
    assert still_answers(port)


NAMED = [
    ("SELECT * FROM <{it}> { ?s ?p ?o }", {}),
    ("SELECT * FROM NAMED <{it}> { GRAPH ?g { ?s ?p ?o } }", {}),
    ("SELECT * { GRAPH <{it}> { ?s ?p ?o } }", {}),
    ("CONSTRUCT WHERE { <{it}> ?p ?o }", {}),
    ("DESCRIBE <{it}>", {}),
    ("SELECT * { ?s ?p ?o }", {"default-graph-uri": "{it}"}),
    ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": "{it}"}),
    ("SELECT * { ?s ?p ?o FILTER(?o = <{it}>) }", {"using-graph-uri": "{it}"}),
    ("PREFIX x: <{it}> SELECT * { ?s x: ?o }", {"ontology": "{it}", "format": "{it}"}),
]


@pytest.mark.parametrize(("query", "more"), NAMED)
@pytest.mark.parametrize("kind", ["address", "file"])
def test_what_is_only_named_is_not_fetched(
    port: int, reached: Reached, query: str, more: Mapping[str, str], kind: str
) -> None:
    it = str(reached) if kind == "address" else reached.pipe.as_uri()
    told = {name: value.replace("{it}", it) for name, value in {"query": query, **more}.items()}
    answer = ask(port, f"/sparql?{urlencode(told)}", Accept="*/*")

    assert answer.status == 200
    assert b'"bindings":[]' in answer.body or answer.body.strip() == b""
    assert not reached.called
    assert not reached.read


@pytest.mark.parametrize(
    "path",
    [
        "/q/position-shifts.json?actor={it}",
        "/q/position-shifts.json?evidence={it}",
        "/q/{it}",
        "/id/{it}",
        "/doc/{it}.ttl",
        "/source/{it}",
        "/graph/{it}",
        "/ns/{it}",
        "/context/{it}",
        "/frames/{it}",
        "/.well-known/{it}",
        "/{it}",
        "/sparql?query={it}",
        "/sparql?query=@{it}",
    ],
)
def test_no_address_reaches_out(port: int, reached: Reached, path: str) -> None:
    pipe = str(reached.pipe)
    for it in (str(reached), reached.pipe.as_uri(), pipe, "../" * 9 + pipe, "..%2f" * 9 + pipe):
        for written in (it, quote(it, safe="")):
            assert ask(port, path.replace("{it}", written)).status in (400, 404)

    assert not reached.called
    assert not reached.read


UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP SILENT DEFAULT",
    "CREATE GRAPH <a:g>",
    "ADD DEFAULT TO <a:g>",
    "COPY DEFAULT TO <a:g>",
    "MOVE DEFAULT TO <a:g>",
    "PREFIX x: <a:> # SELECT\nclear all",
    "\\u0044ROP ALL",
]


@pytest.mark.parametrize("update", UPDATES)
def test_an_update_is_forbidden_in_every_form(port: int, update: str) -> None:
    as_query, as_update = (urlencode({name: update}) for name in ("query", "update"))
    before = ask(port, "/sparql?query=SELECT%20(COUNT(*)AS%20?n)%7B?s%20?p%20?o%7D").body
    answers = [
        ask(port, f"/sparql?{as_query}"),
        ask(port, f"/sparql?{as_update}"),
        ask(port, f"/sparql?query=ASK%7B%7D&{as_update}"),
        ask(port, "/sparql", "POST", as_query.encode(), Content_Type=FORM),
        ask(port, "/sparql", "POST", as_update.encode(), Content_Type=FORM),
        ask(port, "/sparql", "POST", update.encode(), Content_Type=QUERY),
        ask(port, "/sparql", "POST", update.encode(), Content_Type=UPDATE),
    ]

    assert [each.status for each in answers] == [403] * 7
    after = ask(port, "/sparql?query=SELECT%20(COUNT(*)AS%20?m)%7B?s%20?p%20?o%7D").body
    assert after == before.replace(b'"n"', b'"m"')


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
def test_what_would_write_is_no_method(port: int, method: str) -> None:
    assert ask(port, "/sparql", method, b"<a:a> <a:b> <a:c> .").status in (400, 405)
    assert still_answers(port)


def test_a_huge_body_is_refused_before_it_is_read(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 99999999999\r\n\r\n"
        )
        sent = 0
        try:
            while sent < 64 << 20:
                sent += connection.send(b"#" * 65536)
        except OSError:
            pass
        assert sent < 64 << 20

    assert still_answers(port)


def test_many_that_send_nothing_hold_up_nobody(port: int) -> None:
    start = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    for number, connection in enumerate(idle):
        connection.sendall((start, start + b"Content-Length: 9\r\n\r\nASK", b"G")[number % 3])

    answer = ask(port, "/sparql?query=ASK%7B%7D%23idle")
    for connection in idle:
        connection.close()

    assert answer.status == 200
    assert answer.seconds < 2
