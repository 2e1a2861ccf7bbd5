"""Where each triple of a Turtle or TriG text stands.

No RDF library keeps the positions of triples. This walk over the tokens finds them again, for
texts that the RDF library has read without a fault; in any other text it finds what it can. The
grammar is that of RDF 1.1 Turtle (section 6.5) and TriG (section 4.6).

Must not know: files, findings, what the triples mean.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.terms import XSD, plain
from kg.tokens import Token, line_column, tokens

Node = NamedNode | BlankNode | Literal

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST = (NamedNode(_RDF + name) for name in ("type", "first", "rest"))
_NIL = NamedNode(_RDF + "nil")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_END = Token("end", "", -1)


class Spot(NamedTuple):
    """A term and the offset at which it is written."""

    term: Node
    start: int


class Located(NamedTuple):
    """A triple with the spots of its terms; *graph* is None outside every graph."""

    graph: Node | None
    subject: Spot
    predicate: Spot
    object: Spot


@dataclass
class Places:
    """What stands where in *text*; *mentions* has the first offset of each IRI."""

    text: str
    triples: list[Located] = field(default_factory=list)
    graphs: list[Spot] = field(default_factory=list)
    mentions: dict[str, int] = field(default_factory=dict)

    def find(
        self, subject: str, predicate: str | None = None, value: str | None = None
    ) -> tuple[int, int] | None:
        """Return line and column of the closest that the text has to a triple, else None.

        That is the object of the triple, the first predicate of its subject, the subject where it
        is described, or the first mention of the subject.
        """
        own = [t for t in self.triples if plain(t.subject.term) == subject]
        said = [t for t in own if plain(t.predicate.term) == predicate]
        exact = [t.object.start for t in said if plain(t.object.term) == value]
        starts = [*exact, *(t.predicate.start for t in said), *(t.subject.start for t in own)]
        offset = starts[0] if starts else self.mentions.get(subject)
        return None if offset is None else self.at(offset)

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column of the character at *offset*."""
        return line_column(self.text, offset)


@lru_cache(maxsize=256)  # the checks come back to each file
def walk(text: str, base: str) -> Places:
    """Return the places in *text*, in which relative IRIs start from *base*."""
    return _Walker(text, base).run()


class _UnexpectedError(Exception):
    """The text is not what the grammar says; the walk goes on behind the next full stop."""


