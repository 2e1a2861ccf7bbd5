"""A network in GraphML (http://graphml.graphdrawing.org), which Gephi, igraph and yEd read.

SELECT queries of the project give it. A row with `node` is a node, one with `from` and `to` an
edge; its other columns are attributes by the same name. Gephi takes `label` for the label, `weight`
for the weight.

Must not know: what the nodes and edges are.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kg.build import Build
from kg.errors import BadInput
from kg.extras import library
from kg.results import Result, Row, result
from kg.results.people import safe
from kg.results.values import Value
from kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

FORM, FILES = "network", "network.graphml"

_ENDS = ("from", "to")


def write(build: Build, out: Path) -> None:
    """Write the network of *build* into the folder *out*; raise NotInstalled without networkx."""
    library("networkx", "export")
    from networkx.readwrite.graphml import GraphMLWriter

    # Of the two writers the one whose bytes do not depend on whether lxml is there.
    writer = GraphMLWriter(network(build.store(), build.exports[FORM]))
    with (out / FILES).open("wb") as file:
        writer.dump(file)


def network(store: Store, queries: Mapping[str, str]) -> "nx.MultiDiGraph[str]":
    """Return the network that *queries*, by name, give of *store*.

    Raise BadInput for a query that gives neither nodes nor edges, for a node that comes twice, and
    for an edge to what is no node.
    """
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    rows = [(name, row) for name in sorted(queries) for row in _rows(store, name, queries[name])]
    for name, row in rows:
        if "node" in row:
            _add_node(found, row, name)
    edges = ((name, row) for name, row in rows if "node" not in row)
    for number, (name, row) in enumerate(edges, start=1):
        _add_edge(found, row, name, number)
    return found


def _rows(store: Store, name: str, query: str) -> Result:
    found = result(store.query(query), {})
    if "node" not in found.columns and not {*_ENDS} <= {*found.columns}:
        raise BadInput(f"{_file(name)} gives neither nodes nor edges: select ?node, or ?from ?to")
    return found


def _add_node(found: "nx.MultiDiGraph[str]", row: Row, name: str) -> None:
    node = str(row["node"])
    if node in found:
        raise BadInput(f"{_file(name)} gives {node} twice: let it be one row")
    found.add_node(node, **_attributes(row))


def _add_edge(found: "nx.MultiDiGraph[str]", row: Row, name: str, number: int) -> None:
    ends = [str(row[end]) for end in _ENDS]
    for end in ends:
        if end not in found:
            raise BadInput(f"{_file(name)} has an edge to {end}, which no query gives as a node")
    found.add_edge(*ends, key=f"e{number}", **_attributes(row))


def _file(name: str) -> str:
    return f"ontology/exports/{FORM}/{name}.rq"


def _attributes(row: Row) -> dict[str, str | int | float | bool]:
    """Return the attributes that *row* has, as GraphML has values: a day is text."""
    return {
        column: _plain(value)
        for column, value in row.items()
        if value is not None and column not in ("node", *_ENDS)
    }


def _plain(value: Value) -> str | int | float | bool:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float) else safe(str(value))
