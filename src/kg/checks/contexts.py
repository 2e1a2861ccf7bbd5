"""The JSON-LD context: it names every term, and what was published stays as it is; the frames.

Must not know: how a term is named and defined, what the terms mean.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Quad

from kg import build, contexts, shapes
from kg.build import descriptions
from kg.checks.reading import Files, Text, finding, read_all
from kg.contexts import Context, frames, making
from kg.errors import BadInput, Finding, Place
from kg.files import put
from kg.project import Project, read
from kg.shapes import Shape

_CODE = "context"
_NAMED = 3  # lacking terms in a finding; the others are counted
_WAY_OUT = "write it by kg check --fix"
_FRAME = "write it in terms of the context, as the other frames are"


def check(files: Files) -> Iterator[Finding]:
    """Yield what the latest context lacks, and which published one is not as it was."""
    if _unread(files):
        return  # told by the check of syntax
    project = files.project
    yield from _changed(project)
    found = contexts.paths(project)
    if not found:
        path = contexts.first(project)
        yield Finding(Place(path), _CODE, "is missing: JSON-LD is written by it", _WAY_OUT)
        return
    context = contexts.load(found[-1])
    yield from _broken(found, context)
    if lacking := making.lacking(context, _wanted(files, shapes.read(project))):
        told = ", ".join(map(files.compact, lacking[:_NAMED]))
        more = f" and {len(lacking) - _NAMED} more" if lacking[_NAMED:] else ""
        yield Finding(Place(found[-1]), _CODE, f"has no name for {told}{more}", _WAY_OUT)
    elif context.name not in contexts.published(project):
        yield from _form(found[-1], context)
    yield from _frames(project, context)


def write(project: Project) -> list[Path]:
    """Write what the latest context of *project* lacks; return the file if it changed.

    A published one stays as it is, and the next version takes its terms over. Raise BadInput if
    what it is made from cannot be read or the file cannot be written.
    """
    files = read_all(project)
    for _, fault in _unread(files):
        raise fault
    found = contexts.paths(project)
    path = found[-1] if found else contexts.first(project)
    context = contexts.load(path) if found else Context(path.name, {})
    complete = _completed(files, context, shapes.read(project))
    if path.name in contexts.published(project):
        if complete == context:
            return []
        path = contexts.following(path)
    due = contexts.text(complete)
    if path.exists() and read(path) == due:
        return []
    put({path: due})
    return [path]


def _completed(files: Files, context: Context, asked: list[Shape]) -> Context:
    """Return *context* with the terms that it lacks."""
    new = making.lacking(context, _wanted(files, asked))
    names = making.names(context, new, {**files.project.prefixes, **descriptions.PREFIXES})
    ontology = [quad for file in files.ontology for quad in file.quads]
    used = making.uses(_record(files.project)) if new else {}
    definitions = making.Definitions(ontology, asked, used)
    return replace(
        context, entries={**context.entries, **{names[iri]: definitions.of(iri) for iri in new}}
    )


def _record(project: Project) -> Iterator[Quad]:
    """Yield what a build of *project* holds, and one of each of its examples."""
    for one in [project, *project.whole.examples]:
        yield from build.whole(one, build.stored(one))


def _wanted(files: Files, asked: Iterable[Shape]) -> set[str]:
    quads = [quad for file in [*files.ontology, *files.alignments] for quad in file.quads]
    project = files.project
    described = descriptions.in_small(build.stored(project), project.prefixes)
    return making.iris([*quads, *described], asked)


def _unread(files: Files) -> list[tuple[Path, BadInput]]:
    project = files.project
    made_from = [*project.ontology, *project.alignments, *project.shapes]
    return [(path, fault) for path, fault in files.unread if path in made_from]


def _changed(project: Project) -> Iterator[Finding]:
    for name, digest in contexts.published(project).items():
        path = contexts.sums(project).with_name(name)
        if not path.is_file():
            yield Finding(Place(path), _CODE, "is missing, and was published", contexts.AGAIN)
        elif contexts.digest(path) != digest:
            yield Finding(Place(path), _CODE, "is not as it was published", contexts.AGAIN)


def _broken(found: list[Path], context: Context) -> Iterator[Finding]:
    """Yield which terms of an older version *context* leaves out or defines otherwise."""
    for path in found[:-1]:
        entries = contexts.load(path).entries
        changed = [name for name, told in entries.items() if context.entries.get(name) != told]
        if changed:
            what = f"does not have {', '.join(changed[:_NAMED])} as {path.name} has it"
            yield Finding(Place(found[-1]), _CODE, what, "take its lines over as they stand there")


def _form(path: Path, context: Context) -> Iterator[Finding]:
    """Yield where the file at *path* is not written as *context* is."""
    found, due = read(path), contexts.text(context)
    if found != due:
        place = Text(path, found).first_difference(due)
        yield Finding(place, _CODE, "is not in the order in which it is written", _WAY_OUT)


def _frames(project: Project, context: Context) -> Iterator[Finding]:
    """Yield which frames cannot be used with *context*."""
    try:
        frames.load(project, context)
    except BadInput as fault:
        yield finding(fault, "frame", project.root, _FRAME)