class _Walker:
    """A recursive descent over the tokens of one text."""

    def __init__(self, text: str, base: str) -> None:
        self._tokens = list(tokens(text))
        self._next = 0
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._graph: Node | None = None
        self._places = Places(text)

    def run(self) -> Places:
        while self._peek() is not _END:
            try:
                self._statement()
            except _UnexpectedError:
                self._skip()
        return self._places

    def _peek(self, ahead: int = 0) -> Token:
        i = self._next + ahead
        return self._tokens[i] if i < len(self._tokens) else _END

    def _take(self, *texts: str) -> Token:
        """Return the next token and step over it; it must be one of *texts*, if any are given."""
        token = self._peek()
        if token is _END or (texts and token.text not in texts):
            raise _UnexpectedError
        self._next += 1
        return token

    def _skip(self) -> None:
        while self._peek() is not _END and self._peek().text not in (".", "}"):
            self._next += 1
        self._next += 1

    def _statement(self) -> None:
        word = self._peek().text.upper()
        if word in ("@PREFIX", "PREFIX"):
            self._prefix()
        elif word in ("@BASE", "BASE"):
            self._take()
            self._base = self._resolved(self._take())
            self._stop()
        elif word == "}":
            self._take()
            self._graph = None
        elif not self._opens_graph():
            self._triples()
            self._stop()

    def _prefix(self) -> None:
        self._take()
        name = self._take().text.removesuffix(":")
        self._prefixes[name] = self._resolved(self._take())
        self._stop()

    def _stop(self) -> None:
        if self._peek().text == ".":
            self._take()

    def _opens_graph(self) -> bool:
        """Step into a graph if one begins here, and say whether it did."""
        if self._peek().text.upper() == "GRAPH":
            self._take()
        anonymous = self._peek().text == "[" and self._peek(1).text == "]"
        brace = 0 if self._peek().text == "{" else 2 if anonymous else 1
        if self._peek(brace).text != "{":
            return False
        if brace:
            spot = self._object()
            self._graph = spot.term
            self._places.graphs.append(spot)
        self._take("{")
        return True

    def _triples(self) -> None:
        described = self._peek().text == "["
        subject = self._object()
        if not described or self._peek().text not in (".", "}"):
            self._predicates(subject)

    def _predicates(self, subject: Spot) -> None:
        """Read `predicate object, object; predicate object` up to what closes it."""
        while self._peek().text not in (".", "]", "}", ""):
            if self._peek().text == ";":
                self._take()
                continue
            predicate = self._predicate()
            self._say(subject, predicate, self._object())
            while self._peek().text == ",":
                self._take()
                self._say(subject, predicate, self._object())

    def _predicate(self) -> Spot:
        if self._peek().text == "a":
            return Spot(_TYPE, self._take().start)
        return self._object()

    def _say(self, subject: Spot, predicate: Spot, value: Spot) -> None:
        self._places.triples.append(Located(self._graph, subject, predicate, value))

    def _object(self) -> Spot:
        """Read one term, with all that is nested in it."""
        token = self._take()
        if token.text == "[":
            return self._anonymous(token)
        if token.text == "(":
            return self._list(token)
        return Spot(self._term(token), token.start)

    def _anonymous(self, token: Token) -> Spot:
        spot = Spot(BlankNode(f"at{token.start}"), token.start)
        self._predicates(spot)
        self._take("]")
        return spot

    def _list(self, token: Token) -> Spot:
        items = []
        while self._peek().text != ")":
            items.append(self._object())
        self._take(")")
        cells = [Spot(BlankNode(f"at{token.start}n{i}"), token.start) for i in range(len(items))]
        cells.append(Spot(_NIL, token.start))
        for i, item in enumerate(items):
            self._say(cells[i], Spot(_FIRST, token.start), item)
            self._say(cells[i], Spot(_REST, token.start), cells[i + 1])
        return cells[0]

    def _term(self, token: Token) -> Node:
        readers: dict[str, Callable[[Token], Node]] = {
            "iri": self._iri,
            "name": self._iri,
            "blank": lambda t: BlankNode(t.text[2:]),
            "string": self._string,
            "number": _number,
            "word": _boolean,
        }
        if token.kind not in readers:
            raise _UnexpectedError
        return readers[token.kind](token)

    def _iri(self, token: Token) -> NamedNode:
        try:
            iri = NamedNode(self._resolved(token))
        except ValueError as fault:
            raise _UnexpectedError from fault
        self._places.mentions.setdefault(iri.value, token.start)
        return iri

    def _resolved(self, token: Token) -> str:
        """Return the IRI that *token* writes out or abbreviates."""
        if token.kind == "iri":
            return _resolve(self._base, unescape(token.text[1:-1]))
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self._prefixes:
            raise _UnexpectedError
        return self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _string(self, token: Token) -> Literal:
        quotes = 3 if token.text[:3] in ('"""', "'''") else 1
        value = unescape(token.text[quotes:-quotes])
        if self._peek().kind == "at":
            return Literal(value, language=self._take().text[1:])
        if self._peek().text == "^^":
            self._take()
            return Literal(value, datatype=self._iri(self._take()))
        return Literal(value)


def unescape(text: str) -> str:
    r"""Return *text* with the escapes of Turtle's strings and IRIs replaced.

    >>> unescape(r"caf\u00e9")
    'café'
    """

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CONTROL.get(match[3], match[3])

    return _ESCAPE.sub(character, text)


def _resolve(base: str, reference: str) -> str:
    if _ABSOLUTE.match(reference):
        return reference
    emptied = "#" if reference.endswith("#") else ""  # urljoin drops an empty fragment
    return urljoin(base, reference) + emptied


def _number(token: Token) -> Literal:
    name = "double" if "e" in token.text.lower() else "decimal" if "." in token.text else "integer"
    return Literal(token.text, datatype=NamedNode(XSD + name))


def _boolean(token: Token) -> Literal:
    if token.text not in ("true", "false"):
        raise _UnexpectedError
    return Literal(token.text, datatype=NamedNode(XSD + "boolean"))
