"""The quads of a store as a Dataset of rdflib, for whoever works with that library.

Literals keep the form that they have in the store; rdflib would give them one of its own.

Must not know: what the quads say, where builds lie.
"""

from collections.abc import Mapping
from functools import cache

import rdflib
from pyoxigraph import BlankNode, NamedNode, Triple
from rdflib.term import Identifier

from kg.errors import BadInput
from kg.store import Store
from kg.terms import XSD, Term


def dataset(store: Store, prefixes: Mapping[str, str]) -> rdflib.Dataset:
    """Return what *store* holds; raise BadInput for a triple term, which rdflib does not know."""
    found = rdflib.Dataset(default_union=False)
    for prefix, start in prefixes.items():
        found.bind(prefix, start)
    of = cache(_node)
    for name in store.graphs():
        graph = found.graph(of(name))
        for quad in store.graph(name):
            graph.add((of(quad.subject), of(quad.predicate), of(quad.object)))
    return found


def _node(term: Term) -> Identifier:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Triple):
        raise BadInput(f"rdflib knows no triple terms, and the record has {term}")
    is_text = term.language or term.datatype.value == XSD + "string"  # to rdflib no datatype
    datatype = None if is_text else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
