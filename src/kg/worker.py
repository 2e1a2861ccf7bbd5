"""A query written by somebody else, run in a child process that can be killed.

pyoxigraph can neither time out nor cancel a query, deep nesting ends the process that parses it,
and a hungry query aborts it. So such a query runs in a child, bounded in time and memory, on a
store opened read-only; a query that does not finish is an error, never a short answer.

Must not know: where builds lie, formats for people, commands.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic

from pyoxigraph import Triple

from kg.bounds import limit
from kg.errors import BadInput, Forbidden, StoreError, TimedOut
from kg.store import ACCEPTED, Answer, Store, answered, serialized
from kg.tokens import tokens

_UPDATES = {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}
_FORMS = {"ASK", "CONSTRUCT", "DESCRIBE", "SELECT"}
_QUERY = re.compile(rf"\s*({'|'.join(sorted(_FORMS))})\b", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PLAIN_IRI = re.compile(r"<([A-Za-z][A-Za-z0-9+.\-]*:|[#/]?)[\w\-.~%!$&*+,;=:@/#]*>")
_REFUSED, _FAILED = 2, 3
_AT_HAND = "glibc.malloc.tcache_count=1000:glibc.malloc.tcache_max=65536"  # pieces, bytes of one
_LOOK = 0.2  # seconds after which the parent looks whether to go on


@dataclass(frozen=True)
class Limits:
    """What a query may use: seconds, bytes of memory, bytes of answer; until *stop* is set."""

    seconds: float = 30.0
    memory: int = 3 << 29
    answer: int = 100 << 20
    stop: Event = field(default_factory=Event)


def refuse(text: str) -> None:
    """Raise Forbidden if *text* reaches out of the store, or would change it.

    >>> refuse("SELECT * { ?s ?service 'SERVICE' } # LOAD")
    >>> refuse("SELECT * { service <http://a> {} }")
    Traceback (most recent call last):
    kg.errors.Forbidden: SERVICE is refused: kg asks only its own store
    """
    if _may_call_out(text):
        raise Forbidden("SERVICE is refused: kg asks only its own store")
    form = _form(text)
    if form in _UPDATES:
        raise Forbidden(f"{form} is an update, and kg only reads: change the files instead")


def _may_call_out(text: str) -> bool:
    """Say whether SERVICE may stand in *text* as a keyword; where in doubt, it does.

    A comparison can look like the start of an IRI, and an escape can stand for a quote, so that a
    lexer takes for a string what the parser takes for a keyword. Only a text with neither may
    have the word in its strings and comments.
    """
    if "service" not in text.lower() and "service" not in _unescaped(text).lower():
        return False
    found = list(tokens(text))
    clear = all(_PLAIN_IRI.fullmatch(token.text) for token in found if token.kind == "iri")
    if not clear or _ESCAPE.search(text):
        return True
    return any(token.kind == "word" and token.text.upper() == "SERVICE" for token in found)


def _form(text: str) -> str:
    """Return the keyword that says what the query or update *text* does, "" if there is none."""
    if found := _QUERY.match(text):  # as most begin, and then no more need be read
        return found[1].upper()
    # SPARQL 1.1, 19.2: codepoint escapes are replaced before parsing.
    words = (token.text.upper() for token in tokens(_unescaped(text)) if token.kind == "word")
    return next((word for word in words if word in _UPDATES | _FORMS), "")


def has_dataset(text: str) -> bool:
    """Say whether the query *text* names the graphs that it reads, by FROM."""
    plain = _unescaped(text)
    if "from" not in plain.lower():
        return False
    found = tokens(plain)
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in found)


def is_query(text: str) -> bool:
    """Say whether *text* reads like a query or an update, and not like the name of a file."""
    first = next(tokens(text), None)
    return first is not None and first.text.upper() in {"BASE", "PREFIX"} | _UPDATES | _FORMS


def run(
    store: Path, text: str, prefixes: Mapping[str, str], limits: Limits | None = None
) -> Answer | Iterator[Triple]:
    """Return the answer to *text* from the store in the folder *store*.

    *prefixes* are known to the query. Raise BadInput for a query that is refused or cannot be
    parsed, TimedOut and StoreError for one that does not end or is stopped.
    """
    limits = limits or Limits()
    refuse(text)
    result_format = "turtle" if _form(text) in ("CONSTRUCT", "DESCRIBE") else "json"
    job = [str(store), text, result_format, dict(prefixes), limits.memory, limits.answer]
    return answered(_outcome(json.dumps(job).encode(), limits), result_format)


def here(store: Store, text: str, prefixes: Mapping[str, str]) -> Answer:
    """Return the answer to *text* as `run` does, from a process that is bounded already."""
    refuse(text)
    return store.query(text, None if has_dataset(text) else [ACCEPTED], prefixes)


def environment() -> dict[str, str]:
    """Return the environment of a process in which the engine is asked.

    The engine allocates and frees much while it plans. glibc keeps more of it at hand than it would
    by itself, which spares a tenth to a third of the time; what somebody set goes before.
    """
    return {"GLIBC_TUNABLES": _AT_HAND, **os.environ}


def _outcome(job: bytes, limits: Limits) -> bytes:
    """Return what a child makes of *job*."""
    command = [sys.executable, "-P", "-m", __name__]
    with subprocess.Popen(  # noqa: S603  # our own module, with the data on stdin
        command,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            answer, fault = _ended(child, job, limits)
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        raise _translated(child.returncode, fault.decode(errors="replace").strip())
    return answer


def _ended(child: "subprocess.Popen[bytes]", job: bytes, limits: Limits) -> tuple[bytes, bytes]:
    """Return what *child* writes to its two outputs; raise before it ends, if it has to."""
    end, given = monotonic() + limits.seconds, iter([job])  # which is given once
    while (left := end - monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.communicate(next(given, None), timeout=min(left, _LOOK))
        if limits.stop.is_set():
            raise StoreError("the query was stopped: nobody waits for its answer")
    raise TimedOut(f"no answer within {limits.seconds:g} s: narrow the query, or raise --timeout")


def _translated(code: int, fault: str) -> BadInput | StoreError:
    last = fault.splitlines()[-1] if fault else f"the query ended with code {code}"
    if code == _REFUSED:
        return BadInput(last)
    return StoreError(last) if code > 0 else died(-code)


def died(by: int) -> BadInput | StoreError:
    """Return what the signal *by*, which ended a process that answered a query, means."""
    if by == signal.SIGSEGV:
        return BadInput("the query is nested too deeply to be parsed: flatten it")
    return StoreError("the query needs more memory than it may use: narrow it")


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        point = int(match[1] or match[2], 16)
        return chr(point) if point <= sys.maxunicode else "\ufffd"

    return _ESCAPE.sub(character, text) if "\\" in text else text


def _child() -> int:
    store, text, result_format, prefixes, memory, most = json.loads(sys.stdin.buffer.read())
    limit(memory)
    try:
        answer = here(Store.open(Path(store)), text, prefixes)
        written = serialized(answer, result_format)
    except BadInput as fault:
        print(fault, file=sys.stderr)  # noqa: T201  # the child's way to tell its parent
        return _REFUSED
    except (StoreError, MemoryError) as fault:
        print(fault or "out of memory", file=sys.stderr)  # noqa: T201  # as above
        return _FAILED
    if len(written) > most:
        print(f"the answer is larger than {most >> 20} MB: add a LIMIT", file=sys.stderr)  # noqa: T201  # as above
        return _REFUSED
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    status = _child()
    sys.stdout.flush()
    os._exit(status)  # no clean-up of a store that is only read
