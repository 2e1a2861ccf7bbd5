"""A comparison in Markdown, as a pull request shows it: counts first, long lists folded and cut.

Must not know: where the sides come from, commands, terminals.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.captions import with_labels
from kg.diff import Difference, Side
from kg.diff.answers import Answer
from kg.diff.changes import Change
from kg.diff.content import Things
from kg.diff.entries import Entries
from kg.diff.files import Text
from kg.diff.markdown import code, escaped, folded, table
from kg.diff.wording import words
from kg.results import Result
from kg.results.people import cells, heading, shown

_MOST = 25  # entries of a list
_WHOLE = ("added", "removed")
_ROWS = 5  # rows of an answer that went, and as many that came


def markdown(found: Difference) -> str:
    """Return *found* in Markdown."""
    return "\n".join(_Report(found).lines()) + "\n"


class _Report:
    """The parts of the report, each line by line."""

    def __init__(self, found: Difference) -> None:
        self._found, self._words = found, words(found.lang)
        self._old, self._new = (
            Entries(side.store, found.new.prefixes, self._words, found.lang)
            for side in (found.old, found.new)
        )

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        sides = (self._side(side) for side in (self._found.old, self._found.new))
        yield from (f"# {self._words.heading.format(*sides)}", "")
        counted = {name: self._count(name) for name in self._words.titles}
        told = {name: counts for name, counts in counted.items() if any(counts.values())}
        yield from self._table(told) if told else [self._words.nothing]
        if unseen := ", ".join(self._words.titles[name] for name in self._found.unseen):
            yield from ("", f"*{self._words.unseen.format(unseen)}*")
        for section in told:
            if section != "quads":
                yield from ("", f"## {self._words.titles[section]}", "")
                yield from self._section(section)

    def _side(self, side: Side) -> str:
        commit = f" ({side.commit})" if side.commit not in ("", side.name) else ""
        return code(side.name) + commit if side.name else self._words.now

    def _count(self, section: str) -> dict[str, int]:
        """Return how many things changed in *section*, by the kind of change."""
        found = self._found
        if section == "quads":
            return {"added": found.come.count, "removed": found.gone.count}
        if section == "answers":
            return {"changed": len(found.answers)}
        if section == "derived":
            ruled = found.content.ruled.values()
            return {"added": sum(n for _, n in ruled), "removed": sum(n for n, _ in ruled)}
        if section == "accepted":
            things = found.content.things
            added = sum(len(one.added) for one in things)
            return {"added": added, "removed": sum(len(one.removed) for one in things)}
        return {kind: len(changes) for kind, changes in found.section(section).items()}

    def _table(self, told: Mapping[str, Mapping[str, int]]) -> list[str]:
        kinds = self._words.kinds
        rows = [
            [self._words.titles[name], *(str(counts.get(kind) or "") for kind in kinds)]
            for name, counts in told.items()
        ]
        return table(["", *kinds.values()], rows, numbers=True)

    def _section(self, section: str) -> Iterator[str]:
        if section == "accepted":
            yield from self._things()
        elif section == "answers":
            yield from self._answers()
        elif section == "derived":
            yield from self._derived()
        else:
            for kind, found in self._found.section(section).items():
                yield from self._list(kind, found, section)

    def _list(self, kind: str, found: Sequence[Change | Text], section: str) -> Iterator[str]:
        """Yield the list of one kind of change."""
        entries = self._old if kind == "removed" else self._new
        lines = (
            line
            for one in found[:_MOST]
            for line in (
                entries.claim(one, whole=kind in _WHOLE)
                if section == "claims" and isinstance(one, Change)
                else entries.entry(one)
            )
        )
        summary = f"{len(found)} {self._words.kinds[kind]}"
        yield from folded(summary, self._cut(lines, len(found), _MOST), len(found))

    def _cut(self, lines: Iterable[str], entries: int, most: int) -> Iterator[str]:
        yield from lines
        if entries > most:
            yield from ("", self._words.more.format(entries - most))

    def _things(self) -> Iterator[str]:
        """Yield the things that the accepted view of one side alone has, class by class.

        Those that have names come first.
        """
        for things in sorted(self._found.content.things, key=self._are_nameless):
            counts = [self._words.appeared.format(len(things.added))] if things.added else []
            counts += [self._words.went.format(len(things.removed))] if things.removed else []
            summary = f"{self._new.label(things.cls)}: {', '.join(counts)}"
            told = [*self._signed(self._old, things.removed, "➖")]
            told += self._signed(self._new, things.added, "➕")
            lines, entries = told[:_MOST], len(things.of_both)
            cut = self._cut(lines, entries, len(lines))
            yield from folded(summary, cut, entries) if lines else [f"<p>{summary}</p>"]

    def _are_nameless(self, things: Things) -> bool:
        some = things.of_both[:_MOST]
        return not any(self._new.labels.known(t) or self._old.labels.known(t) for t in some)

    def _signed(self, entries: Entries, things: Sequence[str], sign: str) -> Iterator[str]:
        """Yield the entry of each of the first *things* that has one."""
        yield from filter(None, (entries.thing(thing, sign) for thing in things[:_MOST]))

    def _answers(self) -> Iterator[str]:
        """Yield the rows of each question that went, and that came."""
        for answer in self._found.answers:
            question = answer.question
            asked = question.asks(self._found.lang)
            rows = self._words.rows.format(answer.before, answer.after)
            summary = f"<code>{question.name}</code> {escaped(asked)} ({rows})"
            found = len(answer.removed) + len(answer.added)
            cut = self._cut(self._rows(answer), found, self._shown(answer))
            yield from folded(summary, cut, found)

    def _shown(self, answer: Answer) -> int:
        return min(len(answer.removed), _ROWS) + min(len(answer.added), _ROWS)

    def _rows(self, answer: Answer) -> Iterator[str]:
        """Yield a table of the first rows; columns without any cell in them are left out."""
        rows = [
            *self._told(answer.removed, self._old, "➖"),
            *self._told(answer.added, self._new, "➕"),
        ]
        heads = dict.fromkeys(head for row in rows for head in row)
        yield from table(list(heads), [[row.get(head, "") for head in heads] for row in rows])

    def _told(self, found: Result, entries: Entries, sign: str) -> Iterator[dict[str, str]]:
        """Yield the filled cells of each row by the heading of their column."""
        named = with_labels(found[:_ROWS], entries.labels)
        heads = [escaped(heading(column)) for column in shown(named.columns)]
        for row in cells(named):
            filled = ((head, escaped(cell)) for head, cell in zip(heads, row, strict=True) if cell)
            yield {"": sign, **dict(filled)}

    def _derived(self) -> Iterator[str]:
        """Yield a table of how many quads of each rule came and went."""
        ruled = self._found.content.ruled
        kinds = self._words.kinds
        rows = [
            [code(self._found.short(graph)), str(come or ""), str(gone or "")]
            for graph, (gone, come) in ruled.items()
        ]
        heads = ["", kinds["added"], kinds["removed"]]
        yield from folded(
            self._words.graphs.format(len(rows)), table(heads, rows, numbers=True), _MOST
        )
