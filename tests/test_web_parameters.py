"""The parameters of an address are read as everybody else reads them."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.messages import Refused
from kg.web.parameters import pairs

PARTS = [
    "a",
    "=",
    "&",
    "+",
    "%",
    "%2",
    "%20",
    "%3D",
    "%26",
    "%0A",
    "%0D",
    "%25",
    "%ff",
    "%E3%81%82",
]
PIECES = [part.encode() for part in [*PARTS, "\n", "\r", " ", "\t", "_", "4", ";", "\0", "\u00fc"]]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=12).map(b"".join))
def test_they_are_what_the_standard_library_says(sent: bytes) -> None:
    try:
        expected = parse_qsl(sent.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(Refused, match="not in UTF-8"):
            pairs(sent)
    else:
        assert pairs(sent) == expected
