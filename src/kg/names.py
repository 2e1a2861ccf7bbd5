"""Things and what they are called: the name of a thing, and the thing that a name means.

Must not know: claims, kinds of things, commands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property

from pyoxigraph import Literal, NamedNode

from kg.errors import BadInput, did_you_mean, shown
from kg.store import Store
from kg.terms import GRAPH, SOURCE, TYPE, Term, compact, expand, must_be_unicode, plain

_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PREFERRED = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_NAMES = (_LABEL, _PREFERRED, _OTHER)
_LANGUAGES = ("en", "ja")  # names in others are found, too, only later
_TYPE = NamedNode(TYPE)
_ACCEPTED = GRAPH + "accepted"
_KIND = {"ja": "種類"}  # rdf:type has no label of ours
_FEW = 8  # members of a class that a message can name
_ANY_NAME = "give its label, CURIE or IRI"
_ANYTHING = "rdfs:Resource"  # the class of everything, in RDF Schema


class Labels:
    """Names of things in *lang*, else in English, else in any language."""

    def __init__(self, store: Store, prefixes: Mapping[str, str], lang: str = "en") -> None:
        self._store, self._prefixes, self.lang = store, prefixes, lang
        self.of, self.known = cache(self._of), cache(self._known)

    def _of(self, iri: str) -> str:
        """Return the name of the thing *iri*, or its IRI abbreviated."""
        name = self.known(iri)
        return self.short(iri) if name is None else name

    def short(self, iri: str) -> str:
        """Return *iri* abbreviated."""
        return compact(iri, self._prefixes)

    def _known(self, iri: str) -> str | None:
        """Return the name of the thing *iri*, or None if it has none."""
        if iri == _TYPE.value:
            return _KIND.get(self.lang, "kind")
        found = names(self._store, iri)
        langs = (self.lang, "en", "", *sorted(found))
        return next((found[lang] for lang in langs if lang in found), None)

    def term(self, term: Term | None) -> str:
        """Return the name of a thing, or the value of a literal."""
        return self.of(term.value) if isinstance(term, NamedNode) else plain(term)


def names(store: Store, iri: str, graph: NamedNode | None = None) -> dict[str, str]:
    """Return the names of the thing *iri* by language, those in *graph* alone if it is given."""
    found: dict[str, str] = {}
    for predicate in (_PREFERRED, _LABEL):
        for quad in store.about(NamedNode(iri), predicate):
            if isinstance(quad.object, Literal) and graph in (None, quad.graph_name):
                found[quad.object.language or ""] = quad.object.value
    return found


def find(store: Store, text: str, prefixes: Mapping[str, str], cls: str | None = None) -> NamedNode:
    """Return the thing that *text* means: an IRI, a CURIE, a passage, or a label.

    A name written as the label goes before one that differs in case. The last part of an IRI will
    do, too (`s4p2`, `donald-trump`). With *cls*, the CURIE of a class, only its members count.
    Raise BadInput with the candidates if several things are meant, with near misses if none is.
    """
    must_be_unicode(text)
    kind = _Kind(store, prefixes, cls)
    for node in (expand(text, prefixes), expand(f"{SOURCE}{text}", prefixes)):
        if node and _is_known(store, node):
            if not kind.has(node.value):
                raise BadInput(_of_another_kind(text, kind))
            return node
    if expand(text, prefixes):
        raise BadInput(f"nothing is known of {shown(text)}: give a name, if it has one")
    for meant in _meanings(store, text, kind):
        found = _in_accepted_view(store, meant) or meant
        if len(found) == 1:
            return NamedNode(found.pop())
        if found:
            names = ", ".join(sorted(compact(iri, prefixes) for iri in found))
            raise BadInput(f'"{text}" is the name of several things: say which, {names}')
    others = sorted({compact(iri, prefixes) for iri in _called(store, text)})
    raise BadInput(_unknown(text, kind, others))


def search(
    store: Store, text: str, prefixes: Mapping[str, str], cls: str | None = None
) -> list[tuple[str, str]]:
    """Return what has a name with every word of *text* in it: IRI and name, the likeliest first.

    A name that is *text* goes before one that begins with it, one with whole words before parts of
    words, a short one before a long one. An IRI or CURIE finds the one thing. With *cls*, the CURIE
    of a class, only its members count; without *text* they all do, by their IRIs, and no name is
    returned. Raise BadInput with near misses if nothing is found.
    """
    must_be_unicode(text)
    kind = _Kind(store, prefixes, cls)
    node = expand(text, prefixes)
    if node and _is_known(store, node) and kind.has(node.value):
        return [(node.value, "")]
    sought = _Sought(text)
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    nameless = (kind.members or set()) - {iri for _, iri in kind.named}
    for name, iri in [*kind.named, *(("", iri) for iri in nameless)]:
        place = sought.place(name)
        if place is not None and (iri not in best or place < best[iri][0]):
            best[iri] = (place, name)
    if not best:
        raise BadInput(_unknown(text, kind, []))
    ordered = sorted(best.items(), key=lambda entry: (entry[1][0], entry[0]))
    return [(iri, name if sought.words else "") for iri, (_, name) in ordered]


class _Sought:
    """The words that somebody looks for in names, whatever their case."""

    def __init__(self, text: str) -> None:
        self.words = text.casefold().split()
        self._text = " ".join(self.words)

    def place(self, name: str) -> tuple[int, int, str] | None:
        """Return what *name* is sorted by among those found, None if a word is not in it."""
        folded = name.casefold()
        if not self.words:
            return 0, 0, ""
        if not all(word in folded for word in self.words):
            return None
        whole = set(re.findall(r"\w+", folded)) >= set(self.words)
        fits = (folded == self._text, folded.startswith(self._text), whole)
        return (fits.index(True) if True in fits else len(fits)), len(name), name


class _Kind:
    """The members of the class *cls*, a CURIE, and a word for them; without it, everything."""

    def __init__(self, store: Store, prefixes: Mapping[str, str], cls: str | None) -> None:
        self._store = store
        self._any = cls is None or cls == _ANYTHING
        self._node = None if cls is None else expand(cls, prefixes)
        self._labels = Labels(store, prefixes)

    @property
    def word(self) -> str:
        """The label of the class, its CURIE if it has none."""
        return "thing" if self._any or self._node is None else self._labels.of(self._node.value)

    def has(self, iri: str) -> bool:
        """Say whether the thing *iri* is a member."""
        return self._any or any(True for _ in self._store.about(NamedNode(iri), _TYPE, self._node))

    @cached_property
    def members(self) -> set[str] | None:
        """All members; None stands for everything."""
        if self._any:
            return None
        subjects = (quad.subject for quad in self._store.about(None, _TYPE, self._node))
        return {subject.value for subject in subjects if isinstance(subject, NamedNode)}

    @cached_property
    def named(self) -> list[tuple[str, str]]:
        """The names of all members, each with the IRI."""
        members = self.members
        things = [None] if members is None else map(NamedNode, members)
        about = (self._store.about(thing, name) for thing in things for name in _NAMES)
        return [(plain(quad.object), plain(quad.subject)) for quads in about for quad in quads]

    def instead_of(self, text: str) -> str:
        """Return what a user may give who gave *text*: near names, all if they are few."""
        few = sorted(self.members or ())[: _FEW + 1]
        names = ", ".join(f'"{self._labels.of(iri)}"' for iri in few)
        otherwise = f"there are: {names}" if 0 < len(few) <= _FEW else _ANY_NAME
        return did_you_mean(text, {name for name, _ in self.named}, otherwise, 3, '"{}"'.format)


def _meanings(store: Store, text: str, kind: _Kind) -> Iterator[set[str]]:
    """Yield what *text* may mean, the likeliest first; only the first is a look-up."""
    yield {iri for iri in _called(store, text) if kind.has(iri)}
    yield _labelled(kind.named, text)
    yield _ending({iri for _, iri in kind.named} | (kind.members or set()), text)


def _called(store: Store, text: str) -> Iterator[str]:
    """Yield what is called exactly *text* in one of the languages in which labels are written."""
    names = [Literal(text), *(Literal(text, language=lang) for lang in _LANGUAGES)]
    for name in names:
        for predicate in _NAMES:
            yield from (plain(quad.subject) for quad in store.about(None, predicate, name))


def _labelled(named: Iterable[tuple[str, str]], text: str) -> set[str]:
    wanted = text.strip().casefold()
    return {iri for name, iri in named if name.casefold() == wanted}


def _ending(members: Iterable[str], text: str) -> set[str]:
    return {iri for iri in members if text and iri.endswith((f"/{text}", f"#{text}"))}


def _in_accepted_view(store: Store, found: Iterable[str]) -> set[str]:
    """Return those of *found* under which the accepted view tells of things that are the same."""
    quads = (quad for iri in found for quad in store.about(NamedNode(iri)))
    return {plain(quad.subject) for quad in quads if plain(quad.graph_name) == _ACCEPTED}


def _is_known(store: Store, node: NamedNode) -> bool:
    return any(True for _ in store.about(node)) or any(True for _ in store.about(None, None, node))


def _of_another_kind(text: str, kind: _Kind) -> str:
    """Say that the IRI or CURIE *text* is of no use, and which names look like its last part."""
    words = re.split("[/#:]", text.strip("<>"))[-1].replace("-", " ")
    return f"{shown(text)} is no {kind.word}: {kind.instead_of(words)}"


def _unknown(text: str, kind: _Kind, others: list[str]) -> str:
    """Say that *text* is no name of *kind*; it may be one of *others*."""
    if others:
        what = f'"{text}" is the name of {", ".join(others)}, which is no {kind.word}'
    else:
        what = f'no {kind.word} is called "{shown(text)}"'
    return f"{what}: {kind.instead_of(text)}"
