r"""The terminals that Turtle, TriG and SPARQL share, with their places.

No RDF library keeps the positions of triples. This module cuts a text into tokens, so that the
binder can find a `VALUES` line, a check a word, and a finding its line and column.

The patterns follow the terminals of SPARQL 1.1 (section 19.8) and RDF 1.1 TriG (section 4.5),
loosely: a text is parsed by the RDF library first, and here only looked up.

>>> [token.text for token in tokens("?x kg:holder <#a> . # who")]
['?x', 'kg:holder', '<#a>', '.']

Must not know: what the tokens mean, prefixes, RDF terms.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = r"[^\W\d_](?:[\w.\-·]*[\w\-·])?"
_LOCAL = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_LOCAL_MORE = rf"(?:(?:{_LOCAL}|[.\-·])*(?:{_LOCAL}|[\-·]))?"
_TERMINALS = re.compile(
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in [
            ("space", r"\s+|\#[^\n\r]*"),
            ("iri", r'<[^\x00-\x20<>"{}|^`]*>'),
            (
                "string",
                r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""|'
                r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''|"
                r'"(?:[^"\\\n\r]|\\.)*"|'
                r"'(?:[^'\\\n\r]|\\.)*'",
            ),
            ("variable", r"[?$]\w+"),
            ("blank", r"_:\w(?:[\w.\-·]*[\w\-·])?"),
            ("name", rf"(?:{_NAME})?:(?:{_LOCAL}{_LOCAL_MORE})?"),
            ("at", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
            ("number", r"[+-]?(?:\d+\.\d*[eE][+-]?\d+|\d*\.?\d+(?:[eE][+-]?\d+)?)"),
            ("word", r"[^\W\d]\w*"),
            (
                "sign",
                r"\^\^|&&|\|\||[!<>=]=|.",
            ),
        ]
    ),
    re.DOTALL,
)


class Token(NamedTuple):
    """One token: its kind, its text and the offset of its first character."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text*, without white space and comments."""
    for match in _TERMINALS.finditer(text):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), match.start())


def line_column(text: str, offset: int) -> tuple[int, int]:
    r"""Return line and column, both from 1, of the character at *offset* in *text*.

    >>> line_column("a\nbc", 3)
    (2, 2)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
