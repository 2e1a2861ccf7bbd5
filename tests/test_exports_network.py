"""The network holds the accepted view, by the word of readers that others wrote."""

from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest

from kg.build import Build
from kg.errors import BadInput
from kg.exports.network import network
from kg.store import ACCEPTED, Store
from kg.terms import plain

ID = "https://w3id.org/parley/id/"
NS = "https://w3id.org/parley/ns/"
NODES = 'SELECT ?node ?label { VALUES (?node ?label) { (<a:1> "one") (<a:2> "two") } }'


@pytest.fixture(scope="module")
def read(exported: Path) -> "nx.MultiDiGraph[str]":
    return nx.read_graphml(exported / "network.graphml", force_multigraph=True)


def edges(found: "nx.MultiDiGraph[str]", one: str, other: str) -> dict[str, dict[str, Any]]:
    """The edges from one thing to another, by their label."""
    between = found.get_edge_data(ID + one, ID + other) or {}
    return {edge["label"]: edge for edge in between.values()}


def test_each_actor_event_and_proposal_is_a_node(
    read: "nx.MultiDiGraph[str]", build: Build
) -> None:
    kinds = " ".join(f"<{NS}{kind}>" for kind in ("Agent", "Event", "Proposal"))
    members = build.store().select(
        f"SELECT DISTINCT ?m {{ VALUES ?kind {{ {kinds} }} ?m a ?kind }}", [ACCEPTED]
    )

    assert set(read) == {plain(row[0]) for row in members}
    assert {group for _, group in read.nodes(data="group")} == {"actor", "event", "proposal"}


def test_a_node_says_what_it_is(read: "nx.MultiDiGraph[str]") -> None:
    assert read.nodes[f"{ID}event/alaska-summit"] == {
        "label": "Alaska summit",
        "label_ja": "アラスカ首脳会談",
        "group": "event",
        "kind": "summit",
        "earliest": "2025-08-15",
        "latest": "2025-08-15",
    }


def test_an_edge_says_since_when_and_on_whose_word(read: "nx.MultiDiGraph[str]") -> None:
    found = edges(read, "event/alaska-summit", "person/donald-trump")

    assert found["participant"] == {
        "label": "participant",
        "label_ja": "参加者",
        "kind": f"{NS}participant",
        "weight": 1,
        "said_by": "Taisuke Abiru",
        "since": "2025-08-15",
        "until": "2025-08-15",
    }


def test_ties_tenures_and_delegates_are_edges_too(read: "nx.MultiDiGraph[str]") -> None:
    tie = edges(read, "person/jared-kushner", "person/donald-trump")
    tenure = edges(read, "person/donald-trump", "organisation/us-government")
    delegate = edges(read, "event/moscow-talks", "person/vladimir-putin")

    assert tie["son- or daughter-in-law of"]["weight"] == 3  # told in three passages
    assert "President of the United States" in tenure
    assert "delegate" in delegate


def test_igraph_reads_the_same(exported: Path, read: "nx.MultiDiGraph[str]") -> None:
    found = igraph.Graph.Read_GraphML(str(exported / "network.graphml"))

    assert found.is_directed()
    assert (found.vcount(), found.ecount()) == (len(read), read.size())
    assert sorted(found.vs["label"]) == sorted(label for _, label in read.nodes(data="label"))
    assert sum(found.es["weight"]) == read.size("weight")


def test_edges_have_names_of_their_own(read: "nx.MultiDiGraph[str]") -> None:
    keys = [key for _, _, key in read.edges(keys=True)]

    assert len(keys) == len(set(keys)) > 400


def test_values_are_as_graphml_has_them() -> None:
    query = """SELECT ?from ?to ?share ?day ?sure ?none ?text {
        VALUES (?from ?to) { (<a:1> <a:2>) }
        BIND(0.5 AS ?share) BIND("2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date> AS ?day)
        BIND(true AS ?sure) BIND("a\\u0007b" AS ?text)
    }"""
    found = network(Store(), {"edges": query, "nodes": NODES})

    assert list(found.edges(keys=True, data=True)) == [
        (
            "a:1",
            "a:2",
            "e1",
            {"share": 0.5, "day": "2025-01-01", "sure": True, "text": "a\\x07b"},
        )
    ]


@pytest.mark.parametrize(
    ("queries", "message"),
    [
        ({"a": "SELECT ?x { VALUES ?x { 1 } }"}, "a.rq gives neither nodes nor edges"),
        ({"a": NODES, "b": NODES}, "b.rq gives a:1 twice"),
        (
            {"a": NODES, "b": "SELECT ?from ?to { VALUES (?from ?to) { (<a:1> <a:3>) } }"},
            "b.rq has an edge to a:3, which no query gives as a node",
        ),
    ],
)
def test_queries_that_give_no_network_are_bad_input(queries: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=f"^ontology/exports/network/{message}"):
        network(Store(), queries)
