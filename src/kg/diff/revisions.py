"""The files of a project as its git repository has them at a revision.

They are read from git's objects, whatever the checkout holds, which is not touched; no shell is
asked, no filter is run, nothing is fetched.

Must not know: what the files hold, what they are compared with.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import which

from kg.errors import BadInput, did_you_mean, shown
from kg.project import Example, Project

_FOLDERS = ("ontology", "data", "queries")
_FILE, _LINK = "100", "120000"  # how git's modes of plain files begin; a symbolic link
_RANGE = re.compile(r"(?P<old>[^./~].*?)(?P<dots>\.{2,3})(?P<new>.*)")
_NO_REVISION = re.compile(r"-.*|.*[\x00-\x20\x7f].*", re.DOTALL)


@dataclass(frozen=True)
class Revision:
    """A commit, and what the user calls it."""

    name: str
    commit: str


@dataclass(frozen=True)
class History:
    """The git repository in which *project* lies."""

    project: Project

    def revision(self, name: str) -> Revision:
        """Return the revision *name*; raise BadInput with near names if there is none."""
        if found := self.find(name):
            return found
        known = self._git("for-each-ref", "--format=%(refname:short)").decode().split()
        otherwise = "git log shows what there is; what is only elsewhere, git fetch brings here"
        hint = did_you_mean(name, known, otherwise, 3)
        raise BadInput(f"there is no file, folder or git revision {shown(name)!r} here: {hint}")

    def find(self, name: str) -> Revision | None:
        """Return the revision *name*, None if there is none, or no repository."""
        if not name or _NO_REVISION.fullmatch(name) or not which("git"):
            return None
        told = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return None if told.returncode else Revision(name, told.stdout.decode().strip())

    def ends(self, text: str) -> tuple[str, str] | None:
        """Return the two revisions that `A..B` or `A...B` names; None for any other *text*.

        As in git, a side left out is HEAD, and `A...B` compares B with where it left A.
        """
        found = _RANGE.fullmatch(text)
        if not found or found["old"].endswith("/") or found["new"].startswith("/"):
            return None
        old, new = self.revision(found["old"]), self.revision(found["new"] or "HEAD")
        if found["dots"] == "..":
            return old.name, new.name
        base = self._run("merge-base", old.commit, new.commit)
        if base.returncode:
            raise BadInput(f"{old.name} and {new.name} have no commit in common: write two dots")
        return base.stdout.decode().strip(), new.name

    def extract(self, revision: Revision, folder: Path) -> Project:
        """Write the project's files of *revision* into *folder*; return them as a project."""
        prefix = self._git("rev-parse", "--show-prefix").decode().rstrip("\n")
        files = list(self._listed(revision, prefix))
        asked = "".join(f"{blob}\n" for _, blob in files).encode()
        contents = _blobs(self._git("cat-file", "--batch", given=asked))
        for (name, _), content in zip(files, contents, strict=True):
            path = folder / name.removeprefix(prefix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return self._as_project(revision, folder)

    def _listed(self, revision: Revision, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield name and blob of each file of *revision* in the project's folders."""
        places = [prefix + folder for folder in _FOLDERS]
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", revision.commit, "--", *places)
        for line in listed.decode(errors="surrogateescape").split("\0")[:-1]:
            (mode, _, blob), name = line.split("\t")[0].split(), line.partition("\t")[2]
            if mode == _LINK or ".." in PurePosixPath(name).parts:
                raise BadInput(f"{revision.name}: {name} is a link, which is not followed there")
            if mode.startswith(_FILE):
                yield name, blob

    def _as_project(self, revision: Revision, folder: Path) -> Project:
        project = self.project
        if not (folder / "ontology/kg.ttl").is_file():
            raise BadInput(f"{revision.name} holds no project: it has no ontology/kg.ttl")
        if not isinstance(project, Example):
            return Project(folder)
        home = folder / project.name(project.folder)
        if not home.is_dir():
            raise BadInput(f"{revision.name} holds no {project.name(project.folder)}")
        return Example(folder, home)

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        told = self._run(*arguments, given=given)
        if told.returncode:
            lines = told.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
            raise BadInput(
                f"git cannot read {self.project.root} ({lines[0].removeprefix('fatal: ')}): "
                "name folders or files to compare"
            )
        return told.stdout

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
        try:
            return subprocess.run(  # noqa: S603  # no shell; what a user gives begins with no dash
                ["git", "-C", str(self.project.root), *arguments],  # noqa: S607  # the user's git
                input=given,
                capture_output=True,
                check=False,
                env=environment,
            )
        except FileNotFoundError as fault:
            raise BadInput(
                "git is not installed, so there are no revisions: install it, or name folders"
            ) from fault


def _blobs(batch: bytes) -> Iterator[bytes]:
    """Yield the contents in what `git cat-file --batch` wrote."""
    start = 0
    while start < len(batch):
        end = batch.index(b"\n", start)
        size = int(batch[start:end].split()[2])
        yield batch[end + 1 : end + 1 + size]
        start = end + size + 2
