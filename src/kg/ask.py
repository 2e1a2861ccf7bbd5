"""What somebody writes for a parameter, as the RDF terms that a stored question takes.

Must not know: commands, formats, where a build lies.
"""

from collections.abc import Mapping, Sequence

from kg.errors import BadInput, shown
from kg.names import find
from kg.queries import Param, StoredQuery
from kg.store import Store
from kg.terms import Term, expand, typed


def values(
    store: Store, question: StoredQuery, given: Sequence[str], prefixes: Mapping[str, str]
) -> dict[str, list[Term]]:
    """Return the terms that *given*, each NAME=VALUE, means for *question*, by parameter.

    What is given twice, perhaps by two names, is one term: it would be two rows.
    """
    found: dict[str, dict[Term, None]] = {}
    for name, text in map(_pair, given):
        term = _term(store, text, question.param(name), prefixes)
        found.setdefault(name, {})[term] = None
    return {name: list(terms) for name, terms in found.items()}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise BadInput(f"-p {shown(text)} is no NAME=VALUE")
    return name, value


def _term(store: Store, text: str, param: Param, prefixes: Mapping[str, str]) -> Term:
    if param.datatype is None:
        return find(store, text, prefixes, param.cls)
    datatype = expand(param.datatype, prefixes)
    return typed(text, datatype.value if datatype else param.datatype)
