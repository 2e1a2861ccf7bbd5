"""The notes at the end of a document, and where in its body their marks stand.

Notes are lines whose labels count up from one. A list counts, too; so a run of labels is taken for
notes only where the body above it carries the mark of one of them, or a heading says so.

Must not know: headings and paragraphs, names of passages.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from kg.add import signs
from kg.add.blocks import Block, Line, joined
from kg.evidence import squeeze

_NUMERAL = r"(?:\d{1,3}|[ivx]{1,7})"
_RAISED = r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])|[ⁱᵛˣ]{1,7}(?![ⁱᵛˣ])"
_SIGN = r"\*{1,3}|[†‡§]"
_LABEL = re.compile(
    rf"\s*(?:[-–]\s+)?(?:{_RAISED}|\^\{{{_NUMERAL}\}}|\^{_NUMERAL}|\[\^?{_NUMERAL}\]:?"
    rf"|［{_NUMERAL}］|[(（]{_NUMERAL}[)）]|[注註※]\s?\d{{1,3}}|{_NUMERAL}[.)]?(?=\s)|{_SIGN})"
)
_MARK = re.compile(
    rf"(?<![mM])(?:{_RAISED})|\^\{{{_NUMERAL}\}}|\^{_NUMERAL}|\[\^?{_NUMERAL}\]|［{_NUMERAL}］"
    rf"|[(（][注註※]?{_NUMERAL}[)）]|[注註※]\d{{1,3}}|(?<=\S)(?:{_SIGN})(?!\w)"
)
_ORNAMENT = re.compile(r"[\s\-–^{}\[\]()（）［］注註※.:]")
_SIGNS = {"*": 1, "**": 2, "***": 3, "†": 2, "‡": 3, "§": 4}
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMANS = {"x" * tens + _UNITS[n]: 10 * tens + n for tens in range(4) for n in range(10)}
_TITLE = re.compile(
    r"[#\s]*(?:(?:foot|end)?notes|anmerkungen|fußnoten|notas|примечания|сноски"
    r"|脚注|注|註|注釈|注释|각주)[:：]?\s*",
    re.IGNORECASE,
)
_TRIED = 20  # runs of labels, from the end: notes stand there, and a long text may hold many lists


@dataclass(frozen=True)
class Label:
    """What numbers a note, as an IRI may hold it; its family of numerals; its value."""

    text: str
    family: str
    value: int


@dataclass(frozen=True)
class Note:
    """A note, and the code point at which the body has its mark, if exactly one is there."""

    label: Label
    block: Block
    mark: int | None


@dataclass(frozen=True)
class Notes:
    """The lines above the notes, the notes, the artifacts among them, and the lines below."""

    above: Sequence[Line]
    found: Sequence[Note] = ()
    artifacts: Sequence[Block] = ()
    below: Sequence[Line] = ()


_Marks = Mapping[tuple[str, int], list[int]]  # where they stand, by family and value
_Run = Mapping[int, Label]  # the labels that count up from one, by the index of their line


def part(found: Sequence[Line]) -> Notes:
    """Return the notes among the lines *found*; none if there is doubt."""
    marks = _marks(found)
    runs = list(_runs(found))
    rated = sorted(((_marked(found, run, marks), min(run)), n) for n, run in enumerate(runs))
    for (marked, first), n in reversed(rated):
        if marked and not _holds_body(found, runs[n]):
            return _notes(found, first, runs[n], marks)
    return Notes(found)


def is_title(text: str) -> bool:
    """Say whether *text* is the heading of the notes.

    >>> is_title("Notes"), is_title("注"), is_title("Notes on tides")
    (True, True, False)
    """
    return _TITLE.fullmatch(text) is not None


def _runs(found: Sequence[Line]) -> Iterator[_Run]:
    by_family: dict[str, dict[int, Label]] = defaultdict(dict)
    for i, line in enumerate(found):
        if label := _label(line.text):
            by_family[label.family][i] = label
    for labels in by_family.values():
        for first in [i for i, label in labels.items() if label.value == 1][-_TRIED:]:
            run = dict[int, Label]()
            for i, label in labels.items():
                if i >= first and label.value == len(run) + 1:
                    run[i] = label
            yield run


def _label(line: str) -> Label | None:
    match = _LABEL.match(line)
    return _read(match.group()) if match and match.end() < len(line.rstrip()) else None


def _read(written: str) -> Label | None:
    text = _ORNAMENT.sub("", normalize("NFKC", written))
    if text in _ROMANS:
        return Label(text, "roman", _ROMANS[text])
    if text in _SIGNS:
        return Label(str(_SIGNS[text]), "sign", _SIGNS[text])
    return Label(str(int(text)), "arabic", int(text)) if text.isdecimal() else None


def _marks(found: Sequence[Line]) -> _Marks:
    """Return where each mark of a note stands, by its family and value."""
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for line in found:
        for label, place in _marks_in(line):
            places[label.family, label.value].append(place)
    return places


def _marks_in(line: Line) -> Iterator[tuple[Label, int]]:
    """Yield the marks in *line*, but none at its beginning, where labels stand."""
    before, seen = 0, 0
    for match in _MARK.finditer(line.text):
        before += len(squeeze(line.text[seen : match.start()]))
        seen = match.start()
        label = _read(match.group())
        if before and label:
            yield label, line.start + before


def _marked(found: Sequence[Line], run: _Run, marks: _Marks) -> int:
    """Return how many notes of *run* have a mark above them; a heading counts for one."""
    first = min(run)
    headed = first > 0 and is_title(found[first - 1].text)
    return max(headed, sum(bool(_above(found[first], label, marks)) for label in run.values()))


def _above(first: Line, label: Label, marks: _Marks) -> list[int]:
    """Return where the marks of *label* stand above the line *first*."""
    places = marks.get((label.family, label.value), [])
    return [place for place in places if place < first.start]


def _holds_body(found: Sequence[Line], run: _Run) -> bool:
    """Say whether a block among the notes carries a mark of theirs: then it is none of them."""
    numbers = {(label.family, label.value) for label in run.values()}
    in_note = True
    for i in range(min(run), max(run)):
        in_note = i in run or (in_note and not found[i].opens)
        marks = () if in_note else _marks_in(found[i])
        if any((label.family, label.value) in numbers for label, _ in marks):
            return True
    return False


def _notes(found: Sequence[Line], first: int, run: _Run, marks: _Marks) -> Notes:
    """Return the notes of *run*, whose *first* line is given, and what lies around them."""
    groups, artifacts, end = _groups(found, run)
    notes = []
    for i, lines in groups.items():
        label = run[i]
        places = _above(found[first], label, marks)
        notes.append(Note(label, joined(lines), places[0] if len(places) == 1 else None))
    return Notes(found[:first], notes, artifacts, found[end:])


def _groups(found: Sequence[Line], run: _Run) -> tuple[dict[int, list[Line]], list[Block], int]:
    """Return the lines of each note of *run*, the artifacts between notes, and where all end.

    A note goes on until the next label; the last one to the end of its block, or of its sentence.
    """
    groups, artifacts, aside = dict[int, list[Line]](), list[Block](), list[Line]()
    current = list[Line]()
    for i in range(min(run), len(found)):
        line = found[i]
        if i in run:
            artifacts += [joined([one]) for one in aside]
            current, aside = [], []
            groups[i] = current
        elif i > max(run) and line.opens and not _goes_on(current[-1].text, line.text):
            return groups, artifacts, i - len(aside)
        elif _is_artifact(found, i):
            aside.append(line)
            continue
        current += [*aside, line]
        aside = []
    return groups, artifacts, len(found) - len(aside)


def _goes_on(last: str, line: str) -> bool:
    return "://" in line.split(maxsplit=1)[0] or not signs.is_complete(last)


def _is_artifact(found: Sequence[Line], i: int) -> bool:
    alone = found[i].opens and (i + 1 == len(found) or found[i + 1].opens)
    return joined([found[i]]).is_artifact and (alone or signs.is_rule(found[i].text))
