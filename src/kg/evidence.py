"""Whether a document still says what the passages point to.

A passage is a stretch of the document with all white space removed, counted in code points, and
the SHA-256 of that stretch in UTF-8 (model.md: Passages). So copies with other line ends, page
breaks or spacing verify, and a changed character is found.

Must not know: RDF, stores, where documents lie.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A stretch of a document: code points *start* to *end*, without white space."""

    name: str
    start: int
    end: int
    digest: str


def squeeze(text: str) -> str:
    r"""Return *text* without white space.

    >>> squeeze("two\r\n words\f")
    'twowords'
    """
    return "".join(text.split())


def digest(stretch: str) -> str:
    """Return the digest of a *stretch* of squeezed text, as passages carry it.

    >>> digest("twowords")[:14]
    'sha256:6875a6f'
    """
    return "sha256:" + hashlib.sha256(stretch.encode()).hexdigest()


def faults(text: str, passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
    """Yield each of *passages* that *text* does not bear out, with the reason in a sentence."""
    squeezed = squeeze(text)
    for passage in passages:
        if not 0 <= passage.start < passage.end:
            yield passage, f"{passage.start} to {passage.end} is no stretch of a text"
        elif passage.end > len(squeezed):
            yield passage, f"it ends at {passage.end}, the document at {len(squeezed)}"
        elif digest(squeezed[passage.start : passage.end]) != passage.digest:
            yield passage, f"the characters {passage.start} to {passage.end} are others"


def offset(text: str, position: int) -> int:
    r"""Return where in *text* the code point at *position* of its squeezed form stands.

    >>> offset("a b\r\nc", 2)
    5
    """
    seen = (i for i, character in enumerate(text) if not character.isspace())
    return next((i for n, i in enumerate(seen) if n == position), len(text))
