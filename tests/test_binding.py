"""What a user writes for a parameter is that term and no other, or it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph

from kg.ask import values
from kg.errors import BadInput
from kg.queries import load
from kg.store import Store
from kg.terms import KG, TYPE, XSD, Term, plain, spelt

HEADER = """\
#+ summary: Who?
#+ summary-ja: 誰か。
#+ params:
#+   actor: {class: kg:Agent}
#+   date: {datatype: xsd:date}
#+   lang: {datatype: xsd:language}
#+   moment: {datatype: xsd:dateTime}
#+   name: {datatype: xsd:string}
#+   number: {datatype: xsd:integer}
#+   thing: {class: rdfs:Resource}
"""
# One parameter has two slots; what stands in a comment or a string is none.
BODY = """
SELECT * WHERE {
    # VALUES ?name { "a comment" }
    VALUES ?actor { <https://example.org/default> }
    VALUES ?date { "2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }
    VALUES ?lang { "en" }
    VALUES ?moment { UNDEF }
    VALUES ?name { "default" }
    { VALUES ?name { "default" "other" } }
    VALUES ?number { 1 }
    VALUES ?thing { UNDEF }
    BIND('VALUES ?name { "a string" }' AS ?said)
}
"""
QUESTION = load(HEADER + BODY, Path("who.rq"))
PREFIXES = {"ex": "https://example.org/", "kg": KG, "xsd": XSD}
AGENT, LABEL = (
    NamedNode(KG + "Agent"),
    NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
)
NORTH, TROOPS = NamedNode("https://example.org/north"), NamedNode("https://example.org/troops")
GRAPH = NamedNode("https://w3id.org/parley/graph/accepted")
DEFAULTS: dict[str, Term | None] = {
    "actor": NamedNode("https://example.org/default"),
    "date": Literal("2025-01-01", datatype=NamedNode(XSD + "date")),
    "lang": Literal("en"),
    "name": Literal("default"),
    "number": Literal(1),
    "said": Literal('VALUES ?name { "a string" }'),
}
PIECES = [
    *('"', "'", '"""', "'''", "\\", "\\u0022", "\\U00000022", "\\u005C", "\\u000A", "{", "}", "#"),
    *(
        "\n",
        "\r",
        "\0",
        "\x01",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ud800",
        "\udcff",
        "<",
        ">",
        "?name",
    ),
    *(
        " VALUES ?name ",
        "UNDEF",
        "^^xsd:date",
        "@en",
        ":",
        "/",
        "-p",
        "=",
        "２",
        "é",
        "a",
        "0",
        " ",
    ),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(min_size=1, max_size=3), min_size=1).map(
    "".join
)
DAYS = st.dates().map(str) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)
MOMENTS = st.datetimes().map(lambda moment: moment.isoformat())


def store(labels: Mapping[NamedNode, str], agents: Sequence[NamedNode]) -> Store:
    quads = [Quad(thing, LABEL, Literal(text), GRAPH) for thing, text in labels.items()]
    return Store([*quads, *(Quad(agent, NamedNode(TYPE), AGENT, GRAPH) for agent in agents)])


STORE = store({NORTH: "Northland", TROOPS: "troops"}, [NORTH])


def rows(
    asked: Store, name: str, texts: Sequence[str]
) -> tuple[list[Term], list[dict[str, Term | None]]]:
    """The terms that *texts* mean for the parameter *name*, and the rows of the question."""
    terms = values(asked, QUESTION, [f"{name}={text}" for text in texts], PREFIXES)
    found = asked.select(QUESTION.bind(terms))
    columns = [variable.value for variable in found.variables]
    return terms[name], [dict(zip(columns, row, strict=True)) for row in found]


