"""What the linter reads off the tokens of a query, held against rdflib's parser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyparsing import ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg import project
from kg.checks.sparql import outline

REAL = project.find(Path(__file__).parent)
FILES = [*REAL.queries, *REAL.derivations, *REAL.rules]
WITHIN = {
    "plain": "SELECT ?a { GRAPH <x:g> { ?a ?b ?c ; ?d 1.5 , 'x' . ?e a ?f } }",
    "nested": "SELECT ?a { GRAPH ?g { { ?a ?b ?c } UNION { OPTIONAL { ?a ?b [ ?c ( 1 ) ] } } } }",
    "minus": "SELECT ?a { GRAPH ?g { ?a ?b ?c MINUS { ?a ?b 1 } FILTER NOT EXISTS { ?a ?b 2 } } }",
    "values": "SELECT ?a { VALUES (?a ?b) { (1 <x:b>) } GRAPH ?g { ?a ?b ?c } } VALUES ?a { 1 2 }",
    "bind": "SELECT ?a { GRAPH ?g { ?a ?b ?c } BIND(IF(?a > 1, <x:a>, STR(?b)) AS ?d) }",
    "function": "SELECT ?a { GRAPH ?g { ?a ?b ?c } FILTER REGEX(?a, 'x') FILTER <x:f>(?a) }",
    "sub-select": "SELECT ?a { { SELECT ?a (COUNT(?b) AS ?n) WHERE { GRAPH ?g { ?a ?b ?c } } "
    "GROUP BY ?a HAVING (COUNT(?b) > 1) ORDER BY ?n LIMIT 1 } GRAPH ?h { ?a ?x ?y } }",
    "construct": "CONSTRUCT { ?a ?b ?c } WHERE { GRAPH ?g { ?a ?b ?c } }",
    "ask": "ASK { GRAPH ?g { ?a <x:p>/^<x:q>|!<x:r>* ?c } }",
}
OUTSIDE = {
    "plain": "SELECT ?a { ?a ?b ?c }",
    "after a graph": "SELECT ?a { GRAPH ?g { ?a ?b ?c } ?d ?e ?f }",
    "before a graph": "SELECT ?a { ?d ?e ?f GRAPH ?g { ?a ?b ?c } }",
    "optional": "SELECT ?a { GRAPH ?g { ?a ?b ?c } OPTIONAL { ?a ?b 1 } }",
    "union": "SELECT ?a { { GRAPH ?g { ?a ?b ?c } } UNION { ?a ?b 1 } }",
    "not exists": "SELECT ?a { GRAPH ?g { ?a ?b ?c } FILTER NOT EXISTS { ?a ?b 1 } }",
    "exists in an expression": "SELECT ?a { GRAPH ?g { ?a ?b ?c } "
    "FILTER(?c || (EXISTS { ?a ?b 1 })) }",
    "sub-select": "SELECT ?a { { SELECT ?a WHERE { ?a ?b ?c } LIMIT 1 } GRAPH ?g { ?a ?b ?c } }",
    "after a filter": "SELECT ?a { GRAPH ?g { ?a ?b ?c } FILTER REGEX(?a, 'x') ?d ?e ?f }",
    "after a sub-select": "SELECT ?a { { SELECT ?a { GRAPH ?g { ?a ?b ?c } } } <x:a> a 1 }",
    "after values": "SELECT ?a { VALUES ?a { 1 } ?a ?b true }",
    "a list": "SELECT ?a { GRAPH ?g { ?a ?b ?c } (1 2) ?b ?c }",
    "a blank node": "SELECT ?a { GRAPH ?g { ?a ?b ?c } [ ?b ?c ] }",
    "construct": "CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }",
}


def patterns(node: object, *, within: bool = False) -> Iterator[bool]:
    """Yield for each block of triples in rdflib's parse tree whether a GRAPH is around it."""
    if isinstance(node, CompValue):
        if node.name == "TriplesBlock":
            yield within
        inner = within or node.name == "GraphGraphPattern"
        children = [v for k, v in node.items() if (node.name, k) != ("ConstructQuery", "template")]
        for child in children:
            yield from patterns(child, within=inner)
    elif isinstance(node, (list, ParseResults)):
        for child in node:
            yield from patterns(child, within=within)


def rdflib_sees_outside(text: str) -> bool:
    return not all(patterns(parseQuery(text)))


@pytest.mark.parametrize("text", WITHIN.values(), ids=WITHIN)
def test_a_pattern_in_a_graph_is_none_outside(text: str) -> None:
    assert not outline(text).outside_graph
    assert not rdflib_sees_outside(text)


@pytest.mark.parametrize("text", OUTSIDE.values(), ids=OUTSIDE)
def test_a_pattern_outside_every_graph_is_seen_once(text: str) -> None:
    assert len(outline(text).outside_graph) == 1
    assert rdflib_sees_outside(text)


def test_there_are_queries_and_rules_to_compare() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=REAL.name)
def test_the_tokens_and_rdflib_agree(path: Path) -> None:
    text = project.read(path)

    assert bool(outline(text).outside_graph) == rdflib_sees_outside(text)


@pytest.mark.parametrize(
    ("text", "ordered", "stars"),
    [
        ("SELECT * { } ORDER BY ?a", True, 1),
        ("SELECT DISTINCT * { { SELECT * { } } }", False, 2),
        ("SELECT (COUNT(*) AS ?n) { { SELECT ?a { } ORDER BY ?a } }", False, 0),
    ],
)
def test_order_and_stars_are_seen(text: str, ordered: bool, stars: int) -> None:
    assert outline(text).ordered == ordered
    assert len(outline(text).stars) == stars


def test_a_service_is_seen_wherever_it_stands() -> None:
    text = "SELECT ?a { GRAPH ?g { SERVICE SILENT <x:s> { ?a ?b 'SERVICE' } } }"

    assert outline(text).services == [text.index("SERVICE")]
