"""Everything that another system needs of a build, written into one folder.

The same build and context give the same bytes, whenever and wherever they are exported, as long as
the libraries that compress are the same. What is large is streamed: memory does not grow with the
data.

Must not know: what the data are about, commands.
"""

from importlib import import_module
from pathlib import Path

from kg import contexts
from kg.build import Build
from kg.errors import BadInput
from kg.exports import dumps, frames, manifest, objects, ontology, schemas
from kg.exports.manifest import verify
from kg.folder import replacing
from kg.folder import write as put
from kg.project import Project, read

__all__ = ["verify", "write"]


def write(project: Project, build: Build, out: Path) -> list[str]:
    """Write what *build* of *project* holds into the folder *out*; return the names of the files.

    Raise BadInput if the extra `export` is not installed, *out* holds files of somebody else's, the
    JSON-LD context of *project* lacks a term or a frame is none; StoreError if *out* cannot be
    written.
    """
    _must_have_libraries()
    context = contexts.latest(project)
    kinds = frames.load(project, context)
    with replacing(out, manifest.MAKER) as new:
        digest = dumps.write(build, context, new)
        ontology.write(build, new)
        objects.write(build.store(), context, kinds, new)
        schemas.write(project, context, kinds, new)
        for path in contexts.paths(project):  # all versions, for who has older files
            put(new, f"context/{path.name}", read(path))
        for path in frames.paths(project):
            put(new, f"frames/{path.name}", read(path))
        manifest.write(new, build, digest)
    return [*manifest.read(out)["files"], manifest.NAME, manifest.SUMS]


def _must_have_libraries() -> None:
    try:
        import_module("pyld")
    except ImportError as fault:
        reason = "kg export needs pyld, which is not installed: pip install 'parley-kg[export]'"
        raise BadInput(reason) from fault
