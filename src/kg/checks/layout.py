"""Whether Turtle and TriG are laid out so that a line more is a line more in a diff.

The prefixes are sorted and aligned, in SPARQL, too. A subject stands alone on its line, its
predicates below it, indented by four and each ended by `;`, and a lone `.` closes it. What is
nested is indented by four from the line that opens it. A line has up to 120 characters, unless one
value fills it: prose is not broken.

Must not know: what the files say; the order in which they say it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from kg.checks.names import prefixes
from kg.checks.reading import Files, Text
from kg.errors import Finding
from kg.files import WIDTH
from kg.tokens import Token, tokens

_CODE = "layout"
_OPENS, _CLOSES = ("[", "("), ("]", ")")
_ENDS_BADLY = re.compile(r"[ \t]+$|\t", re.MULTILINE)
_LAST = re.compile(r"[ \t]*(#|\n|\Z)")
_DIRECTIVES = ("@PREFIX", "PREFIX", "@BASE", "BASE")


def check(files: Files) -> Iterator[Finding]:
    """Yield the places at which a file is laid out in another way."""
    for text in files.sparql:
        yield from _prefixes(text, "PREFIX", "")
    for file in files.graphs:
        yield from _prefixes(file, "@prefix", " .")
        yield from _lines(file)
        yield from _Reader(file).run()


def _prefixes(text: Text, keyword: str, end: str) -> Iterator[Finding]:
    found = list(prefixes(text.text))
    width = max((len(prefix.name) for prefix in found), default=0) + 1
    for last, prefix in zip(["", *(p.name for p in found)], found, strict=False):
        if prefix.name < last:
            what = f"the prefix {prefix.name}: stands behind {last}:"
            yield Finding(text.at(prefix.start), _CODE, what, "sort the prefixes by name")
        line = _line(text.text, prefix.start)
        due = f"{keyword} {prefix.name + ':':<{width}} <{prefix.iri}>{end}"
        if line != due:
            what = f"the line of the prefix {prefix.name}: is not aligned"
            yield Finding(text.at(prefix.start), _CODE, what, f"write {due}")


def _line(text: str, offset: int) -> str:
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : None if end < 0 else end]


def _lines(text: Text) -> Iterator[Finding]:
    for match in _ENDS_BADLY.finditer(text.text):
        what = "a tab, or white space at the end of the line"
        yield Finding(text.at(match.start()), _CODE, what, "write spaces, and none at the end")
    if not text.text.endswith("\n") or text.text.endswith("\n\n"):
        what = "the file does not end with one line feed"
        yield Finding(text.at(len(text.text.rstrip())), _CODE, what, "end its last line, and stop")
    start = 0
    for line in text.text.split("\n"):
        if len(line) > WIDTH and not _is_one_value(line):
            what = f"a line of {len(line)} characters"
            way_out = f"give each value a line, so that none has more than {WIDTH}"
            yield Finding(text.at(start + WIDTH), _CODE, what, way_out)
        start += len(line) + 1


def _is_one_value(line: str) -> bool:
    """Say whether *line* has no place at which it could be broken, as one string has none."""
    found = list(tokens(line))
    if found and found[0].kind == "string" and found[-1].text == ",":
        found.pop()
    texts = {token.text for token in found}
    return bool(texts) and texts.isdisjoint((",", *_OPENS))


class _Reader:
    """A walk over the tokens of one file, statement by statement."""

    def __init__(self, file: Text) -> None:
        self._file = file
        self._tokens = list(tokens(file.text))
        self._starts = [0, *(m.end() for m in re.finditer("\n", file.text))]
        self._next = 0
        self._indent = 0  # of the statements: within a graph, four

    def run(self) -> Iterator[Finding]:
        """Yield what is wrong with the statements of the file."""
        while self._next < len(self._tokens):
            text = self._tokens[self._next].text
            if text.upper() in _DIRECTIVES:
                self._directive()
            elif text == "}" or self._opens_graph():
                yield from self._graph(opens=text != "}")
            else:
                yield from self._statement()

    def _directive(self) -> None:
        """Step over a line that declares a prefix or the base."""
        turtle = self._tokens[self._next].text.startswith("@")
        while self._tokens[self._next].kind != "iri":
            self._next += 1
        self._next += 2 if turtle else 1

    def _opens_graph(self) -> bool:
        ahead = [token.text for token in self._tokens[self._next : self._next + 3]]
        return "{" in ahead[:2] or (ahead[0].upper() == "GRAPH" and "{" in ahead)

    def _graph(self, *, opens: bool) -> Iterator[Finding]:
        """Step over `name {`, or over `}`; either has a line of its own."""
        first = self._tokens[self._next]
        while self._tokens[self._next].text not in ("{", "}"):
            self._next += 1
        last = self._tokens[self._next]
        self._next += 1
        self._indent = 4 if opens else 0
        broken = "\n" in self._file.text[first.start : last.start]
        if broken or self._column(first) or not self._ends(last):
            yield self._finding(first, "a graph that is not opened or closed on a line of its own")

    def _statement(self) -> Iterator[Finding]:
        """Read a subject with its predicates, up to the full stop."""
        yield from self._subject()
        signs = {".": self._stop, ";": self._semicolon, ",": self._comma}
        ends, opened = ";", list[int]()
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if opened:
                yield from self._nested(token, opened)
            elif token.text in signs:
                yield from signs[token.text](token)
            elif ends == ";":
                yield from self._predicate(token)
            else:
                yield from self._indented(token, self._indent + 8)
            if token.text in _OPENS:
                opened.append(self._indent_of_line(token))
            if token.text == "." and not opened:
                return
            ends = token.text

    def _nested(self, token: Token, opened: list[int]) -> Iterator[Finding]:
        """Look at a *token* within the brackets in *opened*, by the indents of their lines."""
        if token.text in _CLOSES:
            yield from self._indented(token, opened.pop())
        else:
            yield from self._indented(token, opened[-1] + 4)

    def _subject(self) -> Iterator[Finding]:
        first, depth = self._tokens[self._next], 0
        while True:
            last = self._tokens[self._next]
            self._next += 1
            depth += (last.text in _OPENS) - (last.text in _CLOSES)
            if not depth:
                break
        yield from self._indented(first, self._indent)
        if not self._begins(first) or not self._ends(last):
            yield self._finding(first, "a subject that does not stand alone on its line")

    def _predicate(self, token: Token) -> Iterator[Finding]:
        if not self._begins(token) or self._column(token) != self._indent + 4:
            yield self._finding(token, "a predicate that does not stand below its subject")

    def _semicolon(self, token: Token) -> Iterator[Finding]:
        if not self._ends(token) or not self._is_spaced(token):
            yield self._finding(token, "a semicolon that does not end its line behind a space")

    def _comma(self, token: Token) -> Iterator[Finding]:
        if not self._is_spaced(token):
            yield self._finding(token, "a comma that does not stand behind a space")

    def _stop(self, token: Token) -> Iterator[Finding]:
        alone = self._begins(token) and self._ends(token)
        before = self._tokens[self._next - 2].text
        if not alone or self._column(token) != self._indent or before != ";":
            yield self._finding(token, "a full stop that does not stand alone behind a semicolon")

    def _indented(self, token: Token, due: int) -> Iterator[Finding]:
        column = self._column(token)
        if self._begins(token) and column != due:
            yield self._finding(token, f"a line indented by {column} where {due} are due")

    def _is_spaced(self, token: Token) -> bool:
        """Say whether exactly one space stands before *token*."""
        before = self._file.text[token.start - 2 : token.start]
        return before.endswith(" ") and not before.isspace()

    def _begins(self, token: Token) -> bool:
        """Say whether *token* is the first on its line."""
        return self._file.text[token.start - self._column(token) : token.start].isspace() or (
            self._column(token) == 0
        )

    def _ends(self, token: Token) -> bool:
        """Say whether nothing but a comment follows *token* on its line."""
        return _LAST.match(self._file.text, token.end) is not None

    def _column(self, token: Token) -> int:
        return token.start - self._starts[bisect_right(self._starts, token.start) - 1]

    def _indent_of_line(self, token: Token) -> int:
        line = _line(self._file.text, token.start)
        return len(line) - len(line.lstrip())

    def _finding(self, token: Token, what: str) -> Finding:
        return Finding(self._file.at(token.start), _CODE, what, "lay it out as the other files are")
