"""What the record knows of who is who as entities of FollowTheMoney, one JSON object a line.

CONSTRUCT queries of the project give the triples, under the names that followthemoney itself uses
in RDF (followthemoney.export.rdf): a class is a schema, `Schema:property` a property of it. An IRI
as a value is another entity, anything else is text. Lines are those of the library's own files.

Must not know: which schemas there are, what the things are.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TypedDict

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg.build import Build
from kg.canonical import lines
from kg.errors import BadInput
from kg.store import Store
from kg.terms import TYPE, Term, plain

NAME = "followthemoney.ijson"  # a file of JSON, line by line, to the tools of followthemoney

_FORM = "followthemoney"


class Entity(TypedDict):
    """An entity as followthemoney reads it."""

    id: str
    schema: str
    properties: dict[str, list[str]]


def write(build: Build, out: Path) -> None:
    """Write the entities of *build* into the folder *out*."""
    with (out / NAME).open("w", encoding="utf-8") as file:
        for entity in entities(constructed(build.store(), build.exports[_FORM].values())):
            file.write(json.dumps(entity, ensure_ascii=False) + "\n")


def constructed(store: Store, queries: Iterable[str]) -> Iterator[Triple]:
    """Yield what each of *queries* constructs from *store*."""
    return (triple for query in queries for triple in store.construct(query))


def entities(triples: Iterable[Triple]) -> Iterator[Entity]:
    """Yield one entity for each subject of *triples*, in the order of their IRIs.

    Raise BadInput for a subject that has no schema, or several.
    """
    found = lines(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    quads = (quad for line in found for quad in parse(line, format=RdfFormat.N_QUADS))
    for subject, about in groupby(quads, key=lambda quad: quad.subject):
        yield _entity(plain(subject), list(about))


def identifier(iri: str) -> str:
    """Return the identifier of the thing *iri*: its SHA-1, as followthemoney makes its own.

    >>> identifier("https://w3id.org/parley/id/person/astrid-holm")
    '81bff0d500511e4a6893a5133d346b8a9ae67fbd'
    """
    return hashlib.sha1(iri.encode(), usedforsecurity=False).hexdigest()


def _entity(iri: str, about: list[Quad]) -> Entity:
    schemas = [_local(quad.object) for quad in about if quad.predicate.value == TYPE]
    if len(schemas) != 1:
        raise BadInput(
            f"{iri} would be {' and '.join(schemas) or 'no schema'} of FollowTheMoney: let the "
            f"queries in ontology/exports/{_FORM} give each thing one schema"
        )
    properties: dict[str, list[str]] = defaultdict(list)
    for quad in about:
        if quad.predicate.value != TYPE:
            properties[_local(quad.predicate).partition(":")[2]].append(_value(quad.object))
    return {"id": identifier(iri), "schema": schemas[0], "properties": dict(properties)}


def _local(term: Term) -> str:
    return plain(term).rpartition("#")[2]


def _value(term: Term) -> str:
    return identifier(term.value) if isinstance(term, NamedNode) else plain(term)
