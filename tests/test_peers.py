"""Each stored question runs as it stands in rdflib and in Virtuoso, and gives the same rows.

So does each of its examples; of rdflib the first is not asked, which is mostly what stands in the
file. rdflib takes seconds where the store takes milliseconds, and Virtuoso has to be started, so
these tests are marked, and `.ci/run` runs them.
"""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import Quad, QuerySolutions
from rdflib import Dataset

import virtuoso
from kg.ask import values
from kg.build import Build
from kg.queries import StoredQuery, load
from kg.store import Store, answered
from peers import rows
from rows import pairs
from virtuoso import Virtuoso

pytestmark = [
    pytest.mark.peers,
    # rdflib 7.6 warns of its own use of its own names.
    pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning"),
]

QUESTIONS = sorted((Path(__file__).parents[1] / "queries").glob("*.rq"))
AS_IT_STANDS, FIRST_EXAMPLE = 0, 1


def each_case(asked: Callable[[int], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Return a mark that runs a test for each question and number that is *asked*."""
    cases = [
        pytest.param(question, number, id=f"{question.name}-{number}")
        for question in (load(path.read_text("utf-8"), path) for path in QUESTIONS)
        for number in filter(asked, range(len(question.examples) + 1))
    ]
    return pytest.mark.parametrize(("question", "number"), cases)


def quads(build: Build) -> Iterator[Quad]:
    store = build.store()
    return (quad for graph in store.graphs() for quad in store.graph(graph))


def text_of(question: StoredQuery, number: int, build: Build) -> str:
    """Return the text that asks example *number* of *question*, or what stands in its file."""
    if number == AS_IT_STANDS:
        return question.text
    given = pairs(question.examples[number - 1])
    return question.bind(values(build.store(), question, given, build.prefixes))


@pytest.fixture(scope="module")
def dataset(build: Build) -> Dataset:
    found = Dataset()
    found.parse(BytesIO("".join(f"{quad} .\n" for quad in quads(build)).encode()), format="nquads")
    return found


@pytest.fixture(scope="module")
def server(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    if not virtuoso.installed() and os.environ.get("CI") != "true":
        pytest.skip(f"virtuoso-t is not installed: {virtuoso.INSTALL}")
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso"), quads(build)) as found:
        yield found


@each_case(lambda number: number != FIRST_EXAMPLE)
def test_rdflib_gives_the_same_rows(
    build: Build, dataset: Dataset, question: StoredQuery, number: int
) -> None:
    text = text_of(question, number, build)
    ours = rows(build.store().select(text), text)
    results = dataset.query(text).serialize(format="json")

    assert ours
    assert rows(cast("QuerySolutions", answered(results or b"")), text) == ours


@each_case()
def test_virtuoso_gives_the_same_rows(
    build: Build, server: Virtuoso, question: StoredQuery, number: int
) -> None:
    text = text_of(question, number, build)
    ours = rows(build.store().select(text), text)

    assert ours
    assert rows(server.select(text), text) == ours


@pytest.mark.parametrize(
    "other", ['"truce"@ja', '"truce"', "<urn:truce>", "UNDEF", '"truce"@en "truce"@en']
)
def test_another_term_is_another_row(other: str) -> None:
    text = "SELECT ?x { VALUES ?x { %s } }"
    answer, another = (Store().select(text % terms) for terms in ('"truce"@en', other))

    assert rows(another, text) != rows(answer, text)


def test_words_that_bring_their_separator_count_in_any_order() -> None:
    text = (
        'SELECT (REPLACE(GROUP_CONCAT(?x; SEPARATOR=""), "; $", "") AS ?all) { VALUES ?x { %s } }'
    )
    answer, turned, other = (
        rows(Store().select(text % terms), text)
        for terms in ('"a; " "b; "', '"b; " "a; "', '"a; " "c; "')
    )

    assert turned == answer
    assert other != answer


def test_the_order_of_joined_words_is_none_and_the_words_count() -> None:
    text = 'SELECT (GROUP_CONCAT(?x; SEPARATOR=" ") AS ?all) { VALUES ?x { %s } }'
    answer, turned, other = (
        rows(Store().select(text % terms), text) for terms in ('"a" "b"', '"b" "a"', '"a" "c"')
    )

    assert turned == answer
    assert other != answer
