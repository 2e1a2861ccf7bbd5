"""Workers are bounded, and whatever a job does, others are answered."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
import uvloop

from kg.build import Build, bring_up_to_date
from kg.errors import StoreError
from kg.project import Project
from kg.web.messages import Job, Reply
from kg.web.orders import Told
from kg.web.pool import Limits, Pool
from kg.web.workers import Worker, Workers

ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } FILTER(?b != ?h) } # %s"
)
SLOW = (
    "SELECT (COUNT(*) AS ?n) { { SELECT ?a { GRAPH ?g { ?a ?b ?c } } LIMIT 1500 } "
    "{ SELECT ?d { GRAPH ?h { ?d ?e ?f } } LIMIT 1500 } FILTER(?a != ?d) }"
)
HUNGRY = "SELECT * { GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } } ORDER BY ?d ?h"


def job(query: str) -> Job:
    return Job("sparql", {"query": query})


QUICK = job("ASK {}")


@asynccontextmanager
async def pool(
    project: Project, build: Build, limits: Limits, *, in_memory: bool = True, memory: int = 1 << 30
) -> AsyncIterator[Pool]:
    use = (memory, 50, 10_000)
    told = Told(str(project.root), str(build.folder), in_memory, *use)
    made = Pool(build.name, await Workers.of(told), limits)
    await made.fill()
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture(scope="module")
def small(project: Project, cache: Path) -> tuple[Project, Build]:
    """The smaller one of the examples, and its build."""
    example = next(each for each in project.examples if each.folder.name == "trade-round")
    return example, bring_up_to_date(example, cache)


def detail(reply: Reply) -> str:
    return reply.body.decode()


@pytest.mark.parametrize("in_memory", [True, False])
def test_each_of_many_jobs_gets_its_reply(small: tuple[Project, Build], in_memory: bool) -> None:
    async def ask() -> list[Reply]:
        async with pool(*small, Limits(workers=2), in_memory=in_memory) as made:
            jobs = [job(f"ASK {{}} # {n}") for n in range(400)]
            return await asyncio.gather(*map(made.ask, jobs))

    replies = asyncio.run(ask())

    assert [reply.status for reply in replies] == [200] * 400
    assert all(b'"boolean":true' in reply.body for reply in replies)


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("ASK " + "{" * 5000, 400, "nested too deeply"),
        ("SELECT ?x { BIND(" + "(" * 9000 + "1", 400, "nested too deeply"),
        ("SELECT ?x { BIND(1" + "+1" * 20_000 + " AS ?x) }", 400, "nested too deeply"),
        ("SELECT * { ?a " + "<a:a>/" * 20_000 + "<a:a> ?b }", 400, "nested too deeply"),
        (HUNGRY, 503, "more memory than it may use"),
        ("SELECT * { ?s ?p ?o }", 413, "the answer is too large"),
        ("SELECT ?x { VALUES ?x { " + "1 " * 51 + "} }", 413, "more than 50 rows"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", 413, "more than 50 rows"),
    ],
    ids=["braces", "parentheses", "sums", "paths", "memory", "bytes", "rows", "triples"],
)
def test_what_ends_a_worker_ends_no_other(
    small: tuple[Project, Build], query: str, status: int, reason: str
) -> None:
    async def ask() -> tuple[Reply, Reply]:
        async with pool(*small, Limits(workers=1, seconds=60), memory=200 << 20) as made:
            return await made.ask(job(query)), await made.ask(QUICK)

    ended, after = asyncio.run(ask())

    assert ended.status == status
    assert reason in detail(ended)
    assert after.status == 200


def test_a_fault_of_ours_ends_no_worker(
    small: tuple[Project, Build], capfd: pytest.CaptureFixture[str]
) -> None:
    async def ask() -> tuple[Reply, Reply]:
        async with pool(*small, Limits(workers=1)) as made:
            return await made.ask(Job("no such act")), await made.ask(QUICK)

    fault, after = asyncio.run(ask())

    assert (fault.status, after.status) == (500, 200)
    assert capfd.readouterr().err == "kg serve: no such act failed: KeyError('no such act')\n"


def test_a_job_ends_by_its_limit(small: tuple[Project, Build]) -> None:
    async def ask() -> tuple[Reply, float, Reply]:
        async with pool(*small, Limits(workers=1, seconds=1)) as made:
            start = monotonic()
            late = await made.ask(job(ENDLESS))
            return late, monotonic() - start, await made.ask(QUICK)

    late, seconds, after = asyncio.run(ask())

    assert (late.status, late.headers["Retry-After"]) == (503, "2")
    assert "no answer within 1 s" in detail(late)
    assert seconds < 3
    assert after.status == 200


def test_while_others_wait_a_job_has_its_share(small: tuple[Project, Build]) -> None:
    async def ask() -> tuple[list[Reply], Reply, float]:
        async with pool(*small, Limits(workers=2, share=0.3)) as made:
            hostile = [made.ask(job(ENDLESS % n)) for n in range(8)]
            await asyncio.sleep(0.1)
            start = monotonic()
            quick = await made.ask(QUICK)
            seconds = monotonic() - start
            done, still = await asyncio.wait(hostile, timeout=4)
            for task in still:
                task.cancel()
            return [task.result() for task in done], quick, seconds

    ended, quick, seconds = asyncio.run(ask())

    assert quick.status == 200
    assert seconds < 2
    assert len(ended) == 6  # the last two have nobody to give way to
    assert all("for others wait" in detail(reply) for reply in ended)


def test_a_job_that_gave_way_in_its_try_is_answered_after_all(small: tuple[Project, Build]) -> None:
    slow = job(SLOW)

    async def alone() -> float:
        async with pool(*small, Limits(workers=1)) as made:
            took = []
            for _ in range(3):
                start = monotonic()
                assert (await made.ask(slow)).status == 200
                took.append(monotonic() - start)
            return min(took)

    async def ask(seconds: float) -> tuple[bool, list[Reply]]:
        async with pool(*small, Limits(workers=1, share=2 * seconds)) as made:
            first = made.ask(slow)
            await asyncio.sleep(seconds / 4)
            quick = await made.ask(QUICK)
            return first.done(), [quick, await first]

    before, replies = asyncio.run(ask(asyncio.run(alone())))

    assert not before
    assert [reply.status for reply in replies] == [200, 200]


@pytest.mark.peers  # it takes its time
def test_what_is_simple_is_answered_soon_whatever_others_ask_again(
    small: tuple[Project, Build],
) -> None:
    async def ask() -> list[tuple[int, float]]:
        async with pool(*small, Limits(workers=2, share=0.4, seconds=30)) as made:

            async def without_end(number: int) -> None:
                while True:
                    await made.ask(job(ENDLESS % number))

            crowd = [asyncio.create_task(without_end(n)) for n in range(16)]
            found = []
            for number in range(12):
                await asyncio.sleep(0.3 if number else 0)
                start = monotonic()
                reply = await made.ask(job(f"ASK {{}} # {number}"))
                found.append((reply.status, monotonic() - start))
            for task in crowd:
                task.cancel()
            return found

    found = asyncio.run(ask())

    assert {status for status, _ in found} == {200}
    assert max(seconds for _, seconds in found) < 2


@pytest.mark.peers  # it takes its time
def test_nobody_waits_for_ever_for_those_who_ask_again_and_again(
    small: tuple[Project, Build],
) -> None:
    async def ask() -> list[Reply]:
        async with pool(*small, Limits(workers=2, share=0.2, seconds=20)) as made:

            async def without_end(number: int) -> None:
                while True:
                    await made.ask(job(ENDLESS % number))

            crowd = [asyncio.create_task(without_end(n)) for n in range(16)]
            await asyncio.sleep(0.5)
            quick = [await made.ask(QUICK) for _ in range(3)]
            for task in crowd:
                task.cancel()
            return quick

    assert [reply.status for reply in asyncio.run(ask())] == [200] * 3


def test_no_job_is_ended_for_others_while_a_worker_is_free(small: tuple[Project, Build]) -> None:
    async def ask() -> bool:
        async with pool(*small, Limits(workers=2, share=0.1, seconds=60)) as made:
            endless = made.ask(job(ENDLESS))
            await asyncio.sleep(0.3)
            for number in range(5):
                quick = made.ask(job(f"ASK {{}} # {number}"))
                sleep(0.02)  # until the pool looks after its jobs before this one is given
                await quick
                await asyncio.sleep(0.02)
            still = not endless.done()
            endless.cancel()
            return still

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as kg serve has it
        assert runner.run(ask())


def test_alone_a_job_has_all_its_time(small: tuple[Project, Build]) -> None:
    async def ask() -> Reply:
        async with pool(*small, Limits(workers=1, share=0.1, seconds=1)) as made:
            return await made.ask(job(ENDLESS))

    assert "no answer within 1 s" in detail(asyncio.run(ask()))


def test_too_many_that_wait_are_sent_away(small: tuple[Project, Build]) -> None:
    async def ask() -> Reply:
        async with pool(*small, Limits(workers=1, waiting=2, seconds=2, share=9)) as made:
            tasks = [made.ask(job(ENDLESS % n)) for n in range(3)]
            await asyncio.sleep(0.1)
            reply = await made.ask(QUICK)
            for task in tasks:
                task.cancel()
            return reply

    reply = asyncio.run(ask())

    assert (reply.status, reply.headers["Retry-After"]) == (503, "2")
    assert "too many others wait" in detail(reply)


def test_the_newest_and_the_oldest_are_done_by_turns(small: tuple[Project, Build]) -> None:
    async def ask() -> list[int]:
        async with pool(*small, Limits(workers=1, seconds=20, share=0.5)) as made:
            done: list[int] = []

            async def one(number: int) -> None:
                await made.ask(job(f"ASK {{}} # {number}"))
                done.append(number)

            first = made.ask(job(ENDLESS))
            await asyncio.sleep(0.05)
            await asyncio.gather(*(one(number) for number in range(5)), first)
            return done

    assert asyncio.run(ask()) == [4, 0, 3, 1, 2]


@pytest.mark.peers  # it takes its time
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_asked_every_job_ends_and_all_workers_are_there(
    small: tuple[Project, Build], seed: int
) -> None:
    kinds = {
        "ASK {} # %s": {200},
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g LIMIT 9 # %s": {200},
        ENDLESS: {503},
        "ASK " + "{" * 5000 + " # %s": {400},
        "SELECT * { ?s ?p ?o } # %s": {413},
        "this is none # %s": {400},
    }
    drawn = random.Random(seed)  # noqa: S311  # no secret
    limits = Limits(workers=3, share=0.2, seconds=5, waiting=1000)

    async def one(made: Pool, number: int) -> str | None:
        await asyncio.sleep(drawn.random() * 4)
        query = drawn.choices(list(kinds), (60, 10, 3, 3, 3, 3))[0]
        asked = made.ask(job(query % number))
        if drawn.random() < 0.1:  # its client leaves
            await asyncio.sleep(drawn.random() / 10)
            asked.cancel()
            return None
        begun = monotonic()
        status = (await asked).status
        late = monotonic() - begun > limits.seconds + 2
        return None if status in kinds[query] | {503} and not late else f"{query[:30]}: {status}"

    async def ask() -> tuple[list[str | None], dict[str, int], set[int]]:
        async with pool(*small, limits) as made:
            found = await asyncio.gather(*(one(made, number) for number in range(600)))
            while made.state()["working"]:
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
            again = await asyncio.gather(*(made.ask(QUICK) for _ in range(9)))
            return found, made.state(), {reply.status for reply in again}

    found, state, again = asyncio.run(ask())

    assert set(found) == {None}
    assert state == {"workers": 3, "working": 0, "waiting": 0}
    assert again == {200}


def test_work_ends_when_nobody_waits_for_it(small: tuple[Project, Build]) -> None:
    async def ask() -> tuple[Reply, float]:
        async with pool(*small, Limits(workers=1, share=60, seconds=60)) as made:
            asked = made.ask(job(ENDLESS))
            await asyncio.sleep(0.2)
            asked.cancel()
            start = monotonic()
            return await made.ask(QUICK), monotonic() - start

    after, seconds = asyncio.run(ask())

    assert after.status == 200
    assert seconds < 2


@pytest.mark.parametrize("last", ["endless", "quick"])
def test_no_job_waits_for_one_that_takes_long(small: tuple[Project, Build], last: str) -> None:
    async def ask() -> tuple[list[int], float, bool]:
        async with pool(*small, Limits(workers=2, share=60, seconds=60)) as made:
            quick = [job(f"ASK {{}} # {n}") for n in range(20)]
            start = monotonic()
            before = [made.ask(each) for each in quick if last == "endless"]
            endless = made.ask(job(ENDLESS))
            after = [made.ask(each) for each in quick if last == "quick"]  # given with it
            replies = await asyncio.gather(*before, *after)
            seconds, still = monotonic() - start, not endless.done()
            endless.cancel()
            return [reply.status for reply in replies], seconds, still

    statuses, seconds, still = asyncio.run(ask())

    assert statuses == [200] * 20
    assert seconds < 2
    assert still


def test_who_ends_a_worker_ends_no_job_that_it_was_given_too(small: tuple[Project, Build]) -> None:
    async def ask() -> list[Reply]:
        async with pool(*small, Limits(workers=1)) as made:
            jobs = [*[QUICK] * 3, job("ASK " + "{" * 5000), *[QUICK] * 3]
            return await asyncio.gather(*map(made.ask, jobs))

    replies = asyncio.run(ask())

    assert [reply.status for reply in replies] == [200] * 3 + [400] + [200] * 3


class Noted:
    """Keeps what it is told of workers."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.replies: list[bytes] = []

    def replied(self, _: Worker, reply: bytes) -> None:
        self.replies.append(reply)

    def lost(self, worker: Worker) -> None:
        raise AssertionError(worker)


