"""A verdict is given once, and again as soon as anything that it depends on is another."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from kg.checks import conformance, run, shapes, sparql, stored, verdicts
from kg.checks.reading import Files, read_all
from kg.errors import Finding
from kg.project import Project
from planted import QUERY, REFERENCE


@pytest.fixture(autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache for each test, which is not there yet."""
    folder = tmp_path_factory.mktemp("verdicts") / "cache"
    monkeypatch.setenv("KG_CACHE", str(folder))
    return folder


@pytest.fixture
def numbers() -> Iterator[int]:
    return iter(range(1, 10))


def test_a_verdict_is_given_once(numbers: Iterator[int]) -> None:
    assert [verdicts.kept(["a", "b"], lambda: next(numbers)) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("other", [["a"], ["ab"], ["b", "a"], ["a", "b", ""]])
def test_a_verdict_on_something_else_is_another(numbers: Iterator[int], other: list[str]) -> None:
    assert [verdicts.kept(about, lambda: next(numbers)) for about in (["a", "b"], other)] == [1, 2]


def test_other_judges_give_another_verdict(
    numbers: Iterator[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = verdicts.kept(["a"], lambda: next(numbers))
    monkeypatch.setattr(verdicts, "_judges", lambda: ["rdflib 99"])

    assert [before, verdicts.kept(["a"], lambda: next(numbers))] == [1, 2]


def test_the_judges_are_the_code_of_the_checks_and_the_libraries() -> None:
    *versions, code = verdicts._judges()

    assert len(versions) == 4
    assert all("." in version for version in versions)
    assert len(code) == 64


@pytest.mark.parametrize("content", ["", "[1", "\udcff"])
def test_a_damaged_verdict_is_given_anew(numbers: Iterator[int], own: Path, content: str) -> None:
    verdicts.kept(["a"], lambda: next(numbers))
    (file,) = own.glob("verdicts/*")
    file.write_bytes(content.encode(errors="surrogateescape"))

    assert [verdicts.kept(["a"], lambda: next(numbers)) for _ in range(2)] == [2, 2]


def test_a_folder_with_other_files_is_left_alone(numbers: Iterator[int], own: Path) -> None:
    own.mkdir()
    (own / "letter.txt").write_text("mine", "utf-8")

    assert [verdicts.kept(["a"], lambda: next(numbers)) for _ in range(2)] == [1, 2]
    assert [path.name for path in own.iterdir()] == ["letter.txt"]


def test_where_nothing_can_be_written_each_verdict_is_given_anew(
    numbers: Iterator[int], own: Path
) -> None:
    own.write_text("a file, no folder", "utf-8")

    assert [verdicts.kept(["a"], lambda: next(numbers)) for _ in range(2)] == [1, 2]


def test_only_the_latest_verdicts_are_kept(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "_KEPT", 3)
    for number in range(9):
        verdicts.kept([str(number)], lambda: None)

    assert len(list(own.glob("verdicts/*"))) == 3


def test_a_second_check_asks_no_library(tiny: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(tiny)
    monkeypatch.delattr(sparql, "_unread")
    monkeypatch.delattr(shapes, "_validated")

    assert run(Project(tiny.root)) == found == []


@pytest.mark.parametrize(("file", "check"), [(QUERY, stored.check), (REFERENCE, conformance.check)])
def test_a_changed_file_is_looked_at_again(
    tiny: Project,
    file: str,
    check: Callable[[Files], Iterable[Finding]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    list(check(read_all(tiny)))
    with (tiny.root / file).open("a", encoding="utf-8") as changed:
        changed.write("\n" if file == QUERY else "<urn:a> a kg:Person .\n")
    monkeypatch.delattr(sparql, "_unread")
    monkeypatch.delattr(shapes, "_validated")

    with pytest.raises(NameError):
        list(check(read_all(Project(tiny.root))))


def test_a_fault_is_found_again_where_it_stands(tiny: Project) -> None:
    reference = tiny.root / REFERENCE
    reference.write_text(reference.read_text("utf-8") + "\n<urn:a> a kg:Person .\n", "utf-8")
    first, second = (list(conformance.check(read_all(Project(tiny.root)))) for _ in range(2))

    assert first
    assert first == second
    assert first[0].place.line > 1
