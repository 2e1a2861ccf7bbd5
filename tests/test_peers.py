"""Each stored question runs as it stands in rdflib and in Virtuoso, and gives the same rows.

rdflib takes seconds where the store takes milliseconds, and Virtuoso has to be started, so these
tests are marked, and `.ci/run` runs them.
"""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
import virtuoso
from peers import rows
from pyoxigraph import Quad, QuerySolutions
from rdflib import Dataset
from virtuoso import Virtuoso

from kg.ask import values
from kg.build import Build
from kg.queries import StoredQuery, load
from kg.store import answered
from rows import pairs

pytestmark = [
    pytest.mark.peers,
    # rdflib 7.6 warns of its own use of its own names.
    pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning"),
]

QUESTIONS = sorted((Path(__file__).parents[1] / "queries").glob("*.rq"))


def cases() -> Iterator[tuple[StoredQuery, int]]:
    for path in QUESTIONS:
        question = load(path.read_text("utf-8"), path)
        for number in range(1, len(question.examples or [{}]) + 1):
            yield question, number


each_example = pytest.mark.parametrize(
    ("question", "number"), [pytest.param(q, n, id=f"{q.name}-{n}") for q, n in cases()]
)


def quads(build: Build) -> Iterator[Quad]:
    store = build.store()
    return (quad for graph in store.graphs() for quad in store.graph(graph))


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


def text_of(question: StoredQuery, number: int, build: Build) -> str:
    """Return what is asked in example *number* of *question*; the first one is its own text."""
    given = (question.examples or [{}])[number - 1]
    return question.bind(values(build.store(), question, pairs(given), build.prefixes))


def test_there_are_questions_to_ask() -> None:
    assert len([*cases()]) > len(QUESTIONS) > 5


@each_example
def test_rdflib_gives_the_same_rows(
    build: Build, dataset: Dataset, question: StoredQuery, number: int
) -> None:
    text = text_of(question, number, build)
    ours = rows(build.store().select(text), text)
    results = dataset.query(text).serialize(format="json")
    theirs = rows(cast("QuerySolutions", answered(results or b"")), text)

    assert ours
    assert theirs == ours


@each_example
def test_virtuoso_gives_the_same_rows(
    build: Build, server: Virtuoso, question: StoredQuery, number: int
) -> None:
    text = text_of(question, number, build)
    ours = rows(build.store().select(text), text)

    assert ours
    assert rows(server.select(text), text) == ours
