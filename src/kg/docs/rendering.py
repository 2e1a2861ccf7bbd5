"""From templates to HTML: everything escaped, marks for what would turn the text around.

The one door to Jinja2. Must not know: what the pages show.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.docs.links import is_address

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FOLDER = Path(__file__).with_name("templates")
# Signs that turn the direction of the text behind them (Unicode Standard Annex 9) are shown.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def rendered(template: str, values: Mapping[str, object]) -> str:
    """Return what *template* makes of *values*."""
    html = _environment().get_template(f"{template}.j2").render(values)
    return _TURNING.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", html)


def markup(html: str) -> "Markup":
    """Return *html*, made by this package and escaped already, so that it is not escaped again."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704  # of rendered templates and of markdown-it without HTML only


def style() -> str:
    """Return the style sheet."""
    return (_FOLDER / "style.css").read_text("utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        keep_trailing_newline=True,
        loader=FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.tests["address"] = is_address
    environment.tests["named_node"] = lambda value: isinstance(value, NamedNode)
    return environment
