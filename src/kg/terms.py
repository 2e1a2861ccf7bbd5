"""Text to RDF terms and back.

Values from outside become terms here, by the RDF library's own constructors, before they meet
SPARQL; what is printed goes through the same door the other way.

Must not know: files, stores, queries.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from kg.errors import BadInput

Term = NamedNode | BlankNode | Literal | Triple

KG = "https://w3id.org/parley/ns/"
GRAPH = "https://w3id.org/parley/graph/"
SOURCE = "https://w3id.org/parley/source/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]*")


def expand(text: str, prefixes: Mapping[str, str]) -> NamedNode | None:
    """Return the IRI that *text* writes out or abbreviates, or None if it is neither.

    >>> expand("kg:Claim", {"kg": KG}).value
    'https://w3id.org/parley/ns/Claim'
    >>> expand("Donald Trump", {"kg": KG}) is None
    True
    """
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, colon, rest = bare.partition(":")
    if colon and prefix in prefixes:
        bare = prefixes[prefix] + rest
    elif "://" not in bare:
        return None
    try:
        return NamedNode(bare) if _IRI.fullmatch(bare) else None
    except ValueError:  # of the form, and yet no IRI, as http://[x
        return None


def compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return *iri* abbreviated by the longest matching prefix, else as it is.

    >>> compact("https://w3id.org/parley/ns/Claim", {"kg": KG})
    'kg:Claim'
    >>> compact("https://w3id.org/parley/source/abiru-2025#s4p2", {"source": SOURCE})
    'abiru-2025#s4p2'
    """
    if iri.startswith(SOURCE):
        return iri.removeprefix(SOURCE)
    matches = [name for name, start in prefixes.items() if iri.startswith(start)]
    best = max(matches, key=lambda name: len(prefixes[name]), default=None)
    return iri if best is None else f"{best}:{iri.removeprefix(prefixes[best])}"


def typed(text: str, datatype: str) -> Literal:
    """Return *text* as a literal of *datatype*, an IRI; raise BadInput if it is none."""
    fault = ill_typed(text, datatype)
    if fault:
        raise BadInput(fault)
    if datatype == XSD + "language":
        return Literal(text)  # what LANG() gives is a plain string
    return Literal(text, datatype=NamedNode(datatype))


def ill_typed(text: str, datatype: str) -> str | None:
    """Say in a sentence why *text* is no value of *datatype*, or return None.

    >>> ill_typed("2025-02-30", XSD + "date")
    '"2025-02-30" is no date: write a day of the calendar as YYYY-MM-DD'
    """
    name = datatype.removeprefix(XSD)
    is_one, advice = _DATATYPES.get(name, (_is_anything, ""))
    return None if is_one(text) else f'"{text}" is no {name}: write {advice}'


def _is_anything(_: str) -> bool:
    return True


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text


_DATATYPES: dict[str, tuple[Callable[[str], bool], str]] = {
    "boolean": (_matches("true|false"), "true or false"),
    "date": (_is_date, "a day of the calendar as YYYY-MM-DD"),
    "dateTime": (_is_moment, "one as 2025-08-15T12:00:00Z"),
    "decimal": (_matches(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"), "digits with a point, as 3.5"),
    "double": (
        _matches(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
        "digits with a point, as 3.5 or 3.5e6",
    ),
    "integer": (_matches("[+-]?[0-9]{1,18}"), "up to 18 digits"),
    "language": (_matches("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"), 'a language tag as "en" or "ja"'),
}


def inline(things: Iterable[Term]) -> str:
    """Return the IRIs among *things* as a VALUES block holds them, each once, in order.

    >>> inline([NamedNode("http://b"), Literal("c"), NamedNode("http://a"), NamedNode("http://b")])
    '<http://a> <http://b>'
    """
    return " ".join(sorted({str(thing) for thing in things if isinstance(thing, NamedNode)}))


def plain(term: Term | DefaultGraph | None) -> str:
    """Return the value of *term* without quotes, language and datatype.

    It is "" for None and for the default graph.

    >>> plain(Literal("ceasefire", language="en"))
    'ceasefire'
    """
    if term is None or isinstance(term, DefaultGraph):
        return ""
    return str(term) if isinstance(term, Triple) else term.value
