"""Requests a second that `kg serve` answers, beside `oxigraph serve` of the same store.

    python tests/bench/serve.py [--corpus N] [--seed N] [--peer COMMAND] [--seconds N] [--clients N]

Four loads, each put on both by wrk (Debian's package): a point query that is never the same twice,
goal 0.3 of the peer's requests a second; one that is always the same, goal 0.8; the examples of the
stored questions in turn, or with --corpus what is drawn from it, goal 2; and these with each never
the same twice, so that no cache helps. The peer, the command of the package `oxigraph`, reads from
disk. Then the seconds that `ASK {}` takes while 16 queries without end are running, goal 2; and
those from a cold start to the first answer, goal 1.

Must not know: what the queries ask.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bench.corpus import corpus  # noqa: E402  # it lies beside this folder
from bench.draw import Draw, patterns  # noqa: E402  # as above
from kg.ask import values  # noqa: E402
from kg.build import Build, bring_up_to_date  # noqa: E402
from kg.project import Project  # noqa: E402
from kg.queries import StoredQuery  # noqa: E402
from rows import pairs  # noqa: E402

POINT = (
    "SELECT ?l { GRAPH <https://w3id.org/parley/graph/accepted> "
    "{ <%s> <http://www.w3.org/2000/01/rdf-schema#label> ?l } }"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } FILTER(?b != ?h) }"
ANY = "SELECT ?s { GRAPH <https://w3id.org/parley/graph/accepted> { ?s a ?c } } LIMIT 1"
LOADS = (("point, always new", 0.3), ("point, the same", 0.8), ("mixed", 2), ("mixed, new", None))
# wrk's script: the requests of a file in turn, those that are to be new with a number each; those
# that are too long for an address are posted.
SCRIPT = """
local paths, n, new = {}, 0, %s
local rows, query_type = "application/sparql-results+json", "application/sparql-query"
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function()
    n = n + 1
    local path = paths[(n - 1) %% #paths + 1]
    if new then path = path .. "%%23" .. n end
    if #path < 4000 then return wrk.format("GET", path, {Accept = rows}) end
    local where, query = path:match("([^?]*)%%?query=(.*)")
    local text = query:gsub("%%%%(%%x%%x)", function(hex) return string.char(tonumber(hex, 16)) end)
    return wrk.format("POST", where, {Accept = rows, ["Content-Type"] = query_type}, text)
end
"""


@contextmanager
def running(command: list[str], cache: Path, told: str) -> Iterator[str]:
    """Run *command*, a server, and yield its address, which it tells on standard error."""
    environment = {**os.environ, "KG_CACHE": str(cache)}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        assert server.stderr
        found = None
        while not found:
            found = re.search(told, server.stderr.readline())
        try:
            yield found[1]
        finally:
            server.terminate()


def asked(build: Build, draw: Draw | None) -> list[str]:
    """Return the stored questions as they are sent: with their examples, or with what is drawn."""
    store = build.store()
    return [
        question.bind(values(store, question, told, build.prefixes))
        for question in build.queries.values()
        for told in (_drawn(question, draw) if draw else _examples(question))
    ]


def _examples(question: StoredQuery) -> list[list[str]]:
    return [pairs(example) for example in question.examples or [{}]]


def _drawn(question: StoredQuery, draw: Draw) -> list[list[str]]:
    return [told for each in patterns(question) for told in draw.samples(question, each)]


def rates(address: str, loads: Sequence[tuple[list[str], bool]], given: Namespace) -> list[float]:
    """Return the requests a second for each of *loads* at *address*, after one that does not count.

    In that one `kg serve` goes on from disk to memory.
    """
    rate(address, loads[0][0], given, new=False)
    return [rate(address, queries, given, new=new) for queries, new in loads]


def rate(address: str, queries: list[str], given: Namespace, *, new: bool) -> float:
    """Return the requests a second that the endpoint at *address* answers; faults end the bench."""
    path = address.partition("://")[2].partition("/")[2]
    with tempfile.TemporaryDirectory() as folder:
        lines, script = Path(folder) / "paths.txt", Path(folder) / "load.lua"
        lines.write_text("".join(f"/{path}?query={quote(query)}\n" for query in queries), "utf-8")
        script.write_text(SCRIPT % ("true" if new else "false", lines), "utf-8")
        command = ["wrk", "-t1", f"-c{given.clients}", f"-d{given.seconds}s", "--timeout", "60"]
        said = subprocess.run(
            [*command, "-s", str(script), address], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


def answer(endpoint: str, query: str) -> float:
    """Return the seconds until *endpoint* answered *query*."""
    start = time.monotonic()
    with urllib.request.urlopen(f"{endpoint}?query={quote(query)}", timeout=60) as found:  # noqa: S310  # our own server
        found.read()
    return time.monotonic() - start


def under_siege(endpoint: str) -> float:
    """Return the longest of ten answers to `ASK {}` while 16 queries without end are running."""

    def attack(number: int) -> None:
        with suppress(OSError):  # refused, or the server has ended
            answer(endpoint, f"{ENDLESS} # {number}")

    for number in range(16):
        threading.Thread(target=attack, args=(number,), daemon=True).start()
    time.sleep(0.5)
    return max(answer(endpoint, f"ASK {{}} # {number}") for number in range(10))


def main() -> None:
    """Measure both servers, and print rates, ratios and goals."""
    parser = ArgumentParser(description="How many requests a second are answered.")
    parser.add_argument("--corpus", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--peer", default="oxigraph", metavar="COMMAND")
    parser.add_argument("--seconds", type=int, default=10, metavar="N")
    parser.add_argument("--clients", type=int, default=16, metavar="N")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given)


def measure(folder: Path, given: Namespace) -> None:
    """Measure both servers with what *given* says, in *folder*."""
    if given.corpus:
        corpus(given.corpus, given.seed).write(folder / "made-up")
    project = Project(folder / "made-up" if given.corpus else ROOT)
    build = bring_up_to_date(project, folder / "cache")
    subject = next(iter(build.store().select(ANY)))[0].value
    draw = Draw(build.store(), build.prefixes, given.seed) if given.corpus else None
    point, mixed = [POINT % subject], asked(build, draw)
    loads = ((point, True), (point, False), (mixed, False), (mixed, True))
    own = [sys.executable, "-m", "kg", "--project", str(project.root), "serve", "--port", "0"]
    own += ["--timeout", "60", "--share", "60"]
    peer = [given.peer, "serve-read-only", "--location", str(build.folder / "store")]
    with socket.create_server(("127.0.0.1", 0)) as free:
        peer += ["--bind", f"127.0.0.1:{free.getsockname()[1]}"]
    with running(own, folder / "cache", r"(http://\S+?)/ ") as ours:
        own_rates = rates(f"{ours}/sparql", loads, given)
    with running(peer, folder / "cache", r"(http://[^/\s]+)") as theirs:
        others = rates(f"{theirs}/query", loads, given)
    print(f"{build.manifest['quads']:,} quads, requests a second, {given.clients} clients")
    print(f"{'kg serve':>10} {'oxigraph':>10} {'times':>7} {'goal':>6}   load")
    for (name, goal), one, other in zip(LOADS, own_rates, others, strict=True):
        print(f"{one:10.0f} {other:10.0f} {one / other:7.2f} {goal or '':>6}   {name}")
    start = time.monotonic()
    with running(own[:-4], folder / "cache", r"(http://\S+?)/ ") as ours:
        answer(f"{ours}/sparql", POINT % subject)
        print(f"{time.monotonic() - start:.2f} s from a cold start to the first answer (goal: 1)")
        print(f"{under_siege(f'{ours}/sparql'):.2f} s for ASK {{}} under siege (goal: 2)")


if __name__ == "__main__":
    main()
