"""A thing's way to its document, and the document in each format.

Must not know: how the request was sent, what pages look like.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from pyoxigraph import NamedNode, Triple

from kg.errors import BadInput, shown
from kg.results.people import safe
from kg.store import write_triples
from kg.terms import TYPE, plain
from kg.web.acts import pages, statements
from kg.web.acts.record import Record
from kg.web.acts.sparql import readable
from kg.web.addresses import (
    BASE,
    DOCUMENTS,
    FORMATS,
    HTML,
    document,
    local,
    split,
    told_of,
    written,
)
from kg.web.messages import Refused, Reply
from kg.web.messages import document as reply

_QUESTIONS = "query/"  # below which their IRIs are
_NEAR = 5  # things that are named where one is not found
_SEARCHED = 50_000  # statements in which these are looked for
_ALIKE = 0.6
_A = NamedNode(TYPE)
_PRIMARY_TOPIC = NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")
_IN_DATASET = NamedNode("http://rdfs.org/ns/void#inDataset")
_LICENSE = NamedNode("http://purl.org/dc/terms/license")
_GRAPH = NamedNode("http://www.w3.org/ns/sparql-service-description#Graph")
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def thing(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return where the thing at `path` is described: 303, or 404 if nothing is known of it.

    A suffix that names a format leads to the document in that format. Who likes HTML best is led
    from a question to its answer.
    """
    path, root = given["path"], given["root"]
    bare, suffix = split(path)
    question = path.removeprefix(_QUESTIONS)
    if question != path and given["format"] == HTML and question in record.graph.questions:
        found = f"q/{question}"
    elif statements.is_known(record, path):
        # A name that ends as a format does would be taken for one.
        found = f"{document(path)}.{given['format'] or HTML}" if suffix else document(path)
    elif suffix and statements.is_known(record, bare):
        found = f"{document(bare)}.{suffix}"
    else:
        raise _missing(record, given)
    address = written(root, found)
    links = f'<{address}>; rel="describedby"'
    return Reply(303, {"Location": address + given["query"], "Link": links})


def of(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the document at `path` in the `format`; `chosen`: by the client's header.

    Raise Refused if there is none, or if it is too large.
    """
    path = given["path"]
    about = told_of(path)
    if document(about) != path or not statements.is_known(record, about):
        raise _missing(record, {**given, "path": about})
    if given["format"] == HTML:
        page = pages.of(record, about, given)
        found = pages.reply(page)
    else:
        found = _in_rdf(record, about, given)
    return Reply(200, {**found.headers, **_headers(record, given)}, found.body)


def start(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the first page of the site."""
    return pages.reply(pages.start(record, given))


def triples(record: Record, about: str) -> Iterator[Triple]:
    """Yield what the document on what the path *about* names says, each triple once."""
    iri, store = BASE + about, record.store
    found = set(statements.of(record, about))
    if not about.startswith("graph/"):
        found |= set(statements.names(store, found))
    found |= set(_of_document(record, about))
    yield from sorted(found, key=lambda t: (plain(t.subject) != iri, *map(str, t)))


def _of_document(record: Record, about: str) -> Iterator[Triple]:
    """Yield what is said of the document itself."""
    path = document(about)
    node = NamedNode(BASE + path)
    if path.startswith(DOCUMENTS):
        yield Triple(node, _PRIMARY_TOPIC, NamedNode(BASE + about))
    if path.startswith("graph/"):
        yield Triple(node, _A, _GRAPH)
    if record.about:
        yield Triple(node, _IN_DATASET, record.about.iri)
        yield Triple(node, _LICENSE, record.about.license)


def _in_rdf(record: Record, about: str, given: Mapping[str, Any]) -> Reply:
    media_type = FORMATS[given["format"]]
    if given["format"] == "jsonld" and about.startswith(("id/", "source/")):
        return reply(_object(record, about, given["root"]), media_type)
    output = record.most.output()
    write_triples(triples(record, about), media_type, output, record.graph.prefixes)
    return reply(readable(output.getvalue(), media_type), media_type)


def _object(record: Record, about: str, root: str) -> str:
    """Return what the path *about* names as JSON, by our context, which the site has, too."""
    try:
        told = _told(record, BASE + about, is_encoded=statements.is_encoded(record, about))
        context = local(record.objects.context.url, root)
    except BadInput as fault:  # of the project: nobody who asks can mend it
        reason = "the record has terms that its JSON-LD context lacks: ask for another format"
        raise Refused(500, reason) from fault
    return json.dumps({"@context": context, **told}, ensure_ascii=False, indent=1) + "\n"


def _told(record: Record, iri: str, *, is_encoded: bool) -> dict[str, Any]:
    """Return a thing as a framed object, with all claims that speak of it, or a source's nodes."""
    if is_encoded:
        said, stated = statements.in_source(record.store, iri)
        named = statements.names(record.store, said)
        return {"@graph": record.objects.nodes(sorted({*said, *named}, key=str), stated)}
    name = record.things.name(iri)
    return record.objects.one(name, record.things.speaking(name))


def _headers(record: Record, given: Mapping[str, Any]) -> dict[str, str]:
    """Return what is told of a document beside its body: what else there is, and whose it is."""
    path, root, chosen = given["path"], given["root"], given["format"]
    address = written(root, path)
    links = [
        f'<{address}.{name}>; rel="alternate"; type="{media_type}"'
        for name, media_type in FORMATS.items()
        if name != chosen
    ]
    links += [
        f'<{_canonical(record, given)}>; rel="canonical"',
        f'<{root}/.well-known/void>; rel="describedby"',
    ]
    if record.about:
        links.append(f'<{record.about.license.value}>; rel="license"')
    found = {"Link": ", ".join(links)}
    return {**found, "Content-Location": f"{address}.{chosen}"} if given["chosen"] else found


def _canonical(record: Record, given: Mapping[str, Any]) -> str:
    """Return the address of the document under the name by which the accepted view calls it."""
    about = told_of(given["path"])
    if about.startswith(statements.OF_THINGS):
        about = statements.name(record, about)
    return written(given["root"], document(about))


def _missing(record: Record, given: Mapping[str, Any]) -> Refused:
    """Return the refusal of what is not known at `path`, with what is near it."""
    near = _near(record, given["path"])
    addresses = [written(given["root"], path) for path in near]
    hint = f": did you mean {' or '.join(addresses)}?" if near else ""
    refused = Refused(
        404, f"nothing is known of /{safe(shown(given['path']))}{hint}", near=addresses
    )
    if given["format"] == HTML:
        page = pages.missing(record, given["path"], near, given)
        refused.reply = pages.reply(page, 404)
    return refused


def _near(record: Record, path: str) -> list[str]:
    """Return the paths of what is called much as *path* is, the nearest first.

    It looks at the first of what has a name, so that it takes no longer in a large record.
    """
    wanted = split(path)[0].rpartition("/")[2][:100]
    quads = islice(record.store.about(None, _LABEL), _SEARCHED)
    iris = {plain(quad.subject) for quad in quads}
    paths = (iri.removeprefix(BASE) for iri in iris if iri.startswith(BASE) and "#" not in iri)
    by_end: dict[str, list[str]] = {}
    for found in sorted(paths):
        by_end.setdefault(found.rpartition("/")[2], []).append(found)
    ends = difflib.get_close_matches(wanted, by_end, _NEAR, _ALIKE)
    return [found for end in ends for found in by_end[end]][:_NEAR]
