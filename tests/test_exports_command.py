"""The command that exports: what it says, and how it leaves."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from command import here, kg
from kg.project import Project

DUMP = "dumps/all.nq.gz"
# Libraries of extras: the extra, and the files that take it.
WITHOUT = {
    "icalendar": ("export", "events.*.ics"),
    "networkx": ("export", "network.graphml"),
    "pyarrow": ("arrow", "tables/*/*.parquet"),
}


def export(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return here("--project", str(project.root), "export", *arguments)


def test_it_names_what_it_wrote_and_what_it_wrote_is_whole(tiny: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = export(tiny, "--out", str(out))
    verified = export(tiny, "--out", str(out), "--verify")

    assert written.returncode == verified.returncode == 0
    assert str(out / DUMP) in written.stdout.splitlines()
    named = [line for line in written.stdout.splitlines() if not line.endswith(" files)")]
    assert all(Path(line).is_file() for line in named)
    assert (verified.stdout, verified.stderr) == ("", "kg: no errors\n")


def test_it_finds_a_wrong_byte_and_writes_the_folder_anew(
    tiny: Project, trade_round: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(trade_round, out)
    (out / DUMP).write_bytes(b"")
    verified = export(tiny, "--out", str(out), "--verify")
    again = export(tiny, "--out", str(out))

    assert verified.returncode == 1
    assert verified.stdout.startswith(f"{DUMP} error changed is not as it was written -> take it")
    assert again.returncode == 0
    assert export(tiny, "--out", str(out), "--verify").returncode == 0


def test_it_leaves_out_what_takes_an_extra_that_is_not_there(tiny: Project, tmp_path: Path) -> None:
    for library in WITHOUT:
        (tmp_path / f"without/{library}").mkdir(parents=True)
        (tmp_path / f"without/{library}/__init__.py").write_text("raise ImportError\n", "utf-8")
    out = tmp_path / "out"
    arguments = ["--project", str(tiny.root), "export", "--out", str(out)]
    done = kg(*arguments, PYTHONPATH=os.pathsep.join([str(tmp_path / "without"), *sys.path]))
    left_out = json.loads((out / "manifest.json").read_text("utf-8"))["left-out"]

    assert done.returncode == 0
    assert (out / "tables/classes/Position.csv").is_file()
    for extra, files in WITHOUT.values():
        assert not list(out.glob(files))
        assert left_out[files] == f"pip install 'parley-kg[{extra}]'"
        assert f"kg: left out {files}: {left_out[files]}" in done.stderr.splitlines()


def test_it_leaves_a_folder_of_somebody_elses_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    done = here("export", "--out", str(tmp_path))

    assert done.returncode == 2
    assert "holds diary.txt, which kg export did not write: name an empty folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_it_verifies_no_folder_that_it_did_not_write(tmp_path: Path) -> None:
    done = here("export", "--out", str(tmp_path), "--verify")

    assert done.returncode == 2
    assert done.stderr.endswith("holds no export: name a folder that kg export wrote, with --out\n")
