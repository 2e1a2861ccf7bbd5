"""What a SPARQL text says of itself: whether it can be read, what it matches, how it is ordered.

rdflib reads a text into a tree, which has no places; so places are looked up in the tokens, and a
test holds what is found there against the tree.

Must not know: what a header means, what a stored question or a rule must be.
"""

from dataclasses import dataclass, field

from kg.checks import verdicts
from kg.checks.reading import Text
from kg.errors import BadInput, BadQuery, Place
from kg.store import Answer, Store
from kg.tokens import Token, tokens

# SPARQL 1.1, section 19.8: what else than a triple may stand in a group, besides BIND, FILTER,
# GRAPH, SERVICE, VALUES and a sub-select.
_WORDS = ("OPTIONAL", "UNION", "MINUS", ".")
_PATH = ("/", "|")
_OPEN = ("*", "+", "?")  # in a path: any number of steps
_AGGREGATES = ("AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM")
# Beyond any answer, and yet few to a planner: below what it takes for many.
_HINTS = ("9999", "99999")
_END = Token("end", "", -1)


def answer(file: Text) -> Answer:
    """Return the answer of an empty store; raise BadInput with its place if there is a fault."""
    try:
        return Store().query(file.text)
    except BadQuery as fault:
        place = Place(file.path, fault.line, fault.column)
        raise BadInput(fault.reason, place) from fault


def beyond_sparql(text: str) -> tuple[int, int] | None:
    """Return line and column of what rdflib cannot read in *text*, or of the pattern with it.

    pyoxigraph reads more than SPARQL 1.1 has: LATERAL, ADJUST, triple terms and others. Of some
    things that rdflib should read, as a negative decimal, it does not tell the place. It takes a
    quarter of a second for a question.
    """
    found = verdicts.kept([text], lambda: _unread(text))
    return (found[0], found[1]) if found else None


def _unread(text: str) -> list[int] | None:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text)
    except ParseException as fault:
        return [fault.lineno, fault.column]
    except (TypeError, ValueError):
        return [1, 1]
    return None


@dataclass
class Outline:
    """The offsets of what a linter looks for in a query, and whether its answer is ordered.

    *repeats* are the paths of any length, *negations* each NOT EXISTS of more than one step,
    *equations* the filters that set two matched variables equal, *aggregates* those that an answer
    is ordered by, *cuts* the LIMITs of sub-selects that may leave out rows, no matter which.
    """

    outside_graph: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    negations: list[int] = field(default_factory=list)
    equations: list[int] = field(default_factory=list)
    aggregates: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    ordered: bool = False


def outline(text: str) -> Outline:
    """Return the outline of the query *text*, which must be one that can be read."""
    return _Reader(text).run()


