"""What may stand on a side of a comparison, and what is said of what may not."""

import gzip
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from command import here
from kg.build import bring_up_to_date
from kg.canonical import lines
from kg.diff import Side, Sides
from kg.diff.revisions import History
from kg.errors import BadInput
from kg.exports import dumps
from kg.project import Example, Project
from revisions import git

QUAD = b'<http://x/a> <http://x/p> "1" <http://x/g> .\n'
OTHER = b'<http://x/a> <http://x/p> "2" <http://x/g> .\n'

Opened = Callable[..., tuple[Side, Side]]


@pytest.fixture
def opened(history: Project, cache: Path) -> Iterator[Opened]:
    """Opens both sides, as the project's own user does."""
    with ExitStack() as files:
        yield Sides(history, cache, files).pair


def names(sides: tuple[Side, Side]) -> tuple[str, str]:
    return sides[0].name, sides[1].name


def quads(side: Side) -> list[bytes]:
    return list(lines(side.quads()))


def test_without_a_word_head_and_the_files_are_compared(opened: Opened) -> None:
    old, new = opened(None, None)

    assert (old.name, new.name, new.commit) == ("HEAD", "", "")
    assert quads(old) == quads(new)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("before",), ("before", "")),
        (("before", "HEAD"), ("before", "HEAD")),
        (("before..after",), ("before", "after")),
        (("before..",), ("before", "HEAD")),
        (("HEAD~1", "main"), ("HEAD~1", "main")),
    ],
)
def test_revisions_are_named_as_in_git(
    opened: Opened, texts: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert names(opened(*texts, *([None] * (2 - len(texts))))) == expected


def test_three_dots_compare_with_where_the_other_left(history: Project, opened: Opened) -> None:
    git(history.root, "branch", "-f", "aside", "before")
    old, new = opened("after...aside", None)

    assert (old.name, new.name) == (git(history.root, "rev-parse", "before")[:7], "aside")


def test_a_build_a_project_an_export_and_a_file_are_sides(
    history: Project, cache: Path, opened: Opened, tmp_path: Path
) -> None:
    build = bring_up_to_date(history, cache)
    whole = list(lines(build.store()))
    export = tmp_path / "export"
    (export / "dumps").mkdir(parents=True)
    (export / dumps.ALL).write_bytes(gzip.compress(b"".join(whole)))
    plain = tmp_path / "all.nq"
    plain.write_bytes(b"".join(whole))

    for text in (build.folder, history.root, export, export / "dumps/all.nq.gz", plain):
        assert quads(opened(str(text), None)[0]) == whole, text


def test_a_source_file_is_a_side(history: Project, opened: Opened) -> None:
    [source] = history.sources
    old, new = opened(str(source), str(source))

    assert quads(old) == quads(new)
    assert old.questions is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("--output=x", "there is no file, folder or git revision '--output=x' here"),
        ("--upload-pack=touch x", "there is no file, folder or git revision"),
        ("-h", "there is no file, folder or git revision '-h' here"),
        ("befor", "here: did you mean before\\?"),
        ("nowhere/", "there is no file, folder or git revision 'nowhere/' here"),
        ("../nowhere", "there is no file, folder or git revision '../nowhere' here"),
        ("a\0b", "there is no file, folder or git revision"),
        ("$(touch x)", "there is no file, folder or git revision"),
        ("HEAD:data", "there is no file, folder or git revision 'HEAD:data' here"),
        ("HEAD~99", "there is no file, folder or git revision 'HEAD~99' here"),
        ("", "there is no file, folder or git revision '' here"),
        ("a" * 5000, "there is no file, folder or git revision 'aaa"),
    ],
)
def test_what_is_no_side_is_refused(opened: Opened, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        opened(text, None)


def test_both_sides_are_not_named_twice(opened: Opened) -> None:
    with pytest.raises(BadInput, match=r"before\.\.after names both sides: leave HEAD out"):
        opened("before..after", "HEAD")


def test_what_is_a_file_and_a_revision_is_refused(
    history: Project, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(history.root, tmp_path / "before")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadInput, match=r"write \./before for the one, before\^0 for the other"):
        opened("before", None)
    assert names(opened("./before", "before^0")) == ("./before", "before^0")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.nq", b"<http://x/a> <http://x/p> .\n", r"a\.nq:1:\d+ cannot be read"),
        ("a.nq.gz", QUAD, r"a\.nq\.gz is cut off, or no gzip"),
        ("a.nq.gz", gzip.compress(QUAD * 99, mtime=0)[:-9], r"a\.nq\.gz is cut off, or no gzip"),
        ("a.trig", b"<a> <b> <c> .", r"a\.trig:1:1 cannot be read: No scheme found"),
        ("a.csv", b"a,b\n", r"a\.csv is no file of quads: end it with \.nq or \.trig"),
        ("a.nt.gz", b"", r"is no file of quads"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(
    opened: Opened, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadInput, match=message):
        quads(opened(str(tmp_path / name), None)[0])


def test_a_folder_that_is_nothing_of_ours_is_said(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no project, no build and no export: it has neither"):
        opened(str(tmp_path), None)


def test_a_build_of_another_version_is_said(
    history: Project, cache: Path, opened: Opened, tmp_path: Path
) -> None:
    shutil.copytree(bring_up_to_date(history, cache).folder, tmp_path / "build")
    (tmp_path / "build/manifest.json").write_text('{"prefixes": {}}', "utf-8")

    with pytest.raises(BadInput, match="was built by another version of kg"):
        opened(str(tmp_path / "build"), None)


def test_a_project_outside_of_git_has_no_revisions(
    history: Project, cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(history.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))

    with ExitStack() as files, pytest.raises(BadInput, match=r"git cannot read .*not a git repo"):
        Sides(Project(tmp_path / "copy"), cache, files).pair("main", None)


def test_without_git_files_are_compared_and_revisions_are_not(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.nq").write_bytes(QUAD)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert quads(opened(str(tmp_path / "a.nq"), str(tmp_path / "a.nq"))[0]) == [QUAD]
    with pytest.raises(BadInput, match="git is not installed, so there are no revisions"):
        opened("before", None)


def test_a_revision_that_this_engine_cannot_build_is_said(
    history: Project, cache: Path, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(history.root, root)
    (root / "data/reference/reference.ttl").write_text("kg:a kg:b .", "utf-8")
    git(root, "commit", "-q", "-a", "-m", "broken")
    git(root, "tag", "broken")
    git(root, "rm", "-q", "-r", "ontology")
    git(root, "commit", "-q", "-m", "empty")
    git(root, "tag", "empty")
    git(root, "checkout", "-q", "after")
    message = (
        r"^broken cannot be built by this kg: data/reference/reference\.ttl:1:1 cannot be read"
    )

    with ExitStack() as files:
        pair = Sides(Project(root), cache, files).pair
        with pytest.raises(BadInput, match=message):
            pair("broken", None)
        with pytest.raises(BadInput, match=r"^empty holds no project: it has no ontology/kg\.ttl"):
            pair("empty", None)


def test_a_link_in_a_revision_is_not_followed(
    history: Project, cache: Path, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(history.root, root)
    (root / "data/reference/more.ttl").symlink_to("/etc/passwd")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "link")

    with ExitStack() as files, pytest.raises(BadInput, match=r"more\.ttl is a link"):
        Sides(Project(root), cache, files).pair("HEAD", "before")


def test_a_project_below_the_top_of_its_repository_has_revisions(
    history: Project, cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(history.root, tmp_path / "below", ignore=shutil.ignore_patterns(".git"))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "all")

    with ExitStack() as files:
        old, new = Sides(Project(tmp_path / "below"), cache, files).pair("main", None)
        assert quads(old) == quads(new)


def test_an_example_is_taken_from_the_revision_of_its_project(tmp_path: Path) -> None:
    root, folder = tmp_path / "root", tmp_path / "root/ontology/examples/pier"
    for path in (root / "ontology/kg.ttl", folder / "pier.trig"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
        if path.stem == "kg":
            git(root, "init", "-q", "-b", "main")
        git(root, "add", "--all")
        git(root, "commit", "-q", "-m", path.stem)
    history = History(Example(root, folder))
    then = history.extract(history.revision("HEAD"), tmp_path / "then")

    assert [path.relative_to(tmp_path / "then") for path in then.sources] == [
        Path("ontology/examples/pier/pier.trig")
    ]
    with pytest.raises(BadInput, match=r"^HEAD~1 holds no ontology/examples/pier$"):
        history.extract(history.revision("HEAD~1"), tmp_path / "before")


def test_the_checkout_is_not_touched(history: Project, opened: Opened) -> None:
    def state() -> list[tuple[str, int]]:
        return sorted((str(p), p.stat().st_mtime_ns) for p in history.root.rglob("*"))

    before = state()
    opened("before", "after")

    assert state() == before


def test_nothing_is_left_in_temporary_folders(
    history: Project, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with ExitStack() as files:
        Sides(history, cache, files).pair("before", "after")

    assert list(tmp_path.iterdir()) == []


def run(history: Project, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return here("--project", str(history.root), "diff", *arguments, cwd=cwd)


def test_the_command_leaves_as_diff_does(history: Project, tmp_path: Path) -> None:
    same = run(history, "after", cwd=tmp_path)
    other = run(history, "before", "after", "--json", cwd=tmp_path)
    bad = run(history, "--", "--output=x", cwd=tmp_path)

    assert (same.returncode, same.stderr) == (0, "")
    assert "\nNothing changed.\n" in same.stdout
    assert other.returncode == 1
    assert json.loads(other.stdout)["old"]["name"] == "before"
    assert bad.returncode == 2
    assert bad.stderr.startswith("kg: there is no file, folder or git revision '--output=x' here")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_patch(history: Project, tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_bytes(QUAD)
    (tmp_path / "b.nq").write_bytes(OTHER)
    found = run(history, "a.nq", "b.nq", "--format", "rdf-patch", cwd=tmp_path)

    assert found.returncode == 1
    assert found.stdout.splitlines()[4:] == [
        "TX .",
        f"D {QUAD.decode().strip()}",
        f"A {OTHER.decode().strip()}",
        "TC .",
    ]


def test_what_files_of_quads_do_not_hold_is_said_not_to_be_compared(
    history: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.nq").write_bytes(QUAD)
    (tmp_path / "b.nq").write_bytes(OTHER)
    report = run(history, "a.nq", "b.nq", cwd=tmp_path).stdout

    assert "because one side has none: Shapes, Rules, Stored questions, Answers." in report
    assert "  - http://x/p: 1\n  + http://x/p: 2\n" in report


def test_two_formats_at_once_are_refused(history: Project, tmp_path: Path) -> None:
    found = run(history, "--json", "--format", "markdown", cwd=tmp_path)

    assert (found.returncode, found.stderr) == (
        2,
        "kg: --json is not --format markdown: take one of them\n",
    )
