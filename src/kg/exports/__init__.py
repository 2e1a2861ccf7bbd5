"""Everything that another system needs of a build, written into one folder.

The same build gives the same bytes, whenever and wherever it is exported, as long as the libraries
that compress are the same. What is large is streamed: memory does not grow with the data.

Must not know: what the data are about, commands.
"""

from pathlib import Path

from kg.build import Build
from kg.exports import catalog, dumps, manifest, ontology, service
from kg.exports.about import about
from kg.exports.manifest import verify
from kg.folder import replacing

__all__ = ["BASE", "verify", "write"]

BASE = "https://w3id.org/parley/"


def write(build: Build, out: Path, base: str = BASE) -> list[str]:
    """Write what *build* holds into the folder *out*, and return the names of the files.

    *base* is the address under which the files are published. Raise BadInput if *out* holds files
    of somebody else's, StoreError if it cannot be written.
    """
    dataset = about(build)
    with replacing(out, manifest.MAKER) as new:
        digest = dumps.write(build, new)
        ontology.write(build, new)
        service.write(build, new)
        if dataset:
            service.write_endpoint(build, dataset, new, base)
            catalog.write(dataset, manifest.told(new), new, base)
        manifest.write(new, build, digest)
    return [*manifest.read(out)["files"], manifest.NAME, manifest.SUMS]
