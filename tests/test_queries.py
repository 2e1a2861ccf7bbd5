"""Values are bound as terms, and a header that disagrees with its body is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import BadInput
from kg.queries import StoredQuery, load, slots
from kg.store import Store

HEADER = """\
#+ summary: Who?
#+ summary-ja: 誰か。
#+ params:
#+   name: {datatype: xsd:string}
#+   thing: {class: kg:Agent}
"""
BODY = 'SELECT ?name ?thing WHERE { VALUES ?name { "x" } VALUES ?thing { UNDEF } }'
PATH = Path("who.rq")


def question(body: str = BODY, header: str = HEADER) -> StoredQuery:
    return load(header + body, PATH)


def test_an_unbound_optional_parameter_loses_its_line() -> None:
    bound = question().bind({})

    assert [slot.name for slot in slots(bound)] == ["name"]


def test_a_default_stays_where_no_value_is_given() -> None:
    (row,) = Store().select(question().bind({}))

    assert row["name"] == Literal("x")


def test_several_values_are_several_rows() -> None:
    values = [Literal("a"), Literal("b")]

    assert [row["name"] for row in Store().select(question().bind({"name": values}))] == values


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_value_cannot_escape_its_slot(text: str) -> None:
    rows = list(Store().select(question().bind({"name": [Literal(text)]})))

    assert [row["name"] for row in rows] == [Literal(text)]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_iri_cannot_escape_its_slot(text: str) -> None:
    try:
        node = NamedNode(f"http://example.org/{text}")
    except ValueError:
        return
    rows = list(Store().select(question().bind({"thing": [node]})))

    assert [row["thing"] for row in rows] == [node]


def test_every_slot_of_a_name_is_bound() -> None:
    body = 'SELECT ?name { VALUES ?name { "x" } { VALUES ?name { "y" } } VALUES ?thing { UNDEF } }'
    rows = list(Store().select(question(body).bind({"name": [Literal("z")]})))

    assert [row["name"] for row in rows] == [Literal("z")]


def test_values_in_comments_and_strings_are_no_slots() -> None:
    text = '# VALUES ?a { 1 }\nSELECT ?x { BIND("VALUES ?b { 2 }" AS ?x) }'

    assert list(slots(text)) == []


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(BadInput, match="who has no parameter 'nome'; it has: name, thing"):
        question().bind({"nome": [Literal("x")]})


def test_a_missing_parameter_is_refused() -> None:
    header = HEADER.replace("class: kg:Agent", "class: kg:Agent, required: true")

    with pytest.raises(BadInput, match="who needs the parameter thing: give -p thing="):
        question(header=header).bind({})


@pytest.mark.parametrize(
    ("header", "body", "fault"),
    [
        ("", BODY, r"who.rq:1:1 has no #\+ header"),
        ("#+ summary: [\n", BODY, "who.rq:1:14 the header is no YAML"),
        ("#+ - a\n", BODY, "the header is no mapping"),
        (HEADER, 'SELECT ?name { VALUES ?name { "x" } }', r"the body has no VALUES \?thing"),
        (
            HEADER,
            BODY.replace("}", "VALUES ?more { 1 } }", 1),
            "does not declare the parameter more",
        ),
        ("#+ title: Who?\n", "", "unknown key 'title'"),
        ("#+ tags: [a]\n", "", "no summary"),
        (
            "#+ summary: Who?\n#+ summary-ja: 誰か。\n#+ params:\n#+   a: {}\n",
            "",
            "who.rq:4:6 parameter a needs either",
        ),
        (
            "#+ summary: Who?\n#+ summary-ja: 誰か。\n#+ params: [a]\n",
            "",
            "who.rq:3:4 the header's params",
        ),
        ("#+ summary: 3\n#+ summary-ja: 誰か。\n", "", "the header's summary"),
        ("#+ summary: Who?\n", "", "no summary-ja"),
        (
            "#+ summary: Who?\n#+ summary-ja: 誰か。\n#+ examples: [3]\n",
            "",
            "the header's examples",
        ),
        (
            HEADER.replace("kg:Agent", "kg:Agent, required: maybe"),
            BODY,
            "thing has a required that",
        ),
        (HEADER.replace("kg:Agent", "[kg:Agent]"), BODY, "who.rq:5:6 parameter thing has a class"),
        (
            HEADER,
            'SELECT ?name ?thing { VALUES ?name { "x" } VALUES ?thing {',
            r"no VALUES \?thing",
        ),
        (
            HEADER + "#+ summary: Whom?\n",
            BODY,
            r"who.rq:6:4 the header is no YAML: summary stands twice",
        ),
        (
            HEADER.replace("kg:Agent", "kg:Agent, class: kg:Person"),
            BODY,
            r"who.rq:5:31 the header is no YAML: class stands twice",
        ),
        ("#+ summary: Who\x07?\n", "", "the header is no YAML"),
        ("#+ 1: 2\n", "", "no mapping of words"),
    ],
)
def test_a_header_that_disagrees_with_its_body_is_refused(
    tmp_path: Path, header: str, body: str, fault: str
) -> None:
    path = tmp_path / "who.rq"
    path.write_text(header + body, "utf-8")

    with pytest.raises(BadInput, match=fault):
        load(header + body, path)


def test_a_question_survives_the_manifest() -> None:
    assert StoredQuery.from_json(question().to_json()) == question()
