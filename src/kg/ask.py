"""What somebody gives for a parameter, as the RDF terms that a stored question takes.

Must not know: commands, formats, where a build lies.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from numbers import Number

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import BadInput, shown
from kg.names import find
from kg.queries import Param, StoredQuery
from kg.store import Store
from kg.terms import Term, expand, typed


def values(
    store: Store,
    question: StoredQuery,
    given: Mapping[str, object] | Sequence[str],
    prefixes: Mapping[str, str],
) -> dict[str, list[Term]]:
    """Return the terms that *given* means for *question*, by parameter.

    It is texts, each NAME=VALUE, or by name one value or several: text, numbers, days, RDF terms;
    None is as good as not given. What is given twice, perhaps by two names, is one term: it would
    be two rows.
    """
    by_name = given.items() if isinstance(given, Mapping) else map(_pair, given)
    found: dict[str, dict[Term, None]] = {}
    for name, told in by_name:
        param = question.param(name)
        if told is not None:
            terms = (_term(store, text, param, prefixes) for text in _texts(told, name, param))
            found.setdefault(name, {}).update(dict.fromkeys(terms))
    return {name: list(terms) for name, terms in found.items()}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise BadInput(f"-p {shown(text)} is no NAME=VALUE")
    return name, value


def _texts(told: object, name: str, param: Param) -> Iterator[str]:
    """Yield each value that is *told* for the parameter *name* as one would write it."""
    if isinstance(told, Iterable) and not isinstance(told, str | Triple):
        for each in told:
            yield from _texts(each, name, param)
    else:
        yield _text(told, name, param)


def _text(value: object, name: str, param: Param) -> str:
    if isinstance(value, str):  # the terms of rdflib, too
        return str(value)
    if isinstance(value, NamedNode | Literal):
        return f"<{value.value}>" if isinstance(value, NamedNode) else value.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):  # what a data frame has for a day, too
        is_day = param.datatype == "xsd:date" and value.time() == time()
        return (value.date() if is_day else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Number):
        return str(value)
    kind = "blank node" if isinstance(value, BlankNode) else type(value).__name__
    raise BadInput(f"{name} takes text, numbers, days or RDF terms, and no {kind}")


def _term(store: Store, text: str, param: Param, prefixes: Mapping[str, str]) -> Term:
    if param.datatype is None:
        return find(store, text, prefixes, param.cls)
    datatype = expand(param.datatype, prefixes)
    return typed(text, datatype.value if datatype else param.datatype)
