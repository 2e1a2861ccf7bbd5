"""The competency questions: each is answered by stored questions.

`competency/questions.yaml` names for each question the stored ones that answer it: by an example in
the header, whose answer is in `answers/`, or with what is given to them. For these
`competency/<question>.csv` holds the columns that matter, worked out from the text;
`<question>-2.csv` answers the second query of a question.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from kg.build import Build, make
from kg.project import Project
from kg.queries import StoredQuery, load
from kg.store import Store
from rows import Rows, asked, comparable, pairs, read

HERE = Path(__file__).parent / "competency"
STORED = Path(__file__).parents[1] / "queries"
ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
FORTY = (
    "01 02 03 08 09 10 11 12 17 18 19 20 25 26 27 32 33 34 35 36 "
    "41 42 43 44 49 50 51 56 57 58 59 63 64 65 69 70 71 75 76 77"
)


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


def question_of(query: str) -> StoredQuery:
    path = STORED / f"{query}.rq"
    return load(path.read_text("utf-8"), path)


ASKS = list(asks())
ANSWERED = {ask.answer for ask in ASKS}


@pytest.fixture(scope="module")
def store(build: Build) -> Store:
    return build.store()


def found_by(ask: Ask, store: Store, project: Project) -> Rows:
    return asked(store, question_of(ask.query), ask.given, project.prefixes)


def test_all_forty_questions_are_here() -> None:
    assert [f"CQ{number}" for number in FORTY.split()] == list(QUESTIONS)
    assert len(QUESTIONS) == 40


def test_questions_and_answers_pair_up() -> None:
    assert {path for path in ANSWERED if path.parent == HERE} == set(HERE.glob("*.csv"))
    assert all(path.is_file() for path in ANSWERED)


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.name)
def test_a_query_gives_the_answer_of_the_text(ask: Ask, store: Store, project: Project) -> None:
    expected = read(ask.answer)
    found = found_by(ask, store, project)

    assert expected
    assert comparable(found, expected) == comparable(expected, expected)


CLAIM = """
<> {
    <#planted> a kg:Claim ; kg:claimant person:taisuke-abiru ; kg:commitment kg:Asserts ;
        kg:inPassage <#s1p1> .
}
"""
# What a document would have to tell, and which values of a column are negative answers then.
PLANTED = {
    "CQ03": (
        "<#planted> { group:european-leaders foaf:member person:rustem-umerov }",
        ("circleLabel", {"European states"}),
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
        "<> { <#fn-iii> kg:cites <ft-2025-10-14> , <ft-2025-10-31> }",
        ("publisherLabel", {"Bloomberg", "CNN", "NBC"}),
    ),
    "CQ76": (
        "<#planted> { event:us-answer kg:occurrence kg:TookPlace }",
        ("later", {"reported"}),
    ),
}


@pytest.fixture(scope="module")
def planted(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What is made of the project's files when the essay tells all of PLANTED as well."""
    root = tmp_path_factory.mktemp("planted")
    for folder in ("data", "ontology"):
        shutil.copytree(project.root / folder, root / folder)
    with (root / "data/sources/abiru-2025.trig").open("a", encoding="utf-8") as essay:
        for name, (told, _) in PLANTED.items():
            essay.write(f"{CLAIM}{told}\n".replace("#planted", f"#planted-{name}"))
    return make(Project(root))


@pytest.mark.parametrize("name", PLANTED)
def test_a_negative_answer_gives_way_to_what_is_told(
    name: str, planted: Store, project: Project
) -> None:
    _, (column, remaining) = PLANTED[name]
    ask = next(ask for ask in ASKS if ask.name == name)
    found = found_by(ask, planted, project)

    assert {row[column] for row in found if row.get("answer") != "reported"} == remaining


def test_every_negative_question_has_a_planted_fact() -> None:
    negative = {ask.name for ask in ASKS if "negative" in question_of(ask.query).tags}

    assert set(PLANTED) == negative
