"""The pages of a site: plain HTML, complete, in two languages.

Everything is escaped; there is no script, and the style stands in the page, allowed by its hash.

Must not know: HTTP, which addresses there are.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from kg.exports.about import in_language
from kg.templates import Templates, markup
from kg.terms import KG, TYPE
from kg.web.acts import statements
from kg.web.acts.pages.article import Article
from kg.web.acts.pages.resource import graph, resource
from kg.web.acts.pages.source import Parts
from kg.web.acts.pages.view import Item, View
from kg.web.acts.record import Record
from kg.web.addresses import BASE, FORMATS, HTML, LANGUAGES, document, written
from kg.web.messages import Reply

_FOLDER = Path(__file__).with_name("templates")
_LONGEST = 200  # characters of a name that nothing has
_HEADERS = {
    "Content-Type": FORMATS[HTML],
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}


def reply(page: str, status: int = 200) -> Reply:
    """Return the reply that shows *page*."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    fresh = {} if status == 200 else {"Cache-Control": "no-store"}  # noqa: PLR2004  # of HTTP
    return Reply(status, {**_HEADERS, **fresh, "Content-Security-Policy": policy}, page.encode())


def of(record: Record, about: str, given: Mapping[str, str]) -> str:
    """Return the page on what the path *about* names; what is *given* is as View takes it."""
    view, iri = View(record, given), BASE + about
    if about.startswith("graph/"):
        found = graph(view, iri)
        return _rendered(view, "resource", found.title, about, page=found)
    if about.startswith(statements.OF_THINGS):
        article = Article(view, iri)
        if not statements.is_encoded(record, about):
            return _rendered(view, "thing", article.title, about, page=article)
        parts = Parts(view, iri)
        return _rendered(view, "source", article.title, about, page=article, parts_of=parts)
    described = resource(view, iri, list(statements.of(record, about)))
    return _rendered(view, "resource", described.title, about, page=described)


def start(record: Record, given: Mapping[str, str]) -> str:
    """Return the first page."""
    view, lang = View(record, given), given["language"]
    known = record.about
    title = known.name(lang) if known else "Parley"
    values = {
        "what": in_language(known.descriptions, lang) if known else "",
        "counts": _counts(view),
        "sources": sorted(
            map(view.thing, _sources(record)), key=lambda item: (item.text, item.href)
        ),
        "doors": _doors(view),
        "questions": [
            Item(
                (lang == "ja" and each.summary_ja) or each.summary, written(view.root, f"q/{name}")
            )
            for name, each in sorted(record.graph.questions.items())
        ],
    }
    return _rendered(view, "start", title, None, page=values)


def missing(record: Record, path: str, near: Sequence[str], given: Mapping[str, str]) -> str:
    """Return the page that says that nothing is known of *path*, but of what is *near*."""
    view = View(record, given)
    values = {"path": path[:_LONGEST], "near": [view.thing(BASE + each) for each in near]}
    return _rendered(view, "missing", view.words["missing"], None, page=values)


def _rendered(view: View, name: str, title: str, about: str | None, **values: object) -> str:
    given: Mapping[str, object] = {
        "endpoint": written(view.root, "sparql"),
        "formats": [] if about is None else _formats(view.root, document(about)),
        "home": view.page(""),
        "lang": view.lang,
        "license": view.thing(known.license.value) if (known := view.record.about) else None,
        "other": next(lang for lang in LANGUAGES if lang != view.lang),
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


def _counts(view: View) -> list[tuple[str, int]]:
    """Return how much the record holds, each with its name."""
    store, words = view.record.store, view.words
    claims = {q.subject for q in store.about(None, NamedNode(TYPE), NamedNode(KG + "Claim"))}
    return [
        (words["quads"], len(store)),
        (words["claims"], len(claims)),
        (words["sources"], len(_sources(view.record))),
    ]


def _sources(record: Record) -> list[str]:
    """Return the sources whose claims are in the record."""
    names = (graph.value.removeprefix(BASE) for graph in record.store.graphs())
    return [BASE + name for name in names if name.startswith("source/") and "#" not in name]


def _doors(view: View) -> list[Item]:
    """Return the addresses at which programs and people ask."""
    addresses = {
        "endpoint": "sparql",
        "terms": "ontology",
        "openapi": "openapi.json",
        "described": ".well-known/void",
        "catalog": "dcat.ttl",
    }
    return [Item(view.words[key], written(view.root, path)) for key, path in addresses.items()]


def _style() -> str:
    return (_FOLDER / "style.css").read_text("utf-8")


@cache
def _templates() -> Templates:
    return Templates(_FOLDER)
