"""A wrong byte in an exported folder is noticed, by us and by sha256sum."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kg.errors import BadInput
from kg.exports import verify

DUMP = "dumps/all.nq.gz"


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported, tmp_path / "copy"))


def found(folder: Path) -> list[tuple[str, str]]:
    return [(f.place.file.relative_to(folder).as_posix(), f.code) for f in verify(folder)]


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_nothing_is_found_in_what_was_just_written(exported: Path) -> None:
    assert verify(exported) == []


@pytest.mark.parametrize("at", [0, 5000, -1])
def test_one_bit_in_a_dump_is_noticed(copy: Path, at: int) -> None:
    flip(copy / DUMP, at)

    assert found(copy) == [(DUMP, "changed")]


def test_a_missing_file_is_noticed(copy: Path) -> None:
    (copy / DUMP).unlink()

    assert found(copy) == [(DUMP, "missing")]


def test_a_file_put_there_is_noticed(copy: Path) -> None:
    (copy / "dumps/more.nq").touch()

    assert found(copy) == [("dumps/more.nq", "foreign")]


def test_a_manifest_made_to_fit_a_wrong_file_is_noticed(copy: Path) -> None:
    path = copy / "manifest.json"
    values = json.loads(path.read_text("utf-8"))
    values["quads"] += 1
    path.write_text(json.dumps(values), encoding="utf-8")

    assert found(copy) == [("SHA256SUMS", "sums")]


@pytest.mark.parametrize("text", ["", "[]", '{"files": 1}', '{"files": {"a": 1}}'])
def test_a_manifest_that_cannot_be_read_is_bad_input(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=r"manifest\.json is damaged: take it again"):
        verify(copy)


def test_a_folder_without_an_export_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no export: name a folder that kg export wrote"):
        verify(tmp_path)


def test_sha256sum_reads_the_sums(copy: Path) -> None:
    command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not here: it belongs to GNU coreutils")

    assert subprocess.run(command, cwd=copy, check=False).returncode == 0
    flip(copy / DUMP, 5000)
    assert subprocess.run(command, cwd=copy, check=False, capture_output=True).returncode == 1
