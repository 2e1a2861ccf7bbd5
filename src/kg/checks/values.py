"""Whether each literal is a value of its datatype, and each date a date that we can read.

Must not know: which property may have which datatype; shapes say that, save that no date is plain
text.
"""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from kg.build.dates import bounds
from kg.checks.reading import Files
from kg.errors import Finding
from kg.terms import EDTF, KG, XSD, ill_typed, plain

_DATES = frozenset(
    [
        *(KG + name for name in ("when", "from", "until", "claimedOn")),
        "http://purl.org/dc/terms/issued",
    ]
)
_TEXT = (XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
# Control characters but tab and line feed, and those that turn the direction of writing.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WAY_OUT = 'write a date as data/README.md lists them, such as "2025-08"^^edtf:EDTF'


def check(files: Files) -> Iterator[Finding]:
    """Yield the literals that are no value of what they are said to be."""
    for file in files.graphs:
        for quad in file.quads:
            fault = _fault(quad)
            if fault:
                place = file.place(*map(plain, (quad.subject, quad.predicate, quad.object)))
                yield Finding(place, "value", *fault)


def _fault(quad: Quad) -> tuple[str, str] | None:
    """Return what is wrong with the value of *quad*, and the way out."""
    value = quad.object
    if not isinstance(value, Literal):
        return None
    if unseen := _UNSEEN.search(value.value):
        return f"the text holds the unseen character U+{ord(unseen[0]):04X}", "take it out"
    if value.datatype.value == EDTF:
        return _fault_of_date(value.value)
    if quad.predicate.value in _DATES and value.datatype.value in _TEXT:
        return f'"{value.value}" is plain text where a date is due', _WAY_OUT
    fault = ill_typed(value.value, value.datatype.value)
    if not fault:
        return None
    what, _, way_out = fault.partition(": ")
    return what, way_out


def _fault_of_date(text: str) -> tuple[str, str] | None:
    try:
        bounds(text)
    except ValueError as fault:
        return str(fault), _WAY_OUT
    return None
