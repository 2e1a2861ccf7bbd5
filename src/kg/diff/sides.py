"""What can be compared: builds, exports, files of quads, projects, and their git revisions.

A text that names a file or a folder means that; any other is a revision of the project's
repository. What can mean both is refused.

Must not know: how two sides are compared, how that is told.
"""

import gzip
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Quad, RdfFormat, parse

from kg.build import Build, bring_up_to_date, of_revision
from kg.diff.revisions import History, Revision
from kg.errors import BadInput, Place, shown
from kg.project import Project, given
from kg.queries import StoredQuery
from kg.store import Store

_DUMP = "dumps/all.nq.gz"
_FORMATS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
_SHORT = 7  # digits by which git abbreviates a commit


@dataclass(frozen=True)
class Side:
    """One side of a comparison; *questions* and *project* are None where it has none.

    *name* is what the user calls it, "" for the files as they stand; *commit* that of a revision.
    *quads* reads it from beginning to end.
    """

    name: str
    quads: Callable[[], Iterable[Quad]]
    load: Callable[[], Store]
    prefixes: Mapping[str, str]
    questions: Mapping[str, StoredQuery] | None = None
    project: Project | None = None
    commit: str = ""

    @cached_property
    def store(self) -> Store:
        """The quads, to be asked; of a file they are loaded when they are asked first."""
        return self.load()


@dataclass(frozen=True)
class Sides:
    """Opens sides; *now* is the project whose revisions are meant, *files* holds what is open."""

    now: Project
    cache: Path
    files: ExitStack
    announce: Callable[[str], None] = lambda _: None

    def pair(self, old: str | None, new: str | None) -> tuple[Side, Side]:
        """Return both sides: *old*, or HEAD, and *new*, or the files as they stand.

        *old* can name both, as `A..B`. Raise BadInput for what is no side.
        """
        ends = None if old is None or _exists(old) else self._history.ends(old)
        if ends and new is not None:
            raise BadInput(f"{shown(str(old))} names both sides: leave {shown(new)} out")
        if ends:
            return self.open(ends[0]), self.open(ends[1])
        first = self.open("HEAD" if old is None else old)
        return first, self._now() if new is None else self.open(new)

    def open(self, text: str) -> Side:
        """Return the side that *text* names."""
        path = Path(text)
        if not _exists(text):
            return self._revision(self._history.revision(text))
        if not text.startswith((".", "/", "~")) and self._history.find(text):
            raise BadInput(
                f"{text} is a file or folder here, and a git revision: write ./{text} for the one, "
                f"{text}^0 for the other"
            )
        return self._folder(path, text) if path.is_dir() else self._file(path, text)

    @property
    def _history(self) -> History:
        return History(self.now)

    def _now(self) -> Side:
        return self._project(self.now, "")

    def _project(self, project: Project, name: str) -> Side:
        return _built(bring_up_to_date(project, self.cache, self.announce), name, project)

    def _folder(self, path: Path, name: str) -> Side:
        build = Build(path)
        if build.exists and (path / "store").is_dir():
            return _made_before(build, name)
        if (path / _DUMP).is_file():
            return self._file(path / _DUMP, name)
        try:
            return self._project(given(path), name)
        except BadInput as fault:
            if (path / "ontology/kg.ttl").is_file():
                raise
            raise BadInput(
                f"{shown(name)} is no project, no build and no export: it has neither "
                f"ontology/kg.ttl nor manifest.json and store nor {_DUMP}"
            ) from fault

    def _file(self, path: Path, name: str) -> Side:
        suffixes = path.name.lower().removesuffix(".gz")
        known = _FORMATS.get(Path(suffixes).suffix)
        if known is None or not path.is_file():
            raise BadInput(f"{shown(name)} is no file of quads: end it with .nq or .trig (or .gz)")
        file = _File(path, known)
        return Side(name, file.quads, lambda: file.load(self._temporary()), self.now.prefixes)

    def _revision(self, revision: Revision) -> Side:
        folder = self._temporary()
        then = self._history.extract(revision, folder)

        def announce(message: str) -> None:
            self.announce(f"{revision.name}: {message}")

        try:
            made = of_revision(then, self.now, self.cache, announce)
        except BadInput as fault:
            reason = str(fault).replace(f"{folder}/", "")
            raise BadInput(f"{revision.name} cannot be built by this kg: {reason}") from fault
        short = revision.commit[:_SHORT]
        name = short if revision.name == revision.commit else revision.name
        return _built(made, name, then, short)

    def _temporary(self) -> Path:
        return Path(self.files.enter_context(tempfile.TemporaryDirectory())).resolve()


def _exists(text: str) -> bool:
    """Say whether *text* names a file or folder; what can name none does not."""
    try:
        return text != "" and Path(text).exists()
    except (OSError, ValueError):  # a name that is too long; one with a NUL
        return False


def _built(build: Build, name: str, project: Project | None = None, commit: str = "") -> Side:
    store = build.store()
    return Side(name, lambda: store, lambda: store, build.prefixes, build.queries, project, commit)


def _made_before(build: Build, name: str) -> Side:
    """Return *build*, which some version of kg made; raise BadInput if it was another one."""
    try:
        return _built(build, name)
    except (KeyError, TypeError) as fault:
        raise BadInput(
            f"{shown(name)} was built by another version of kg: compare projects or revisions"
        ) from fault


@dataclass(frozen=True)
class _File:
    """A file of quads, perhaps compressed."""

    path: Path
    file_format: RdfFormat

    def quads(self) -> Iterator[Quad]:
        """Yield the quads as they are read; raise BadInput at a fault, with its place."""
        with self._told(), self._opened() as file:
            yield from parse(file, format=self.file_format)

    def load(self, folder: Path) -> Store:
        """Return the quads in a store in *folder*, so that they need not fit into memory."""
        with self._told(), self._opened() as file:
            return Store.load(file, self.file_format, folder / "store")

    def _opened(self) -> IO[bytes]:
        if self.path.suffix.lower() == ".gz":
            return cast("IO[bytes]", gzip.open(self.path))
        return self.path.open("rb")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SyntaxError as fault:
            message = str(fault.msg).split(": ", 1)[-1].rstrip(".")
            place = Place(self.path, fault.lineno or 0, fault.offset or 0)
            raise BadInput(f"cannot be read: {message}", place) from fault
        except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
            raise BadInput("is cut off, or no gzip: fetch it again", Place(self.path)) from fault
        except OSError as fault:
            reason = f"cannot be read ({fault.strerror or fault}): name a file that you may read"
            raise BadInput(reason, Place(self.path)) from fault
