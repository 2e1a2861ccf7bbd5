"""The naive form of a question, with which the bench compares it, gives the same rows.

`bench/naive/<question>.rq` has the slots of the question and asks the same without what some of the
rules derive.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from bench.questions import NAIVE, naive_form
from kg.build import Build
from rows import Rows, asked, pairs
from test_answers import QUESTIONS

NAMES = sorted(path.stem for path in NAIVE.glob("*.rq"))

# What any reader needs: how far a claim is to be trusted, and what is a kind of what.
NEEDED = {"hierarchy", "standing"}


def leans_on(text: str) -> set[str]:
    """Return the rules whose graphs a query reads, those that any reader needs aside."""
    return set(re.findall(r"GRAPH derived:(\w+)", text)) - NEEDED


def counted(rows: Rows) -> Counter[tuple[frozenset[str], ...]]:
    """Count *rows*, in which the order of several names is left to the engine."""
    cells = ([*row.values()] for row in rows)
    return Counter(tuple(frozenset(c.replace(";", " ").split()) for c in row) for row in cells)


def test_there_are_naive_forms_of_questions_that_exist() -> None:
    assert len(NAMES) > 5
    assert set(NAMES) <= {Path(path).stem for path in QUESTIONS}


def test_each_question_that_leans_on_a_rule_has_a_naive_form() -> None:
    leaning = {path.stem for path in QUESTIONS if leans_on(path.read_text("utf-8"))}

    assert leaning - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_naive_form_does_without_a_rule(build: Build, name: str) -> None:
    question = build.queries[name]
    naive = naive_form(question)

    assert naive
    assert leans_on(question.text) - leans_on(naive.text)
    assert "LIMIT" not in naive.text


@pytest.mark.peers
@pytest.mark.parametrize("name", NAMES)
def test_the_naive_form_gives_the_same_rows(build: Build, name: str) -> None:
    question = build.queries[name]
    naive = naive_form(question)

    assert naive
    for example in question.examples or [{}]:
        given = pairs(example)
        one, other = (asked(build.store(), q, given, build.prefixes) for q in (question, naive))
        assert one
        assert counted(one) == counted(other)
