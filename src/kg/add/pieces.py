"""What the blocks of a document are to it: title, headings, quotations, paragraphs, notes.

Nothing is guessed that no sign shows: what is neither marked nor short is a paragraph.

Must not know: names and numbers of passages, digests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.add import notes, signs
from kg.add.blocks import Block, blocks, joined, lines

TITLE, HEADING, PARAGRAPH = "TitlePart", "HeadingPart", "ParagraphPart"
QUOTATION, FOOTNOTE = "QuotationPart", "FootnotePart"
BYLINE, ARTIFACT = "BylinePart", "ArtifactPart"

_LONGEST = 60  # blocks of one quotation: a mark still open behind them was never closed
_REOPENED = '“"„«»‹›'  # each paragraph of one quotation begins with the mark again
_NESTED = 2  # headings in a row; more short lines are a list


@dataclass(frozen=True)
class Piece:
    """A block with its kind; a footnote comes with what is known of it."""

    block: Block
    kind: str = PARAGRAPH
    note: notes.Note | None = None

    @property
    def text(self) -> str:
        """The lines of the block."""
        return self.block.text


def pieces(text: str) -> list[Piece]:
    """Return the pieces of *text*, in order and without a gap."""
    parted = notes.part(lines(text))
    body = _quoted(list(blocks(parted.above)))
    for step in (_titled, _bylined, _headed, _mended):
        body = step(body)
    among = [Piece(note.block, FOOTNOTE, note) for note in parted.found]
    among += [Piece(block, ARTIFACT) for block in parted.artifacts]
    among.sort(key=lambda piece: piece.block.start)
    return [*body, *among, *_mended(_quoted(list(blocks(parted.below))))]


def _quoted(found: Sequence[Block]) -> list[Piece]:
    """Return the blocks *found* as pieces, a quotation over several blocks as one."""
    told, i = list[Piece](), 0
    while i < len(found):
        size = _quotation(found[i : i + _LONGEST])
        if size:
            told.append(Piece(joined(found[i : i + size]), QUOTATION))
        else:
            told.append(Piece(found[i], _kind(found[i])))
        i += size or 1
    return told


def _kind(block: Block) -> str:
    if block.is_artifact:
        return ARTIFACT
    return QUOTATION if signs.is_marked_quotation(block.text) else PARAGRAPH


def _quotation(found: Sequence[Block]) -> int:
    """Return how many of the blocks *found* one quotation fills from first to last sign; or 0."""
    opening = found[0].text.lstrip()[0]
    closing, depth = signs.QUOTES.get(opening, ""), 1
    for n, block in enumerate(found if closing else ()):
        text = signs.without_note_marks(block.text.strip()).rstrip(".。")
        skipped = n == 0 or (opening in _REOPENED and text.startswith(opening))
        for i in range(int(skipped), len(text)):
            depth += -1 if text[i] in closing else text[i] == opening
            if not depth:
                return n + 1 if i == len(text) - 1 else 0
    return 0


def _titled(found: Sequence[Piece]) -> list[Piece]:
    """Return *found* with the title, if the first of them is one."""
    told = _text(found)
    if len(told) < 2 or found[told[0]].kind != PARAGRAPH:  # noqa: PLR2004  # a title has a text
        return list(found)
    text, then = (found[i].text for i in told[:2])
    is_one = signs.is_like_title(text) and not signs.is_item(text) and not signs.begins_small(then)
    return _with(found, told[0], TITLE) if is_one or signs.is_marked_heading(text) else list(found)


def _bylined(found: Sequence[Piece]) -> list[Piece]:
    """Return *found* with the byline, which ends the body or stands below the title."""
    told = [i for i in _text(found) if not notes.is_title(found[i].text)]
    below = told[1:2] if told and found[told[0]].kind == TITLE else []
    for i in [*told[-1:], *below]:
        text = found[i].text
        is_one = signs.is_byline(text) or (i in below and signs.is_line_below_title(text))
        if is_one and found[i].kind == PARAGRAPH:
            return _with(found, i, BYLINE)
    return list(found)


def _headed(found: Sequence[Piece]) -> list[Piece]:
    """Return *found* with the headings: those marked, or, without a mark, the short ones."""
    if any(signs.is_marked_heading(piece.text) for piece in found):
        are = [i for i in _text(found) if signs.is_marked_heading(found[i].text)]
    else:
        are = list(_short_ones(found, _text(found)))
    told = list(found)
    for i in are:
        told[i] = replace(told[i], kind=HEADING) if told[i].kind == PARAGRAPH else told[i]
    return told


def _short_ones(found: Sequence[Piece], told: Sequence[int]) -> Iterator[int]:
    """Yield which of *told*, read from the end, are short and followed by text."""
    in_a_row = _NESTED  # as good as too many: at the end, a short line opens nothing
    for n in reversed(range(len(told))):
        text = found[told[n]].text
        if n + 1 == len(told) and notes.is_title(text):
            yield told[n]
        if not _could_open(found, told, n):
            in_a_row = _NESTED if found[told[n]].kind == BYLINE else 0
            continue
        if in_a_row < _NESTED:
            yield told[n]
        in_a_row += 1


def _could_open(found: Sequence[Piece], told: Sequence[int], n: int) -> bool:
    """Say whether the *n*-th of *told* is short, and no item of a list."""
    piece = found[told[n]]
    near = [found[told[i]].text for i in (n - 1, n + 1) if 0 <= i < len(told)]
    form = signs.item_form(piece.text)
    in_list = form is not None and form in map(signs.item_form, near)
    goes_on = n + 1 < len(told) and signs.begins_small(near[-1])
    return (
        piece.kind == PARAGRAPH
        and signs.is_like_heading(piece.text)
        and not in_list
        and not goes_on
    )


def _mended(found: Sequence[Piece]) -> list[Piece]:
    """Return *found* with each paragraph that a page's end breaks as one.

    What stands between its parts, as the number of the page, becomes part of it.
    """
    told, run, aside = list[Piece](), list[Piece](), list[Piece]()
    for piece in found:
        if run and piece.kind == ARTIFACT:
            aside.append(piece)
        elif run and _goes_on(run, piece):
            run += [*aside, piece]
            aside = []
        else:
            told += [*_whole(run), *aside]
            run, aside = [piece], []
    return [*told, *_whole(run), *aside]


def _whole(run: Sequence[Piece]) -> list[Piece]:
    if len(run) > 1:
        return [replace(run[0], block=joined([piece.block for piece in run]))]
    return list(run)


def _goes_on(run: Sequence[Piece], piece: Piece) -> bool:
    """Say whether *piece* goes on with the sentence in which *run* ends."""
    if {run[0].kind, piece.kind} != {PARAGRAPH} or signs.is_complete(run[-1].text):
        return False
    if signs.begins_small(piece.text):
        return True
    opens = signs.is_item(piece.text) or signs.is_item(run[0].text)
    return not opens and any(signs.has_pause(part.text) for part in run)


def _text(found: Sequence[Piece]) -> list[int]:
    """Return which of *found* are no artifacts."""
    return [i for i, piece in enumerate(found) if piece.kind != ARTIFACT]


def _with(found: Sequence[Piece], i: int, kind: str) -> list[Piece]:
    return [*found[:i], replace(found[i], kind=kind), *found[i + 1 :]]
