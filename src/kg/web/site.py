"""From a job to a response: who answers it, whether the client has it already, how it is packed.

Must not know: which addresses there are, what a job asks.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from time import monotonic
from typing import Any, Protocol, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from kg.web.bodies import header
from kg.web.cache import Cache
from kg.web.journal import Hears
from kg.web.messages import PROBLEM, Job, Reply, problem
from kg.web.responses import UNCHANGED, Ready, refusal, utf8

_KEPT = 64 << 20  # bytes of answers
_LARGEST = 4 << 20  # bytes of one answer that is kept
_PATIENCE = 0.25  # seconds after which it is of interest whether the client is there still
_PACKED = 1000  # bytes from which on an answer is packed
_FOUND = 200
_LEVEL = 5  # of gzip: most of what it saves, in a third of the time
_DECIDES = {b"accept", b"accept-encoding", b"accept-language", b"if-none-match"}
_NOBODY = problem(503, "nobody waits for the answer")

T = TypeVar("T")


class Asks(Protocol):
    """What answers jobs from one build."""

    build: str

    def ask(self, job: Job) -> asyncio.Future[Reply]:
        """Return what becomes the reply to *job*; the work ends if that is cancelled."""

    def state(self) -> dict[str, int]:
        """Return how many `workers` there are, and how many jobs are `working` and `waiting`."""

    async def close(self) -> None:
        """End, once what was asked is answered."""


@dataclass
class Served:
    """One build while it is served, with the answers that were given from it.

    `seen` has whole responses to what was asked again, by all of a GET that they depend on.
    """

    asks: Asks
    replies: Cache[Reply] = field(default_factory=lambda: Cache(_KEPT, _LARGEST))
    seen: Cache[Ready] = field(default_factory=lambda: Cache(_KEPT, _LARGEST))

    def keep(self, job: Job, reply: Reply) -> None:
        """Keep *reply* to *job* for others, if it is an answer."""
        if reply.status == _FOUND:
            self.replies.put(job.encoded, reply, len(reply.body) + len(job.encoded))


class Metrics(Hears, Protocol):
    """What counts requests."""

    def exposition(self, state: dict[str, int], /) -> tuple[bytes, str]:
        """Return the numbers, those of *state* among them, and their media type."""


class Site:
    """What is served now; another build may take its place at any time."""

    def __init__(self, served: Served, metrics: Metrics | None = None) -> None:
        self.served, self.metrics = served, metrics

    async def respond(self, request: Request, job: Job, errors: str = PROBLEM) -> Response:
        """Return the response to *request*, whose answer is the reply to *job*.

        *errors* are told as `Exchange` says. The work ends if the client goes away.
        """
        exchange = Exchange(self.served, request.scope, job, errors)
        ready = await _while_there(request, exchange.response(), None)
        return (ready or refusal(request.scope, _NOBODY)).response

    async def ask(self, request: Request, job: Job) -> Reply:
        """Return the reply to *job*; end the work if the client of *request* goes away."""
        served = self.served
        known = served.replies.get(job.encoded)
        if known:
            return known
        reply = await _while_there(request, served.asks.ask(job), _NOBODY)
        served.keep(job, reply)
        return reply


class Exchange:
    """A request, whose answer is the reply to a job, on its way to a response."""

    def __init__(
        self, served: Served, scope: Mapping[str, Any], job: Job, errors: str = PROBLEM
    ) -> None:
        """Answer the request *scope* by *job*, all of it from what is *served* now.

        *errors* is the media type of what is wrong with the request, where the client does not
        say which it likes.
        """
        self.scope, self.since = scope, monotonic()
        self._served, self._job, self._errors = served, job, errors
        self._packs = "gzip" in header(scope, b"accept-encoding")
        self._tag = _tag(served.asks.build, job, packs=self._packs)

    @property
    def is_new(self) -> bool:
        """Say whether neither the client nor the server has the answer already."""
        known = self._served.replies.get(self._job.encoded)
        return known is None and not header(self.scope, b"if-none-match")

    def ask(self) -> asyncio.Future[Reply]:
        """Return what becomes the reply."""
        return self._served.asks.ask(self._job)

    def ready(self, reply: Reply) -> Ready | None:
        """Return the response that is made from *reply*, None if that takes its time."""
        if reply.headers.get("Content-Type") == PROBLEM:
            return refusal(self.scope, reply, self._errors)
        self._served.keep(self._job, reply)
        takes_long = self._packs and len(reply.body) >= _PACKED
        return None if takes_long else _whole(reply, self._tag)

    async def made(self, reply: Reply) -> Ready:
        """Return the response that is made from *reply*, packed if the client likes that."""
        return self.ready(reply) or await _packed(reply, self._tag)

    async def response(self) -> Ready:
        """Return the response; the client may have it already, by its ETag."""
        if self._tag in header(self.scope, b"if-none-match"):
            return Ready(UNCHANGED, {}, tag=self._tag)
        known = self._served.replies.get(self._job.encoded)
        ready = await self.made(known or await self.ask())
        if known and self.scope["method"] == "GET":  # it is asked again and again
            key = exact(self.scope)
            self._served.seen.put(key, ready, len(ready.body) + sum(map(len, key)))
        return ready


async def _while_there(request: Request, work: Awaitable[T], otherwise: T) -> T:
    """Return what *work* comes to; end it if the client of *request* goes away, for *otherwise*."""
    watch = _Watch(request)
    try:
        return await work
    except asyncio.CancelledError:
        if not watch.saw_it_leave:
            raise
        return otherwise
    finally:
        watch.end()


class _Watch:
    """Cancels the task in which it was made, if the client of *request* goes away."""

    def __init__(self, request: Request) -> None:
        self._request, self._asking = request, asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._begin)
        self.saw_it_leave = False

    def end(self) -> None:
        """Watch no longer."""
        self._timer.cancel()  # before it began, mostly
        if self._watching:
            self._watching.cancel()

    def _begin(self) -> None:
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.saw_it_leave = True
        if self._asking:
            self._asking.cancel()


def exact(scope: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Return all of the GET request *scope* on which its response depends."""
    told = [(name, value) for name, value in scope["headers"] if name in _DECIDES]
    return (scope["raw_path"], scope["query_string"], *chain.from_iterable(told))


def _tag(build: str, job: Job, *, packs: bool) -> str:
    digest = hashlib.sha256(f"{build} {packs} ".encode() + job.encoded).hexdigest()
    return f'"{digest[:20]}"'


def _whole(reply: Reply, tag: str) -> Ready:
    headers = dict(reply.headers)
    if "Content-Type" in headers:
        headers["Content-Type"] = utf8(headers["Content-Type"])
    if reply.status != _FOUND:
        return Ready(reply.status, headers, reply.body)
    return Ready(reply.status, {"Cache-Control": "no-cache", **headers}, reply.body, tag)


async def _packed(reply: Reply, tag: str) -> Ready:
    body = await to_thread.run_sync(partial(gzip.compress, reply.body, _LEVEL, mtime=0))
    headers = {**reply.headers, "Content-Encoding": "gzip"}
    return _whole(Reply(reply.status, headers, body), tag)
