"""Processes that do jobs: made and ended by the nursery, reached over a connection each.

Must not know: whose a job is and what it says, time limits, HTTP.
"""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from math import inf
from typing import Protocol, cast

from kg.errors import StoreError
from kg.web.orders import END, JOB, MAKE, NURSERY, ORDER, REPLY, Told, order
from kg.worker import environment


class Hears(Protocol):
    """What is told of workers."""

    def replied(self, worker: "Worker", reply: bytes, /) -> None:
        """Take note of the next *reply* of *worker*, empty if it did not begin the job."""

    def lost(self, worker: "Worker", /) -> None:
        """Take note that *worker*, which nobody told to, ended."""


class Worker(asyncio.Protocol):
    """A process that does one job after the other, at the other end of a connection."""

    process: int

    def __init__(self, hears: Hears) -> None:
        self._hears, self._received = hears, bytearray()
        self._transport: asyncio.Transport | None = None

    @property
    def there(self) -> bool:
        """Whether it may still do something."""
        return self._transport is not None

    def do(self, jobs: Sequence[bytes], late: float) -> None:
        """Do *jobs* in turn; after the time *late* none of them but the first is begun."""
        if self._transport:
            told = [JOB.pack(len(job), late if n else inf) + job for n, job in enumerate(jobs)]
            self._transport.write(b"".join(told))

    def leave(self) -> None:
        """Close the connection; nothing is heard of it any more."""
        if self._transport:
            transport, self._transport = self._transport, None
            transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is of no class of asyncio

    def data_received(self, data: bytes) -> None:
        """Gather replies, and tell of each that is whole."""
        self._received += data
        while self._transport and len(self._received) >= REPLY.size:
            end = REPLY.size + REPLY.unpack_from(self._received)[0]
            if len(self._received) < end:
                return
            reply = bytes(self._received[REPLY.size : end])
            del self._received[:end]
            self._hears.replied(self, reply)

    def connection_lost(self, _: Exception | None) -> None:
        """Say that no reply will come, if any could."""
        if self._transport:
            self._transport = None
            self._hears.lost(self)


class Workers:
    """The nursery of one build, which makes as many workers as are wanted."""

    def __init__(self, control: socket.socket, process: "subprocess.Popen[bytes]") -> None:
        self._control, self._process = control, process
        self._ordering = asyncio.Lock()
        self._made: set[Worker] = set()

    @classmethod
    async def of(cls, told: Told) -> "Workers":
        """Start a nursery that is *told* what to read; raise StoreError if it cannot."""
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", NURSERY, str(theirs.fileno())]
            process = subprocess.Popen(  # noqa: S603  # our own module
                command,
                env=environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        ours.setblocking(False)
        try:
            await _begun(ours, told)
        except BaseException:
            ours.close()
            process.kill()
            process.wait()
            raise
        return cls(ours, process)

    @property
    def alive(self) -> bool:
        """Whether the nursery is there, without which nothing is."""
        return self._process.poll() is None

    async def make(self, hears: Hears) -> Worker:
        """Return a new worker, of which *hears* is told; raise StoreError if there can be none."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await self._ordered(order(MAKE), theirs)
        except BaseException:
            ours.close()
            raise
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_unix_connection(partial(Worker, hears), sock=ours)
        worker.process = process
        self._made.add(worker)
        return worker

    async def end(self, worker: Worker) -> int:
        """End *worker* at once; return the signal by which it ended, which may be another one."""
        self._made.discard(worker)
        worker.leave()
        return await self._ordered(order(END, worker.process))

    async def close(self) -> None:
        """End the nursery, and with it all workers."""
        async with self._ordering:
            self._control.close()
        for worker in self._made:
            worker.leave()
        await asyncio.to_thread(self._process.wait)

    async def _ordered(self, told: bytes, *passed: socket.socket) -> int:
        """Return what the nursery answers to the order *told*, sockets *passed* with it."""
        async with self._ordering:
            try:
                socket.send_fds(self._control, [told], [each.fileno() for each in passed])
                answer = await asyncio.get_running_loop().sock_recv(self._control, ORDER)
            except OSError as fault:
                raise StoreError(f"the workers ended: {fault}") from fault
        if not answer:
            raise StoreError("the workers ended")
        return int.from_bytes(answer, "big")


async def _begun(control: socket.socket, told: Told) -> None:
    """Wait until the nursery behind *control* has read what it is *told* to."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(control, told.line)
    fault = (await loop.sock_recv(control, 4096)).decode()
    if fault != "\n":
        raise StoreError(fault.strip() or "the workers could not be started")
