"""The parameters of an address, or of a form that was posted.

Must not know: what they say.
"""

import binascii
import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from kg.web.messages import Refused

Pairs = Sequence[tuple[str, str]]

_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def pairs(sent: bytes) -> Pairs:
    """Return the parameters in *sent*, in order; raise Refused if they cannot be read.

    >>> pairs(b"query=ASK+%7B%7D&format=")
    [('query', 'ASK {}'), ('format', '')]
    """
    told = [part.partition(b"=") for part in sent.replace(b"+", b" ").split(b"&") if part]
    try:
        return [(_unescaped(name), _unescaped(value)) for name, _, value in told]
    except UnicodeDecodeError as fault:
        raise Refused(400, "the parameters are not in UTF-8") from fault


def _unescaped(part: bytes) -> str:
    """Return *part* with what its escapes stand for.

    They are those of quoted-printable (RFC 2045, section 6.7) but for their sign, and these are
    read in C, in a fraction of the time of those of an address.
    """
    if b"%" not in part:
        return part.decode()
    if _BROKEN.search(part):  # which stay as they are
        return unquote_to_bytes(part).decode()
    return binascii.a2b_qp(part.replace(b"=", b"=3D").replace(b"%", b"=")).decode()
