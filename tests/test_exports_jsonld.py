"""The JSON-LD dump says what the N-Quads say, by the word of readers that others wrote."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)
from rdflib import BNode
from rdflib import Dataset as RdflibDataset

from kg import contexts
from kg.contexts import KEYWORDS, Context
from kg.errors import BadInput
from kg.exports.nodes import node
from kg.project import Project
from kg.terms import EDTF, KG, XSD

GRAPH = "https://w3id.org/parley/graph/"
A_FEW = re.compile(rf"{GRAPH}(ontology/(actors|disjointness)|derived/(chain|shifts))|.*#c-s6p5-.*")


def document(exported: Path) -> dict[str, Any]:
    packed = (exported / "dumps/all.jsonld.gz").read_bytes()
    return dict(json.loads(gzip.decompress(packed)))


def a_part(exported: Path) -> dict[str, Any]:
    """Some graphs of all kinds: claims, ontology with blank nodes, what rules derive."""
    whole = document(exported)
    return {**whole, "@graph": [g for g in whole["@graph"] if A_FEW.fullmatch(g["id"])]}


def quads(exported: Path) -> set[Quad]:
    whole = gzip.decompress((exported / "dumps/all.nq.gz").read_bytes())
    return set(parse(whole, format=RdfFormat.N_QUADS))


def canonical(found: Dataset) -> list[bytes]:
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((serialize(found, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def same_quads(exported: Path, n_quads: str | bytes) -> bool:
    """Say whether *n_quads* are those that the dump of N-Quads has in the same graphs."""
    found = Dataset(parse(n_quads, format=RdfFormat.N_QUADS))
    graphs = {quad.graph_name for quad in found}
    due = Dataset(quad for quad in quads(exported) if quad.graph_name in graphs)
    return len(due) > 1000 and canonical(found) == canonical(due)


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def refused(url: str, _: object) -> dict[str, Any]:
    raise AssertionError(f"{url} was asked for, and the context stands in the file")


def test_oxigraph_reads_what_was_exported(exported: Path) -> None:
    manifest = json.loads((exported / "manifest.json").read_text("utf-8"))
    packed = (exported / "dumps/all.jsonld.gz").read_bytes()
    found = Dataset(parse(gzip.decompress(packed), format=RdfFormat.JSON_LD))

    assert hashlib.sha256(b"".join(canonical(found))).hexdigest() == manifest["rdfc10-sha256"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_the_same_quads(exported: Path) -> None:
    found = RdflibDataset()
    found.parse(data=json.dumps(a_part(exported)), format="json-ld")

    assert same_quads(exported, found.serialize(format="nquads"))


def test_pyld_reads_the_same_quads(exported: Path) -> None:
    options = {"format": "application/n-quads", "documentLoader": refused}

    assert same_quads(exported, jsonld.to_rdf(a_part(exported), options))


@pytest.mark.peers
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_all_of_it(exported: Path) -> None:
    found, due = RdflibDataset(), RdflibDataset()
    found.parse(data=json.dumps(document(exported)), format="json-ld")
    due.parse(data=gzip.decompress((exported / "dumps/all.nq.gz").read_bytes()), format="nquads")

    assert len(found) == len(due)
    assert set(filter(named, found.quads())) == set(filter(named, due.quads()))


def named(quad: tuple[object, ...]) -> bool:
    return not any(isinstance(term, BNode) for term in quad)


def test_no_key_is_an_iri(exported: Path) -> None:
    found = set(keys(document(exported)["@graph"]))

    assert {"id", "type", "label", "proposer"} < found
    assert [key for key in found if ":" in key] == []


def test_each_graph_stands_in_one_piece(exported: Path) -> None:
    graphs = [graph["id"] for graph in document(exported)["@graph"]]

    assert len(graphs) == len(set(graphs)) > 100


def test_the_context_is_exported_and_inlined(exported: Path, project: Project) -> None:
    text = (exported / "context/v1.jsonld").read_text("utf-8")

    assert text == contexts.paths(project)[0].read_text("utf-8")
    assert document(exported)["@context"] == json.loads(text)["@context"]


SUBJECT = NamedNode("http://a/s")
CONTEXT = Context(
    "v1.jsonld",
    {
        "Yes": "http://a/Yes",
        "plain": "http://a/plain",
        "many": {"@id": "http://a/many", "@container": "@set"},
        "day": {"@id": "http://a/day", "@type": XSD + "date"},
        "thing": {"@id": "http://a/thing", "@type": "@id"},
        "code": {"@id": "http://a/code", "@type": "@vocab"},
        "text": {"@id": "http://a/text", "@container": "@language"},
        "texts": {"@id": "http://a/texts", "@container": ["@language", "@set"]},
    },
)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype))


VALUES = [
    NamedNode("http://a/Yes"),
    NamedNode("http://a/other"),
    BlankNode("b"),
    Literal("plain"),
    Literal("英語", language="en"),
    typed("5", XSD + "integer"),
    typed("007", XSD + "integer"),
    typed("-0", XSD + "integer"),
    typed("+1", XSD + "integer"),
    typed("12345678901234567890", XSD + "integer"),
    typed("true", XSD + "boolean"),
    typed("1", XSD + "boolean"),
    typed("3.50", XSD + "decimal"),
    typed("2025-05-01", XSD + "date"),
    typed("2025-05", EDTF),
]


@pytest.mark.parametrize("name", sorted(CONTEXT.entries))
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_is_read_as_it_was_written(name: str, value: Any) -> None:  # noqa: ANN401
    predicate = NamedNode(CONTEXT.terms[f"http://a/{name}"].iri)
    triples = [Triple(SUBJECT, predicate, value), Triple(SUBJECT, predicate, Literal("other"))]
    for given in (triples[:1], triples):
        written = {"@context": {**KEYWORDS, **CONTEXT.entries}, **node(CONTEXT, given)}
        found = Dataset(parse(json.dumps(written), format=RdfFormat.JSON_LD))
        due = Dataset(Quad(*triple) for triple in given)

        assert canonical(found) == canonical(due)


@pytest.mark.parametrize(
    ("name", "values", "form"),
    [
        ("plain", [typed("5", XSD + "integer")], 5),
        ("plain", [typed("true", XSD + "boolean")], True),
        ("many", [Literal("one")], ["one"]),
        ("day", [typed("2025-05-01", XSD + "date")], "2025-05-01"),
        ("thing", [NamedNode("http://a/Yes")], "http://a/Yes"),
        ("code", [NamedNode("http://a/Yes")], "Yes"),
        ("text", [Literal("x", language="en")], {"en": "x"}),
        ("texts", [Literal("x", language="en")], {"en": ["x"]}),
    ],
)
def test_a_value_has_the_form_of_its_term(name: str, values: list[Any], form: object) -> None:
    predicate = NamedNode(f"http://a/{name}")

    assert node(CONTEXT, [Triple(SUBJECT, predicate, v) for v in values])[name] == form


def test_a_property_without_a_name_is_bad_input() -> None:
    triple = Triple(SUBJECT, NamedNode(KG + "unheardOf"), Literal("x"))

    with pytest.raises(BadInput, match=r"v1\.jsonld has no name for <.*unheardOf>: declare it"):
        node(CONTEXT, [triple])
