"""What the record says of itself: what it holds, its catalogue, contexts and frames.

Must not know: HTTP libraries, what the record is about.
"""

from collections.abc import Mapping
from typing import Any

from kg import contexts
from kg.build.descriptions import EXAMPLES, VOID
from kg.contexts import frames
from kg.errors import did_you_mean, shown
from kg.project import Project, read
from kg.store import TRIPLES, encoded, readable
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best

HERE = "urn:parley:here:"  # in place of an address that begins where the reader asked
_GRAPHS = {"sparql-examples": EXAMPLES, "void": VOID}
_FOLDERS = {"context": contexts.paths, "frames": frames.paths}
_A_YEAR = "public, max-age=31536000, immutable"


def graph(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the description `graph`, `void` or `sparql-examples`, as `accept` likes best."""
    name = given["graph"]
    if name not in _GRAPHS:
        raise Refused(404, f"there is no {shown(name)!r}: there are {', '.join(_GRAPHS)}")
    media_type = best(given["accept"], tuple(TRIPLES))
    if media_type is None:
        raise Refused(406, f"it comes as {', '.join(TRIPLES)}: accept one of these")
    from kg.exports.vocabularies import VOCABULARIES  # all of kg.exports: slow to import

    triples = sorted((quad.triple for quad in record.graph.store.graph(_GRAPHS[name])), key=str)
    known = {**record.build.prefixes, **VOCABULARIES}
    return document(encoded(triples, media_type, known), media_type)


def dcat(record: Record, _: Mapping[str, Any]) -> Reply:
    """Return the catalogue, in Turtle; addresses of ours are relative to it."""
    from kg.exports.about import about
    from kg.exports.catalog import catalogue
    from kg.exports.vocabularies import VOCABULARIES

    dataset = about(record.build)
    if dataset is None:
        raise Refused(404, "the data do not say what the dataset is, nor who publishes it")
    told = readable(catalogue(dataset, {}, HERE, "sparql"), VOCABULARIES)
    return document(told.replace(HERE, ""), "text/turtle")


def file(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the file `name` of `folder`: of the JSON-LD contexts, or of the frames.

    A context that is published never changes, and need not be asked for again.
    """
    found = {path.name: path for path in _FOLDERS[given["folder"]](record.project)}
    name = given["name"]
    if name not in found:
        hint = did_you_mean(name, found, f"there are {', '.join(found)}", 3)
        raise Refused(404, f"there is no {shown(name)!r}: {hint}")
    is_fixed = given["folder"] == "context" and _is_published(record.project, name)
    keep = {"Cache_Control": _A_YEAR} if is_fixed else {}
    return document(read(found[name]), "application/ld+json", **keep)


def _is_published(project: Project, name: str) -> bool:
    return name in contexts.published(project)
