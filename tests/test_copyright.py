"""The repository holds no sentence of an encoded document.

No file has a run of more than 15 Japanese or 40 Latin characters of the document; titles, web
addresses and spellings of names, which are facts about things, are excepted by their property.
"""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.evidence import squeeze

ROOT = Path(__file__).resolve().parents[1]
JAPANESE, OTHER = 15, 40
EXCEPTED = re.compile(r"^\s*(dcterms:title|foaf:page|skos:altLabel) .*$", re.MULTILINE)
KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@cache
def runs(document: str, length: int) -> frozenset[str]:
    """Every run of *document* of this *length*, without white space."""
    whole = squeeze(document)
    return frozenset(whole[i : i + length] for i in range(len(whole) - length + 1))


def copied(text: str, document: str) -> Iterator[str]:
    """Yield each run of *document* in *text* that is too long."""
    kept = squeeze(EXCEPTED.sub("", text))
    short, long = runs(document, JAPANESE + 1), runs(document, OTHER + 1)
    for i in range(len(kept) - JAPANESE):
        run = kept[i : i + JAPANESE + 1]
        if run in short:  # a long run begins with one
            if KANA_OR_KANJI.search(run):
                yield run
            if (longer := kept[i : i + OTHER + 1]) in long:
                yield longer


def files() -> list[Path]:
    """Everything that git would commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_holds_a_sentence_of_the_essay(essay: Path) -> None:
    document = (essay / "abiru-2025.txt").read_text("utf-8")
    found = files()

    assert ROOT / "data/sources/abiru-2025.trig" in found
    assert [
        (path.name, run) for path in found for run in copied(path.read_text("utf-8"), document)
    ] == []


@pytest.mark.parametrize("stretch", [slice(600, 616), slice(10_890, 10_931)])
def test_a_copied_stretch_is_found(essay: Path, stretch: slice) -> None:
    document = (essay / "abiru-2025.txt").read_text("utf-8")
    planted = f'skos:note "{squeeze(document)[stretch]}" ;'

    assert len(list(copied(planted, document))) == 1


def test_a_spelling_that_is_excepted_is_a_name() -> None:
    spellings = [
        spelling
        for path in (ROOT / "data").rglob("*.t*")
        for line in re.findall(r"^\s*skos:altLabel .*$", path.read_text("utf-8"), re.MULTILINE)
        for spelling in re.findall(r'"([^"]*)"@ja', line)
    ]

    assert len(spellings) > 30
    assert [spelling for spelling in spellings if len(spelling) > 20] == []


def test_a_title_is_excepted(essay: Path) -> None:
    document = (essay / "abiru-2025.txt").read_text("utf-8")

    assert list(copied(f'    dcterms:title "{squeeze(document)[:60]}"@ja ;', document)) == []
