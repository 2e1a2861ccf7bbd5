"""What a graph says of each thing that has a name; what has none stands where it is used.

So the blank nodes of an ontology, which every reading names anew, are compared by what they say.

Must not know: which graphs are compared, OWL, SHACL.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, Literal, Quad, Triple

from kg.diff.changes import Change, Changes, Statement, changes
from kg.terms import Term, plain

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_Values = dict[str, list[Term]]  # by predicate


def compared(
    old: Iterable[Quad], new: Iterable[Quad], compact: Callable[[str], str]
) -> Changes[Change]:
    """Return what changed of the things that *old* and *new* describe."""
    before, after = (_descriptions(quads, compact) for quads in (old, new))
    return changes(
        _without(before, after), _without(after, before), before.__contains__, after.__contains__
    )


def _without(
    said: dict[str, set[Statement]], others: dict[str, set[Statement]]
) -> dict[str, set[Statement]]:
    """Return of each thing what *said* alone says, of those that it alone has all."""
    left = {thing: found - others.get(thing, set()) for thing, found in said.items()}
    return {thing: found for thing, found in left.items() if found or thing not in others}


def _descriptions(
    quads: Iterable[Quad], compact: Callable[[str], str]
) -> dict[str, set[Statement]]:
    about: dict[Term, _Values] = defaultdict(lambda: defaultdict(list))
    used: set[Term] = set()
    for quad in quads:
        about[quad.subject][quad.predicate.value].append(quad.object)
        used.add(quad.object)
    write = _Writer(about, compact)
    found: dict[str, set[Statement]] = defaultdict(set)
    for subject, values in about.items():
        if isinstance(subject, BlankNode):
            if subject not in used:
                found[write.node(subject)] = set()  # what is said of it stands in its name
            continue
        for predicate, terms in values.items():
            for term in terms:
                value = Literal(write.node(term)) if isinstance(term, BlankNode) else term
                found[plain(subject)].add(Statement(subject, predicate, value))
    return found


class _Writer:
    """Writes a node without a name as Turtle would, in one order."""

    def __init__(self, about: dict[Term, _Values], compact: Callable[[str], str]) -> None:
        self._about, self._compact = about, compact

    def node(self, node: Term, within: frozenset[Term] = frozenset()) -> str:
        """Return *node* in words; one that stands *within* itself is cut there."""
        if isinstance(node, Literal | Triple):
            return str(node)
        if not isinstance(node, BlankNode):
            return self._compact(plain(node))
        if node in within:
            return "[]"
        values, inside = self._about[node], within | {node}
        if _RDF + "first" in values:
            return f"( {' '.join(self.node(term, inside) for term in self._members(node))} )"
        parts = (
            f"{self._compact(predicate)} {' , '.join(sorted(self.node(t, inside) for t in terms))}"
            for predicate, terms in sorted(values.items())
        )
        return f"[ {' ; '.join(parts)} ]"

    def _members(self, node: Term) -> list[Term]:
        members, seen = [], set()
        while node in self._about and node not in seen:
            seen.add(node)
            values = self._about[node]
            members += values.get(_RDF + "first", [])
            node = next(iter(values.get(_RDF + "rest", [])), node)
        return members
