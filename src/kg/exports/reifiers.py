"""The claims for readers of RDF 1.2: a claim reifies each triple that it says.

Where a dump has a graph for each claim, here its node stands in the graph of its file with
`rdf:reifies <<( s p o )>>` (https://www.w3.org/TR/rdf12-concepts/#section-triple-terms), so nothing
that is claimed is asserted. Lines are N-Quads, sorted.

Must not know: what claims say.
"""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.build import Build
from kg.canonical import lines
from kg.exports.packed import packed
from kg.store import Store
from kg.terms import KG, TYPE

NAME = "dumps/claims-rdf12.nq.gz"
REIFIES = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")

_IS, _CLAIM = NamedNode(TYPE), NamedNode(KG + "Claim")


def write(build: Build, out: Path) -> None:
    """Write the claims of *build* into the folder *out*, a line each quad."""
    with packed(out / NAME) as file:
        file.writelines(lines(reifiers(build.store())))


def reifiers(store: Store) -> Iterator[Quad]:
    """Yield what the files in *store* say of each claim, and each triple that it claims."""
    for found in store.about(None, _IS, _CLAIM):
        claim, graph = found.subject, found.graph_name
        if isinstance(claim, NamedNode):
            yield from (quad for quad in store.about(claim) if quad.graph_name == graph)
            for quad in store.graph(claim):
                yield Quad(claim, REIFIES, quad.triple, graph)
