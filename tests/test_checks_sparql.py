"""What the linter reads off the tokens of a query, held against rdflib's parser."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyparsing import ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg import project
from kg.checks.sparql import beyond_sparql, outline
from kg.store import Store

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


@cache
def tree(text: str) -> object:
    return parseQuery(text)


def rdflib_sees_outside(text: str) -> bool:
    return not all(patterns(tree(text)))


def nodes(node: object) -> Iterator[CompValue]:
    """Yield each node of rdflib's parse tree."""
    if isinstance(node, CompValue):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, (list, ParseResults)):
        for child in node:
            yield from nodes(child)


def rdflib_sees_repeats(text: str) -> int:
    return sum(node.name == "PathElt" and bool(node.mod) for node in nodes(tree(text)))


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


@pytest.mark.peers  # rdflib's parser takes a tenth of a second for a file
@pytest.mark.parametrize("path", FILES, ids=REAL.name)
def test_the_tokens_and_rdflib_agree(path: Path) -> None:
    text = project.read(path)

    assert bool(outline(text).outside_graph) == rdflib_sees_outside(text)
    assert len(outline(text).repeats) == rdflib_sees_repeats(text)


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


REPEATS = {
    "any": "?a <x:p>* ?b",
    "some": "?a <x:p>+ ?b",
    "perhaps": "?a <x:p>? ?b",
    "of a kind": "?a a/<x:p>* ?b",
    "of a choice": "?a (<x:p>|^<x:q>)+/<x:r> ?b",
    "of what is not": "?a !(<x:p>|^a)* ?b",
    "in a nest": "?a <x:p> [ <x:q>? ?b ]",
}
NO_REPEATS = {
    "a product": "?a <x:p> ?b FILTER(?a * 2 + 1 > +1)",
    "a signed number": "?a <x:p> +1 , -2",
    "a string": "?a <x:p> '*' , \"+ ?\"",
    "a path that ends": "?a <x:p>/^<x:q>|!<x:r> ?b",
}


@pytest.mark.parametrize("pattern", REPEATS.values(), ids=REPEATS)
def test_a_path_of_any_length_is_seen(pattern: str) -> None:
    text = f"SELECT ?a {{ GRAPH ?g {{ {pattern} }} }}"

    assert len(outline(text).repeats) == rdflib_sees_repeats(text) == 1


@pytest.mark.parametrize("pattern", NO_REPEATS.values(), ids=NO_REPEATS)
def test_what_is_no_path_of_any_length_is_not_taken_for_one(pattern: str) -> None:
    text = f"SELECT ?a {{ GRAPH ?g {{ {pattern} }} }}"

    assert len(outline(text).repeats) == rdflib_sees_repeats(text) == 0


@pytest.mark.parametrize(
    ("group", "found"),
    [
        ("{ ?a ?b 1 }", 0),
        ("{ GRAPH ?h { ?a <x:p> 'a; b, c.' . } }", 0),
        ("{ ?a ^<x:p> ?b . FILTER(?b > 1) }", 0),
        ("{ ?a ?b 1 , 2 }", 1),
        ("{ ?a ?b 1 ; ?d 2 ; . }", 1),
        ("{ ?a ?b ?d . ?d ?e ?f }", 1),
        ("{ ?a <x:p>/<x:q> 1 }", 1),
        ("{ ?a <x:p>|<x:q> 1 }", 1),
        ("{ ?a <x:p>+ 1 }", 1),
        ("{ GRAPH ?h { ?a ?b ?d } GRAPH ?i { ?d ?e ?f } }", 1),
        ("{ ?a ?b ?d OPTIONAL { ?d ?e ?f } }", 1),
    ],
)
def test_a_negation_of_more_than_one_pattern_is_seen(group: str, found: int) -> None:
    text = f"SELECT ?a {{ GRAPH ?g {{ ?a ?b ?c . ?c ?d ?e FILTER NOT EXISTS {group} }} }}"
    alone = f"SELECT ?a {{ GRAPH ?g {{ ?a ?b ?c }} FILTER(1 = 1 && NOT EXISTS {group}) }}"

    assert outline(text).negations == [text.index("NOT")] * found
    assert outline(alone).negations == [alone.index("NOT")] * found
    assert outline(text.replace("NOT ", "")).negations == []
    assert outline(text.replace("FILTER NOT EXISTS", "MINUS")).negations == []


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("FILTER(?a = ?c)", 1),
        ("FILTER ( $a=$g )", 1),
        ("FILTER(?a = ?d) GRAPH ?h { ?d ?e ?f }", 1),
        ("FILTER(?a != ?c)", 0),
        ("FILTER(?a = 1)", 0),
        ("FILTER(?a = ?c || ?b = ?c)", 0),
        ("FILTER(STR(?a) = ?c)", 0),
        ("VALUES ?d { 1 } FILTER(?a = ?d)", 0),
        ("BIND(1 AS ?d) FILTER(?a = ?d)", 0),
        ("BIND((?a = ?c) AS ?d)", 0),
    ],
)
def test_a_filter_in_place_of_a_shared_variable_is_seen(rest: str, found: int) -> None:
    text = f"SELECT ?a {{ GRAPH ?g {{ ?a ?b ?c }} {rest} }}"

    assert outline(text).equations == [text.find("FILTER")] * found


@pytest.mark.parametrize(
    ("order", "found"),
    [("?a DESC(?b)", 0), ("?max (STR(?a))", 0), ("MAX(?b)", 1), ("?a DESC(1 + count(?b))", 1)],
)
def test_an_order_by_an_aggregate_is_seen(order: str, found: int) -> None:
    text = f"SELECT ?a (MAX(?b) AS ?max) {{ GRAPH ?g {{ ?a ?b ?c }} }} GROUP BY ?a ORDER BY {order}"

    assert len(outline(text).aggregates) == found


BEYOND = {
    "a join from the left": "LATERAL { GRAPH ?g { ?a ?d ?e } }",
    "a triple term": "GRAPH ?g { ?a ?b <<( ?a ?b ?c )>> }",
    "a function of SPARQL 1.2": "FILTER(isTRIPLE(?a))",
    "a direction": "FILTER(LANGDIR(?a) = 'rtl')",
}


@pytest.mark.parametrize("pattern", BEYOND.values(), ids=BEYOND)
def test_what_pyoxigraph_reads_beyond_sparql_is_seen(pattern: str) -> None:
    text = f"SELECT ?a {{\n    GRAPH ?g {{ ?a ?b ?c }}\n    {pattern} }}"

    assert not list(Store().select(text))
    assert beyond_sparql(text) == (3, 5)


def test_what_rdflib_stumbles_over_is_seen_too() -> None:
    assert beyond_sparql("SELECT ?a { GRAPH ?g { ?a ?b -2.5 } }") == (1, 1)


@pytest.mark.parametrize(
    ("modifiers", "found"),
    [
        ("", 0),
        ("LIMIT 9999", 0),
        ("LIMIT 99999", 0),
        ("ORDER BY ?a LIMIT 10", 0),
        ("LIMIT 10", 1),
        ("limit 10", 1),
        ("GROUP BY ?a LIMIT 100000", 1),
    ],
)
def test_a_limit_that_may_cut_a_sub_select_is_seen(modifiers: str, found: int) -> None:
    text = f"SELECT ?a {{ {{ SELECT ?a {{ GRAPH ?g {{ ?a ?b ?c }} }} {modifiers} }} }} LIMIT 5"

    assert outline(text).cuts == [text.upper().index("LIMIT")] * found