class _Reader:
    """A descent through the groups of one query; it steps over expressions and templates."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._next = 0
        self._outline = Outline()
        self._steps = 0  # triples and, in paths, what joins two
        self._matched: set[str] = set()
        self._equated: list[tuple[int, str, str]] = []

    def run(self) -> Outline:
        while self._peek() is not _END:
            word = self._take()
            if word == "CONSTRUCT" and self._peek().text == "{":
                self._template()
            elif word == "VALUES":
                self._values()
            elif word == "{":
                self._group(within=False)
            else:
                self._elsewhere(word)
        self._outline.equations += [
            start for start, *pair in self._equated if self._matched.issuperset(pair)
        ]
        return self._outline

    def _peek(self) -> Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else _END

    def _take(self) -> str:
        """Step over the next token and return it in upper case."""
        token = self._peek()
        self._next += 1
        return token.text.upper()

    def _group(self, *, within: bool) -> None:
        """Read what follows `{`, up to its `}`; *within* says whether a GRAPH is around it."""
        while self._peek() is not _END:
            start = self._peek().start
            word = self._take()
            if word == "}":
                return
            if word == "SELECT":
                self._subselect(start, within=within)
                return
            self._member(start, word, within=within)

    def _member(self, start: int, word: str, *, within: bool) -> None:
        """Read the part of a group that begins with *word* at *start*."""
        if word == "{":
            self._group(within=within)
        elif word in ("GRAPH", "SERVICE"):
            self._named(start, word, within=within)
        elif word == "VALUES":
            self._values()
        elif word in ("FILTER", "BIND"):
            self._equation(start, word)
            self._expression(within=within)
        elif word not in _WORDS:
            self._triples(start, within=within)

    def _named(self, start: int, word: str, *, within: bool) -> None:
        if word == "SERVICE":
            self._outline.services.append(start)
        while self._peek().text not in ("{", ""):
            self._match(self._peek())
            self._take()
        self._take()
        self._group(within=within or word == "GRAPH")

    def _values(self) -> None:
        while self._peek().text not in ("{", ""):
            self._take()
        self._template()

    def _template(self) -> None:
        """Step over `{ ... }` without groups inside."""
        while self._take() not in ("}", ""):
            continue

    def _subselect(self, start: int, *, within: bool) -> None:
        """Read a sub-select, with the modifiers behind it, up to the `}` of its group."""
        self._star(start)
        ordered = False
        while self._peek() is not _END:
            word = self._take()
            if word == "}":
                return
            if word == "VALUES":
                self._values()
            elif word == "{":
                self._group(within=within)
            elif word == "(":
                self._parentheses(within=within)
            elif word == "LIMIT" and not ordered and self._peek().text not in _HINTS:
                self._outline.cuts.append(self._tokens[self._next - 1].start)
            ordered = ordered or word == "ORDER"

    def _expression(self, *, within: bool) -> None:
        """Read a constraint: `(...)`, `name(...)`, or a group behind EXISTS."""
        while self._peek() is not _END:
            word = self._take()
            if word == "(":
                self._parentheses(within=within)
                return
            if word == "{":
                self._tested(within=within)
                return

    def _parentheses(self, *, within: bool) -> None:
        while self._peek() is not _END:
            word = self._take()
            if word == ")":
                return
            if word == "(":
                self._parentheses(within=within)
            elif word == "{":
                self._tested(within=within)

    def _equation(self, start: int, word: str) -> None:
        """Note a filter that is nothing but `(?one = ?other)`."""
        found = [token.text for token in self._tokens[self._next : self._next + 5]]
        if word == "FILTER" and found[::2] == ["(", "=", ")"]:
            self._equated.append((start, found[1][1:], found[3][1:]))

    def _tested(self, *, within: bool) -> None:
        """Read the group behind EXISTS or NOT EXISTS."""
        first, before = self._tokens[self._next - 3], self._steps
        self._group(within=within)
        if first.text.upper() == "NOT" and self._steps > before + 1:
            self._outline.negations.append(first.start)

    def _triples(self, start: int, *, within: bool) -> None:
        """Step over triples up to what is none."""
        if not within:
            self._outline.outside_graph.append(start)
        self._steps += 1
        self._match(self._tokens[self._next - 1])
        while not self._ends_triples(self._peek()):
            token = self._peek()
            self._match(token)
            self._take()
            if token.text in _OPEN:
                self._outline.repeats.append(token.start)
            if token.text in (*_OPEN, *_PATH) or self._goes_on(token):
                self._steps += 1

    def _match(self, token: Token) -> None:
        if token.kind == "variable":
            self._matched.add(token.text[1:])

    def _goes_on(self, token: Token) -> bool:
        """Say whether *token* ends a triple behind which another one begins."""
        follows = self._peek()
        ends = follows.text in (".", ";") or self._ends_triples(follows)
        return token.text in (",", ";", ".") and not ends

    def _ends_triples(self, token: Token) -> bool:
        is_word = token.kind == "word" and token.text not in ("a", "true", "false")
        return is_word or token.text in ("{", "}", "")

    def _elsewhere(self, word: str) -> None:
        """Note what counts outside the groups of the query itself."""
        if word == "SELECT":
            self._star(self._tokens[self._next - 1].start)
        elif word == "ORDER":
            self._outline.ordered = True
            rest = self._tokens[self._next :]
            found = (token.start for token in rest if token.text.upper() in _AGGREGATES)
            self._outline.aggregates += found
        elif word == "(":
            self._parentheses(within=False)

    def _star(self, start: int) -> None:
        while self._peek().text.upper() in ("DISTINCT", "REDUCED"):
            self._take()
        if self._peek().text == "*":
            self._outline.stars.append(start)
