"""The names in a text: which prefixes it declares, and which IRIs it writes.

Turtle, TriG and SPARQL write both alike, so one reading of the tokens serves all three.

Must not know: files, findings, what the IRIs mean.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.places import unescape
from kg.tokens import Token, tokens


class Prefix(NamedTuple):
    """A declared prefix, without its colon, and the offset at which it stands."""

    name: str
    iri: str
    start: int


class Name(NamedTuple):
    """An IRI as *text* writes it; *iri* is None where the prefix is not declared."""

    text: str
    iri: str | None
    start: int

    @property
    def prefix(self) -> str:
        """What stands before the colon."""
        return self.text.partition(":")[0]


def prefixes(text: str) -> Iterator[Prefix]:
    """Yield the prefixes that *text* declares, in order."""
    return iter(_reading(text)[0])


def names(text: str) -> Iterator[Name]:
    """Yield the IRIs in *text*, in order, but those of the prefixes themselves."""
    return iter(_reading(text)[1])


@lru_cache(maxsize=512)  # several checks ask for the names of one file
def _reading(text: str) -> tuple[list[Prefix], list[Name]]:
    """Return the prefixes that *text* declares, and its names."""
    found = list(tokens(text))
    known: dict[str, Prefix] = {}
    declared, written = list[Prefix](), list[Name]()
    for i, token in enumerate(found):
        if _declares(found, i):
            declared.append(_prefix(found, i))
            known[declared[-1].name] = declared[-1]
        elif token.kind == "name":
            prefix_name, _, local = token.text.partition(":")
            iri = known[prefix_name].iri + local if prefix_name in known else None
            written.append(Name(token.text, iri, token.start))
        elif token.kind == "iri" and not _declares(found, i - 1):
            written.append(Name(token.text, token.text[1:-1], token.start))
    return declared, written


def undeclared(text: str) -> Iterator[Name]:
    """Yield the names in *text* whose prefix is not declared before them."""
    return (name for name in names(text) if name.iri is None)


def _declares(found: list[Token], i: int) -> bool:
    """Say whether the token at *i* is a prefix that is being declared."""
    keyword = found[i - 1].text.upper() if i > 0 else ""
    follows = found[i + 1].kind if i + 1 < len(found) else ""
    return keyword in ("PREFIX", "@PREFIX") and found[i].kind == "name" and follows == "iri"


def _prefix(found: list[Token], i: int) -> Prefix:
    iri = unescape(found[i + 1].text[1:-1])
    return Prefix(found[i].text.removesuffix(":"), iri, found[i].start)
