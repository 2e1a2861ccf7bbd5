"""Each stored question gives the answer that was worked out from the text.

`answers/<question>.csv` answers the first example of the question's header, `<question>-2.csv` the
second. A file holds the columns that matter; several passages or participants compare as a set.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.ask import values
from kg.build import Build
from kg.project import Project
from kg.queries import StoredQuery, load
from rows import asked, comparable, pairs, read

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = sorted((Path(__file__).parents[1] / "queries").glob("*.rq"))


def cases() -> Iterator[tuple[StoredQuery, int]]:
    for path in QUESTIONS:
        question = load(path.read_text("utf-8"), path)
        for number in range(1, len(question.examples or [{}]) + 1):
            yield question, number


def answer_file(question: StoredQuery, number: int) -> Path:
    return ANSWERS / f"{question.name}{'' if number == 1 else f'-{number}'}.csv"


@pytest.mark.parametrize(
    ("question", "number"), [pytest.param(q, n, id=f"{q.name}-{n}") for q, n in cases()]
)
def test_a_question_gives_the_answer_of_the_text(
    build: Build, question: StoredQuery, number: int
) -> None:
    given = (question.examples or [{}])[number - 1]
    expected = read(answer_file(question, number))
    found = asked(build.store(), question, pairs(given), build.prefixes)

    assert expected
    assert comparable(found, expected) == comparable(expected, expected)


def test_every_question_is_in_a_family_and_asked_in_japanese_too() -> None:
    questions = [load(path.read_text("utf-8"), path) for path in QUESTIONS]

    assert len(questions) > 5
    assert all(question.family for question in questions)
    assert all(re.search("[ぁ-ん]", question.summary_ja) for question in questions)


def test_questions_and_answers_pair_up(project: Project) -> None:
    wanted = {answer_file(question, number).name for question, number in cases()}

    assert project.queries
    assert {path.name for path in ANSWERS.iterdir()} == wanted


NAMELESS = {("mappings", "target")}  # terms of other vocabularies, of which few have a label here


def test_what_has_a_label_is_shown_with_it(build: Build) -> None:
    store = build.store()
    without = set()
    for question, number in cases():
        given = pairs((question.examples or [{}])[number - 1])
        answer = store.select(question.bind(values(store, question, given, build.prefixes)))
        columns = [variable.value for variable in answer.variables]
        for row in (dict(zip(columns, row, strict=True)) for row in answer):
            without |= {
                (question.name, column)
                for column, term in row.items()
                if isinstance(term, NamedNode)
                and row.get(f"{column}Label") is None
                and any(True for _ in store.about(term, LABEL))
            }

    assert without == NAMELESS
