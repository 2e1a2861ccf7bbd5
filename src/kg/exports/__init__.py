"""Everything that another system needs of a build, written into one folder.

The same build and context give the same bytes, whenever and wherever they are exported, as long as
the libraries that compress are the same. What is large is streamed: memory does not grow with the
data.

Must not know: what the data are about, commands.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kg import contexts
from kg.build import Build
from kg.contexts import frames
from kg.errors import BadInput, NotInstalled
from kg.exports import (
    calendar,
    catalog,
    dumps,
    followthemoney,
    manifest,
    nanopublications,
    network,
    objects,
    ontology,
    reifiers,
    schemas,
    service,
    tables,
)
from kg.exports.about import about
from kg.exports.manifest import verify
from kg.exports.tables import parquet
from kg.folder import replacing
from kg.folder import write as put
from kg.project import Project, read

__all__ = ["BASE", "Written", "verify", "write"]

BASE = "https://w3id.org/parley/"


class _Part(NamedTuple):
    """Files, as a pattern, and what writes them; it may take an extra."""

    files: str
    write: Callable[[Build, Path], None]


# The forms for which a project may have queries, by the name of the folder.
_FORMS = {
    calendar.FORM: _Part(calendar.FILES, calendar.write),
    "followthemoney": _Part(followthemoney.NAME, followthemoney.write),
    network.FORM: _Part(network.FILES, network.write),
}


class Written(NamedTuple):
    """The names of the files that were written, and of those that were not, each with the reason.

    Where it is an extra that is not installed, the reason is the command that installs it.
    """

    names: list[str]
    left_out: dict[str, str]


def write(project: Project, build: Build, out: Path, base: str = BASE) -> Written:
    """Write what *build* of *project* holds into the folder *out*, and say what was written.

    *base* is the address under which the files are published. What takes an extra that is not
    installed is left out. Raise BadInput if *out* holds files of somebody else's, if *project* has
    queries for a form that is not known or a frame that is none, or if its JSON-LD context lacks a
    term; StoreError if *out* cannot be written.
    """
    _must_know(build.exports)
    context = contexts.latest(project)
    kinds = frames.load(project, context)
    with replacing(out, manifest.MAKER) as new:
        digest = dumps.write(build, context, new)
        ontology.write(build, new)
        reifiers.write(build, new)
        schemas.write(project, context, kinds, new)
        _copied(project, new)
        left_out = tables.write(build, new)
        for part in (
            _Part(objects.FILES, partial(objects.write, context=context, kinds=kinds)),
            _Part(parquet.FILES, parquet.write),
            *(_FORMS[form] for form in build.exports),
        ):
            left_out |= _written(part, build, new)
        service.write(build, new)
        left_out |= _described(build, new, base)
        manifest.write(new, build, digest, left_out)
    return Written([*manifest.read(out)["files"], manifest.NAME, manifest.SUMS], left_out)


def _copied(project: Project, out: Path) -> None:
    """Write the contexts, all versions for who has older files, and the frames as they stand."""
    for folder, paths in (("context", contexts.paths(project)), ("frames", frames.paths(project))):
        for path in paths:
            put(out, f"{folder}/{path.name}", read(path))


def _must_know(forms: Iterable[str]) -> None:
    for form in forms:
        if form not in _FORMS:
            raise BadInput(
                f"ontology/exports/{form} is for no form that kg export writes: it knows "
                f"{', '.join(_FORMS)}"
            )


def _written(part: _Part, build: Build, out: Path) -> dict[str, str]:
    """Write *part*; if its extra is not installed, return its files with the way to have them."""
    try:
        part.write(build, out)
    except NotInstalled as fault:
        return {part.files: fault.install}
    return {}


def _described(build: Build, out: Path, base: str) -> dict[str, str]:
    """Write what tells whose the dataset is; return what is left out where no data say it."""
    dataset = about(build)
    if dataset is None:
        why = (
            "say in data/reference/dataset.ttl what the dataset is: a void:Dataset with a publisher"
        )
        files = ("CITATION.cff", "dcat.ttl", nanopublications.NAME, "service.ttl")
        return dict.fromkeys(files, why)
    nanopublications.write(build, dataset, out)
    service.write_endpoint(build, dataset, out, base)
    catalog.write(dataset, manifest.told(out), out, base)
    return {}
