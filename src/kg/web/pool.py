"""Which job is done when: by whom, how long at most, and which comes first.

The newest job and the oldest one are done in turn: whoever asked the newest is the likeliest to
wait still, and nobody waits for ever, however often others ask. While jobs wait, one that has had
its share is ended for them. Every job ends by its limit, whatever it does.

Must not know: HTTP libraries, what is asked, how a worker does its work.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any

from kg.errors import BadInput
from kg.web.messages import Job, Reply, problem
from kg.web.workers import Worker, Workers
from kg.worker import died

_AGAIN = "2"  # seconds after which it may be better
_LOOK = 0.01  # seconds until it is looked again whether a job is to be ended


@dataclass(frozen=True)
class Limits:
    """What jobs may use.

    *seconds* are what one may take, waiting included; *share* is what it has for itself while
    others wait. *workers* work at once, up to *waiting* jobs wait for them.
    """

    seconds: float = 30.0
    share: float = 1.0
    workers: int = 4
    waiting: int = 64


class Pool:
    """The workers of one build, and the jobs that wait for them."""

    def __init__(self, build: str, workers: Workers, limits: Limits) -> None:
        self.build, self._workers, self._limits = build, workers, limits
        self._idle: list[Worker] = []
        self._busy: dict[Worker, float] = {}  # since when, the longest first
        self._preempted: dict[Worker, float] = {}  # after how many seconds
        self._waiting: dict[asyncio.Future[Worker], None] = {}  # the oldest first
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._jobs = 0

    async def fill(self) -> None:
        """Make all workers; raise StoreError if that fails."""
        made = await asyncio.gather(*(self._workers.make() for _ in range(self._limits.workers)))
        self._idle.extend(made)

    def state(self) -> dict[str, int]:
        """Return how many `workers` there are, and how many jobs are `working` and `waiting`."""
        working, waiting = len(self._busy), len(self._waiting)
        workers = len(self._idle) + working if self._workers.alive else 0
        return {"workers": workers, "working": working, "waiting": waiting}

    @property
    def processes(self) -> list[int]:
        """The workers, as the system numbers them."""
        return [worker.process for worker in (*self._idle, *self._busy)]

    async def ask(self, job: Job) -> Reply:
        """Return the reply to *job*, or a problem that says why there is none.

        If it is cancelled, the work ends.
        """
        worker = None
        self._jobs += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                worker = await self._free()
                reply = await worker.do(job)
                self._give(worker)
                worker = None
                return reply
        except TimeoutError:
            return _later(f"no answer within {self._limits.seconds:g} s: ask for less at a time")
        except asyncio.QueueFull:
            return _later("too many others wait")
        except ConnectionError:
            ended, worker = worker, None
            return await self._fate(ended) if ended else _later("the workers ended")
        finally:
            self._jobs -= 1
            if worker:
                self._replace(worker)

    async def close(self) -> None:
        """End all workers, once the jobs that were asked are done."""
        while self._jobs:
            await asyncio.sleep(0.05)
        await asyncio.gather(*self._tasks, return_exceptions=True)  # workers are being made
        await self._workers.close()

    async def _free(self) -> Worker:
        """Return a worker for the job that is asked now; raise QueueFull if too many wait."""
        if self._idle:
            return self._begun(self._idle.pop())
        if len(self._waiting) >= self._limits.waiting:
            raise asyncio.QueueFull
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting[place] = None
        self._hurry()
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._give(place.result())
            raise
        finally:
            self._waiting.pop(place, None)

    def _begun(self, worker: Worker) -> Worker:
        self._busy[worker] = monotonic()
        return worker

    def _give(self, worker: Worker) -> None:
        """Let *worker*, which is free, do the job whose turn it is."""
        self._busy.pop(worker, None)
        while self._waiting:
            place = self._next()
            del self._waiting[place]
            if not place.done():
                place.set_result(self._begun(worker))
                self._hurry()
                return
        self._idle.append(worker)

    def _next(self) -> asyncio.Future[Worker]:
        """Return whose turn it is: the newest's and the oldest's by turns."""
        self._turn += 1
        return next(reversed(self._waiting) if self._turn % 2 else iter(self._waiting))

    def _hurry(self) -> None:
        """While jobs wait, see to it that none goes on beyond its share."""
        if self._waiting and self._busy and self._timer is None:
            oldest = next(iter(self._busy.values()))
            wait = max(_LOOK, oldest + self._limits.share - monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._preempt)

    def _preempt(self) -> None:
        """End jobs that have had their share, as many as others wait for a worker."""
        self._timer = None
        now, share = monotonic(), self._limits.share
        wanted = max(0, len(self._waiting) - len(self._tasks))
        due = [each for each in self._busy.items() if now - each[1] >= share]
        for worker, since in due[:wanted]:
            self._preempted[worker] = now - since
            self._replace(worker)
        self._hurry()

    async def _fate(self, worker: Worker) -> Reply:
        """Return why there is no reply from *worker*, whose connection ended."""
        if worker in self._preempted:
            seconds = self._preempted.pop(worker)
            return _later(f"stopped after {seconds:.1f} s, for others wait")
        self._busy.pop(worker, None)
        fault = died(await self._workers.end(worker))
        self._do(self._hired())
        return problem(400 if isinstance(fault, BadInput) else 503, str(fault))

    def _replace(self, worker: Worker) -> None:
        """End *worker*, and let another one take its place."""
        self._busy.pop(worker, None)
        self._do(self._replaced(worker))

    async def _replaced(self, worker: Worker) -> None:
        await self._workers.end(worker)
        await self._hired()

    async def _hired(self) -> None:
        self._give(await self._workers.make())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Let *work* go on by itself."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _later(detail: str) -> Reply:
    """Return the reply that it may be better to ask again later, and why."""
    reply = problem(503, detail)
    return Reply(reply.status, {**reply.headers, "Retry-After": _AGAIN}, reply.body)
