"""A query of the SPARQL 1.1 Protocol: its dataset, its answer, and in which format.

A query without a dataset reads, outside GRAPH, the accepted view and what the store says of itself,
where tools look for it; one that names graphs reads these alone.

Must not know: how the query was sent, who bounds it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import NamedNode, QueryTriples

from kg.build.descriptions import SERVED
from kg.errors import BadInput, shown
from kg.store import ROWS, TRIPLES, Answer, write, write_triples
from kg.web.acts import pages
from kg.web.acts.faults import FAULTS, told
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best
from kg.worker import has_dataset, refuse

_HTML = "text/html"
# Other names by which clients ask for a format.
_ROWS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_TRIPLES = {
    "application/json": "application/ld+json",
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
}
# What XML 1.0 (section 2.2) has no place for, in UTF-8.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT = "\ufffd".encode()


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the answer to the text `query`, from the graphs `default` and `named` if given.

    `accept` is the client's header, `reader` is who reads the answer, if anybody does (see
    kg.web.bodies). Raise BadInput for what is no query, Forbidden for an update, Refused for a
    format that is not known, or an answer that is too large; a page tells that instead.
    """
    if "reader" in given and best(given["accept"], (*ROWS, *TRIPLES, _HTML)) == _HTML:
        return _page(record, given)
    found = _found(record, given)
    formats, names = (TRIPLES, _TRIPLES) if isinstance(found, QueryTriples) else (ROWS, _ROWS)
    chosen = best(given.get("accept", ""), (*formats, *names))
    if chosen is None:
        raise Refused(406, f"the answer comes as {', '.join(formats)}: accept one of these")
    media_type, output = names.get(chosen, chosen), record.most.output()
    if isinstance(found, QueryTriples):
        write_triples(record.most.of(found), media_type, output, record.graph.prefixes)
    else:
        write(found, media_type, output, record.graph.prefixes)
        record.most.check(output.getvalue(), media_type)
    return document(readable(output.getvalue(), media_type), chosen)


def _found(record: Record, given: Mapping[str, Any]) -> Answer:
    text, prefixes = given["query"], record.graph.prefixes
    refuse(text)
    default, named = (_graphs(given.get(name, ())) for name in ("default", "named"))
    if default or named:
        return record.store.query(text, default, prefixes, named)
    return record.store.query(text, None if has_dataset(text) else SERVED, prefixes)


def _page(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the page on which the query stands, with the answer to it or what is wrong."""
    query, reader = given["query"], given["reader"]
    try:
        page = pages.endpoint(record, query, reader, _found(record, given))
    except FAULTS as fault:
        wrong = told(fault)
        page = pages.endpoint(record, query, reader, fault=wrong.detail)
        return pages.reply(page, wrong.status, asks=True)
    return pages.reply(page, asks=True)


def readable(body: bytes, media_type: str) -> bytes:
    """Return *body* without what XML has no place for, if its *media_type* is one of XML."""
    return _NO_XML.sub(_REPLACEMENT, body) if media_type.endswith("xml") else body


def _graphs(names: Iterable[str]) -> list[NamedNode]:
    try:
        return [NamedNode(name) for name in names]
    except ValueError as fault:
        raise BadInput(f"a graph is named by an absolute IRI: {shown(str(fault))}") from fault
