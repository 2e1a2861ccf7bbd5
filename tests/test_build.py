"""A build is what its files make it: named by them, whole or absent, and never stale."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import kg
from kg.build import Build, bring_up_to_date, current, make, of_revision
from kg.errors import BadInput, StoreError
from kg.project import Project, find, given
from kg.store import Store
from kg.terms import GRAPH

HERE = Path(__file__).parent
ROOT = HERE.parent

SUFFIXES = (".rq", ".trig", ".ttl")


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project of its own with made-up data."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "ontology", root / "ontology")
    shutil.copytree(ROOT / "queries", root / "queries")
    for origin, folder in (("tiny.trig", "sources"), ("reference.ttl", "reference")):
        (root / "data" / folder).mkdir(parents=True)
        shutil.copy(HERE / "checks" / origin, root / "data" / folder)
    return Project(root)


def again(project: Project) -> Project:
    """The same project as a later command finds it: its lists of files are read anew."""
    return Project(project.root)


def touch(project: Project, comment: str) -> None:
    path = project.root / "data/reference/reference.ttl"
    path.write_text(path.read_text("utf-8") + f"\n# {comment}\n", "utf-8")


def test_the_same_files_give_the_same_build(small: Project, tmp_path: Path) -> None:
    told: list[str] = []
    first = bring_up_to_date(small, tmp_path / "cache", told.append)
    second = bring_up_to_date(again(small), tmp_path / "cache", told.append)

    assert (first, told) == (second, ["building for the first time"])


def test_a_changed_file_gives_another_build(small: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = bring_up_to_date(small, cache)
    touch(small, "changed")
    told: list[str] = []
    second = bring_up_to_date(again(small), cache, told.append)

    assert first.name != second.name
    assert told == ["building: the files changed"]


@pytest.mark.parametrize(
    "folder",
    [
        "data/sources",
        "ontology",
        "ontology/alignments",
        "ontology/codes",
        "ontology/exports/followthemoney",
        "ontology/rules/derive",
        "queries",
    ],
)
def test_every_kind_of_file_counts(small: Project, tmp_path: Path, folder: str) -> None:
    before = current(small, tmp_path).name
    path = min(path for path in (small.root / folder).glob("*.*") if path.suffix in SUFFIXES)
    path.write_text(path.read_text("utf-8") + "\n# a word more\n", "utf-8")

    assert current(again(small), tmp_path).name != before


def test_a_new_file_counts(small: Project, tmp_path: Path) -> None:
    before = current(small, tmp_path).name
    (small.root / "data/reference/more.ttl").write_text("", "utf-8")

    assert current(again(small), tmp_path).name != before


def test_the_two_latest_builds_are_kept(small: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    builds = []
    for comment in ("one", "two", "three"):
        touch(small, comment)
        builds.append(bring_up_to_date(again(small), cache))
    shelf = builds[0].folder.parent

    assert {path.name for path in shelf.iterdir()} == {builds[1].name, builds[2].name}


def test_what_the_files_once_were_puts_no_build_of_theirs_out(
    small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.build._KEPT_OF_REVISIONS", 2)
    cache = tmp_path / "cache"
    now = bring_up_to_date(small, cache)
    then = Project(tmp_path / "then")
    shutil.copytree(small.root, then.root)
    builds = []
    for comment in ("one", "two", "one", "three"):
        shutil.rmtree(then.root)
        shutil.copytree(small.root, then.root)
        touch(then, comment)
        builds.append(of_revision(again(then), small, cache))

    assert builds[0] == builds[2]
    assert [build.exists for build in builds] == [
        True,
        False,
        True,
        True,
    ]  # one was asked for again
    assert now.exists
    assert len(list(cache.glob("*/*"))) == 3


def test_files_that_are_as_they_once_were_have_one_build(small: Project, tmp_path: Path) -> None:
    now = bring_up_to_date(small, tmp_path / "cache")
    then = Project(tmp_path / "then")
    shutil.copytree(small.root, then.root)

    assert of_revision(then, small, tmp_path / "cache") == now


def test_a_broken_file_leaves_the_old_build_as_it_is(small: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    old = bring_up_to_date(small, cache)
    (small.root / "data/reference/reference.ttl").write_text("kg:a kg:b .", "utf-8")

    with pytest.raises(BadInput, match=r"reference\.ttl:1:1 cannot be read"):
        bring_up_to_date(again(small), cache)
    assert [path.name for path in old.folder.parent.iterdir()] == [old.name]
    assert len(old.store()) == old.manifest["quads"]


def test_a_file_that_cannot_be_read_is_said(small: Project, tmp_path: Path) -> None:
    (small.root / "data/reference/folder.ttl").mkdir()

    with pytest.raises(BadInput, match=r"folder\.ttl cannot be read \(Is a directory\)"):
        bring_up_to_date(small, tmp_path / "cache")


def test_files_that_change_while_they_are_read_make_no_build(
    small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_and_make(project: Project) -> Store:
        touch(project, "in between")
        return make(project)

    monkeypatch.setattr("kg.build.make", change_and_make)

    with pytest.raises(StoreError, match="the files changed while they were read: ask again"):
        bring_up_to_date(small, tmp_path / "cache")
    assert list((tmp_path / "cache").glob("*/*")) == []


def test_a_half_written_build_does_not_count(small: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    made = bring_up_to_date(small, cache)
    (made.folder / "manifest.json").unlink()
    made_again = bring_up_to_date(again(small), cache)

    assert made_again.exists


def test_two_processes_may_build_at_once(small: Project, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "--project", str(small.root), "build"]
    environment = {"KG_CACHE": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = [process.communicate() for process in running]

    assert [process.returncode for process in running] == [0, 0, 0], answers
    assert len({out for out, _ in answers}) == 1
    assert len(list((tmp_path / "cache").glob("*/*"))) == 1


def test_a_project_without_sources_is_no_build(small: Project, tmp_path: Path) -> None:
    shutil.rmtree(small.root / "data/sources")

    with pytest.raises(BadInput, match=r"holds no document: add a \.trig file"):
        bring_up_to_date(again(small), tmp_path / "cache")


def test_a_store_that_is_gone_is_said(small: Project, tmp_path: Path) -> None:
    made = bring_up_to_date(small, tmp_path / "cache")
    shutil.rmtree(made.folder / "store")

    with pytest.raises(StoreError, match="cannot be opened"):
        made.store()


def test_nothing_is_written_into_the_project(small: Project, tmp_path: Path) -> None:
    before = sorted(small.root.rglob("*"))
    bring_up_to_date(small, tmp_path / "cache")

    assert sorted(small.root.rglob("*")) == before


def test_the_accepted_view_is_in_the_build(build: Build) -> None:
    store = build.store()

    assert store.has_graph(NamedNode(GRAPH + "accepted"))
    assert [g.value for g in store.graphs() if g.value.startswith(GRAPH + "derived/")]


def test_a_project_is_the_nearest_folder_above(small: Project) -> None:
    assert find(small.root / "data/sources").root == small.root.resolve()


def test_elsewhere_the_project_is_the_one_that_came_along(tmp_path: Path) -> None:
    bundled = Path(str(kg.__file__)).parent / "bundled"

    assert find(tmp_path).root == (bundled if bundled.is_dir() else ROOT)


def test_a_folder_without_an_ontology_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is no project: it has no ontology/kg\.ttl"):
        given(tmp_path)
