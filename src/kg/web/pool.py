"""Which job is done when: by whom, how long at most, and which comes first.

The newest job and the oldest one are done in turn: whoever asked the newest is the likeliest to
wait still, and nobody waits for ever, however often others ask. While jobs wait, one that has had
its share is ended for them; and while some wait that had nothing yet, it has a short try first, and
then waits until they have had theirs, to begin again: so what is simple is answered soon, whatever
else is asked. Every job ends by its limit, whatever it does.

Where many wait, a worker gets several jobs at once, which spares both sides much of the way. What
it has not begun by when it should is done by another, so that no job waits for one that takes long.

Must not know: HTTP libraries, what is asked, how a worker does its work.
"""

import asyncio
import os
from collections import OrderedDict, deque
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any

from kg.errors import BadInput, StoreError
from kg.web.messages import Job, Reply, problem
from kg.web.workers import Worker, Workers
from kg.worker import died

_AGAIN = "2"  # seconds after which it may be better
_LOOK = 0.01  # seconds until it is looked again whether a job is to be ended
_MOST = 8  # jobs that a worker is given at once, while they are quick
_SOON = 0.02  # seconds in which it should have begun them
_TRY = 0.25  # of its share: what a job has first, while others wait that had nothing yet
_PAUSE = 0.1  # seconds before a worker that ended by itself, without a job, is replaced


@dataclass(frozen=True)
class Limits:
    """What jobs may use.

    *seconds* are what one may take, waiting included; *share* is what it has for itself while
    others wait, after a try of a quarter of that. *workers* work at once, up to *waiting* jobs wait
    for them.
    """

    seconds: float = 30.0
    share: float = 1.0
    workers: int = 4
    waiting: int = 500


class _Asked:
    """A job that was asked for at a time, and what becomes its reply; it has had a try or not."""

    __slots__ = ("job", "reply", "since", "tried")

    def __init__(self, job: bytes) -> None:
        self.job, self.since, self.tried = job, monotonic(), False
        self.reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

    def answer(self, reply: Reply) -> None:
        """Give *reply* to whoever waits for it still."""
        if not self.reply.done():
            self.reply.set_result(reply)


class _Given:
    """What a worker was given: the first job is being done, since a time.

    The replies to *others* after it are not heeded, as these are done elsewhere.
    """

    __slots__ = ("jobs", "late", "others", "since")

    def __init__(self, jobs: list[_Asked]) -> None:
        self.jobs, self.others, self.since = deque(jobs), 0, monotonic()
        self.late = self.since + _SOON

    @property
    def wanted(self) -> bool:
        """Say whether anybody waits for what is being done."""
        return bool(self.jobs) and not self.jobs[0].reply.done()

    @property
    def is_new(self) -> bool:
        """Say whether what is being done was never begun before."""
        return bool(self.jobs) and not self.jobs[0].tried

    def rest(self) -> list[_Asked]:
        """Take away all jobs that are not begun, and return those."""
        rest = [self.jobs.pop() for _ in range(len(self.jobs) - 1)]
        self.others += len(rest)
        return rest


