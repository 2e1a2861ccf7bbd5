"""How long a question takes, in a process of its own that can be ended, and how long a command.

Must not know: where questions and stores come from, what is printed.
"""

import multiprocessing
import resource
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time

from kg.ask import values
from kg.queries import StoredQuery
from kg.store import Store

MEMORY = 4 << 30  # bytes of address space; what needs more gets no answer


@dataclass(frozen=True)
class Job:
    """A question to the store in a folder, asked *runs* times for each of *given* and once more."""

    store: Path
    question: StoredQuery
    given: list[list[str]]
    prefixes: Mapping[str, str]
    runs: int


@dataclass(frozen=True)
class Run:
    """Milliseconds of the processor, binding and reading all rows included, and the rows."""

    milliseconds: float
    rows: int


def timed(job: Job, limit: float) -> list[Run] | None:
    """Return all runs but the first for each of what is given; None if one has no answer.

    A run that takes longer than *limit* seconds is ended with its process.
    """
    context = multiprocessing.get_context("spawn")  # a fork would share the threads of a store
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(job, theirs))
    child.start()
    theirs.close()
    try:
        return list(_received(ours, job, limit))
    except (EOFError, TimeoutError):
        return None
    finally:
        child.kill()
        child.join()


def _received(ours: Connection, job: Job, limit: float) -> Iterator[Run]:
    for _ in job.given:
        for number in range(job.runs + 1):
            if not ours.poll(limit):
                raise TimeoutError
            run = ours.recv()
            yield from [run] if number else []


def _work(job: Job, theirs: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for run in _runs(job, Store.open(job.store)):
        theirs.send(run)


def timed_here(job: Job, store: Store) -> list[Run]:
    """Return what `timed` does, in this process and without a limit, of *store*."""
    first = job.runs + 1
    return [run for number, run in enumerate(_runs(job, store)) if number % first]


def _runs(job: Job, store: Store) -> Iterator[Run]:
    for given in job.given:
        for _ in range(job.runs + 1):
            start = process_time()
            bound = job.question.bind(values(store, job.question, given, job.prefixes))
            rows = sum(1 for _ in store.select(bound))
            yield Run((process_time() - start) * 1000, rows)


def cpu(command: list[str]) -> float:
    """Return the CPU seconds, user and system, that *command* takes as a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
