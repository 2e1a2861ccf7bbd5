"""The parameters of an address, or of a form that was posted.

Must not know: what they say.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from kg.web.messages import Refused

Pairs = Sequence[tuple[str, str]]


def pairs(sent: bytes) -> Pairs:
    """Return the parameters in *sent*, in order; raise Refused if they cannot be read.

    >>> pairs(b"query=ASK+%7B%7D&format=")
    [('query', 'ASK {}'), ('format', '')]
    """
    try:
        return parse_qsl(sent.decode(), keep_blank_values=True, errors="strict")
    except ValueError as fault:
        raise Refused(400, "the parameters are not in UTF-8, or too many") from fault
