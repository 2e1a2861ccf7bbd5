"""HermiT, the reasoner for OWL 2 DL that comes with owlready2, as a child process.

The one door to owlready2 and to Java. HermiT is started as owlready2 starts it, from the same
files; owlready2's own call has no time limit, prints what HermiT prints, and needs a process for
each set of axioms, while here one process takes many.

Java runs in a session of its own, with a limit on its heap, and is killed when time is up, when
the user interrupts, or when its share of the processor is used up though nobody is left to kill
it (Linux only). It reads files that we name, in a folder that we make, in which nothing is
imported, so that it has nothing to fetch. Should it try all the same, its connections go to a
proxy on a port where nobody listens; that is Java's own setting and no wall of the system's.

Must not know: what the axioms say, where they come from.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat, Triple, serialize

from kg.errors import BadInput, StoreError, TimedOut

_HEAP = 1500  # megabytes
_NOWHERE = "127.0.0.1", 9  # the port of the discard service, which no machine of today runs
_COMMAND_LINE = "org.semanticweb.HermiT.cli.CommandLine"
_CLASSIFY = ["--classify", "--classifyOPs", "--classifyDPs", "-I"]  # -I is owlready2's: the types
_CONSISTENT = ["--consistency"]
_NO_OWLREADY = "kg reason needs owlready2, which brings HermiT: pip install 'parley-kg[reason]'"
_NO_JAVA = (
    "kg reason needs Java, and there is none: apt-get install default-jre-headless, "
    "or set JAVA_HOME to the folder of a Java that you have"
)
_LATE = "HermiT did not end within {seconds:g} s: raise --timeout"
_EMPTY = "http://www.w3.org/2002/07/owl#Nothing"
_ANSWER = re.compile(r"^(\w+)\( ((?:<[^>]+> ?)+)\)$", re.MULTILINE)
_EXCEPTION = re.compile(r"^Exception in thread \"[^\"]*\" [\w.$]+: (.+)$", re.MULTILINE)
_UNREADABLE = "It all went pear-shaped: "  # HermiT's words for a file that it cannot load


class Inconsistent(Exception):
    """What HermiT was given has no model."""


class Taxonomy(NamedTuple):
    """What HermiT infers: unsatisfiable classes, and (thing, class) of the narrowest classes."""

    unsatisfiable: list[str]
    types: list[tuple[str, str]]


class Hermit:
    """HermiT, with *seconds* for all that it is asked; raise BadInput if it cannot be started."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._command = _command()

    def classify(self, triples: Iterable[Triple]) -> Taxonomy:
        """Return what follows from *triples*; raise Inconsistent if everything does."""
        said, contradicts = self._ask(_CLASSIFY, [triples])
        if contradicts:
            raise Inconsistent
        found = [(name, iris[1:-2].split("> <")) for name, iris in _ANSWER.findall(said)]
        return Taxonomy(
            sorted(
                {iri for name, iris in found if _are_empty(name, iris) for iri in iris} - {_EMPTY}
            ),
            sorted((iris[0], iris[1]) for name, iris in found if name == "Type"),
        )

    def consistent(self, candidates: Sequence[Iterable[Triple]]) -> int:
        """Return how many of *candidates*, sets of triples, are consistent before one is not."""
        said, contradicts = self._ask(_CONSISTENT, candidates)
        count = said.count(" is satisfiable.")
        if not contradicts and count != len(candidates):
            raise BadInput("HermiT gave no answer that could be read")
        return count

    def _ask(self, action: list[str], candidates: Sequence[Iterable[Triple]]) -> tuple[str, bool]:
        """Return what HermiT prints, and whether it stopped at a contradiction."""
        with tempfile.TemporaryDirectory(prefix="kg-reason-") as folder:
            names = [Path(folder) / f"{number}.nt" for number in range(len(candidates))]
            for name, triples in zip(names, candidates, strict=True):
                with name.open("wb") as file:
                    serialize(triples, file, RdfFormat.N_TRIPLES)
            return self._run([*action, *(name.as_uri() for name in names)], folder)

    def _run(self, arguments: list[str], folder: str) -> tuple[str, bool]:
        left = max(self._end - time.monotonic(), 0.1)
        with _started([*self._command, *arguments], folder, left) as child:
            try:
                output, errors = _said(child, left)
            except subprocess.TimeoutExpired as late:
                raise TimedOut(_LATE.format(seconds=self._seconds)) from late
        said, complaint = output.decode(errors="replace"), errors.decode(errors="replace")
        if "Inconsistent ontology" in complaint:
            return said, True
        if child.returncode or _UNREADABLE in complaint:
            raise _translated(child.returncode, complaint)
        return said, False


