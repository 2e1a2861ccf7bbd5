"""Every example in a docstring does what it shows."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import kg

MODULES = [
    found.name
    for found in pkgutil.walk_packages(kg.__path__, "kg.")
    if not found.name.endswith("__main__") and ".bundled" not in found.name
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = [e for name in MODULES for t in finder.find(import_module(name)) for e in t.examples]

    assert len(examples) > 10
