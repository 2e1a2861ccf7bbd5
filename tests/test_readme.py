"""The lines of Python in the README do what it shows."""

import doctest
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_tour_from_python_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(README.parent)
    tried = doctest.testfile(str(README), module_relative=False, encoding="utf-8")

    assert tried.failed == 0
    assert tried.attempted > 8


def test_a_table_of_shifts_takes_ten_lines() -> None:
    tour, _, _ = README.read_text("utf-8").partition("## From Python")[2].partition("A parameter")
    lines = [line for line in tour.splitlines() if line.startswith(("    >>> ", "    pip "))]

    assert len(lines) <= 10
