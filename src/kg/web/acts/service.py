"""What the endpoint tells whoever asks it nothing: how it answers, or a form to ask with.

A SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/). The endpoint
is wherever it is asked, under whatever host, so its address is the relative IRI <>; which leaves
out N-Triples and N-Quads, for they have none.

Must not know: HTTP libraries, what the record is about.
"""

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from kg.store import encoded
from kg.web.acts import pages
from kg.web.acts.described import HERE
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best

_HTML = "text/html"
_FORMATS = ("text/turtle", "application/trig", "application/ld+json", "application/rdf+xml", _HTML)
_FIRST = """\
SELECT ?class (COUNT(?thing) AS ?things)
WHERE { ?thing a ?class }
GROUP BY ?class
ORDER BY DESC(?things)"""
_LINK = '<.well-known/void>; rel="describedby", <openapi.json>; rel="service-desc"'


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the description of the endpoint, or a page with a form, as `accept` likes best."""
    chosen = best(given["accept"], _FORMATS)
    if chosen is None:
        raise Refused(406, f"the description comes as {', '.join(_FORMATS)}: accept one of these")
    if chosen == _HTML:
        return pages.reply(
            pages.endpoint(record, _FIRST, given), asks=True, headers={"Link": _LINK}
        )
    return document(_description(record, chosen), chosen, Link=_LINK)


def _description(record: Record, media_type: str) -> bytes:
    from kg.exports.about import about  # with all of kg.exports: slow to import
    from kg.exports.service import endpoint
    from kg.exports.vocabularies import VOCABULARIES

    here, dataset = NamedNode(HERE), about(record.build)
    license_ = dataset.license if dataset else None
    told = sorted(endpoint(record.graph.store, here, here, HERE, license_), key=str)
    known = {**record.build.prefixes, **VOCABULARIES}
    return encoded(told, media_type, known).replace(HERE.encode(), b"")
