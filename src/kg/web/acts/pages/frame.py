"""What every page of a site has: head, header and footer, style, and what it may do.

Must not know: HTTP, what pages show.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.templates import Templates, markup
from kg.web.acts.pages.view import View
from kg.web.addresses import FORMATS, HTML, LANGUAGES, document, written
from kg.web.messages import Reply
from kg.web.policy import policy

_FOLDER = Path(__file__).with_name("templates")
_HEADERS = {
    "Content-Type": FORMATS[HTML],
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}


def reply(
    page: str, status: int = 200, *, asks: bool = False, headers: Mapping[str, str] = {}
) -> Reply:
    """Return the reply that shows *page*, which *asks* the site itself by a form, if it has one."""
    may = policy(_style(), asks=asks)
    fresh = {} if status == 200 else {"Cache-Control": "no-store"}  # noqa: PLR2004  # of HTTP
    told = {**_HEADERS, **fresh, **headers, "Content-Security-Policy": may}
    return Reply(status, told, page.encode())


def rendered(view: View, name: str, title: str, about: str | None = None, **values: object) -> str:
    """Return the page that the template *name* makes of *values*.

    It comes in other formats, too, if it is on what the path *about* names.
    """
    given: Mapping[str, object] = {
        "endpoint": written(view.root, "sparql"),
        "explicit": view.explicit,
        "formats": [] if about is None else _formats(view.root, document(about)),
        "home": view.page(""),
        "lang": view.lang,
        "license": view.thing(known.license.value) if (known := view.record.about) else None,
        "library": view.page("q"),
        "other": next(lang for lang in LANGUAGES if lang != view.lang),
        "parameters": "",
        "style": markup(_style()),
        "title": title,
        "w": view.words,
        **values,
    }
    return _templates().rendered(f"{name}.html", given)


def _formats(root: str, path: str) -> list[Mapping[str, str]]:
    return [
        {"name": name, "type": media_type, "href": f"{written(root, path)}.{name}"}
        for name, media_type in FORMATS.items()
        if name != HTML
    ]


@cache
def _style() -> str:
    return (_FOLDER / "style.css").read_text("utf-8")


@cache
def _templates() -> Templates:
    return Templates(_FOLDER)
