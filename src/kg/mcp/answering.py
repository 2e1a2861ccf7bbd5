"""Who answers a server: this process, in threads, or others whom it asks.

Must not know: the protocol, what the tools do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Event
from typing import Protocol, TypeVar

from anyio import CapacityLimiter, to_thread

from kg.mcp import calls, resources
from kg.mcp.calls import Outcome
from kg.mcp.record import Record
from kg.mcp.resources import Resource
from kg.mcp.tools import TOOLS

_HEAVY = 4  # queries at once, each in a process of its own
_T = TypeVar("_T")


class Answers(Protocol):
    """What a server asks of whoever knows the record."""

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Outcome:
        """Return what *tool* answers to *arguments*; end the work if this is cancelled."""

    async def resources(self) -> Sequence[Resource]:
        """Return what there is to read."""

    async def read(self, uri: str) -> tuple[str, str]:
        """Return the text at *uri*, and its media type; raise KgError if there is none."""


class InThreads:
    """Answers from *record* as its files stand, in threads: others are answered meanwhile."""

    def __init__(self, record: Record) -> None:
        self._record, self._few = record, CapacityLimiter(_HEAVY)

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Outcome:
        """Return what *tool* answers to *arguments*."""
        stop = Event()
        is_heavy = tool in TOOLS and TOOLS[tool].heavy
        try:
            act = partial(self._called, tool, arguments, stop)
            return await _aside(act, self._few if is_heavy else None)
        finally:
            stop.set()  # so that no query goes on for a call that was cancelled

    def _called(self, tool: str, arguments: Mapping[str, object], stop: Event) -> Outcome:
        return calls.call(replace(self._record.now(), stop=stop), tool, arguments)

    async def resources(self) -> Sequence[Resource]:
        """Return what there is to read."""
        return await _aside(lambda: list(resources.listed(self._record.now())))

    async def read(self, uri: str) -> tuple[str, str]:
        """Return the text at *uri*, and its media type."""
        return await _aside(lambda: resources.read(self._record.now(), uri))


async def _aside(act: Callable[[], _T], limiter: CapacityLimiter | None = None) -> _T:
    """Return what *act* does in a thread; it waits until *limiter* lets it begin."""
    return await to_thread.run_sync(act, abandon_on_cancel=True, limiter=limiter)