def test_a_worker_begins_nothing_late_but_the_first(small: tuple[Project, Build]) -> None:
    project, build = small
    told = Told(str(project.root), str(build.folder), True, 1 << 30, 50, 10_000)

    async def ask() -> list[bytes]:
        workers, noted = await Workers.of(told), Noted()
        worker = await workers.make(noted)
        worker.do([QUICK.encoded] * 3, monotonic() - 1)
        worker.do([QUICK.encoded] * 2, monotonic() + 60)
        while len(noted.replies) < 5:
            await asyncio.sleep(0.01)
        await workers.close()
        return noted.replies

    assert [bool(reply) for reply in asyncio.run(ask())] == [True, False, False, True, True]


def test_a_worker_that_is_killed_is_replaced(small: tuple[Project, Build]) -> None:
    async def ask() -> list[int]:
        async with pool(*small, Limits(workers=1)) as made:
            for process in made.processes:
                os.kill(process, signal.SIGKILL)
            await asyncio.sleep(0.1)
            return [(await made.ask(QUICK)).status for _ in range(3)]

    assert asyncio.run(ask()) == [200] * 3


@pytest.mark.parametrize("own", ["", "glibc.malloc.check=0"])
def test_a_worker_keeps_at_hand_what_the_engine_frees(
    small: tuple[Project, Build], monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    if own:
        monkeypatch.setenv("GLIBC_TUNABLES", own)

    async def told() -> str:
        async with pool(*small, Limits(workers=1)) as made:
            return Path(f"/proc/{made.processes[0]}/environ").read_text()

    found = asyncio.run(told())  # in which glibc has cut its words apart

    assert ("glibc.malloc.tcache_max=65536" in found) == (not own)
    assert own in found


def test_a_build_that_is_not_there_is_told(small: tuple[Project, Build]) -> None:
    project, build = small
    gone = Told(str(project.root), str(build.folder / "gone"), True, 1 << 30, 1, 1)

    async def start() -> Workers:
        return await Workers.of(gone)

    with pytest.raises(StoreError, match="delete"):
        asyncio.run(start())


def test_jobs_are_done_before_a_pool_closes(small: tuple[Project, Build]) -> None:
    async def ask() -> Reply:
        async with pool(*small, Limits(workers=1, seconds=1)) as made:
            asked = made.ask(job(ENDLESS))
            await asyncio.sleep(0.1)
        return await asked

    assert "no answer within 1 s" in detail(asyncio.run(ask()))
