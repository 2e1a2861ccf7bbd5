"""Quads as sorted lines of canonical N-Quads, which are the same for the same quads.

The lines are those of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/), so that the SHA-256 of them all
is the hash of the dataset; the RDF library escapes as that form asks for. They are sorted by code
point in runs, and runs that do not fit into memory wait in files without a name, which are gone
with the process, however it ends.

Must not know: where quads come from, where lines go.
"""

import heapq
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import IO

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

from kg.errors import StoreError

_AT_ONCE = 200_000  # quads that are sorted in memory, some 100 MB
_OPEN = 100  # files that are merged at once; a process may open 256 on macOS
_OTHER = re.compile(rb'<[^<>]*>|"(?:[^"\\]|\\.)*"')  # IRIs and strings, in which _: is no name


def lines(quads: Iterable[Quad], at_once: int = _AT_ONCE) -> Iterator[bytes]:
    """Yield each of *quads* once as a line with its line feed, in order.

    At most *at_once* are in memory, besides those that name a blank node, which is called as
    RDFC-1.0 has it. Raise StoreError if there is no room for the files.
    """
    blank: list[bytes] = []
    with ExitStack() as files:
        runs = _runs(_named(quads, at_once, blank), at_once, files)
        yield from _once(heapq.merge(*runs, _canonical(blank)))


def ordered(unsorted: Iterable[bytes], at_once: int = _AT_ONCE) -> Iterator[bytes]:
    """Yield each of the lines *unsorted* once, in order; at most *at_once* are in memory."""
    with ExitStack() as files:
        yield from _once(heapq.merge(*_runs(unsorted, at_once, files)))


@contextmanager
def room() -> Iterator[None]:
    """Raise StoreError where a temporary file cannot be written."""
    try:
        yield
    except OSError as fault:
        raise StoreError(
            f"{tempfile.gettempdir()} cannot hold what is sorted ({fault.strerror}): "
            "make room, or set TMPDIR to another folder"
        ) from fault


def _named(quads: Iterable[Quad], at_once: int, blank: list[bytes]) -> Iterator[bytes]:
    """Yield the lines of *quads* that name no blank node; the others are put into *blank*."""
    waiting = iter(quads)
    while found := _lines(islice(waiting, at_once)):
        for line in found:
            if _names_blank(line):
                blank.append(line)
            else:
                yield line


def _runs(unsorted: Iterable[bytes], at_once: int, files: ExitStack) -> list[Iterable[bytes]]:
    """Return the lines *unsorted* as sorted runs; all but the last are in *files*."""
    waiting, run = iter(unsorted), list[bytes]()
    kept: list[IO[bytes]] = []
    while found := sorted(islice(waiting, at_once)):
        if run:
            kept = [*_fewer(kept, files), _file(run, files)]
        run = found
    return [*kept, run]


def _fewer(kept: list[IO[bytes]], files: ExitStack) -> list[IO[bytes]]:
    """Return the runs *kept*, merged into one if they are many."""
    if len(kept) < _OPEN:
        return kept
    merged = _file(heapq.merge(*kept), files)
    for run in kept:
        run.close()
    return [merged]


def _file(run: Iterable[bytes], files: ExitStack) -> IO[bytes]:
    with room():
        file = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # *files* close it
        file.writelines(run)
        file.seek(0)
    return file


def _names_blank(line: bytes) -> bool:
    return b"_:" in line and b"_:" in _OTHER.sub(b"", line)


def _canonical(blank: list[bytes]) -> list[bytes]:
    """Return the lines *blank*, whose blank nodes are called anew.

    The names depend on no other quads (RDFC-1.0, 4.4.3: on those that mention a blank node).
    """
    dataset = Dataset(parse(b"".join(blank), format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(_lines(dataset))


def _lines(quads: Iterable[Quad]) -> list[bytes]:
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def _once(ordered: Iterable[bytes]) -> Iterator[bytes]:
    before = b""
    for line in ordered:
        if line != before:
            yield line
        before = line
