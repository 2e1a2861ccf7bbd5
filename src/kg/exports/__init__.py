"""Everything that another system needs of a build, written into one folder.

The same build gives the same bytes, whenever and wherever it is exported, as long as the libraries
that compress are the same. What is large is streamed: memory does not grow with the data.

Must not know: what the data are about, commands.
"""

from pathlib import Path

from kg.build import Build
from kg.errors import BadInput
from kg.exports import (
    catalog,
    dumps,
    followthemoney,
    manifest,
    nanopublications,
    ontology,
    reifiers,
    service,
)
from kg.exports.about import about
from kg.exports.manifest import verify
from kg.folder import replacing

__all__ = ["BASE", "verify", "write"]

BASE = "https://w3id.org/parley/"

_FORMS = {"followthemoney": followthemoney.write}


def write(build: Build, out: Path, base: str = BASE) -> list[str]:
    """Write what *build* holds into the folder *out*, and return the names of the files.

    *base* is the address under which the files are published. Raise BadInput if *out* holds files
    of somebody else's, or if the project has queries for a form that is not known; StoreError if
    *out* cannot be written.
    """
    for form in build.exports:
        if form not in _FORMS:
            raise BadInput(
                f"ontology/exports/{form} is for no form that kg export writes: it knows "
                f"{', '.join(_FORMS)}"
            )
    dataset = about(build)
    with replacing(out, manifest.MAKER) as new:
        digest = dumps.write(build, new)
        reifiers.write(build, new)
        ontology.write(build, new)
        for form in build.exports:
            _FORMS[form](build, new)
        service.write(build, new)
        if dataset:
            nanopublications.write(build, dataset, new)
            service.write_endpoint(build, dataset, new, base)
            catalog.write(dataset, manifest.told(new), new, base)
        manifest.write(new, build, digest)
    return [*manifest.read(out)["files"], manifest.NAME, manifest.SUMS]
