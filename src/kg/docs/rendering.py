"""The pages' templates and their style sheet.

Must not know: what the pages show.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.templates import Templates

_FOLDER = Path(__file__).with_name("templates")


def rendered(template: str, values: Mapping[str, object]) -> str:
    """Return what *template* makes of *values*."""
    return _templates().rendered(template, values)


def style() -> str:
    """Return the style sheet."""
    return (_FOLDER / "style.css").read_text("utf-8")


@cache
def _templates() -> Templates:
    return Templates(_FOLDER)
