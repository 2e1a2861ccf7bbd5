"""A connection that waits for no client for ever: its head is small and comes in time.

uvicorn bounds neither; a thousand connections that send a byte a minute, or a header without end,
would be free. And what was answered before is sent without a task, and a plain query's answer
without the messages of ASGI: most of a request's time would go there.

Must not know: what is asked, what is answered.
"""

import asyncio
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    from kg.web.app import Door
    from kg.web.messages import Reply
    from kg.web.responses import Ready
    from kg.web.site import Exchange

_Cycle = Any  # uvicorn's RequestResponseCycle, which has other types of ASGI than Starlette

SECONDS = 10.0  # for a head to arrive
_MOST = 32 << 10  # bytes of a head
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain\r\n"
    b"connection: close\r\ncontent-length: 38\r\n\r\nthe head of the request is too large\r\n"
)
_CLOSE = b"connection: close\r\n"
_LEFT = 503  # the client did, before the answer came
_AT_ONCE = 64 << 10  # bytes of a body that is handed over whole, whatever the client takes


class Connection(HttpToolsProtocol):
    """One client's connection, by uvicorn's own protocol."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # uvicorn's
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._head: int | None = None  # bytes of the head that is being read, if one is
        self._asking: asyncio.Future[Reply] | None = None
        self._pending = cast("set[asyncio.Future[Any]]", self.tasks)  # what an end waits for

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Wait for a head, but not for ever."""
        super().connection_made(transport)
        self._head = 0
        self._await_more(self._head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer, for a head or for an answer."""
        self._stop_waiting()
        if self._asking:
            self._asking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes when no request is being read begins a new head."""
        if self._head is None and (self.cycle is None or self.cycle.response_complete):
            self._head = 0
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None:  # there is more of it, where most come as a whole
            self._await_more(self._head)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._stop_waiting()
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: _Cycle, app: Any) -> None:  # noqa: ANN401  # uvicorn's
        """Begin to answer, in the shortest way that there is."""
        door = cast("Door", app) if app is self.app else None  # uvicorn has others, for refusals
        if door is None or self.flow.write_paused:
            self._by_asgi(cycle, app)
        elif seen := door.at_once(cycle.scope):
            door.tell(cycle.scope, seen.status, len(seen.body))
            self._send(cycle, seen)
        elif exchange := door.directly(cycle.scope):
            self._asking = exchange.ask()
            self._asking.add_done_callback(partial(self._answered, cycle, door, exchange))
            self._pending.add(self._asking)
        else:
            self._by_asgi(cycle, app)

    def _by_asgi(self, cycle: _Cycle, app: Any) -> None:  # noqa: ANN401  # as above
        """Begin to answer in the way of uvicorn."""
        super()._start_asgi_task(cycle, app)

    def _answered(
        self, cycle: _Cycle, door: "Door", exchange: "Exchange", asked: "asyncio.Future[Reply]"
    ) -> None:
        """Send what is made of the reply that *asked* became; if that takes its time, elsewhere."""
        self._asking = None
        self._pending.discard(asked)
        seconds = monotonic() - exchange.since
        if asked.cancelled():
            door.tell(cycle.scope, _LEFT, 0, seconds)
        elif asked.exception():  # it is met again there, and told
            self._by_asgi(cycle, door)
        else:
            reply = asked.result()
            ready = exchange.ready(reply) if len(reply.body) <= _AT_ONCE else None
            if ready is None or self.flow.write_paused:
                self._by_asgi(cycle, door.sending(exchange, reply))
            else:
                door.tell(cycle.scope, ready.status, len(ready.body), seconds)
                self._send(cycle, ready)

    def _send(self, cycle: _Cycle, ready: "Ready") -> None:
        """Send all of *ready*."""
        own = b"".join([b"%b: %b\r\n" % pair for pair in self.server_state.default_headers])
        first = STATUS_LINE[ready.status] + own
        first += b"" if cycle.keep_alive else _CLOSE
        self.transport.write(b"".join([first, ready.head, ready.body]))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _await_more(self, read: int) -> None:
        """Wait for the rest of a head of which so much is *read*, unless it is too large."""
        if read > _MOST:
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        self._head = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
