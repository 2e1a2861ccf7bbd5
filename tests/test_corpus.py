"""The made-up corpus of the benchmarks is valid, of the size asked for, and the same each time."""

from pathlib import Path

import pytest

from bench.corpus import corpus
from kg import checks
from kg.build import intake
from kg.project import Project


def test_a_small_corpus_has_no_fault(tmp_path: Path) -> None:
    corpus(2000).write(tmp_path / "made-up")

    assert checks.run(Project(tmp_path / "made-up")) == []


@pytest.mark.parametrize("quads", [1000, 20_000])
def test_a_corpus_is_as_large_as_asked_for(tmp_path: Path, quads: int) -> None:
    corpus(quads).write(tmp_path / "made-up")
    project = Project(tmp_path / "made-up")
    data = {*project.reference, *project.sources}

    found = sum(len(quads) for path, quads in intake.files(project) if path in data)

    assert quads <= found < quads * 1.05


def test_the_same_seed_gives_the_same_corpus() -> None:
    assert corpus(1000, seed=7) == corpus(1000, seed=7)
    assert corpus(1000, seed=7) != corpus(1000, seed=8)
