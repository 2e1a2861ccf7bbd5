"""The competency questions: each is answered by a query over the schema.

`competency/questions.yaml` names for each question the queries that answer it: examples of stored
questions, whose answers are in `answers/`, or queries of the same form beside it, in which whatever
the question fixes is a parameter. For these `competency/<question>.csv` holds the columns that
matter, worked out from the text; `<question>-2.csv` answers the second query of a question.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pyoxigraph import RdfFormat

from command import copied
from kg.build import Build
from kg.checks import run
from kg.project import Project
from kg.queries import StoredQuery, load
from kg.store import Store, parse
from kg.terms import SOURCE
from rows import Rows, asked, comparable, pairs, read

HERE = Path(__file__).parent / "competency"
STORED = Path(__file__).parents[1] / "queries"
ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
FORTY = (
    "01 02 03 08 09 10 11 12 17 18 19 20 25 26 27 32 33 34 35 36 "
    "41 42 43 44 49 50 51 56 57 58 59 63 64 65 69 70 71 75 76 77"
)
QUERIES = sorted([*STORED.glob("*.rq"), *HERE.glob("*.rq")])


@dataclass(frozen=True)
class Ask:
    """One query of a competency question: its name, what is given to it, and its answer."""

    name: str
    query: str
    given: tuple[str, ...]
    answer: Path


def asks() -> Iterator[Ask]:
    for name, question in QUESTIONS.items():
        for number, ask in enumerate(question["ask"], start=1):
            label = name if number == 1 else f"{name}-{number}"
            if "example" in ask:
                yield _example(label, ask["query"], ask["example"])
            else:
                given = tuple(pairs(ask.get("given", {})))
                yield Ask(label, ask["query"], given, HERE / f"{label}.csv")


def _example(label: str, query: str, number: int) -> Ask:
    examples = question_of(query).examples or [{}]
    answer = ANSWERS / f"{query}{'' if number == 1 else f'-{number}'}.csv"
    return Ask(label, query, tuple(pairs(examples[number - 1])), answer)


def file_of(query: str) -> Path:
    return next(path for path in QUERIES if path.stem == query)


def question_of(query: str) -> StoredQuery:
    path = file_of(query)
    return load(path.read_text("utf-8"), path)


ASKS = list(asks())
ANSWERED = {ask.answer for ask in ASKS}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with the test's queries among its own."""
    root = copied(tmp_path_factory.mktemp("asking"))
    for query in HERE.glob("*.rq"):
        shutil.copy(query, root / "queries")
    return Project(root)


@pytest.fixture(scope="module")
def store(build: Build) -> Store:
    return build.store()


def found_by(ask: Ask, store: Store, project: Project) -> Rows:
    return asked(store, question_of(ask.query), ask.given, project.prefixes)


def test_all_forty_questions_are_here() -> None:
    assert [f"CQ{number}" for number in FORTY.split()] == list(QUESTIONS)
    assert len(QUESTIONS) == 40


def test_questions_answers_and_queries_pair_up() -> None:
    assert {path for path in ANSWERED if path.parent == HERE} == set(HERE.glob("*.csv"))
    assert all(path.is_file() for path in ANSWERED)
    assert {path.stem for path in HERE.glob("*.rq")} <= {ask.query for ask in ASKS}


def test_no_query_here_has_the_name_of_a_stored_question() -> None:
    ours, stored = ({path.stem for path in folder.glob("*.rq")} for folder in (HERE, STORED))

    assert ours
    assert not ours & stored


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.name)
def test_a_query_gives_the_answer_of_the_text(ask: Ask, store: Store, project: Project) -> None:
    expected = read(ask.answer)
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
    ask = next(ask for ask in ASKS if ask.name == name)

    assert {row[column] for row in found_by(ask, planted, project)} == remaining


def test_every_negative_question_has_a_planted_fact() -> None:
    negative = {ask.name for ask in ASKS if "negative" in question_of(ask.query).tags}

    assert set(PLANTED) == negative
