"""Whether Parley's own ontology is of the version of this `kg`.

An ontology that somebody makes from it has an IRI and a version of its own.

Must not know: what changes from version to version.
"""

from collections.abc import Iterator

from kg import __version__
from kg.checks.reading import Files
from kg.errors import Finding
from kg.terms import plain

_OURS = "https://w3id.org/parley/ontology"
_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"


def check(files: Files) -> Iterator[Finding]:
    """Yield the version in the header of the ontology if it is not that of the package."""
    for file in files.ontology:
        for quad in file.quads:
            said = plain(quad.object)
            named = (plain(quad.subject), quad.predicate.value) == (_OURS, _VERSION)
            if named and said != __version__:
                yield Finding(
                    file.place(_OURS, _VERSION, said),
                    "version",
                    f"the ontology is of version {said}, this kg of version {__version__}",
                    "give both one version, in pyproject.toml and here, and install kg again",
                )
