"""What the front tells the nursery, and how long what they exchange is.

Must not know: what is done about it.
"""

import json
from dataclasses import dataclass

NURSERY = "kg.web.nursery"  # the module that the process runs, which the front never imports
MAKE, END = b"M", b"E"
ORDER = 8  # bytes of an order, and of the answer to it
LENGTH = 8  # bytes that say how long a job or a reply is


@dataclass(frozen=True)
class Told:
    """What a nursery is told first: which build of which project, and what a worker may use.

    *memory* is what it may take, in bytes, *rows* and *size* (in bytes) what an answer may hold.
    """

    project: str
    build: str
    in_memory: bool
    memory: int
    rows: int
    size: int

    @property
    def line(self) -> bytes:
        """It as one line."""
        return json.dumps(vars(self)).encode() + b"\n"


def order(kind: bytes, process: int = 0) -> bytes:
    """Return the bytes that order *kind*; END is for the worker *process*."""
    return kind + process.to_bytes(ORDER - 1, "big")
