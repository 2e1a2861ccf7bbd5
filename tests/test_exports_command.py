"""The command that exports: what it says, and how it leaves."""

import subprocess
from pathlib import Path

from command import kg
from kg.project import Project

DUMP = "dumps/all.nq.gz"


def export(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return kg("--project", str(project.root), "export", *arguments)


def test_it_names_what_it_wrote_and_what_it_wrote_is_whole(tiny: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = export(tiny, "--out", str(out))
    verified = export(tiny, "--out", str(out), "--verify")

    assert written.returncode == verified.returncode == 0
    assert str(out / DUMP) in written.stdout.splitlines()
    assert all(Path(line).is_file() for line in written.stdout.splitlines())
    assert (verified.stdout, verified.stderr) == ("", "kg: no errors\n")


def test_it_finds_a_wrong_byte_and_writes_the_folder_anew(tiny: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(tiny, "--out", str(out))
    (out / DUMP).write_bytes(b"")
    verified = export(tiny, "--out", str(out), "--verify")
    again = export(tiny, "--out", str(out))

    assert verified.returncode == 1
    assert verified.stdout.startswith(f"{DUMP} error changed is not as it was written -> take it")
    assert again.returncode == 0
    assert export(tiny, "--out", str(out), "--verify").returncode == 0


def test_it_leaves_a_folder_of_somebody_elses_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    done = kg("export", "--out", str(tmp_path))

    assert done.returncode == 2
    assert "holds diary.txt, which kg export did not write: name an empty folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_it_verifies_no_folder_that_it_did_not_write(tmp_path: Path) -> None:
    done = kg("export", "--out", str(tmp_path), "--verify")

    assert done.returncode == 2
    assert done.stderr.endswith("holds no export: name a folder that kg export wrote, with --out\n")
