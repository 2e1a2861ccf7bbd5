"""The process from which workers are forked: it has read the record, and they have it at once.

It runs one thread and answers nothing itself. The front tells it over a socket to make a worker,
which inherits one end of a connection, or to end one, of which it says how it ended. A record on
disk is opened by each worker, since the engine's threads do not outlive a fork; one in memory is
shared by all, and costs its memory once.

Must not know: HTTP, what is asked.
"""

import gc
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic

from kg.bounds import isolate, limit, recede
from kg.build import Build
from kg.errors import KgError
from kg.graph import Graph
from kg.project import Project
from kg.web.acts import Record, perform
from kg.web.acts.capped import Most
from kg.web.messages import Job, Reply, problem
from kg.web.orders import JOB, MAKE, ORDER, REPLY, Told


def main(descriptor: int) -> int:
    """Obey what comes over the socket *descriptor* until it is closed."""
    for interrupt in (signal.SIGINT, signal.SIGTERM):  # the front ends us, by closing the socket
        signal.signal(interrupt, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    told = Told(**json.loads(_line(control)))
    with suppress(BrokenPipeError):  # the front left while it was answered
        try:
            record = _record(told)
        except KgError as fault:
            control.sendall(f"{fault}\n".encode())
            return 1
        control.sendall(b"\n")
        gc.freeze()  # what was read stays; to look through it would copy it for each worker
        while _obeyed(control, record, told.memory):
            pass
    return 0


def _line(control: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"\n") and (some := control.recv(4096)):
        found += some
    return found


def _record(told: Told) -> Record:
    """Return the record, with all that its workers would otherwise read one by one."""
    build = Build(Path(told.build))
    graph = Graph(build, in_memory=told.in_memory, bounded=True)
    assert build.manifest  # noqa: S101  # which is read by this
    assert build.queries  # noqa: S101  # as above
    if told.in_memory:
        assert len(graph.store)  # noqa: S101  # as above
    return Record(Project(Path(told.project)), build, graph, Most(told.rows, told.size))


def _obeyed(control: socket.socket, record: Record, memory: int) -> bool:
    """Do what is ordered next; return False if nothing more can come."""
    told, connections, _, _ = socket.recv_fds(control, ORDER, 1)
    if not told:
        return False
    if told.startswith(MAKE):
        process = os.fork()
        if not process:
            control.close()
            _work(record, connections[0], memory)
        os.close(connections[0])
        control.sendall(process.to_bytes(ORDER, "big"))
    else:
        process = int.from_bytes(told[1:], "big")
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        control.sendall(os.WTERMSIG(status).to_bytes(ORDER, "big"))
    return True


def _work(record: Record, connection: int, memory: int) -> None:
    """Do the jobs that come over *connection* until it is closed; then leave without a trace."""
    limit(memory)
    isolate()
    recede()
    with os.fdopen(connection, "rb") as asked, os.fdopen(os.dup(connection), "wb") as answers:
        while told := asked.read(JOB.size):
            length, late = JOB.unpack(told)
            job = asked.read(length)
            reply = _reply(record, Job.decoded(job)).encoded if monotonic() <= late else b""
            answers.write(REPLY.pack(len(reply)) + reply)
            answers.flush()
    os._exit(0)


def _reply(record: Record, job: Job) -> Reply:
    try:
        return perform(record, job)
    except Exception as fault:  # of ours: whoever runs the server hears of it
        print(f"kg serve: {job.act} failed: {fault!r}", file=sys.stderr, flush=True)  # noqa: T201  # a worker's way
        return problem(500, "the server has a fault, and its keeper was told")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
