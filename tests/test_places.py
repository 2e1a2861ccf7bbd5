from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, serialize

from kg import project
from kg.places import Places, walk
from kg.store import parse

BASE = "https://w3id.org/parley/source/tiny"
PROJECT = project.find()
FILES = [
    *PROJECT.ontology,
    *PROJECT.shapes,
    *PROJECT.reference,
    *PROJECT.sources,
    *sorted((PROJECT.root / "tests/rules").rglob("*.trig")),
]
KNOTTY = r"""
BASE <https://w3id.org/parley/source/tiny>
PREFIX : <#>
@prefix kg: <https://w3id.org/parley/ns/> .
@prefix e: <../empty#> .
:a.b a kg:A, kg:B ; ; kg:p\,q 5, +5, -.5, 1.e3, 1E0 , true,false ;; kg:r 5.
GRAPH <#g> { <#x> e: 'it\'s' , "tab\there \u00e9"@en-GB , '''two
lines "quoted" ''' , "5"^^kg:T . <> <http://e.org/\u00e9?q#> <//e.org/a>, <?q>, </root>, <./b> }
{ :d :e () }
:h { :i :j :k. :l :m :n }
"""


def quads_of(text: str) -> set[Quad]:
    return {quad for quad in parse(text, RdfFormat.TRIG, BASE) if not has_blank(quad)}


def has_blank(quad: Quad) -> bool:
    terms = (quad.subject, quad.object, quad.graph_name)
    return any(isinstance(term, BlankNode) for term in terms)


def walked(places: Places) -> set[Quad]:
    quads = {
        Quad(t.subject.term, t.predicate.term, t.object.term, t.graph or DefaultGraph())  # type: ignore[arg-type]  # only where the text has a fault is a subject a literal
        for t in places.triples
    }
    return {quad for quad in quads if not has_blank(quad)}


def test_there_are_files_to_walk() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=PROJECT.name)
def test_the_walk_finds_the_triples_that_the_parser_finds(path: Path) -> None:
    text = project.read(path)

    assert walked(walk(text, BASE)) == quads_of(text)


def test_the_walk_knows_the_whole_grammar() -> None:
    assert walked(walk(KNOTTY, BASE)) == quads_of(KNOTTY)
    assert len(quads_of(KNOTTY)) == 21


IRIS = st.sampled_from([NamedNode(BASE + name) for name in ("", "#a", "#b.c", "/d%20e", "#日本")])
LITERALS = st.builds(Literal, st.text(st.characters(codec="utf-8", exclude_characters="\r")))
CODES = st.builds(
    lambda text: Literal(text, datatype=NamedNode(BASE)), st.text("a\"'\\\n\t\v.", max_size=5)
)
QUADS = st.builds(Quad, IRIS, IRIS, IRIS | LITERALS | CODES, IRIS | st.just(DefaultGraph()))


@given(st.lists(QUADS, max_size=6))
def test_the_walk_finds_whatever_a_serialiser_writes(quads: list[Quad]) -> None:
    text = (serialize(quads, format=RdfFormat.TRIG) or b"").decode()

    assert walked(walk(text, BASE)) == set(quads)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<#a> <#p> [ <#q> <#b> , [ ] ; <#r> ( 1 ( 2 ) [] ) ] .", 12),
        ("[ <#q> 1 ] . [ <#q> 2 ] <#r> 3 . [] <#p> 4 . (1) <#p> 5 .", 7),
        ("_:a <#p> _:b.c , _:1-d .", 2),
        ("[] { <#a> <#p> 1 } _:g { <#a> <#p> 2 }", 2),
    ],
)
def test_blank_nodes_give_as_many_triples_as_the_parser_finds(body: str, count: int) -> None:
    assert len(walk(body, BASE).triples) == count == len(parse(body, RdfFormat.TRIG, BASE))


TEXT = """\
@prefix kg: <https://w3id.org/parley/ns/> .
<> {
    <#c1> a kg:Claim ;
        kg:relays <#c2> , <#c3> .
}
<#c4> { }
"""


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "place"),
    [
        ("#c1", "relays", BASE + "#c3", (4, 27)),
        ("#c1", "relays", BASE + "#c9", (4, 9)),
        ("#c1", "relays", None, (4, 9)),
        ("#c1", "denies", BASE + "#c3", (3, 5)),
        ("#c1", None, None, (3, 5)),
        ("#c3", None, None, (4, 27)),
        ("#c4", None, None, (6, 1)),
        ("#c5", None, None, None),
    ],
)
def test_a_triple_is_found_where_it_stands(
    subject: str, predicate: str | None, value: str | None, place: tuple[int, int] | None
) -> None:
    iri = f"https://w3id.org/parley/ns/{predicate}" if predicate else None

    assert walk(TEXT, BASE).find(BASE + subject, iri, value) == place


@pytest.mark.parametrize(
    "text", ["<#a> <#b>", "a a a a", "x:y x:z 1 .", "} } <#a> [ ( ", '"', "<#a> { <#b>", "@prefix"]
)
def test_a_text_with_a_fault_does_not_stop_the_walk(text: str) -> None:
    assert walk(text, BASE).text == text


def test_the_walk_goes_on_behind_a_fault() -> None:
    assert len(walk("x:y x:z 1 . <#a> <#b> 2 .", BASE).triples) == 1
