"""From templates to HTML: everything escaped, marks for what would turn the text around.

The one door to Jinja2. Must not know: what the pages show.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

if TYPE_CHECKING:
    from markupsafe import Markup

# Signs that turn the direction of the text behind them (Unicode Standard Annex 9) are shown.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Templates:
    """The templates in a folder, `<name>.j2` each."""

    def __init__(self, folder: Path) -> None:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        self._environment = Environment(
            autoescape=True,
            keep_trailing_newline=True,
            loader=FileSystemLoader(folder),
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.tests["address"] = is_address
        self._environment.tests["named_node"] = lambda value: isinstance(value, NamedNode)

    def rendered(self, template: str, values: Mapping[str, object]) -> str:
        """Return what *template* makes of *values*."""
        html = self._environment.get_template(f"{template}.j2").render(values)
        return _TURNING.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", html)


def is_address(iri: str) -> bool:
    """Say whether *iri* may become a link.

    >>> [is_address(iri) for iri in ("https://example.org/", "javascript:alert(1)")]
    [True, False]
    """
    return iri.startswith(("https://", "http://"))


def markup(html: str) -> "Markup":
    """Return *html*, made by this package and escaped already, so that it is not escaped again."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704  # of rendered templates and of markdown-it without HTML only
