"""Things as tidy JSON objects, a line each, with all that a frame says and the claims behind it.

An object holds what the accepted view says of a thing; of a thing to which no accepted claim gives
a class, what all graphs say. `claims` are the claims that speak of it: who claims it on whose word,
where, how firmly, with which standing; and in `states` what each says of the thing. Framing is
done by pyld on the statements around a few things, so that memory does not grow with their number.

Must not know: what the things are, how deep a frame goes, how a node is written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.build import Build
from kg.contexts import Context, frames
from kg.contexts.frames import Frame, union
from kg.exports.nodes import Value, node, term_of, written
from kg.exports.packed import packed
from kg.exports.things import Described, Things
from kg.extras import library
from kg.store import Store
from kg.terms import TYPE, XSD, plain
from kg.terms import Term as RdfTerm

FILES = "objects/*.jsonl.gz"

_KEPT = 5000  # claims in memory, for many things
_AT_ONCE = 50  # things that are framed together, in half the time
_OPTIONS = {"embed": "@always", "omitDefault": True, "compactArrays": False}


def write(build: Build, out: Path, context: Context, kinds: Mapping[str, Frame]) -> None:
    """Write the objects of each of *kinds*, by name, below *out*; each file is sorted by IRI.

    Raise NotInstalled without the extra `export`.
    """
    library("pyld", "export")
    if not kinds:
        return
    objects = Objects(build.store(), context, kinds)
    for name in kinds:
        if name != frames.NAMED:
            with packed(out / f"objects/{name}.jsonl.gz") as file:
                for told in objects.of(name):
                    file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")


class Objects:
    """The objects that *kinds*, by name, ask for."""

    def __init__(self, store: Store, context: Context, kinds: Mapping[str, Frame]) -> None:
        self.context, self._kinds = context, kinds
        self.things = Things(store, kinds[frames.CLAIM].kind, context.terms)
        self._named = Frame(explicit=True, forward=kinds[frames.NAMED].forward)
        self._claims: dict[str, dict[str, Any]] = {}

    def of(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the objects of the kind *name*."""
        things = self.things.of(self._kinds[name].kind)
        of_some = self._of_claims if name == frames.CLAIM else self._of_things
        for start in range(0, len(things), _AT_ONCE):
            some = things[start : start + _AT_ONCE]
            for told in of_some(some, self._kinds[name]):
                yield {"@context": self.context.url, **told}

    def one(self, iri: str, stated: Mapping[str, list[Quad]]) -> dict[str, Any]:
        """Return the thing *iri* by the frame of its kind, with the claims that *stated* names.

        Of a kind for which there is no frame, it holds all that is said of it.
        """
        frame = self._kinds[kind] if (kind := self._kind(iri)) else Frame()
        (told,) = self._with_claims({iri: stated}, frame)
        return told

    def nodes(
        self, triples: Iterable[Triple], stated: Mapping[str, list[Quad]]
    ) -> list[dict[str, Any]]:
        """Return what *triples* say, a node each subject, with what claims among them state."""
        by_subject: dict[str, list[Triple]] = {}
        for triple in triples:
            by_subject.setdefault(plain(triple.subject), []).append(triple)
        return [
            {**node(self.context, told), **self._states(stated.get(name, ()))}
            for name, told in by_subject.items()
        ]

    def _kind(self, iri: str) -> str:
        """Return the name of the narrowest kind of the thing *iri*, "" if it is of none."""
        classes = {plain(value) for value in self.things.about(iri).get(TYPE, [])}
        found = [name for name, frame in self._kinds.items() if frame.kind in classes]
        sizes = {name: self.things.breadth(self._kinds[name].kind) for name in found}
        return min(sorted(found), key=sizes.__getitem__, default="")

    def _of_claims(self, iris: list[str], _: Frame) -> Iterator[dict[str, Any]]:
        """Yield the claims *iris* with all that they state."""
        for iri, told in self._claims_told(iris).items():
            yield {**told, **self._states(self.things.content(iri))}

    def _of_things(self, iris: list[str], frame: Frame) -> Iterator[dict[str, Any]]:
        """Yield the things *iris*, each with the claims that speak of it."""
        return self._with_claims({iri: self.things.stated(iri) for iri in iris}, frame)

    def _with_claims(
        self, stated: Mapping[str, Mapping[str, list[Quad]]], frame: Frame
    ) -> Iterator[dict[str, Any]]:
        """Yield the things of *stated*, each with its claims and what these state."""
        claims = self._claims_told(sorted({claim for found in stated.values() for claim in found}))
        for iri, told in self._framed(list(stated), frame).items():
            behind = [{**claims[c], **self._states(quads)} for c, quads in stated[iri].items()]
            yield {**told, "claims": behind}

    def _claims_told(self, iris: list[str]) -> dict[str, dict[str, Any]]:
        """Return the claims *iris* without what they state; they are kept for other things."""
        if len(self._claims) > _KEPT:
            self._claims.clear()
        new = [iri for iri in iris if iri not in self._claims]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            self._claims.update(self._framed(some, self._kinds[frames.CLAIM]))
        return {iri: self._claims[iri] for iri in iris}

    def _states(self, quads: Iterable[Quad]) -> dict[str, Any]:
        by_subject: dict[str, list[Quad]] = {}
        for quad in sorted(quads, key=str):
            by_subject.setdefault(plain(quad.subject), []).append(quad)
        states = [node(self.context, by_subject[name]) for name in sorted(by_subject)]
        return {"states": states} if states else {}

    def _framed(self, iris: list[str], frame: Frame) -> dict[str, dict[str, Any]]:
        """Return the things *iris* as *frame* shows them."""
        from pyld import FrozenDocumentLoader, jsonld

        nodes: dict[str, Described] = {}
        complete = union(self._gathered(iri, frame, nodes) for iri in iris)
        things = [_expanded(name, told) for name, told in nodes.items()]
        form = {**complete.expanded(), "@id": iris}
        found = jsonld.frame(things, form, _OPTIONS | {"documentLoader": FrozenDocumentLoader({})})[
            "@graph"
        ]
        return {told["@id"]: self._written(told) for told in found}

    def _gathered(self, iri: str, frame: Frame, nodes: dict[str, Described]) -> Frame:
        """Put into *nodes* what *frame* needs from *iri* on, and return what is to stand there.

        Things of which *frame* does not speak are named only.
        """
        shown = self._shown(iri, frame)
        nodes.setdefault(iri, {}).update(shown)
        if frame is self._named:
            return frame
        forward, reverse = dict(frame.forward), dict(frame.reverse)
        for predicate, values in shown.items():
            if predicate != TYPE:
                inner = forward.get(predicate, self._named)
                things = [plain(value) for value in values if self.things.is_thing(value)]
                parts = [self._gathered(thing, inner, nodes) for thing in things]
                forward[predicate] = union(parts) if parts else Frame()
        for predicate, inner in frame.reverse.items():
            things = self.things.leading_to(iri, predicate)
            reverse[predicate] = union(self._gathered(thing, inner, nodes) for thing in things)
            for thing in things:  # by this pyld finds it
                nodes[thing][predicate] = self.things.about(thing)[predicate]
        return replace(frame, forward=forward, reverse=reverse)

    def _shown(self, iri: str, frame: Frame) -> Described:
        """Return what *frame* shows of the thing *iri*."""
        told = self.things.about(iri)
        if not frame.explicit:
            return told
        return {p: values for p, values in told.items() if p in frame.forward or p == TYPE}

    def _written(self, framed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what pyld framed, by the names of the context."""
        properties = {
            iri: self._alike([self._value(value) for value in values])
            for iri, values in framed.items()
            if not iri.startswith("@")
        }
        types = framed.get("@type", [])
        types = [types] if isinstance(types, str) else types
        told = written(self.context, framed["@id"], types, properties)
        reverse = {
            term_of(self.context, iri).name: [self._written(inner) for inner in values]
            for iri, values in framed.get("@reverse", {}).items()
        }
        return {**told, **({"reverse": reverse} if reverse else {})}

    def _alike(self, values: list[Value]) -> list[Value]:
        """Return *values* with each thing as an object, if one is: none is then a bare IRI."""
        if not any(isinstance(value, dict) for value in values):
            return values
        return [{"id": v.value} if self._is_bare(v) else v for v in values]

    def _is_bare(self, value: Value) -> TypeGuard[NamedNode]:
        return isinstance(value, NamedNode) and value.value not in self.context.terms

    def _value(self, value: Any) -> Value:  # noqa: ANN401  # JSON
        if isinstance(value, str):
            return Literal(value)
        if "@value" not in value:
            return NamedNode(value["@id"]) if set(value) == {"@id"} else self._written(value)
        if "@language" in value:
            return Literal(value["@value"], language=value["@language"])
        return Literal(value["@value"], datatype=NamedNode(value["@type"]))


def _expanded(iri: str, told: Described) -> dict[str, Any]:
    """Return what is *told* of *iri* as expanded JSON-LD."""
    found: dict[str, Any] = {"@id": iri}
    for predicate, values in told.items():
        if predicate == TYPE:
            found["@type"] = [plain(value) for value in values]
        else:
            found[predicate] = [_expanded_value(value) for value in values]
    return found


def _expanded_value(value: RdfTerm) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"@id": plain(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == XSD + "string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": value.datatype.value}
