"""Everything that another system needs of a build, written into one folder.

The same build and context give the same bytes, whenever and wherever they are exported, as long as
the libraries that compress are the same. What is large is streamed: memory does not grow with the
data.

Must not know: what the data are about, commands.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kg import contexts
from kg.build import Build
from kg.errors import BadInput, NotInstalled
from kg.exports import (
    catalog,
    dumps,
    followthemoney,
    frames,
    manifest,
    nanopublications,
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

_Writer = Callable[[Build, Path], None]
# The forms for which a project may have queries, by the name of the folder.
_FORMS: dict[str, _Writer] = {"followthemoney": followthemoney.write}


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
        schemas.write(project, context, kinds, new)
        for path in contexts.paths(project):  # all versions, for who has older files
            put(new, f"context/{path.name}", read(path))
        for path in frames.paths(project):
            put(new, f"frames/{path.name}", read(path))
        nanopublications.write(build, new)
        reifiers.write(build, new)
        for form in build.exports:
            _FORMS[form](build, new)
        with_extras: dict[str, _Writer] = {
            objects.FILES: partial(objects.write, context=context, kinds=kinds),
            parquet.FILES: parquet.write,
        }
        left_out = {**tables.write(build, new), **_with_extras(with_extras, build, new)}
        service.write(build, new)
        left_out |= _described(build, new, base)
        manifest.write(new, build, digest, left_out)
    return Written([*manifest.read(out)["files"], manifest.NAME, manifest.SUMS], left_out)


def _must_know(forms: Iterable[str]) -> None:
    for form in forms:
        if form not in _FORMS:
            raise BadInput(
                f"ontology/exports/{form} is for no form that kg export writes: it knows "
                f"{', '.join(_FORMS)}"
            )


def _with_extras(writers: Mapping[str, _Writer], build: Build, out: Path) -> dict[str, str]:
    """Write what takes extras; return the files that are left out, with the way to have them.

    *writers* are what writes them, by a pattern of their names.
    """
    left_out = {}
    for files, write_them in writers.items():
        try:
            write_them(build, out)
        except NotInstalled as fault:
            left_out[files] = fault.install
    return left_out


def _described(build: Build, out: Path, base: str) -> dict[str, str]:
    """Write what describes the dataset; return what is left out where the data do not say it."""
    dataset = about(build)
    if dataset is None:
        why = (
            "say in data/reference/dataset.ttl what the dataset is: a void:Dataset with a publisher"
        )
        return dict.fromkeys(("CITATION.cff", "dcat.ttl", "service.ttl"), why)
    service.write_endpoint(build, dataset, out, base)
    catalog.write(dataset, manifest.told(out), out, base)
    return {}
