"""Verdicts that a library is slow to give, kept in the cache, so that each is given once.

A verdict follows from what it is about, the checks' code and the libraries' versions. The name of
its file is the digest of all three, so none is ever out of date. Where the cache cannot be used,
a verdict is given anew each time: it costs time, and changes nothing.

Must not know: what the verdicts say, and of what.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from kg.cache import cache_folder, claim
from kg.errors import StoreError

_FOLDER = "verdicts"
_KEPT = 1000  # the latest ones, a few kilobytes each
_LIBRARIES = ("pyparsing", "pyshacl", "rdflib")

_Verdict = TypeVar("_Verdict")  # of what JSON keeps as it is: lists, dicts, texts, numbers, None


def kept(about: Sequence[str], give: Callable[[], _Verdict]) -> _Verdict:
    """Return the verdict on *about*: as it was given before, else as *give* gives it now."""
    key = hashlib.sha256(json.dumps([*_judges(), *about]).encode()).hexdigest()
    place = cache_folder() / _FOLDER / f"{key}.json"
    with suppress(OSError, ValueError):  # there is none, or half of one
        found: _Verdict = json.loads(place.read_text("utf-8"))
        return found
    verdict = give()
    with suppress(OSError, StoreError):
        _keep(json.dumps(verdict), place)
    return verdict


@cache
def _judges() -> list[str]:
    """Return what decides on a verdict besides that which it is about."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return [sys.version, *map(version, _LIBRARIES), hashlib.sha256(code).hexdigest()]


def _keep(verdict: str, place: Path) -> None:
    """Write *verdict* beside its *place*, then rename it; let the oldest ones go."""
    claim(place.parent.parent)
    place.parent.mkdir(exist_ok=True)
    beside = place.with_suffix(f".{os.getpid()}")
    beside.write_text(verdict, "utf-8")
    beside.replace(place)
    files = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in files[:-_KEPT]:
        old.unlink(missing_ok=True)
