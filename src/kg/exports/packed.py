"""Files packed by gzip, the same bytes for the same content.

Must not know: what the files hold.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from typing import IO

_BUFFER = 1 << 20


@contextmanager
def packed(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file to write to; its content is packed at *path*, whose folder is made.

    Neither a time nor a name goes in (RFC 1952: MTIME 0, no FNAME).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packing,
        BufferedWriter(packing, _BUFFER) as buffered,
    ):
        yield buffered


def unpacked(path: Path) -> Iterator[bytes]:
    """Yield the lines of what is packed at *path*."""
    with gzip.open(path) as lines:
        yield from lines
