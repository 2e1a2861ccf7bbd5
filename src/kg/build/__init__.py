"""From files to a store: intake, dates, derivation rules, the accepted view, what describes it.

A build is a folder named by what it was made from, so the same files give the same build. It is
written beside the older ones and renamed when it is whole; the two latest of a project are kept,
and on a shelf of their own the latest few of what its files once were.

Must not know: what the data say, commands, formats of results.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Quad

from kg import __version__
from kg.cache import claim
from kg.errors import BadInput, StoreError
from kg.project import Project
from kg.queries import StoredQuery
from kg.store import Store

__all__ = [
    "Build",
    "bring_up_to_date",
    "current",
    "make",
    "make_of",
    "of_revision",
    "stored",
    "whole",
]

_FORM = 2  # of the folder's layout; a new number makes every build anew
_KEPT = 2
_KEPT_OF_REVISIONS = 8
_STALE = 3600  # seconds after which an unfinished build counts as given up
_REMEDY = "delete %s, and it is made anew"


@dataclass(frozen=True)
class Build:
    """A finished build in *folder*."""

    folder: Path

    @property
    def name(self) -> str:
        """The content address: the first 16 hex digits of the SHA-256 of all that went in."""
        return self.folder.name

    @property
    def exists(self) -> bool:
        """Whether the build was made: its manifest is written last."""
        return (self.folder / "manifest.json").is_file()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the build was made from, and what it holds."""
        try:
            values: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError) as fault:
            raise StoreError(f"the build is damaged: {_REMEDY % self.folder}") from fault
        return values

    @property
    def prefixes(self) -> dict[str, str]:
        """The project's prefixes, by name."""
        prefixes: dict[str, str] = self.manifest["prefixes"]
        return prefixes

    @cached_property
    def queries(self) -> dict[str, StoredQuery]:
        """The stored questions, by name, with their headers compiled."""
        return {
            name: StoredQuery.from_json(values) for name, values in self.manifest["queries"].items()
        }

    @property
    def exports(self) -> dict[str, dict[str, str]]:
        """The queries that give the record in a form of others, by form and name."""
        exports: dict[str, dict[str, str]] = self.manifest["exports"]
        return exports

    def store(self) -> Store:
        """Open the store."""
        try:
            return Store.open(self.folder / "store")
        except StoreError as fault:
            raise StoreError(f"{fault}: {_REMEDY % self.folder}") from fault


def bring_up_to_date(
    project: Project, cache: Path, announce: Callable[[str], None] = lambda _: None
) -> Build:
    """Return the build of *project* as its files stand now; *announce* is told if one is made."""
    digests = dict(project.digests())
    build = _build(project, digests, cache)
    shelf = build.folder.parent
    if not build.exists:
        announce("building: the files changed" if shelf.is_dir() else "building for the first time")
        _write(project, digests, build.folder, cache)
        _prune(shelf, build.folder, _KEPT)
    return build


def of_revision(
    then: Project, now: Project, cache: Path, announce: Callable[[str], None] = lambda _: None
) -> Build:
    """Return the build of *then*, the files of the project *now* as they once were.

    It lies on a shelf of its own, so that it puts no build of *now* out; *announce* is told if it
    is made.
    """
    digests = dict(then.digests())
    if (build := _build(now, digests, cache)).exists:
        return build
    build = _build(now, digests, cache, "revisions")
    if build.exists:
        os.utime(build.folder)  # what was asked for lately is kept
        return build
    announce("building it for the first time")
    _write(then, digests, build.folder, cache)
    _prune(build.folder.parent, build.folder, _KEPT_OF_REVISIONS)
    return build


def current(project: Project, cache: Path) -> Build:
    """Return the build that the files of *project* call for, whether it exists or not."""
    return _build(project, dict(project.digests()), cache)


def _build(project: Project, digests: dict[str, str], cache: Path, kind: str = "") -> Build:
    return Build(cache / _shelf_name(project, kind) / _address(digests))


def make(project: Project) -> Store:
    """Return a store in memory with the files' quads and everything derived from them."""
    from kg.build import intake

    return make_of(project, [quad for _, found in intake.files(project) for quad in found])


