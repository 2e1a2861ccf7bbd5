"""The competency questions: each is answered by a query over the schema.

`competency/questions.yaml` names for each question the queries that answer it: stored questions, or
queries of the same form beside it, in which whatever the question fixes is a parameter.
`competency/<question>.csv` holds the columns that matter, worked out from the text;
`<question>-2.csv` answers the second query of a question.
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pyoxigraph import RdfFormat

from kg.ask import values
from kg.build import Build
from kg.checks import run
from kg.project import Project
from kg.queries import StoredQuery, load
from kg.store import Store, parse
from kg.terms import SOURCE, compact, plain

HERE = Path(__file__).parent / "competency"
STORED = Path(__file__).parents[1] / "queries"
QUESTIONS = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
FORTY = (
    "01 02 03 08 09 10 11 12 17 18 19 20 25 26 27 32 33 34 35 36 "
    "41 42 43 44 49 50 51 56 57 58 59 63 64 65 69 70 71 75 76 77"
)
SETS = {"actors", "asOneBody", "documents", "parts", "roles", "topics"}
QUERIES = sorted([*STORED.glob("*.rq"), *HERE.glob("*.rq")])

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Ask:
    """One query of a competency question: the name of the query, and what is given to it."""

    answer: str
    query: str
    pairs: tuple[str, ...]


def asks() -> Iterator[Ask]:
    for name, question in QUESTIONS.items():
        for number, ask in enumerate(question["ask"], start=1):
            suffix = "" if number == 1 else f"-{number}"
            pairs = tuple(f"{key}={value}" for key, value in given(ask))
            yield Ask(f"{name}{suffix}", ask["query"], pairs)


def given(ask: dict[str, dict[str, str | list[str]]]) -> Iterator[tuple[str, str]]:
    """Yield each parameter with each of its values."""
    for key, value in ask.get("given", {}).items():
        for one in value if isinstance(value, list) else [value]:
            yield key, one


ASKS = list(asks())


def file_of(query: str) -> Path:
    return next(path for path in QUERIES if path.stem == query)


def question_of(query: str) -> StoredQuery:
    path = file_of(query)
    return load(path.read_text("utf-8"), path)


@pytest.fixture(scope="module")
def asking(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with the test's queries among its own."""
    root = tmp_path_factory.mktemp("asking")
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(project.root / folder, root / folder)
    for query in HERE.glob("*.rq"):
        shutil.copy(query, root / "queries")
    return Project(root)


@pytest.fixture(scope="module")
def store(build: Build) -> Store:
    return build.store()


def found_by(ask: Ask, store: Store, project: Project) -> Rows:
    question = question_of(ask.query)
    answer = store.select(question.bind(values(store, question, ask.pairs, project.prefixes)))
    columns = [variable.value for variable in answer.variables]
    return [
        {n: compact(plain(t), project.prefixes) for n, t in zip(columns, row, strict=True)}
        for row in answer
    ]


def expected_of(answer: str) -> Rows:
    with (HERE / f"{answer}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def comparable(rows: Rows, columns: Rows) -> list[dict[str, object]]:
    """Return *rows* with the columns of the first of *columns*; several names are a set."""
    return [{name: cell(name, row[name]) for name in columns[0]} for row in rows]


def cell(name: str, text: str) -> object:
    if "assages" in name:
        return set(text.replace("abiru-2025#", "").split())
    return set(text.split("; ")) if name in SETS or name.startswith("relations") else text


def test_all_forty_questions_are_here() -> None:
    assert [f"CQ{number}" for number in FORTY.split()] == list(QUESTIONS)
    assert len(QUESTIONS) == 40


def test_questions_answers_and_queries_pair_up() -> None:
    assert {path.stem for path in HERE.glob("*.csv")} == {ask.answer for ask in ASKS}
    assert {path.stem for path in HERE.glob("*.rq")} <= {ask.query for ask in ASKS}


def test_no_query_here_has_the_name_of_a_stored_question() -> None:
    ours, stored = ({path.stem for path in folder.glob("*.rq")} for folder in (HERE, STORED))

    assert ours
    assert not ours & stored


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.answer)
def test_a_query_gives_the_answer_of_the_text(ask: Ask, store: Store, project: Project) -> None:
    expected = expected_of(ask.answer)
    found = found_by(ask, store, project)

    assert expected
    assert comparable(found, expected) == comparable(expected, expected)


def test_the_queries_pass_the_checks(asking: Project) -> None:
    assert [str(fault) for fault in run(asking, [asking.root / "queries"])] == []


PLANTED = {
    "CQ03": (
        "<#planted> { group:european-leaders foaf:member person:rustem-umerov }",
        ("memberLabel", {"Rustem Umerov", ""}),
    ),
    "CQ08": (
        "<#planted> { event:planted a kg:Call ;"
        " kg:participant person:jd-vance , person:sergey-lavrov }",
        ("memberLabel", {"Keith Kellogg", "Pete Hegseth"}),
    ),
    "CQ32": (
        "<#planted> { proposal:19-point-peace-plan kg:containsTerm term:planted }",
        ("proposalLabel", {"27-point peace plan"}),
    ),
    "CQ50": (
        "<> { <#fn-i> kg:footnoteMarkIn <#s1p1> }",
        ("footnote", {"abiru-2025#fn-iii"}),
    ),
    "CQ56": (
        "<> { <#fn-i> kg:cites <ft-2025-10-14> , <ft-2025-10-31> }",
        ("publisherLabel", {"Bloomberg", "CNN", "NBC"}),
    ),
    "CQ76": (
        "<#planted> { event:us-answer kg:occurrence kg:TookPlace }",
        ("later", {"reported"}),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_negative_answer_gives_way_to_what_is_told(
    name: str, store: Store, project: Project
) -> None:
    told, (column, remaining) = PLANTED[name]
    prefixes = "".join(f"@prefix {key}: <{iri}> .\n" for key, iri in project.prefixes.items())
    text = f"{prefixes}{told}\n<> {{ <#planted> a kg:Claim }}\n"
    known = [quad for graph in store.graphs() for quad in store.graph(graph)]
    planted = Store([*known, *parse(text, RdfFormat.TRIG, base=SOURCE + "abiru-2025")])
    ask = next(ask for ask in ASKS if ask.answer == name)

    assert {row[column] for row in found_by(ask, planted, project)} == remaining


def test_every_negative_question_has_a_planted_fact() -> None:
    negative = {ask.answer for ask in ASKS if "negative" in question_of(ask.query).tags}

    assert set(PLANTED) == negative
