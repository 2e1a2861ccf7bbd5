"""The pages of a site: plain HTML, complete, in two languages.

Everything is escaped; there is no script, and the style stands in the page, allowed by its hash.

    frame        what all have
    view         names, rows and words on them
    article      a thing;   source: one that was encoded;   resource: what triples describe
    questions    the stored questions, and one with its answer
    answers      the answer to any other query

Must not know: HTTP, which addresses there are.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from kg.exports.about import in_language
from kg.results.people import safe
from kg.store import Answer
from kg.terms import KG, TYPE
from kg.web.acts import statements
from kg.web.acts.pages.answers import answered
from kg.web.acts.pages.article import Article
from kg.web.acts.pages.frame import rendered, reply
from kg.web.acts.pages.resource import graph, resource
from kg.web.acts.pages.source import Parts
from kg.web.acts.pages.view import Item, View
from kg.web.acts.record import Record
from kg.web.addresses import BASE, written

__all__ = ["endpoint", "missing", "of", "reply", "start"]

_LONGEST = 200  # characters of a name that nothing has


def of(record: Record, about: str, given: Mapping[str, str]) -> str:
    """Return the page on what the path *about* names; what is *given* is as View takes it."""
    view, iri = View(record, given), BASE + about
    if about.startswith("graph/"):
        found = graph(view, iri)
        return rendered(view, "resource", found.title, about, page=found)
    if about.startswith(statements.OF_THINGS):
        article = Article(view, iri)
        if not statements.is_encoded(record, about):
            return rendered(view, "thing", article.title, about, page=article)
        parts = Parts(view, iri)
        return rendered(view, "source", article.title, about, page=article, parts_of=parts)
    described = resource(view, iri, list(statements.of(record, about)))
    return rendered(view, "resource", described.title, about, page=described)


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
            Item(each.asks(lang), view.page(f"q/{name}"))
            for name, each in sorted(record.graph.questions.items())
        ],
    }
    return rendered(view, "start", title, page=values)


def missing(record: Record, path: str, near: Sequence[str], given: Mapping[str, str]) -> str:
    """Return the page that says that nothing is known of *path*, but of what is *near*."""
    view = View(record, given)
    values = {"path": path[:_LONGEST], "near": [view.thing(BASE + each) for each in near]}
    return rendered(view, "missing", view.words["missing"], page=values)


def endpoint(
    record: Record,
    query: str,
    given: Mapping[str, str],
    found: Answer | None = None,
    fault: str = "",
) -> str:
    """Return the page with a form to ask the endpoint, in which *query* stands.

    Below it stands the answer that was *found*, or the *fault* for which there is none.
    """
    view = View(record, given)
    values = {
        "query": query,
        "void": written(view.root, ".well-known/void"),
        "fault": safe(fault),
        "found": None if found is None else answered(view, found),
    }
    parameters = "" if found is None and not fault else urlencode({"query": query})
    title = view.words["endpoint"]
    return rendered(view, "endpoint", title, page=values, parameters=parameters)


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
