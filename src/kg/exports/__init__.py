"""Everything that another system needs of a build, written into one folder.

The same build and context give the same bytes, whenever and wherever they are exported, as long as
the libraries that compress are the same. What is large is streamed: memory does not grow with the
data.

Must not know: what the data are about, commands.
"""

from pathlib import Path

from kg import contexts
from kg.build import Build
from kg.exports import dumps, manifest, ontology
from kg.exports.manifest import verify
from kg.folder import replacing
from kg.folder import write as put
from kg.project import Project, read

__all__ = ["verify", "write"]


def write(project: Project, build: Build, out: Path) -> list[str]:
    """Write what *build* of *project* holds into the folder *out*; return the names of the files.

    Raise BadInput if *out* holds files of somebody else's or the JSON-LD context of *project* lacks
    a term, StoreError if *out* cannot be written.
    """
    context = contexts.latest(project)
    with replacing(out, manifest.MAKER) as new:
        digest = dumps.write(build, context, new)
        ontology.write(build, new)
        _contexts(project, new)
        manifest.write(new, build, digest)
    return [*manifest.read(out)["files"], manifest.NAME, manifest.SUMS]


def _contexts(project: Project, out: Path) -> None:
    """Write every version of the JSON-LD context, for who has older files."""
    for path in contexts.paths(project):
        put(out, f"context/{path.name}", read(path))
