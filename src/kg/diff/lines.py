"""The quads of two sides as sorted lines, and which of them one side alone has.

Must not know: what the quads say, what becomes of the lines.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO

from pyoxigraph import Quad, RdfFormat, parse

from kg.canonical import lines, room


@dataclass
class Part:
    """Lines of one side alone, in order, in a *file* without a name; *hash* is of all its lines.

    The hash is the SHA-256 of the side's canonical N-Quads.
    """

    file: IO[bytes]
    count: int = 0
    hash: str = ""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines."""
        return iter(self._rewound())

    def quads(self) -> Iterator[Quad]:
        """Yield the lines as quads."""
        return parse(self._rewound(), format=RdfFormat.N_QUADS)

    def put(self, line: bytes) -> None:
        """Add *line*."""
        self.count += 1
        with room():
            self.file.write(line)

    def _rewound(self) -> IO[bytes]:
        with room():  # what was kept back is written now
            self.file.seek(0)
        return self.file


def parted(old: Iterable[Quad], new: Iterable[Quad], files: ExitStack) -> tuple[Part, Part]:
    """Return the lines of *old* alone and those of *new* alone; *files* closes their files.

    Raise StoreError if there is no room for them.
    """
    with room():
        gone, come = (Part(files.enter_context(tempfile.TemporaryFile())) for _ in "ab")  # noqa: SIM115  # *files* closes them
    before, after = _Hashed(lines(old)), _Hashed(lines(new))
    left, right = next(before, None), next(after, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(before, None), next(after, None)
        elif right is None or (left is not None and left < right):
            gone.put(left or b"")
            left = next(before, None)
        else:
            come.put(right)
            right = next(after, None)
    gone.hash, come.hash = before.hash, after.hash
    return gone, come


class _Hashed(Iterator[bytes]):
    """Lines, and the SHA-256 of those that were taken."""

    def __init__(self, found: Iterator[bytes]) -> None:
        self._found, self._digest = found, hashlib.sha256()

    def __next__(self) -> bytes:
        line = next(self._found)
        self._digest.update(line)
        return line

    @property
    def hash(self) -> str:
        return self._digest.hexdigest()
