"""Things as JSON-LD node objects, written by a context.

The form is that of compaction (https://www.w3.org/TR/json-ld11-api/), for one node at a time, so
that memory holds no more. In a value object stands `@type`, since rdflib knows no other name there.

Must not know: where statements come from, where nodes go, what the terms mean.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, Quad, Triple

from kg.contexts import Context, Term
from kg.errors import BadInput
from kg.terms import TYPE, XSD
from kg.terms import Term as RdfTerm

Value = RdfTerm | dict[str, Any]

_THINGS = ("@id", "@vocab")
_INTEGER, _BOOLEAN, _STRING = (XSD + name for name in ("integer", "boolean", "string"))
_DIGITS = 15  # of an integer that every reader of JSON keeps (RFC 8259, 6)


def node(context: Context, statements: Sequence[Quad] | Sequence[Triple]) -> dict[str, Any]:
    """Return what *statements*, all of one subject, say as a node object.

    Raise BadInput for a property that *context* does not name.
    """
    found: dict[str, list[RdfTerm]] = defaultdict(list)
    for statement in statements:
        found[statement.predicate.value].append(statement.object)
    types = [_iri(value) for value in found.pop(TYPE, [])]
    return written(context, _iri(statements[0].subject), types, found)


def written(
    context: Context, name: str, types: Sequence[str], properties: Mapping[str, Sequence[Value]]
) -> dict[str, Any]:
    """Return the node object of the thing called *name*, with the values of its *properties*.

    A value is a term, or the node object of another thing. Raise BadInput as `node` does.
    """
    told: dict[str, Any] = {"id": name}
    if types:
        told["type"] = [_name(context, iri) for iri in types]
    for iri, values in properties.items():
        term = term_of(context, iri)
        told[term.name] = _values(context, term, values)
    return told


def term_of(context: Context, iri: str) -> Term:
    """Return the term of the property *iri*; raise BadInput if *context* has none."""
    if term := context.terms.get(iri):
        return term
    raise BadInput(
        f"{context.name} has no name for <{iri}>: declare it in the ontology, then kg check --fix"
    )


def _name(context: Context, iri: str) -> str:
    return context.terms[iri].name if iri in context.terms else iri


def _iri(term: RdfTerm) -> str:
    """Return *term* as JSON-LD names it; raise BadInput for a statement, which it cannot."""
    if isinstance(term, Triple):
        raise BadInput(f"JSON-LD has no statements about statements: {term}")
    return str(term) if isinstance(term, BlankNode) else term.value


def _values(context: Context, term: Term, values: Sequence[Value]) -> Any:  # noqa: ANN401  # JSON
    """Return *values* as the container of *term* holds them."""
    if "@language" in term.container:
        if all(isinstance(value, Literal) and value.language for value in values):
            return _by_language(term, values)
        return [_value_object(context, value) for value in values]
    found = [_value(context, term, value) for value in values]
    return found if "@set" in term.container or len(found) > 1 else found[0]


def _by_language(term: Term, values: Iterable[Value]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for value in values:
        if isinstance(value, Literal):
            found[str(value.language)].append(value.value)
    return {
        lang: texts if "@set" in term.container or len(texts) > 1 else texts[0]
        for lang, texts in found.items()
    }


def _value(context: Context, term: Term, value: Value) -> Any:  # noqa: ANN401  # JSON
    """Return *value* in the shortest form from which *term* makes it again."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, Literal):
        iri = _iri(value)
        if term.coercion not in _THINGS:
            return {"id": iri}
        return _name(context, iri) if term.coercion == "@vocab" else iri
    datatype, text = value.datatype.value, value.value
    if datatype == term.coercion or (datatype == _STRING and not term.coercion):
        return text
    if datatype in (_BOOLEAN, _INTEGER) and term.coercion in ("", *_THINGS) and _is_native(value):
        return text == "true" if datatype == _BOOLEAN else int(text)
    return _value_object(context, value)


def _is_native(value: Literal) -> bool:
    """Say whether a JSON number or boolean becomes *value* again, digit by digit."""
    text = value.value
    if value.datatype.value == _BOOLEAN:
        return text in ("true", "false")
    return len(text) <= _DIGITS and text.lstrip("-").isdecimal() and str(int(text)) == text


def _value_object(context: Context, value: Value) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if not isinstance(value, Literal):
        return {"id": _iri(value)}
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype.value == _STRING:
        return {"@value": value.value}
    return {"@type": _name(context, value.datatype.value), "@value": value.value}
