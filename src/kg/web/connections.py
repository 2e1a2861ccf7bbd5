"""A connection that waits for no client for ever: its head is small and comes in time.

uvicorn bounds neither; a thousand connections that send a byte a minute, or a header without end,
would be free. And what was answered before is sent without a task, and a plain query's answer
without the messages of ASGI: most of a request's time would go there.

Must not know: what is asked, what is answered.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    from kg.web.app import Door
    from kg.web.site import Ready

_Cycle = Any  # uvicorn's RequestResponseCycle, which has other types of ASGI than Starlette

SECONDS = 10.0  # for a head to arrive
_MOST = 32 << 10  # bytes of a head
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain\r\n"
    b"connection: close\r\ncontent-length: 38\r\n\r\nthe head of the request is too large\r\n"
)
_CLOSE = b"connection: close\r\n"
_AT_ONCE = 64 << 10  # bytes of a body that is handed over whole, whatever the client takes


class Connection(HttpToolsProtocol):
    """One client's connection, by uvicorn's own protocol."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # uvicorn's
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._head = 0
        self._asking: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Wait for a head, but not for ever."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer, for a head or for an answer."""
        self._stop_waiting()
        if self._asking:
            self._asking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes when no request is being read begins a new head."""
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()
        if self._deadline is not None:
            self._head += len(data)
        super().data_received(data)
        if self._deadline is not None and self._head > _MOST:  # and it is not complete yet
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._stop_waiting()
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: _Cycle, app: Any) -> None:  # noqa: ANN401  # uvicorn's
        """Begin to answer, in the shortest way that there is."""
        door = cast("Door", app) if app is self.app else None  # uvicorn has others, for refusals
        if door is None or self.flow.write_paused:
            super()._start_asgi_task(cycle, app)
        elif seen := door.at_once(cycle.scope):
            self._send(cycle, seen)
        elif answer := door.directly(cycle.scope):
            self._asking = self.loop.create_task(self._answered(cycle, door, answer))
            self._asking.add_done_callback(self.tasks.discard)
            self.tasks.add(self._asking)
        else:
            super()._start_asgi_task(cycle, app)

    async def _answered(
        self, cycle: _Cycle, door: "Door", answer: Coroutine[Any, Any, "Ready"]
    ) -> None:
        """Send what *answer* makes; a large one, or a fault, goes the way of all others."""
        ready = None
        with suppress(Exception):  # it is met again there, and told
            ready = await answer
        self._asking = None
        if ready is None:
            await cycle.run_asgi(door)
        elif len(ready.body) > _AT_ONCE or self.flow.write_paused:
            await cycle.run_asgi(door.sending(ready))
        else:
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

    def _await_head(self) -> None:
        self._head = 0
        self._deadline = self.loop.call_later(SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
