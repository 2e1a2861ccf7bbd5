"""Things and what they are called: the name of a thing, and the thing that a name means.

Must not know: claims, kinds of things, commands.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.errors import BadInput
from kg.store import Store
from kg.terms import GRAPH, SOURCE, Term, compact, expand, plain

_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PREFERRED = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_ANYTHING = "rdfs:Resource"  # the class of everything, in RDF Schema


class Labels:
    """Names of things in *lang*, else in English, else in any language."""

    def __init__(self, store: Store, prefixes: Mapping[str, str], lang: str = "en") -> None:
        self._store, self._prefixes, self._lang = store, prefixes, lang
        self.of = cache(self._of)

    def _of(self, iri: str) -> str:
        """Return the name of the thing *iri*, or its IRI abbreviated."""
        if iri == _TYPE.value:
            return "kind"
        found: dict[str, str] = {}
        for predicate in (_PREFERRED, _LABEL):
            for quad in self._store.about(NamedNode(iri), predicate):
                if isinstance(quad.object, Literal):
                    found[quad.object.language or ""] = quad.object.value
        for lang in (self._lang, "en", "", *sorted(found)):
            if lang in found:
                return found[lang]
        return compact(iri, self._prefixes)

    def term(self, term: Term | None) -> str:
        """Return the name of a thing, or the value of a literal."""
        return self.of(term.value) if isinstance(term, NamedNode) else plain(term)


def find(store: Store, text: str, prefixes: Mapping[str, str], cls: str | None = None) -> NamedNode:
    """Return the thing that *text* means: an IRI, a CURIE, a passage, or a label.

    With *cls*, the CURIE of a class, only its members count. Raise BadInput with the candidates if
    several things have the label, with near misses if none has.
    """
    for node in (expand(text, prefixes), expand(f"{SOURCE}{text}", prefixes)):
        if node and _is_known(store, node):
            return node
    if expand(text, prefixes):
        raise BadInput(f"nothing is known of {text}: kg show takes a name, too")
    members = None if cls in (None, _ANYTHING) else _members(store, expand(str(cls), prefixes))
    named = list(_named(store, members))
    wanted = text.strip().casefold()
    found = {iri for name, iri in named if name.casefold() == wanted}
    if len(found) == 1:
        return NamedNode(found.pop())
    kind = "thing" if cls in (None, _ANYTHING) else str(cls).partition(":")[2].lower()
    if found:
        names = ", ".join(sorted(compact(iri, prefixes) for iri in found))
        raise BadInput(f'"{text}" is the name of several things: say which, {names}')
    raise BadInput(_unknown(text, kind, {name for name, _ in named}))


def _is_known(store: Store, node: NamedNode) -> bool:
    return any(True for _ in store.about(node)) or any(True for _ in store.about(None, None, node))


def _members(store: Store, cls: NamedNode | None) -> set[str]:
    accepted = GRAPH + "accepted"
    return {
        plain(quad.subject)
        for quad in store.about(None, _TYPE, cls)
        if plain(quad.graph_name) == accepted
    }


def _named(store: Store, members: set[str] | None) -> Iterator[tuple[str, str]]:
    for predicate in (_LABEL, _PREFERRED, _OTHER):
        for quad in store.about(None, predicate):
            if members is None or plain(quad.subject) in members:
                yield plain(quad.object), plain(quad.subject)


def _unknown(text: str, kind: str, names: set[str]) -> str:
    import difflib

    folded = {name.casefold(): name for name in names}
    wanted = text.casefold()
    near = difflib.get_close_matches(wanted, folded, n=3, cutoff=0.6)
    near += [name for name in sorted(folded) if wanted and wanted in name and name not in near]
    hint = ", ".join(f'"{folded[name]}"' for name in near[:3])
    end = f"did you mean {hint}?" if hint else "give its label, CURIE or IRI"
    return f'no {kind} is called "{text}": {end}'
