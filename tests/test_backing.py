"""Behind each row of a stored question stands who claims it, on whose word, and where."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.ask import values
from kg.backing import with_evidence
from kg.build import Build
from kg.chains import evidence
from kg.errors import BadInput
from kg.names import Labels
from kg.projection import with_claims
from kg.queries import StoredQuery, load
from kg.results import Result, result
from kg.store import Store
from kg.terms import SOURCE
from rows import pairs

QUESTIONS = [
    load(path.read_text("utf-8"), path)
    for path in sorted((Path(__file__).parents[1] / "queries").glob("*.rq"))
]
OWN_STEP = {"evidence-of"}  # a row of which is a step of a chain, with the claimant of that step


def cases() -> Iterator[object]:
    for question in QUESTIONS:
        if not question.no_evidence:
            for number, given in enumerate(question.examples or [{}], start=1):
                yield pytest.param(question, pairs(given), id=f"{question.name}-{number}")


def asked(build: Build, question: StoredQuery, given: list[str]) -> tuple[Result, Result]:
    """The answer to *question* without evidence, and with it."""
    store = build.store()
    bound = values(store, question, given, build.prefixes)
    bare = result(store.query(question.bind(bound)), build.prefixes)
    found = result(store.query(question.bind_with_claims(bound)), build.prefixes)
    return bare, with_evidence(store, found, Labels(store, build.prefixes))


@pytest.mark.parametrize(("question", "given"), list(cases()))
def test_each_row_has_a_claim_its_claimant_and_a_passage(
    build: Build, question: StoredQuery, given: list[str]
) -> None:
    bare, proven = asked(build, question, given)

    assert proven
    assert all(row["claim"] and row["claimant"] and row["passage"] for row in proven)
    assert all(row["toldBy"] and row["toldByLabel"] for row in proven)
    if question.name not in OWN_STEP:
        links = evidence(build.store(), {NamedNode(str(row["claim"])) for row in proven})
        assert all(
            row["claimant"] == links[str(row["claim"])][0].chain[-1].claimant for row in proven
        )
    assert dict.fromkeys(cells(bare, bare.columns)) == dict.fromkeys(cells(proven, bare.columns))


def cells(found: Result, columns: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    """The rows of *found* under *columns*; names that are joined in a cell come in any order."""
    for row in found:
        yield tuple(
            frozenset(cell.replace(";", " ").split()) if isinstance(cell, str) else cell
            for cell in (row[column] for column in columns)
        )


def test_a_question_without_evidence_says_why(build: Build) -> None:
    without = [question for question in QUESTIONS if question.no_evidence]

    assert without
    for question in without:
        with pytest.raises(BadInput, match=f"no claims behind the rows of {question.name}: "):
            question.bind_with_claims(
                values(build.store(), question, pairs(question.examples[0]), build.prefixes)
                if question.examples
                else {}
            )


def test_a_chain_is_told_from_the_claim_outwards(build: Build) -> None:
    question = build.queries["evidence-of"]
    _, proven = asked(build, question, ["thing=position:putin-ready-for-concept"])
    told = {(row.through, row.toldByLabel, row.passage) for row in proven}

    assert told == {
        ("Sergey Lavrov; Kommersant", "Taisuke Abiru", f"{SOURCE}abiru-2025#s6p2"),
        ("Sergey Lavrov; Kommersant", "Taisuke Abiru", f"{SOURCE}abiru-2025#fn-x"),
    }


@pytest.mark.parametrize(
    ("text", "projected"),
    [
        ("SELECT ?x WHERE { GRAPH ?claim { ?x ?y ?z } }", "?x  ?claim WHERE"),
        ("SELECT ?x { GRAPH ?claim { ?x ?y ?z } }", "?x  ?claim {"),
        ("SELECT ?x FROM <x:g> { GRAPH ?claim { ?x ?y ?z } }", "?x  ?claim FROM"),
        ("SELECT ?x (STR(?z) AS ?w) { GRAPH ?claim { ?x ?y ?z } }", ")  ?claim {"),
        ("SELECT ?x { { ?x ?y ?z } UNION { GRAPH ?claim { ?x ?y ?z } } }", "?claim {"),
        ("SELECT ?x { GRAPH ?g { ?x ?y 'GROUP {' } GRAPH ?claim { ?x ?y ?z } }", "?x  ?claim {"),
        ("SELECT ?x { { SELECT ?claim { GRAPH ?claim { ?x ?y ?z } } } }", "?x  ?claim {"),
        ("SELECT ?x { { SELECT (?g AS ?claim) { GRAPH ?g { ?x ?y ?z } } } }", "?x  ?claim {"),
        ("SELECT ?x { GRAPH ?claim { ?x ?y ?z } } GROUP BY ?x", "AS ?claimsBehind) {"),
        ("SELECT (COUNT(?x) AS ?n) { GRAPH ?claim { ?x ?y ?z } }", "AS ?claimsBehind) {"),
        ("SELECT ?x ?claim { GRAPH ?claim { ?x ?y ?z } }", "SELECT ?x ?claim {"),
        ("SELECT (COUNT(?claim) AS ?n) { GRAPH ?claim { ?x ?y ?z } }", "AS ?claimsBehind) {"),
    ],
)
def test_the_claim_is_put_into_the_select_clause(text: str, projected: str) -> None:
    found = with_claims(text)

    assert found is not None
    assert projected in found
    assert Store().query(found)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { GRAPH ?g { ?x ?y '?claim' } } # ?claim",
        "SELECT ?x { GRAPH ?g { ?x ?y ?z } MINUS { GRAPH ?claim { ?x ?y ?z } } }",
        "SELECT ?x { GRAPH ?g { ?x ?y ?z } FILTER NOT EXISTS { GRAPH ?claim { ?x ?y ?z } } }",
        "SELECT ?x { { SELECT ?x { GRAPH ?claim { ?x ?y ?z } } } }",
        "SELECT ?x { { SELECT ?x (COUNT(?claim) AS ?n) { GRAPH ?claim { ?x ?y 1 } } GROUP BY ?x }}",
        "SELECT ?x { GRAPH ?claimed { ?x ?y ?z } }",
        "ASK { GRAPH ?claim { ?x ?y ?z } }",
    ],
)
def test_a_claim_that_is_hidden_or_not_there_is_none(text: str) -> None:
    Store().query(text)

    assert with_claims(text) is None


def test_the_claims_of_a_group_do_not_split_it() -> None:
    quads = [
        Quad(NamedNode("x:a"), NamedNode("x:p"), Literal(i), NamedNode(f"x:c{i}")) for i in range(3)
    ]
    text = "SELECT ?s (COUNT(?o) AS ?n) { GRAPH ?claim { ?s ?p ?o } } GROUP BY ?s"
    (row,) = result(Store(quads).query(with_claims(text) or ""), {})

    assert (row.n, set(str(row.claimsBehind).split())) == (3, {"x:c0", "x:c1", "x:c2"})