def refused(text: str) -> bool:
    """Whether *text* is none that RDF can hold."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def must_be_bound(name: str, datatype: str, text: str) -> bool:
    """Return whether *text* is taken, which must then be the one thing that changes."""
    try:
        terms, found = rows(STORE, name, [text])
    except BadInput:
        return False
    written = text.lower() if datatype == "language" else text
    kind = "string" if datatype == "language" else datatype
    assert terms == [Literal(written, datatype=NamedNode(XSD + kind))]
    assert [as_value(row.pop(name)) for row in found] == [as_value(terms[0])]
    assert found == [{column: DEFAULTS.get(column) for column in found[0]}]
    return True


def as_value(term: Term | None) -> object:
    """Return *term*, or what it means where the store writes it in one way: 007 as 7."""
    if isinstance(term, Literal) and term.datatype.value == XSD + "integer":
        return int(term.value)
    if isinstance(term, Literal) and term.datatype.value == XSD + "dateTime":
        return datetime.fromisoformat(term.value)
    return term


@given(HOSTILE)
@example('x" } } #')
@example("\\u0022 } #")
@example("\\u000A")
@example("\x01abcd")
@example("\\" * 7 + "u0022")
def test_any_text_is_bound_as_it_is_or_is_no_unicode(text: str) -> None:
    assert must_be_bound("name", "string", text) is not refused(text)


def test_a_very_long_text_is_bound_as_it_is() -> None:
    assert must_be_bound("name", "string", "x" * 1_000_000)


@given(HOSTILE | DAYS)
def test_a_date_is_bound_as_it_is_or_refused(text: str) -> None:
    must_be_bound("date", "date", text)


@given(HOSTILE | MOMENTS)
def test_a_moment_is_bound_as_it_is_or_refused(text: str) -> None:
    must_be_bound("moment", "dateTime", text)


@given(HOSTILE | st.integers().map(str))
def test_an_integer_is_bound_as_it_is_or_refused(text: str) -> None:
    must_be_bound("number", "integer", text)


@given(HOSTILE | st.from_regex("[A-Za-z-]{1,12}", fullmatch=True))
def test_a_language_is_bound_in_lower_case_or_refused(text: str) -> None:
    must_be_bound("lang", "language", text)


@pytest.mark.parametrize(
    ("name", "datatype", "text", "taken"),
    [
        ("date", "date", "2024-02-29", True),
        ("date", "date", "2025-02-29", False),
        ("date", "date", "2025-W01-1", False),
        ("date", "date", "２０２５-01-01", False),
        ("moment", "dateTime", "2025-08-15T12:00:00Z", True),
        ("moment", "dateTime", "2025-08-15T12:00:00.25+09:00", True),
        ("moment", "dateTime", "2025-08-15T12:00", False),
        ("moment", "dateTime", "20250815T120000", False),
        ("moment", "dateTime", "2025-W33-5T12:00:00", False),
        ("moment", "dateTime", "2025-02-30T12:00:00", False),
        ("number", "integer", "-" + "9" * 18, True),
        ("number", "integer", "9" * 19, False),
        ("number", "integer", "1.0", False),
        ("lang", "language", "zh-Hans", True),
        ("lang", "language", "en_GB", False),
    ],
)
def test_a_literal_is_taken_or_refused(name: str, datatype: str, text: str, taken: bool) -> None:
    assert must_be_bound(name, datatype, text) is taken


@given(HOSTILE)
def test_any_name_means_the_thing_that_has_it_or_is_refused(text: str) -> None:
    named = {NORTH: "Northland", TROOPS: "troops"}
    for asked in [STORE] if refused(text) else [STORE, store(named | {NORTH: text}, [NORTH])]:
        try:
            terms, found = rows(asked, "actor", [text])
        except BadInput:
            continue
        assert terms == [NORTH]
        assert [row["actor"] for row in found] == [NORTH]


@given(HOSTILE)
@example("it's \\u0022 }")
def test_a_thing_is_found_by_any_name(text: str) -> None:
    if refused(text) or ":" in text or text.startswith("<"):
        return
    terms, _ = rows(store({NORTH: text}, [NORTH]), "actor", [text])

    assert terms == [NORTH]


@given(HOSTILE)
@example("\xa0")
def test_an_iri_is_bound_as_it_is_or_refused(text: str) -> None:
    try:
        node = NamedNode(f"https://example.org/{text}")
    except ValueError:
        node = TROOPS
    asked = store({node: "it", TROOPS: "troops"}, [])
    for written in (f"https://example.org/{text}", f"<https://example.org/{text}>", f"ex:{text}"):
        try:
            terms, found = rows(asked, "thing", [written])
        except BadInput:
            assert node is TROOPS
            continue
        assert terms == [node]
        assert [row["thing"] for row in found] == [node]


@pytest.mark.parametrize("text", ["troops", "ex:troops", "<https://example.org/troops>"])
def test_a_thing_of_another_class_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"is no kg:Agent: there are: .Northland.$"):
        rows(STORE, "actor", [text])


def test_an_iri_between_angle_brackets_is_no_curie() -> None:
    with pytest.raises(BadInput, match="nothing is known of <ex:north>"):
        rows(STORE, "actor", ["<ex:north>"])


def test_several_values_are_several_rows_each_once() -> None:
    terms, found = rows(STORE, "thing", ["troops", "ex:north", "https://example.org/troops"])

    assert terms == [TROOPS, NORTH]
    assert [row["thing"] for row in found] == [TROOPS, NORTH]


def test_a_parameter_without_a_value_is_refused() -> None:
    with pytest.raises(BadInput, match="who is given the parameter name without a value"):
        QUESTION.bind({"name": []})


def test_a_message_does_not_repeat_a_long_text() -> None:
    for name in ("actor", "thing", "date", "number"):
        with pytest.raises(BadInput) as refusal:
            rows(STORE, name, ["x" * 100_000])
        assert len(str(refusal.value)) < 200


@settings(deadline=None, max_examples=40)  # rdflib is slow
@given(HOSTILE.filter(lambda text: not refused(text)))
@example("\\u0022 } #")
@example("\\u000A")
@example("\\\\u000a")
@example("\x01abcd")
def test_rdflib_reads_the_same_text(text: str) -> None:
    (row,) = Graph().query(f"SELECT ?name {{ VALUES ?name {{ {spelt(Literal(text))} }} }}")

    assert [str(term) for term in row] == [plain(Literal(text))]  # type: ignore[union-attr]  # a row, as it is a SELECT
