"""What the front tells the nursery and its workers, and how long what they exchange is.

Times are those of the system's monotonic clock, in seconds, which all processes share.

Must not know: what is done about it.
"""

import json
from dataclasses import dataclass
from struct import Struct

NURSERY = "kg.web.nursery"  # the module that the process runs, which the front never imports
MAKE, END = b"M", b"E"
ORDER = 8  # bytes of an order, and of the answer to it
JOB = Struct(">Qd")  # before a job: its length, and the time after which it is not to be begun
REPLY = Struct(">Q")  # before a reply: its length, 0 if the job was not begun


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
