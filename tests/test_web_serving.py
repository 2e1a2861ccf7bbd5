"""`kg serve` answers from its first second to its last, and from the build that there is."""

import asyncio
import json
import os
import signal
import socket
import threading
import urllib.error
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from command import kg
from kg.build import Build, bring_up_to_date
from kg.cli import cli
from kg.errors import StoreError
from kg.project import Project
from kg.web import serving
from website import served

PEOPLE = "SELECT ?s { ?s a <https://w3id.org/parley/ns/Person> }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } FILTER(?b != ?h) }"


def rows(address: str, query: str) -> int:
    asked = f"{address}/sparql?{urlencode({'query': query})}"
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  # our own server
        return len(json.load(answer)["results"]["bindings"])


@pytest.fixture(scope="module")
def example(project: Project, cache: Path) -> tuple[Path, Build]:
    found = next(each for each in project.examples if each.folder.name == "trade-round")
    return found.folder, bring_up_to_date(found, cache)


def test_it_answers_and_ends_well(example: tuple[Path, Build]) -> None:
    with served(example[0]) as (address, process):
        found = rows(address, PEOPLE)
        process.terminate()
        code = process.wait(10)

    assert found > 0
    assert code == 0


EXAMPLES = [
    line.split()[2:] for line in str(cli.commands["serve"].epilog).splitlines() if "    kg" in line
]


@pytest.mark.parametrize("options", EXAMPLES, ids=" ".join)
def test_an_example_of_the_help_serves(example: tuple[Path, Build], options: list[str]) -> None:
    with served(example[0], *options, "--port", "0") as (address, _):
        found = rows(f"http://127.0.0.1:{address.rpartition(':')[2]}", PEOPLE)

    assert found > 0


def test_behind_a_proxy_its_links_have_the_path_before_them(example: tuple[Path, Build]) -> None:
    with served(example[0], "--root", "/kg/") as (address, _):
        connection = HTTPConnection(address.removeprefix("http://"))
        connection.request("GET", "/id/person/odile-brandt", headers={"Host": "evil.example"})
        answer = connection.getresponse()
        connection.close()

    assert answer.status == 303
    assert str(answer.getheader("Location")).startswith("/kg/doc/id/person/odile-brandt")


def test_an_interrupt_ends_it_as_it_ends_a_command(example: tuple[Path, Build]) -> None:
    with served(example[0]) as (_, process):
        process.send_signal(signal.SIGINT)
        code = process.wait(10)
        assert process.stderr
        left = process.stderr.read()

    assert code == 130
    assert left.strip() == ""


def test_no_worker_outlives_it(example: tuple[Path, Build]) -> None:
    with served(example[0]) as (_, process):
        made = children(process.pid)
        process.kill()
        process.wait(10)
        sleep(0.5)

    assert len(made) > 4
    assert [each for each in made if is_alive(each)] == []


def is_alive(process: int) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())  # which a zombie has not
    except FileNotFoundError:
        return False


def children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        own, _, _, parent, *_ = path.read_text().split()
        if int(parent) == process:
            found += [int(own), *children(int(own))]
    return found


def test_what_is_asked_is_answered_before_it_ends(example: tuple[Path, Build]) -> None:
    with served(example[0], "--timeout", "2") as (address, process):
        answers: list[int] = []

        def ask() -> None:
            try:
                rows(address, ENDLESS)
            except urllib.error.HTTPError as fault:
                answers.append(fault.code)

        asking = threading.Thread(target=ask)
        asking.start()
        sleep(0.5)
        process.terminate()
        asking.join(10)

    assert answers == [503]


def test_a_new_build_takes_over_and_no_request_is_dropped(tiny: Project, cache: Path) -> None:
    bring_up_to_date(tiny, cache)
    with served(tiny.root) as (address, _):
        before = rows(address, PEOPLE)
        people = next(tiny.root.glob("data/reference/*.ttl"))
        with people.open("a", encoding="utf-8") as file:
            file.write(
                "\n<https://w3id.org/parley/id/person/newcomer> "
                "a <https://w3id.org/parley/ns/Person> .\n"
            )
        bring_up_to_date(Project(tiny.root), cache)
        end = monotonic() + 10
        counts: list[int] = []
        while counts[-1:] != [before + 1] and monotonic() < end:
            counts.append(rows(address, PEOPLE))  # which raises if one is dropped

    assert counts[-1] == before + 1
    assert {*counts} <= {before, before + 1}


def test_an_address_that_is_taken_is_told(example: tuple[Path, Build]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = kg("--project", str(example[0]), "serve", "--port", port)

    assert done.returncode == 2
    assert f"127.0.0.1:{port} cannot be used" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_system_that_cannot_fork_is_told(
    example: tuple[Path, Build], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    done = CliRunner().invoke(cli, ["--project", str(example[0]), "serve"])

    assert str(done.exception) == (
        "kg serve forks its workers, which this system cannot: use Linux or macOS"
    )


def test_an_option_may_come_from_the_environment(
    example: tuple[Path, Build], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_SERVE_WORKERS", "0")
    done = kg("--project", str(example[0]), "serve")

    assert done.returncode == 2
    assert "--workers" in done.stderr
    assert os.environ["KG_SERVE_WORKERS"] == "0"


def test_where_memory_cannot_be_filled_it_stays_on_disk_and_looks_on(
    example: tuple[Path, Build], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, build = example
    found = next(each for each in project.examples if each.folder == root)
    looked: list[str] = []
    keeper = serving._Keeper(
        found, build.folder.parents[1], build, serving.Settings(), lambda _: None
    )

    async def fails(*_: object) -> None:
        raise StoreError("there is no room")

    def look(*_: object) -> None:
        looked.append("")

    async def run() -> int:
        monkeypatch.setattr(serving, "_LOOK", 0.01)
        monkeypatch.setattr(keeper, "_change", fails)
        monkeypatch.setattr(keeper, "_wanted", look)
        async with keeper.kept() as site:
            await asyncio.sleep(0.3)
            return site.served.asks.state()["workers"]

    assert asyncio.run(run()) == 4
    assert looked
