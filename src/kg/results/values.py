"""Terms as values of Python, and the one type that all values of a column have.

    term                                  value
    an IRI, a blank node                  str, the IRI whole, "_:..."
    a string, with a language or without  str
    xsd:boolean                           bool
    xsd:integer and those derived from it int
    xsd:decimal                           Decimal
    xsd:double, xsd:float                 float
    xsd:date                              date
    xsd:dateTime                          datetime, aware where the literal has a time zone
    any other datatype, as EDTF           str, as it is written
    nothing                               None

A literal that Python's type cannot hold, as a day before Christ or one with a time zone, stays a
str as well.

Must not know: formats, libraries for data frames.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal

from kg.terms import XSD, Term, plain

Value = str | bool | int | Decimal | float | date | datetime | None

_MOST = 2**63  # beyond the integers of a column, in Arrow as in pandas
_DIGITS = 38  # of a decimal in Arrow
_INTEGERS = (
    "integer",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
    "unsignedByte",
)


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


READERS: dict[str, Callable[[str], Value]] = {
    **{XSD + name: int for name in _INTEGERS},
    XSD + "boolean": _boolean,
    XSD + "date": date.fromisoformat,
    XSD + "dateTime": datetime.fromisoformat,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
}


def value(term: Term | None) -> Value:
    """Return *term* as a value of Python.

    >>> from pyoxigraph import NamedNode
    >>> value(Literal("2025-08-15", datatype=NamedNode(XSD + "date")))
    datetime.date(2025, 8, 15)
    >>> value(Literal("-44-03-15", datatype=NamedNode(XSD + "date")))
    '-44-03-15'
    """
    if term is None:
        return None
    reader = READERS.get(term.datatype.value) if isinstance(term, Literal) else None
    try:
        return reader(plain(term)) if reader else plain(term)
    except (InvalidOperation, KeyError, ValueError):
        return plain(term)


def is_number(term: Term | None) -> bool:
    """Say whether *term* is a literal that reads as a number."""
    return isinstance(value(term), int | Decimal | float)


def column(terms: Sequence[Term | None]) -> tuple[type, list[Value]]:
    """Return the type that all values of a column have, and the values.

    Integers and decimals together are decimals, with floats they are floats; what has no other
    type in common is text as it is written.

    >>> column([Literal(1), None])
    (<class 'int'>, [1, None])
    >>> column([Literal(1), Literal("about 5")])
    (<class 'str'>, ['1', 'about 5'])
    """
    values = [value(term) for term in terms]
    kind = common([v for v in values if v is not None])
    if kind is str:
        return str, [None if term is None else plain(term) for term in terms]
    return kind, [_as(kind, v) for v in values]


def common(values: Sequence[Value]) -> type:
    """Return the type that a column of *values*, none of which is None, has."""
    kinds: set[type] = {type(value) for value in values}
    if not kinds or not all(map(_fits, values)) or len({_has_zone(v) for v in values}) > 1:
        return str
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {int, Decimal}:
        return Decimal
    return float if kinds <= {int, Decimal, float} else str


def sort(value: Value) -> tuple[type, bool, bool]:
    """Return all of *value* on which the type of its column depends."""
    return type(value), _fits(value), _has_zone(value)


def _fits(value: Value) -> bool:
    """Say whether a column of Arrow has room for *value*."""
    if isinstance(value, int):
        return -_MOST <= value < _MOST
    return not isinstance(value, Decimal) or abs(value.adjusted()) + _scale(value) < _DIGITS


def _scale(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _has_zone(value: Value) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _as(kind: type, value: Value) -> Value:
    """Return *value* as the column of the type *kind* has it: of one type, in one time zone."""
    if isinstance(value, int | Decimal) and kind in (Decimal, float):
        return Decimal(value) if kind is Decimal else float(value)
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value
