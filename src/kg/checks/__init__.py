"""Every check of the project's files; what they find is a list of findings.

The checks of single files come first, those of their form among them. The rules about terms, the
shapes and the check rules need all of the files and sound tools, so they are left out, which is
said, while anything stands in their way. Each example is checked like a project of its own.

Must not know: how findings are shown, commands, exit codes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.checks import (
    catalog,
    conformance,
    contexts,
    deprecated,
    expectations,
    layout,
    order,
    prefixes,
    presence,
    rules,
    sources,
    stored,
    syntax,
    twice,
    values,
    version,
    vocabulary,
)
from kg.checks.reading import Files, finding, read_all
from kg.errors import BadInput, Finding
from kg.project import Project

__all__ = ["fix", "run"]

_Check = Callable[[Files], Iterator[Finding]]


class _Checks(NamedTuple):
    """Checks of single files, of their form, and of all files together.

    What those of form and of layout find is to be mended, and makes no other check wrong; those of
    layout see in each file what is wrong with it, and need no other.
    """

    of_files: tuple[_Check, ...]
    of_form: tuple[_Check, ...]
    of_layout: tuple[_Check, ...]
    of_all: tuple[_Check, ...]


_OF_DATA = _Checks(
    (
        syntax.check,
        sources.check,
        twice.check,
        vocabulary.check,
        values.check,
        expectations.check,
    ),
    (prefixes.check, deprecated.check),
    (layout.check,),
    (conformance.check, rules.check),
)
_OF_PROJECT = _Checks(
    (presence.check, *_OF_DATA.of_files, stored.check, rules.check_headers),
    (*_OF_DATA.of_form, catalog.check, contexts.check, version.check),
    (*_OF_DATA.of_layout, order.check),
    (rules.check_terms, *_OF_DATA.of_all),
)
_FINDS_IN = {stored.check: "queries", contexts.check: "ontology"}  # what is slow, and there alone
_UNSOUND = ("syntax", syntax.UNREAD, "empty")
_MEND = "mend this first: the checks behind it could not be made"


def run(project: Project, paths: Sequence[Path] = ()) -> list[Finding]:
    """Return what is wrong with *project*, by place; with *paths*, only in these files or folders.

    Raise BadInput for a path that does not exist or lies outside the project.
    """
    wanted = [_inside(project, path) for path in paths] or [project.home]
    whole = project.whole
    findings = _found(whole, _checks(whole, wanted), wanted)
    for example in whole.examples:
        if _touch(wanted, example.data):
            findings += _found(example, _OF_DATA, wanted)
    shown = {f for f in findings if f.code == "left-out" or _lies_in(f.place.file, wanted)}
    return sorted(shown, key=lambda f: (f.place, f.code == "left-out", f.code, f.message))


def _checks(project: Project, wanted: Sequence[Path]) -> _Checks:
    """Return the checks of *project* that may find something in the *wanted* files and folders."""
    examples = project.root / "ontology/examples"
    wanted = [path for path in wanted if not path.is_relative_to(examples)]
    idle = [c for c, folder in _FINDS_IN.items() if not _touch(wanted, project.root / folder)]
    asked = _Checks(*(tuple(c for c in part if c not in idle) for part in _OF_PROJECT))
    if _touch(wanted, project.root / "ontology"):
        return asked
    of_all = _OF_DATA.of_all if _touch(wanted, project.data) else ()
    return asked._replace(of_all=of_all)


def _found(project: Project, checks: _Checks, wanted: Sequence[Path]) -> list[Finding]:
    files = read_all(project)
    findings = [*_made(checks.of_files, files)]
    in_the_way = [f for f in findings if _stops_the_rest(project, f)]
    findings += _made(checks.of_form, files)
    findings += _made(checks.of_layout, files.within(wanted).within([project.home]))
    if in_the_way and checks.of_all:
        return [*findings, _left_out(in_the_way, wanted)]
    return [*findings, *_made(checks.of_all, files)]


def fix(project: Project) -> list[Path]:
    """Write the generated files of *project* anew; return those that changed.

    Raise BadInput if what they are made from cannot be read, or they cannot be written.
    """
    written = [catalog.path_in(project)] if catalog.write(project) else []
    return [*written, *contexts.write(project)]


def _made(checks: Iterable[_Check], files: Files) -> Iterator[Finding]:
    """Yield what *checks* find; what stops one of them is a finding too."""
    for check in checks:
        try:
            yield from check(files)
        except BadInput as fault:
            yield finding(fault, "project", files.project.root, _MEND)


def _stops_the_rest(project: Project, found: Finding) -> bool:
    """Say whether, with *found*, shapes and rules would find what is none, or fail."""
    if found.severity != "error":
        return False
    if found.place.file.is_relative_to(project.data):
        return found.code in _UNSOUND
    return project.name(found.place.file).split("/")[0] in ("ontology", ".")


def _left_out(in_the_way: Sequence[Finding], wanted: Sequence[Path]) -> Finding:
    """Say that checks were not made; an error where the fault behind it is not among the wanted."""
    first = min(in_the_way, key=lambda f: f.place)
    told = any(_lies_in(f.place.file, wanted) for f in in_the_way)
    return Finding(
        first.place,
        "left-out",
        "shapes and check rules were left out, because of this fault",
        "mend it, then check again",
        "info" if told else "error",
    )


def _inside(project: Project, path: Path) -> Path:
    full = next((p for p in (path.resolve(), project.root.resolve() / path) if p.exists()), None)
    if full is None:
        raise BadInput(f"{path} does not exist: name a file or folder of the project")
    if not full.is_relative_to(project.root.resolve()):
        raise BadInput(f"{path} lies outside the project {project.root}")
    return project.root / full.relative_to(project.root.resolve())


def _lies_in(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders)


def _touch(wanted: Iterable[Path], folder: Path) -> bool:
    """Say whether one of the *wanted* files and folders lies in *folder* or holds it."""
    return any(path.is_relative_to(folder) or folder.is_relative_to(path) for path in wanted)
