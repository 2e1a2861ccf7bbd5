"""Text to RDF terms and back.

Values from outside become terms here, by the RDF library's own constructors, before they meet
SPARQL; what is printed goes through the same door the other way.

Must not know: files, stores, queries.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from kg.errors import BadInput, shown

Term = NamedNode | BlankNode | Literal | Triple

KG = "https://w3id.org/parley/ns/"
GRAPH = "https://w3id.org/parley/graph/"
SOURCE = "https://w3id.org/parley/source/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

# What the RDF library writes for a backslash, perhaps with a u behind it, and for others.
_ESCAPED = re.compile(r"\\u[0-9A-F]{4}|\\\\[uU]?|\\.")
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)

# As SPARQL 1.1 has it (section 19.8, IRIREF): a space beyond ASCII may stand in an IRI.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")


def expand(text: str, prefixes: Mapping[str, str]) -> NamedNode | None:
    """Return the IRI that *text* writes out or abbreviates, or None if it is neither.

    What stands between < and > is written out.

    >>> expand("kg:Claim", {"kg": KG}).value
    'https://w3id.org/parley/ns/Claim'
    >>> expand("Donald Trump", {"kg": KG}) is None
    True
    """
    prefix, colon, rest = text.partition(":")
    if text.startswith("<") and text.endswith(">"):
        iri = text[1:-1]
    elif colon and prefix in prefixes:
        iri = prefixes[prefix] + rest
    elif "://" in text:
        iri = text
    else:
        return None
    try:
        return NamedNode(iri) if _IRI.fullmatch(iri) else None
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
    must_be_unicode(text)
    fault = ill_typed(text, datatype)
    if fault:
        raise BadInput(fault)
    if datatype == XSD + "language":
        return Literal(text.lower())  # a plain string in lower case, as LANG() gives it
    return Literal(text, datatype=NamedNode(datatype))


def must_be_unicode(text: str) -> None:
    """Raise BadInput for half of a character, as Python makes one of a byte that is no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        at = f"its character {fault.start + 1} is none of Unicode"
        raise BadInput(f'"{shown(text)}" cannot be used: {at}') from fault


def spelt(term: Term) -> str:
    r"""Return *term* as SPARQL writes it, so that every engine reads the same term.

    SPARQL 1.1 (section 19.2) lets an engine read `\uXXXX` before all else, so no u may stand behind
    a backslash that is written as two; and rdflib takes eight digits where four are meant.

    >>> print(spelt(Literal(r"\u0022")))
    "\\\U000000750022"
    """
    return _ESCAPED.sub(_spelt, str(term))


def _spelt(escaped: re.Match[str]) -> str:
    text = escaped.group()
    if text.startswith("\\u"):
        return f"\\U0000{text[2:]}"
    return f"\\\\\\U{ord(text[2]):08X}" if text[2:] else text


def ill_typed(text: str, datatype: str) -> str | None:
    """Say in a sentence why *text* is no value of *datatype*, or return None.

    >>> ill_typed("2025-02-30", XSD + "date")
    '"2025-02-30" is no date: write a day of the calendar as YYYY-MM-DD'
    """
    name = datatype.removeprefix(XSD)
    is_one, advice = _DATATYPES.get(name, (_is_anything, ""))
    return None if is_one(text) else f'"{shown(text)}" is no {name}: write {advice}'


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
    day, _, time = text.partition("T")
    return _is_date(day) and _TIME.fullmatch(time) is not None


_DATATYPES: dict[str, tuple[Callable[[str], bool], str]] = {
    "boolean": (_matches("true|false"), "true or false"),
    "date": (_is_date, "a day of the calendar as YYYY-MM-DD"),
    "dateTime": (_is_moment, "one as 2025-08-15T12:00:00Z"),
    "decimal": (
        _matches(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})"),
        "up to 18 digits, as 3.5",
    ),
    "double": (
        _matches(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
        "digits with a point, as 3.5 or 3.5e6",
    ),
    "integer": (_matches("[+-]?[0-9]{1,18}"), "up to 18 digits"),
    "language": (_matches("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"), 'a language tag as "en" or "ja"'),
}


# The datatypes, by IRI, of which `typed` can make a literal.
TYPED = {XSD + name for name in [*_DATATYPES, "string"]}


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
