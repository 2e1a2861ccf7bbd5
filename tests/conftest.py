"""What the tests share: the project under test, a cache of its own, and the command."""

import os
import shutil
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.build import Build, bring_up_to_date
from kg.exports import write
from kg.project import Project
from planted import QUERY, REFERENCE, SOURCE
from revisions import with_history

if TYPE_CHECKING:
    from agent import Agent

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that no user's cache is mixed with; the workers of a run share it."""
    folder = shared(tmp_path_factory) / "cache"
    os.environ["KG_CACHE"] = str(folder)
    return folder


def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of the tests, which its workers share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def written(project: Project, build: Build, out: Path) -> Path:
    """*out* with an export of *project*, by the first worker that asks; the others wait for it."""
    with out.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not out.exists():
            write(project, build, out)
    return out


@pytest.fixture(scope="session")
def project() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def build(project: Project, cache: Path) -> Build:
    return bring_up_to_date(project, cache)


@pytest.fixture(scope="session")
def agent(
    project: Project, build: Build, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Agent]":
    """A client's session with a server of the project, which has been built."""
    from agent import session  # its library is slow to import

    assert build.exists
    folder = tmp_path_factory.mktemp("mcp")
    with session(project.root, folder, folder / "stderr.txt") as found:
        yield found


@pytest.fixture(scope="session")
def exported(project: Project, build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the project."""
    return written(project, build, shared(tmp_path_factory) / "exported")


@pytest.fixture(scope="session")
def trade_round(project: Project, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the smaller one of the examples, which does not say what its dataset is."""
    example = next(each for each in project.examples if each.folder.name == "trade-round")
    build = bring_up_to_date(example, cache)
    return written(example, build, shared(tmp_path_factory) / "trade-round")


@pytest.fixture
def tiny(tmp_path: Path) -> Project:
    """A copy of the project's ontology with made-up data that have no fault."""
    no_examples = shutil.ignore_patterns("examples")
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology", ignore=no_examples)
    for origin, copy in (
        ("tiny.trig", SOURCE),
        ("reference.ttl", REFERENCE),
        ("positions-of-actor.rq", QUERY),
    ):
        (tmp_path / copy).parent.mkdir(parents=True)
        shutil.copy(ROOT / "tests/checks" / origin, tmp_path / copy)
    return Project(tmp_path)


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with the git revisions `before` and `after`, which its files are."""
    return Project(with_history(tmp_path_factory.mktemp("history")).resolve())


@pytest.fixture
def essay() -> Path:
    """The folder with the essay's text; without it the test is skipped, and says why."""
    folder = os.environ.get("KG_TEXTS")
    if not folder or not (Path(folder) / "abiru-2025.txt").is_file():
        pytest.skip("the essay is not here: set KG_TEXTS to the folder with abiru-2025.txt")
    return Path(folder).resolve()