def _said(child: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bytes]:
    """Return what *child* writes until it ends; raise TimeoutExpired after *seconds*.

    Python notices an interrupt that comes just before it begins to wait only when it wakes up, so
    it does so every second.
    """
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        try:
            return child.communicate(timeout=max(min(left, 1), 0))
        except subprocess.TimeoutExpired:
            if left <= 1:
                raise


@contextmanager
def _started(command: list[str], folder: str, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """Start *command* and see that it has ended, whatever happens in between."""
    held = _Interrupt()
    with (
        held,
        subprocess.Popen(  # noqa: S603  # Java by its absolute path, with names made by us
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={k: v for k, v in os.environ.items() if "JAVA" not in k and k != "CLASSPATH"},
            start_new_session=True,
        ) as child,
    ):
        try:
            held.let_through()
            _bound(child.pid, seconds)
            yield child
        finally:
            if child.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()  # an interrupt would leave at once


class _Interrupt:
    """Keeps an interrupt waiting, as long as nobody would end the process that is being started.

    Only the main thread is interrupted, so elsewhere there is nothing to keep.
    """

    def __enter__(self) -> None:
        self._came = False
        self._handler = signal.getsignal(signal.SIGINT)
        self._holds = threading.current_thread() is threading.main_thread()
        if self._holds:
            signal.signal(signal.SIGINT, self._note)

    def __exit__(self, *_: object) -> None:
        if self._holds:
            signal.signal(signal.SIGINT, self._handler)
            self._holds = False

    def let_through(self) -> None:
        """Keep it no longer; raise KeyboardInterrupt if one came."""
        self.__exit__()
        if self._came:
            raise KeyboardInterrupt

    def _note(self, *_: object) -> None:
        self._came = True


def _bound(process: int, seconds: float) -> None:
    """Let *process* end by itself some time after *seconds*, even if nobody is left to kill it."""
    with suppress(ImportError, AttributeError, OSError):  # Linux alone can bound another process
        import resource

        most = int(seconds * (os.cpu_count() or 1)) + 10
        resource.prlimit(process, resource.RLIMIT_CPU, (most, most))


def _command() -> list[str]:
    """Return how Java is started with HermiT; raise BadInput if one of the two is missing."""
    hermit, java = _hermit(), _java()
    host, port = _NOWHERE
    return [
        java,
        f"-Xmx{_HEAP}M",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",  # half the time: the process does not live long
        "-Djava.awt.headless=true",
        *(f"-D{kind}Host={host}" for kind in ("http.proxy", "https.proxy", "ftp.proxy")),
        *(f"-D{kind}Port={port}" for kind in ("http.proxy", "https.proxy", "ftp.proxy")),
        f"-DsocksProxyHost={host}",
        f"-DsocksProxyPort={port}",
        *(f"-D{kind}.nonProxyHosts=" for kind in ("http", "ftp")),
        "-DsocksNonProxyHosts=",
        "-classpath",
        os.pathsep.join(str(path) for path in (hermit, hermit / "HermiT.jar")),
        _COMMAND_LINE,
        "--ignoreUnsupportedDatatypes",
    ]


def _hermit() -> Path:
    """Return the folder in which owlready2 carries HermiT."""
    found = find_spec("owlready2")
    folder = Path(found.origin).parent / "hermit" if found and found.origin else None
    if folder is None or not (folder / "HermiT.jar").is_file():
        raise BadInput(_NO_OWLREADY)
    return folder.resolve()


def _java() -> str:
    """Return the absolute path of Java: that of JAVA_HOME, else the one on the path."""
    home = os.environ.get("JAVA_HOME")
    found = (home and shutil.which("java", path=str(Path(home) / "bin"))) or shutil.which("java")
    if not found:
        raise BadInput(_NO_JAVA)
    return str(Path(found).absolute())


def _are_empty(name: str, iris: list[str]) -> bool:
    return name == "EquivalentClasses" and _EMPTY in iris


def _translated(code: int, complaint: str) -> BadInput | StoreError:
    """Return what went wrong, from HermiT's *complaint*, in one line."""
    if "OutOfMemoryError" in complaint:
        return StoreError(f"HermiT needs more memory than the {_HEAP} MB that it may use")
    found = _EXCEPTION.search(complaint)
    reason = found[1] if found else f"it ended with code {code}"
    if _UNREADABLE in complaint:
        reason = complaint.split(_UNREADABLE, 1)[1].splitlines()[0]
    return BadInput(f"HermiT cannot use the ontology: {reason.strip()}; try kg check first")
