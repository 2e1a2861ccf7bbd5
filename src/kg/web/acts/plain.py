"""Pages in HTML: plain, whole, and with everything escaped that is not ours.

Must not know: what the pages are about.
"""

from collections.abc import Iterable, Sequence
from html import escape

from kg.results.people import safe


def page(title: str, *parts: str, lang: str = "en") -> str:
    """Return the page with *title* as its heading, and *parts*, which are HTML."""
    name = text(title)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{name}</title>\n</head>\n<body>\n<h1>{name}</h1>\n"
        + "".join(f"{part}\n" for part in parts)
        + "</body>\n</html>\n"
    )


def text(words: str) -> str:
    """Return *words* as they stand in HTML; signs that turn or hide others are shown."""
    return escape(safe(words))


def link(address: str, words: str) -> str:
    """Return a link to *address*, one of ours."""
    return f'<a href="{escape(address)}">{text(words)}</a>'


def paragraph(*parts: str) -> str:
    """Return a paragraph of *parts*, which are HTML."""
    return f"<p>{' '.join(parts)}</p>"


def bullets(items: Iterable[str]) -> str:
    """Return a list of *items*, which are HTML."""
    return "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts."""
    head = "".join(f"<th>{text(words)}</th>" for words in headings)
    body = (f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(body)}</tbody>\n</table>"
