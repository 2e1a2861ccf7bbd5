"""Each stored question runs as it stands in rdflib, and gives the same rows.

rdflib takes seconds where the store takes milliseconds, so these tests are marked, and `.ci/run`
runs them.
"""

from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from rdflib import Dataset

from kg.build import Build
from kg.terms import plain

pytestmark = [
    pytest.mark.peers,
    # rdflib 7.6 warns of its own use of its own names.
    pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning"),
]

QUESTIONS = sorted(path.stem for path in (Path(__file__).parents[1] / "queries").glob("*.rq"))

Row = tuple[frozenset[str], ...]


@pytest.fixture(scope="module")
def dataset(build: Build) -> Dataset:
    store = build.store()
    lines = (f"{quad} .\n" for graph in store.graphs() for quad in store.graph(graph))
    found = Dataset()
    found.parse(BytesIO("".join(lines).encode()), format="nquads")
    return found


def words(cell: str) -> frozenset[str]:
    """Return a cell for comparison: the order within GROUP_CONCAT is the engine's."""
    return frozenset(cell.replace(";", " ").split())


@pytest.mark.parametrize("name", QUESTIONS)
def test_rdflib_gives_the_same_rows(build: Build, dataset: Dataset, name: str) -> None:
    text = build.queries[name].text
    ours = Counter(tuple(words(plain(term)) for term in row) for row in build.store().select(text))
    theirs: Counter[Row] = Counter(
        tuple(words("" if term is None else str(term)) for term in row)
        for row in dataset.query(text)
        if isinstance(row, tuple)
    )

    assert ours
    assert theirs == ours
