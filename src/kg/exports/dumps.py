"""A build as RDF in the usual formats: all of it, and the accepted view.

All is written from one sorted stream of quads, whose SHA-256 is the dataset's hash by RDFC-1.0.
Where a format groups by graph, the stream is sorted once more, by graph.

Must not know: what the quads say.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from pyoxigraph import parse as parsed

from kg import contexts
from kg.build import Build
from kg.canonical import lines, ordered
from kg.contexts import Context
from kg.exports.nodes import node
from kg.exports.packed import packed, unpacked
from kg.store import ACCEPTED

ALL, ACCEPTED_VIEW = "dumps/all.nq.gz", "dumps/accepted.nt.gz"

_ACCEPTED = f" {ACCEPTED} .\n".encode()
_END = b" .\n"
_AT_ONCE = 10_000  # lines that are parsed together


def write(build: Build, context: Context, out: Path) -> str:
    """Write the dumps of *build* below *out*, and return the hash of the dataset.

    JSON-LD is written by *context*; raise BadInput if that lacks a term.
    """
    folder, prefixes = out / "dumps", build.prefixes
    digest = _quads(lines(build.store()), folder)
    accepted = triples(unpacked(out / ACCEPTED_VIEW))
    _serialize(accepted, RdfFormat.TURTLE, folder / "accepted.ttl.gz", prefixes)
    trig = folder / "all.trig.gz"
    _serialize(_by_graph(out / ALL), RdfFormat.TRIG, trig, prefixes)
    _json_ld(_by_graph(out / ALL), context, folder / "all.jsonld.gz")
    return digest


def _quads(ordered_lines: Iterable[bytes], folder: Path) -> str:
    """Write all as N-Quads, the accepted view as N-Triples; return the hash of all."""
    digest = hashlib.sha256()
    with (
        packed(folder / "all.nq.gz") as everything,
        packed(folder / "accepted.nt.gz") as accepted,
    ):
        for line in ordered_lines:
            digest.update(line)
            everything.write(line)
            if line.endswith(_ACCEPTED):
                accepted.write(line.removesuffix(_ACCEPTED) + _END)
    return digest.hexdigest()


def _by_graph(path: Path) -> Iterator[Quad]:
    """Yield the quads of the dump at *path*, graph by graph, and in each subject by subject."""
    by_graph = ordered(map(_graph_first, unpacked(path)))
    return _parsed(map(_graph_last, by_graph), RdfFormat.N_QUADS)


def _json_ld(quads: Iterable[Quad], context: Context, path: Path) -> None:
    """Write *quads*, which come graph by graph, as JSON-LD that holds its *context*."""
    with packed(path) as file:
        head = {**contexts.KEYWORDS, **context.entries}
        file.write(b'{"@context": ' + _json(head) + b',\n"@graph": [')
        for number, (graph, found) in enumerate(groupby(quads, lambda q: q.graph_name)):
            name = _json(graph.value if isinstance(graph, NamedNode) else str(graph))
            file.write((b"," if number else b"") + b'\n{"id": ' + name + b', "states": [\n')
            for place, (_, of_one) in enumerate(groupby(found, lambda q: q.subject)):
                file.write((b",\n" if place else b"") + _json(node(context, list(of_one))))
            file.write(b"\n]}")
        file.write(b"\n]}\n")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _graph_first(line: bytes) -> bytes:
    rest, graph, end = line.rsplit(b" ", 2)
    return b" ".join([graph, rest, end])


def _graph_last(line: bytes) -> bytes:
    graph, rest = line.split(b" ", 1)
    return rest.removesuffix(_END) + b" " + graph + _END


def triples(triple_lines: Iterable[bytes]) -> Iterator[Triple]:
    """Yield what the lines, N-Triples, say, in their order."""
    return (quad.triple for quad in _parsed(triple_lines, RdfFormat.N_TRIPLES))


def _parsed(rdf_lines: Iterable[bytes], rdf_format: RdfFormat) -> Iterator[Quad]:
    waiting = iter(rdf_lines)
    while block := b"".join(islice(waiting, _AT_ONCE)):
        yield from parsed(block, format=rdf_format)


def _serialize(
    statements: Iterable[Quad] | Iterable[Triple],
    rdf_format: RdfFormat,
    path: Path,
    prefixes: Mapping[str, str],
) -> None:
    with packed(path) as file:
        serialize(statements, output=file, format=rdf_format, prefixes=dict(prefixes))