class Pool:
    """The workers of one build, and the jobs that wait for them."""

    def __init__(self, build: str, workers: Workers, limits: Limits) -> None:
        self.build, self._workers, self._limits = build, workers, limits
        self._idle: list[Worker] = []
        self._busy: dict[Worker, _Given] = {}
        self._waiting = OrderedDict[_Asked, None]()  # the oldest first
        self._tried: deque[_Asked] = deque()  # what has had its try, waits for its share
        self._shared = 0.0  # since when these wait for one of them to be given
        self._at_once = min(limits.workers, os.cpu_count() or 1)
        self._most = 1  # jobs that a worker is given at once
        self._turn = 0
        self._giving: asyncio.Handle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def fill(self) -> None:
        """Make all workers; raise StoreError if that fails."""
        made = [self._workers.make(self) for _ in range(self._limits.workers)]
        self._idle.extend(await asyncio.gather(*made))

    def state(self) -> dict[str, int]:
        """Return how many `workers` there are, and how many jobs are `working` and `waiting`."""
        working = len(self._busy)
        waiting = self._waits + sum(max(0, len(g.jobs) - 1) for g in self._busy.values())
        workers = len(self._idle) + working if self._workers.alive else 0
        return {"workers": workers, "working": working, "waiting": waiting}

    @property
    def _waits(self) -> int:
        return len(self._waiting) + len(self._tried)

    @property
    def processes(self) -> list[int]:
        """The workers, as the system numbers them."""
        return [worker.process for worker in (*self._idle, *self._busy)]

    def ask(self, job: Job) -> asyncio.Future[Reply]:
        """Return what becomes the reply to *job*, or a problem that says why there is none.

        If it is cancelled, the work ends.
        """
        asked = _Asked(job.encoded)
        if self._waits >= self._limits.waiting + len(self._idle):
            asked.answer(_later("too many others wait"))
            return asked.reply
        self._waiting[asked] = None
        if self._giving is None:  # until all that came together is here
            self._giving = asyncio.get_running_loop().call_soon(self._give)
        return asked.reply

    async def close(self) -> None:
        """End all workers, once the jobs that were asked are done."""
        while self._waits or self._busy:
            await asyncio.sleep(0.05)
        await asyncio.gather(*self._tasks, return_exceptions=True)  # workers are being made
        await self._workers.close()

    def replied(self, worker: Worker, reply: bytes) -> None:
        """Pass the next *reply* of *worker* on; give it other jobs if it was the last."""
        given = self._busy[worker]
        given.since = monotonic()
        if given.jobs:
            asked = given.jobs.popleft()
            if reply:
                asked.answer(Reply.decoded(reply))
            else:
                self._wait([asked])
        else:
            given.others -= 1
        if not given.jobs and not given.others:
            del self._busy[worker]
            if given.since < given.late:
                self._most = min(2 * self._most, _MOST)
            self._idle.append(worker)
            self._give()

    def lost(self, worker: Worker) -> None:
        """Tell whose job *worker* did why it ended; let another one take its place."""
        if given := self._busy.pop(worker, None):
            self._wait(given.rest())
        elif worker in self._idle:
            self._idle.remove(worker)
        self._do(self._fate(worker, given.jobs[0] if given and given.jobs else None))

    def _wait(self, again: list[_Asked]) -> None:
        """Let *again* wait once more, each in its place by when it was asked for."""
        if again:
            all_ = sorted([*again, *self._waiting], key=lambda asked: asked.since)
            self._waiting = OrderedDict.fromkeys(all_)

    def _give(self) -> None:
        """Let the workers that are free do what waits, and look after them."""
        self._giving = None
        while self._waits and self._idle:
            jobs = [asked for asked in self._chosen() if not asked.reply.done()]
            if jobs:
                worker = self._idle.pop()
                given = self._busy[worker] = _Given(jobs)
                worker.do([asked.job for asked in jobs], given.late)
        if self._timer is None and (self._waits or self._busy):
            self._timer = asyncio.get_running_loop().call_later(_LOOK, self._look)

    def _chosen(self) -> list[_Asked]:
        """Return the jobs for a worker: one that has had its try, or some that have not.

        The latter go before, but each time that a share takes there is one of the others.
        """
        now = monotonic()
        if self._tried and (not self._waiting or now - self._shared >= self._limits.share):
            self._shared = now
            return [self._tried.popleft()]
        share = min(ceil(len(self._waiting) / self._at_once), self._most)
        return [self._next() for _ in range(share)]

    def _next(self) -> _Asked:
        """Return the new job whose turn it is: the newest's and the oldest's by turns."""
        self._turn += len(self._waiting) > 1
        return self._waiting.popitem(last=self._turn % 2 == 1)[0]

    def _look(self) -> None:
        """End what takes too long, and what nobody waits for; do elsewhere what is held up."""
        self._timer = None
        now = monotonic()
        self._end_by_limit(now)
        for worker, given in [*self._busy.items()]:
            if now >= given.late:
                self._most = 1
                self._wait(given.rest())
            if not given.wanted and now - given.since >= _LOOK:
                self._replace(worker)
        self._give()  # first, for nobody need give way to what a free worker can do
        self._preempt(now)
        self._put_back(now)

    def _end_by_limit(self, now: float) -> None:
        """Answer all that was asked for too long ago, and forget what waits for nobody."""
        given = [asked for given in self._busy.values() for asked in given.jobs]
        for asked in (*self._waiting, *self._tried, *given):
            if now - asked.since >= self._limits.seconds:
                limit = f"{self._limits.seconds:g} s"
                asked.answer(_later(f"no answer within {limit}: ask for less at a time"))
        left = (asked for asked in self._waiting if not asked.reply.done())
        self._waiting = OrderedDict.fromkeys(left)
        self._tried = deque(asked for asked in self._tried if not asked.reply.done())

    def _preempt(self, now: float) -> None:
        """End jobs that have had their share, as many as others wait for a worker."""
        over = [each for each in self._longest() if each[1].since <= now - self._limits.share]
        for worker, given in over[: self._lacking(self._waits)]:
            reason = f"stopped after {now - given.since:.1f} s, for others wait"
            given.jobs[0].answer(_later(reason))
            self._replace(worker)

    def _put_back(self, now: float) -> None:
        """Let jobs that have had their try wait, for as many as others wait that had none."""
        tried = now - self._limits.share * _TRY
        over = [each for each in self._longest() if each[1].since <= tried and each[1].is_new]
        for worker, given in over[: self._lacking(len(self._waiting))]:
            given.jobs[0].tried = True
            self._shared = self._shared if self._tried else now
            self._tried.append(given.jobs[0])
            self._replace(worker)

    def _longest(self) -> list[tuple[Worker, _Given]]:
        """Return who is doing a job, the longest first."""
        doing = [each for each in self._busy.items() if each[1].jobs]
        return sorted(doing, key=lambda each: each[1].since)

    def _lacking(self, waiting: int) -> int:
        """Return how many workers are lacking for *waiting* jobs, beside those being made."""
        return max(0, waiting - len(self._tasks))

    def _replace(self, worker: Worker) -> None:
        """End *worker*, and let another one take its place."""
        worker.leave()  # or it could be heard that it ended, before it is ended
        self._wait(self._busy.pop(worker).rest())
        self._do(self._replaced(worker))

    async def _replaced(self, worker: Worker) -> None:
        with suppress(StoreError):  # it is met again at once
            await self._workers.end(worker)
        await self._hired()

    async def _fate(self, worker: Worker, asked: _Asked | None) -> None:
        """Say why there is no reply to *asked* from *worker*, which ended; replace it."""
        reply = _later("the workers ended")
        with suppress(StoreError):  # as above
            fault = died(await self._workers.end(worker))
            reply = problem(400 if isinstance(fault, BadInput) else 503, str(fault))
        if asked:
            asked.answer(reply)
        else:
            await asyncio.sleep(_PAUSE)
        await self._hired()

    async def _hired(self) -> None:
        """Let a new worker do what waits; if there can be none any more, nobody waits for it."""
        try:
            worker = await self._workers.make(self)
        except StoreError:
            for asked in (*self._waiting, *self._tried):
                asked.answer(_later("the workers ended"))
            return
        if worker.there:
            self._idle.append(worker)
            self._give()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Let *work* go on by itself."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _later(detail: str) -> Reply:
    """Return the reply that it may be better to ask again later, and why."""
    reply = problem(503, detail)
    return Reply(reply.status, {**reply.headers, "Retry-After": _AGAIN}, reply.body)
