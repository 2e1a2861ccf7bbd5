"""The vocabularies in which an export is described, and triples written in them.

Must not know: what is described.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.terms import XSD

VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "format": "http://www.w3.org/ns/formats/",
    "iana": "https://www.iana.org/assignments/media-types/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "xsd": XSD,
}

Said = tuple[str, NamedNode | Literal | Iterable[NamedNode | Literal]]


def term(curie: str) -> NamedNode:
    """Return the term of a vocabulary that *curie* abbreviates.

    >>> term("dcat:Dataset").value
    'http://www.w3.org/ns/dcat#Dataset'
    """
    prefix, _, name = curie.partition(":")
    return NamedNode(VOCABULARIES[prefix] + name)


def typed(value: str, datatype: str) -> Literal:
    """Return *value* as a literal of *datatype*, a CURIE."""
    return Literal(value, datatype=term(datatype))


def statements(subject: NamedNode, kind: str, *said: Said) -> Iterator[Triple]:
    """Yield that *subject* is of the class *kind*, and what is *said* of it, by CURIEs."""
    yield Triple(subject, term("rdf:type"), term(kind))
    for predicate, values in said:
        for value in [values] if isinstance(values, (Literal, NamedNode)) else values:
            yield Triple(subject, term(predicate), value)
