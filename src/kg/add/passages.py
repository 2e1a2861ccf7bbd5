"""A document cut into passages: what each is called, where it lies, what kind it is.

Together the passages cover the document without a gap.

Must not know: how the kinds are told apart, RDF, files.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.add.pieces import ARTIFACT, BYLINE, HEADING, QUOTATION, TITLE, Piece, pieces
from kg.evidence import Passage, digest, squeeze


@dataclass(frozen=True)
class Part:
    """A passage, its kind, its section and number, and the name of the passage with its mark."""

    passage: Passage
    kind: str
    section: int | None = None
    number: int | None = None
    mark_in: str | None = None


@dataclass(frozen=True)
class _Name:
    """What a passage is called, and its section and number."""

    text: str
    section: int | None = None
    number: int | None = None


def cut(text: str) -> list[Part]:
    r"""Return the passages of *text* in its order.

    >>> [part.passage.name for part in cut("Tides\n\nThey met.\n\nLater\n\nThey left.")]
    ['title', 's0p1', 's1h', 's1p1']
    """
    squeezed, found = squeeze(text), pieces(text)
    names, starts = list(_names(found)), [piece.block.start for piece in found]
    parts = []
    for piece, name in zip(found, names, strict=True):
        start, end = piece.block.start, piece.block.end
        passage = Passage(name.text, start, end, digest(squeezed[start:end]))
        mark = piece.note.mark if piece.note else None
        holder = None if mark is None else names[bisect_right(starts, mark) - 1].text
        parts.append(Part(passage, piece.kind, name.section, name.number, holder))
    return parts


def _names(found: Sequence[Piece]) -> Iterator[_Name]:
    section, artifacts, seen = 0, 0, Counter[str]()
    for piece in found:
        if piece.note:
            yield _Name(f"fn-{piece.note.label.text}", None, piece.note.label.value)
        elif piece.kind in (TITLE, BYLINE):
            yield _Name({TITLE: "title", BYLINE: "byline"}[piece.kind])
        elif piece.kind == ARTIFACT:
            artifacts += 1
            yield _Name(f"art-{artifacts}")
        elif piece.kind == HEADING:
            section += 1
            seen.clear()
            yield _Name(f"s{section}h", section)
        else:
            seen[piece.kind] += 1
            letter, number = "q" if piece.kind == QUOTATION else "p", seen[piece.kind]
            yield _Name(f"s{section}{letter}{number}", section, number)
