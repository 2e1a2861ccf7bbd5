"""What two sides say of one thing, as what went and what came.

Must not know: files, formats, languages, which things are compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pyoxigraph import NamedNode

from kg.terms import Term, plain

T = TypeVar("T")

KINDS = ("added", "removed", "changed", "renamed")

_ITSELF = NamedNode("urn:x-kg:itself")


class Statement(NamedTuple):
    """What is said of a thing, or within a claim."""

    subject: Term
    predicate: str
    value: Term

    @property
    def order(self) -> tuple[str, str, str]:
        """What statements are sorted by."""
        return str(self.subject), self.predicate, str(self.value)


@dataclass(frozen=True)
class Change:
    """What went and what came of *thing*, an IRI; *was* is its former IRI, "" if that stayed.

    What has no IRI is told in Turtle, and nothing is said of it besides, or is a blank node.
    """

    thing: str
    removed: tuple[Statement, ...] = ()
    added: tuple[Statement, ...] = ()
    was: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the thing has an IRI."""
        return " " not in self.thing and not self.thing.startswith("_:")


@dataclass(frozen=True)
class Changes(Generic[T]):
    """The things that one side alone has, those that changed, and those with another IRI only."""

    added: tuple[T, ...] = ()
    removed: tuple[T, ...] = ()
    changed: tuple[T, ...] = ()
    renamed: tuple[T, ...] = ()

    def kinds(self) -> dict[str, tuple[T, ...]]:
        """Return the changes by their kind, in the order in which they are told."""
        found = {name: getattr(self, name) for name in KINDS}
        return {name: things for name, things in found.items() if things}


Said = Mapping[str, Iterable[Statement]]
"""What is said, by the IRI of the thing."""


def changes(
    gone: Said, come: Said, in_old: Callable[[str], bool], in_new: Callable[[str], bool]
) -> Changes[Change]:
    """Return what of things *gone* and *come* make; the others say which side has a thing at all.

    A thing that went and one that came, of which the same is said, are one that was renamed.
    """
    found: dict[tuple[bool, bool], list[Change]] = defaultdict(list)
    for thing in sorted({*gone, *come}):
        change = Change(thing, _sorted(gone.get(thing, ())), _sorted(come.get(thing, ())))
        found[in_old(thing), in_new(thing)].append(change)
    removed, added, renamed = _renamed(found[True, False], found[False, True])
    return Changes(tuple(added), tuple(removed), tuple(found[True, True]), tuple(renamed))


def _sorted(said: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(said, key=lambda statement: statement.order))


def _renamed(
    removed: list[Change], added: list[Change]
) -> tuple[list[Change], list[Change], list[Change]]:
    """Return *removed* and *added* without the pairs of which the same is said, and these."""
    waiting: dict[frozenset[Statement], list[Change]] = defaultdict(list)
    for change in removed:
        waiting[_body(change.thing, change.removed)].append(change)
    new, renamed = [], []
    for change in added:
        body = _body(change.thing, change.added)
        if body and waiting[body]:
            renamed.append(Change(change.thing, was=waiting[body].pop(0).thing))
        else:
            new.append(change)
    paired = {change.was for change in renamed}
    return [change for change in removed if change.thing not in paired], new, renamed


def _body(thing: str, said: Iterable[Statement]) -> frozenset[Statement]:
    """Return what is *said* whatever the *thing* is called."""

    def nameless(term: Term) -> Term:
        return _ITSELF if isinstance(term, NamedNode) and plain(term) == thing else term

    return frozenset(Statement(nameless(s), p, nameless(o)) for s, p, o in said)
