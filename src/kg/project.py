"""Where the project's files are, and what they are called.

The project is the nearest folder above the current one with `ontology/kg.ttl`, else the one that
came with the installation: `bundled/` in a wheel, the checkout in an editable installation.

Must not know: what stands in the files.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.errors import BadInput, Place

_PREFIX = re.compile(r"^\s*@prefix\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE)
_MAIN, _EXAMPLES = "ontology/kg.ttl", "ontology/examples"
_HERE = Path(__file__).resolve().parent
_BUNDLED = _HERE / "bundled"


@dataclass(frozen=True)
class Project:
    """The folders and files of one project; every list is sorted by path."""

    root: Path

    @cached_property
    def ontology(self) -> list[Path]:
        """The ontology's modules and code lists, in Turtle."""
        folders = ("ontology", "ontology/codes")
        return [path for folder in folders for path in self._in(folder, "*.ttl")]

    @cached_property
    def alignments(self) -> list[Path]:
        """What the ontology's terms map to in other vocabularies, in Turtle."""
        return self._in("ontology/alignments", "*.ttl")

    @cached_property
    def shapes(self) -> list[Path]:
        """The SHACL shapes, in Turtle."""
        return self._in("ontology/shapes", "*.ttl")

    @cached_property
    def derivations(self) -> list[Path]:
        """The rules that derive graphs, each a CONSTRUCT query."""
        return self._in("ontology/rules/derive", "*.rq")

    @cached_property
    def rules(self) -> list[Path]:
        """The check rules, each a SELECT query whose rows are violations."""
        return self._in("ontology/rules/check", "*.rq")

    @cached_property
    def exports(self) -> list[Path]:
        """What the record is in forms of others, a folder of queries each."""
        return self._in("ontology/exports", "*/*.rq")

    @property
    def home(self) -> Path:
        """The folder that a user means by the project."""
        return self.root

    @property
    def whole(self) -> "Project":
        """The project itself; of an example, the one to which it belongs."""
        return self

    @property
    def data(self) -> Path:
        """The folder of reference data and sources."""
        return self.root / "data"

    def source(self, slug: str) -> Path:
        """Return where the source file of the document *slug* lies, or would."""
        return self.data / "sources" / f"{slug}.trig"

    @cached_property
    def examples(self) -> list["Example"]:
        """The example negotiations, each a folder in `ontology/examples`."""
        folders = sorted((self.root / _EXAMPLES).glob("*"))
        return [Example(self.root, folder) for folder in folders if folder.is_dir()]

    @cached_property
    def term_rules(self) -> list[Path]:
        """The check rules over the ontology and the shapes themselves."""
        return self._in("ontology/rules/terms", "*.rq")

    @cached_property
    def reference(self) -> list[Path]:
        """The reference data, in Turtle."""
        return self._in("data/reference", "*.ttl")

    @cached_property
    def sources(self) -> list[Path]:
        """The encoded documents, in TriG."""
        return self._in("data/sources", "*.trig")

    @cached_property
    def queries(self) -> list[Path]:
        """The stored questions."""
        return self._in("queries", "*.rq")

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of the project, by name, from `ontology/prefixes.ttl`."""
        path = self.root / "ontology/prefixes.ttl"
        if not path.is_file():
            raise BadInput(f"{path} is missing: put the project's @prefix lines there")
        return dict(_PREFIX.findall(read(path)))

    def guide(self, lang: str) -> Path:
        """Return the guide to the ontology in the language *lang*, in Markdown."""
        return self.root / f"ontology/guide.{lang}.md"

    def files(self) -> list[Path]:
        """Return every file on which a build depends."""
        lists = (
            self.ontology,
            self.alignments,
            self.derivations,
            self.exports,
            self.reference,
            self.sources,
            self.queries,
        )
        return [path for paths in lists for path in paths]

    def name(self, path: Path) -> str:
        """Return *path* as the project writes it, from its root and with slashes."""
        return path.relative_to(self.root).as_posix()

    def digests(self) -> Iterator[tuple[str, str]]:
        """Yield name and SHA-256 of each file on which a build depends."""
        for path in self.files():
            yield self.name(path), hashlib.sha256(_bytes(path)).hexdigest()

    def _in(self, folder: str, pattern: str) -> list[Path]:
        return sorted((self.root / folder).glob(pattern))


@dataclass(frozen=True)
class Example(Project):
    """The data in *folder*, and all else of the project in *root*, of whose graph it is no part."""

    folder: Path

    @property
    def home(self) -> Path:
        """The example's own folder."""
        return self.folder

    @property
    def whole(self) -> Project:
        """The project to which the example belongs."""
        return Project(self.root)

    @property
    def data(self) -> Path:
        """The example's own folder."""
        return self.folder

    def source(self, slug: str) -> Path:
        """Return where the source file of the document *slug* lies, or would."""
        return self.folder / f"{slug}.trig"

    @cached_property
    def reference(self) -> list[Path]:
        """The example's reference data, in Turtle."""
        return sorted(self.folder.glob("*.ttl"))

    @cached_property
    def sources(self) -> list[Path]:
        """The example's documents, in TriG."""
        return sorted(self.folder.glob("*.trig"))


def find(start: Path | None = None) -> Project:
    """Return the project of *start* (default: the current folder), else the bundled one."""
    return _nearest(start or Path.cwd()) or Project(
        _BUNDLED if _BUNDLED.is_dir() else _HERE.parents[1]
    )


def _nearest(start: Path) -> Project | None:
    here = start.resolve()
    folders = (here, *here.parents)
    return next((Project(folder) for folder in folders if (folder / _MAIN).is_file()), None)


def to_change(folder: Path | None) -> Project:
    """Return the project in *folder*, else the nearest one, into which the user may write.

    Raise BadInput for the one that came with the installation, and if there is none.
    """
    project = given(folder) if folder else _nearest(Path.cwd())
    if project and project.root != _BUNDLED:
        return project
    if _BUNDLED.is_dir():
        raise BadInput(
            "the project that came with kg is replaced when kg is installed anew: copy "
            f"{_BUNDLED} to a folder of yours, and work there"
        )
    raise BadInput(
        "there is no project in this folder or above it: go to the folder of one, or name it, as "
        "in kg --project DIR add"
    )


def given(folder: Path) -> Project:
    """Return the project, or the example of one, in *folder*; raise BadInput if there is none."""
    home = folder.resolve()
    if (home / _MAIN).is_file():
        return Project(home)
    for root in home.parents:
        if home.is_dir() and home.parent == root / _EXAMPLES and (root / _MAIN).is_file():
            return Example(root, home)
    raise BadInput(f"{folder} is no project: it has no {_MAIN}")


def read(path: Path) -> str:
    """Return the text of the file at *path*, as `read_any` does.

    Raise BadInput, too, for a pipe or a device, which may never come to an end.
    """
    return _decoded(_bytes(path), path)


def read_any(path: Path) -> str:
    """Return the text of *path*, its lines ended by a line feed, without a byte-order mark.

    Raise BadInput, whose place has no line, if it cannot be read.
    """
    return _decoded(_bytes_of_any(path), path)


def _bytes(path: Path) -> bytes:
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise _unreadable(path, "it is a pipe or a device")
    return _bytes_of_any(path)


def _bytes_of_any(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise _unreadable(path, str(fault.strerror)) from fault


def _unreadable(path: Path, why: str) -> BadInput:
    return BadInput(f"cannot be read ({why}): put a file there that you may read", Place(path))


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise BadInput(
            f"is not UTF-8 (byte {fault.start}): save it as UTF-8", Place(path)
        ) from fault
