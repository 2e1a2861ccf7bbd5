"""Every file of the project is read by the libraries of others, without a word of complaint.

owlready2 reads what `kg reason` writes for it; that is tested with the reasoner.
"""

import logging
from pathlib import Path

import pytest
import rdflib

from kg import project
from kg.build import intake
from kg.project import Project

# rdflib warns of what its own reader of TriG uses.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context is deprecated", "ignore:ConjunctiveGraph is deprecated"
)

REAL = project.find(Path(__file__).parent)
FILES = sorted(
    path
    for folder in ("data", "ontology")
    for path in (REAL.root / folder).rglob("*.t*")
    if path.suffix in (".ttl", ".trig")
)
DATE = "<https://example.org/x> <https://example.org/on> {} ."


def loaded(path: Path) -> rdflib.Dataset:
    """What rdflib reads in *path*; a date that is none is an error of its log."""
    found = rdflib.Dataset()
    file_format = "trig" if path.suffix == ".trig" else "turtle"
    base = f"https://w3id.org/parley/source/{path.stem}"
    found.parse(data=path.read_text("utf-8"), format=file_format, publicID=base)
    return found


def name(path: Path) -> str:
    return path.relative_to(REAL.root).as_posix()


def test_there_are_files_of_each_kind() -> None:
    folders = {name(path).rpartition("/")[0] for path in FILES}

    assert {"ontology", "ontology/codes", "ontology/shapes", "ontology/alignments"} <= folders
    assert {"ontology/examples/trade-round", "data/reference", "data/sources"} <= folders


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_the_same_to_both_libraries(
    path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    ours = intake.quads(Project(REAL.root), path)

    with caplog.at_level(logging.WARNING):
        theirs = len(set(loaded(path).quads()))

    assert theirs == len(set(ours))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_a_date_that_is_none_is_complained_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(DATE.format('"2025-02-30"^^<http://www.w3.org/2001/XMLSchema#date>'))

    with caplog.at_level(logging.WARNING):
        loaded(file)

    assert len(caplog.records) == 1