def whole(project: Project, questions: list[StoredQuery]) -> Store:
    """Return a store in memory with all that a build of *project* with *questions* holds."""
    from kg.build.descriptions import descriptions

    store = make(project)
    store.add(descriptions(store, questions, project.prefixes))
    return store


def make_of(project: Project, quads: list[Quad]) -> Store:
    """Return a store in memory with *quads*, as the files hold them, and what derives from them."""
    from kg.build import rules
    from kg.build.datings import datings

    if not project.sources:
        raise BadInput(f"{project.data} holds no document: add a .trig file (data/README.md)")
    store = Store(quads)
    store.add(datings(quads))
    for rule in rules.ordered(project):
        store.add(list(rules.run(rule, store)))
    return store


def _shelf_name(project: Project, kind: str) -> str:
    name = f"{project.home}\0{kind}" if kind else str(project.home)
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _address(digests: dict[str, str]) -> str:
    content = json.dumps([_FORM, __version__, _engine(), sorted(digests.items())])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _engine() -> list[str]:
    """Return what else than the project's files decides what a build holds."""
    here = Path(__file__).parent
    code = (path.read_bytes() for path in [*sorted(here.glob("*.py")), here.parent / "library.py"])
    return [pyoxigraph.__version__, hashlib.sha256(b"".join(code)).hexdigest()]


def _write(project: Project, digests: dict[str, str], folder: Path, cache: Path) -> None:
    with _writing_into(cache):
        claim(cache)  # first: nobody waits for a build that has no place
    questions = stored(project)
    store = whole(project, questions)
    if dict(replace(project).digests()) != digests:
        raise StoreError("the files changed while they were read: ask again")
    with _writing_into(cache):
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    try:
        store.write(beside / "store")
        content = json.dumps(
            _manifest(project, digests, store, questions), ensure_ascii=False, indent=1
        )
        (beside / "manifest.json").write_text(content + "\n", encoding="utf-8")
        _rename(beside, Build(folder))
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _writing_into(cache: Path) -> Iterator[None]:
    """Raise StoreError with the way out where *cache* cannot be written."""
    try:
        yield
    except OSError as fault:
        raise StoreError(
            f"{cache} cannot be written ({fault.strerror}): set KG_CACHE to a folder of yours"
        ) from fault


def _rename(beside: Path, build: Build) -> None:
    """Put *beside* in place, unless another process was first; a damaged build gives way."""
    try:
        beside.rename(build.folder)
    except OSError:
        if not build.exists:
            shutil.rmtree(build.folder, ignore_errors=True)
            beside.rename(build.folder)


def stored(project: Project) -> list[StoredQuery]:
    """Return the stored questions of *project*; raise BadInput where one is not in order."""
    from kg import queries
    from kg.project import read

    return [queries.load(read(path), path) for path in project.queries]


def _manifest(
    project: Project, digests: dict[str, str], store: Store, questions: list[StoredQuery]
) -> dict[str, Any]:
    return {
        "name": _address(digests),
        "version": __version__,
        "quads": len(store),
        "prefixes": project.prefixes,
        "files": dict(sorted(digests.items())),
        "queries": {query.name: query.to_json() for query in questions},
        "exports": _exports(project),
    }


def _exports(project: Project) -> dict[str, dict[str, str]]:
    from kg.project import read

    found: dict[str, dict[str, str]] = {}
    for path in project.exports:
        found.setdefault(path.parent.name, {})[path.stem] = read(path)
    return found


def _prune(shelf: Path, keep: Path, most: int) -> None:
    """Delete all but the latest *most* builds on *shelf*; *keep* is one of those that stay."""
    unfinished = list(shelf.glob("new-*"))
    given_up = [path for path in unfinished if time.time() - path.stat().st_mtime > _STALE]
    builds = [path for path in shelf.iterdir() if path not in unfinished]
    builds.sort(key=lambda path: (path == keep, path.stat().st_mtime), reverse=True)
    for old in builds[most:] + given_up:
        with suppress(OSError):
            shutil.rmtree(old)
