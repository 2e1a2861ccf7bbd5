"""Processes that do jobs: made and ended by the nursery, reached over a connection each.

Must not know: which job is whose, time limits, HTTP.
"""

import asyncio
import socket
import subprocess
import sys
from typing import cast

from kg.errors import StoreError
from kg.web.messages import Job, Reply
from kg.web.orders import END, LENGTH, MAKE, NURSERY, ORDER, Told, order
from kg.worker import environment


class Worker(asyncio.Protocol):
    """A process that does one job at a time, at the other end of a connection."""

    process: int

    def __init__(self) -> None:
        self._received = bytearray()
        self._reply: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    async def do(self, job: Job) -> Reply:
        """Return the reply to *job*; raise ConnectionError if the process ends."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError
        self._reply = asyncio.get_running_loop().create_future()
        self._transport.write(len(job.encoded).to_bytes(LENGTH, "big") + job.encoded)
        return Reply.decoded(await self._reply)

    def leave(self) -> None:
        """Close the connection; what is being done gets no reply."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is of no class of asyncio

    def data_received(self, data: bytes) -> None:
        """Gather the reply."""
        self._received += data
        end = LENGTH + int.from_bytes(self._received[:LENGTH], "big")
        if len(self._received) >= max(end, LENGTH + 1):
            reply, self._received = bytes(self._received[LENGTH:]), bytearray()
            if self._reply and not self._reply.done():
                self._reply.set_result(reply)

    def connection_lost(self, _: Exception | None) -> None:
        """Say that no reply will come."""
        if self._reply and not self._reply.done():
            self._reply.set_exception(ConnectionResetError())


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

    async def make(self) -> Worker:
        """Return a new worker; raise StoreError if there can be none any more."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await self._ordered(order(MAKE), theirs)
        except BaseException:
            ours.close()
            raise
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_unix_connection(Worker, sock=ours)
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
