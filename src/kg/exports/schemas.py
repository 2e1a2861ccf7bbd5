"""JSON Schema (2020-12) of the exported objects, a file for each kind.

What a value is follows from the shapes; where they ask nothing, from the context; how deep an
object goes, from its frame. Words are those of the ontology, in English.

Must not know: what the things are, how objects are made.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kg.build import intake
from kg.contexts import Context, Term, frames
from kg.contexts.frames import Frame
from kg.contexts.making import Asked, asked
from kg.exports.nodes import term_of
from kg.folder import write as put
from kg.project import Project
from kg.shapes import Shape, read
from kg.terms import EDTF, TYPE, XSD
from kg.triples import Triples

HOME = "https://w3id.org/parley/schema/"

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BELOW = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_KEYS = "^(@(type|value|language)|[A-Za-z][A-Za-z0-9_-]*)$"  # no IRI, and no abbreviated one
_IRI = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:"}
_TYPES = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_DATATYPES: Mapping[str, dict[str, Any]] = {
    XSD + "boolean": {"type": "boolean"},
    XSD + "date": {"type": "string", "format": "date"},
    XSD + "integer": {"type": "integer"},
    XSD + "string": {"type": "string"},
    EDTF: {"type": "string", "description": "a date as EDTF has it, as 2025-10 or 2025-10-01/.."},
}
_EVIDENCE = (
    "the claims that speak of the thing: of each fact, those in whose states it stands; of what a "
    "rule derived, those that it was derived from, which state nothing of it"
)
_ANY = {"$ref": "#/$defs/any"}
_DEFINED = {
    "any": {"type": ["array", "boolean", "integer", "number", "object", "string"]},
    "typed": {
        "description": "a value of another datatype than its property mostly has",
        "type": "object",
        "required": ["@value"],
        "properties": {"@value": {"type": "string"}, "type": _ANY},
        "patternProperties": {"^@(type|language)$": {"type": "string"}},
        "additionalProperties": False,
    },
    "states": {
        "description": "what the claim says of the thing, and no other claim with it",
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": _IRI, "type": _TYPES},
            "propertyNames": {"pattern": _KEYS},
            "additionalProperties": _ANY,
        },
    },
}


def write(project: Project, context: Context, kinds: Mapping[str, Frame], out: Path) -> None:
    """Write the schema of the objects of each of *kinds*, by name, below *out*."""
    ontology = (quad for path in project.ontology for quad in intake.quads(project, path))
    schemas = Schemas(context, kinds, read(project), ontology)
    for name in kinds:
        if name != frames.NAMED:
            text = json.dumps(schemas.of(name), ensure_ascii=False, indent=1)
            put(out, f"schemas/{name}.schema.json", text + "\n")


class Schemas:
    """The schemas of the objects that *kinds*, frames by name, ask for."""

    def __init__(
        self,
        context: Context,
        kinds: Mapping[str, Frame],
        shapes: Sequence[Shape],
        ontology: Iterable[Quad],
    ) -> None:
        """Take what the ontology and its *shapes* say, and the *context* that names it."""
        self._context, self._kinds = context, kinds
        self._triples = Triples(ontology)
        self._shapes = [(set(shape.targeted("Class")), asked(shape)) for shape in shapes]
        self._codes: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(context.terms):
            for cls in self._triples.iris(iri, TYPE):
                self._codes[cls].append(context.terms[iri].name)

    def of(self, name: str) -> dict[str, Any]:
        """Return the schema of the objects of the kind *name*."""
        frame = self._kinds[name]
        claims = {"description": _EVIDENCE, "type": "array", "items": {"$ref": "#/$defs/claim"}}
        own = {"states": {"$ref": "#/$defs/states"}} if name == frames.CLAIM else {"claims": claims}
        told = self._object(frame, own, {"@context": {"const": self._context.url}})
        told["required"] += [key for key in own if key == "claims"]
        claim = self._kinds[frames.CLAIM]
        behind = self._object(claim, {"states": {"$ref": "#/$defs/states"}})
        return {
            "$schema": _DRAFT,
            "$id": f"{HOME}{name}.schema.json",
            **self._words(frame.kind),
            **told,
            "$defs": {**_DEFINED, **({} if name == frames.CLAIM else {"claim": behind})},
        }

    def _object(
        self, frame: Frame, besides: Mapping[str, Any], before: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the schema of what *frame* shows of a thing of its kind."""
        above, below = self._closed(frame.kind, up=True), self._closed(frame.kind, up=False)
        spoken = {iri for cls, found in self._shapes if cls & (above | below) for iri in found}
        needed = {
            iri: each
            for cls, found in self._shapes
            if cls & above
            for iri, each in found.items()
            if each.least
        }
        names = sorted((term_of(self._context, iri).name, iri) for iri in spoken | {*frame.forward})
        kinds = {"type": {**_TYPES, "contains": {"enum": sorted(map(self._name, below))}}}
        properties = {name: self._property(iri, frame, above | below) for name, iri in names}
        least = sorted(self._name(iri) for iri in needed)
        reverse = {"reverse": self._reverse(frame)} if frame.reverse else {}
        return {
            "type": "object",
            "required": [*(before or {}), "id", "type", *least],
            "properties": {
                **(before or {}),
                "id": _IRI,
                **kinds,
                **properties,
                **reverse,
                **besides,
            },
            "propertyNames": {"pattern": "^@context$|" + _KEYS},
            "additionalProperties": _ANY,
        }

    def _name(self, iri: str) -> str:
        return self._context.terms[iri].name if iri in self._context.terms else iri

    def _closed(self, cls: str, up: bool) -> set[str]:
        """Return the classes above or below *cls*, itself included."""
        found, waiting = {cls}, [cls]
        while waiting:
            at = waiting.pop()
            near = self._triples.iris(at, _BELOW) if up else self._triples.leading_to(at, _BELOW)
            waiting += (new for new in near if new not in found)
            found.update(near)
        return found

    def _words(self, iri: str) -> dict[str, str]:
        """Return label and definition of the term *iri* in English."""
        told = {"title": self._text(iri, _LABEL), "description": self._text(iri, _DEFINITION)}
        return {key: text for key, text in told.items() if text}

    def _text(self, iri: str, predicate: str) -> str:
        texts = self._triples.texts(iri, predicate)
        return next((text.value for text in texts if text.lang == "en"), "")

    def _property(self, iri: str, frame: Frame, classes: set[str]) -> dict[str, Any]:
        """Return the schema of the values of the property *iri* of things of *classes*."""
        term = term_of(self._context, iri)
        of_these = [found[iri] for cls, found in self._shapes if iri in found and cls & classes]
        told = of_these or [found[iri] for _, found in self._shapes if iri in found]
        if "@language" in term.container:
            return {**self._words(iri), **_texts(term, told)}
        item = self._item(term, told, frame.forward.get(iri))
        many = {"type": "array", "minItems": 1, "items": item}
        return {**self._words(iri), **(many if "@set" in term.container else item)}

    def _item(self, term: Term, told: Sequence[Asked], inner: Frame | None) -> dict[str, Any]:
        if term.coercion in ("@id", "@vocab"):
            return self._thing(term, told, inner)
        kinds = {kind for each in told for kind in each.kinds} or {term.coercion}
        plain = [_DATATYPES[kind] for kind in sorted(kinds) if _stands_bare(kind, term)]
        if not plain and not told:
            return _ANY
        besides = [] if len(plain) == len(kinds) else [{"$ref": "#/$defs/typed"}]
        return _any_of([*plain, *besides] if plain or besides else [{"type": "string"}])

    def _thing(self, term: Term, told: Sequence[Asked], inner: Frame | None) -> dict[str, Any]:
        """Return the schema of a value that is a code or another thing."""
        classes = {cls for each in told for cls in each.classes}
        codes = sorted({name for cls in classes for name in self._codes.get(cls, [])})
        things = [_IRI, self._inner(inner or self._kinds[frames.NAMED])]
        if codes and all(cls in self._codes for cls in classes):
            return {"enum": codes}
        if term.coercion == "@vocab":
            return {"anyOf": [*([{"enum": codes}] if codes else [{"type": "string"}]), *things]}
        return {"anyOf": things}

    def _inner(self, frame: Frame) -> dict[str, Any]:
        """Return the schema of what *frame* shows of a thing within another one."""
        names = sorted((self._name(iri), iri) for iri in frame.forward)
        properties = {name: self._property(iri, frame, set()) for name, iri in names}
        reverse = {"reverse": self._reverse(frame)} if frame.reverse else {}
        return {
            "type": "object",
            "required": ["id"],
            "properties": {"id": _IRI, "type": _TYPES, **properties, **reverse},
            "additionalProperties": False if frame.explicit else _ANY,
        }

    def _reverse(self, frame: Frame) -> dict[str, Any]:
        return {
            "description": "the things that lead here by a property",
            "type": "object",
            "properties": {
                self._name(iri): {"type": "array", "items": self._inner(inner)}
                for iri, inner in frame.reverse.items()
            },
            "additionalProperties": False,
        }


def _stands_bare(kind: str, term: Term) -> bool:
    """Say whether a value of the datatype *kind* needs no object around it."""
    native = kind in (XSD + "boolean", XSD + "integer", XSD + "string")
    return kind in _DATATYPES and (kind == term.coercion or (native and not term.coercion))


def _any_of(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _texts(term: Term, told: Sequence[Asked]) -> dict[str, Any]:
    """Return the schema of texts by language."""
    text = {"type": "string"}
    one = {"type": "array", "minItems": 1, "items": text} if "@set" in term.container else text
    languages = sorted({lang for each in told for lang in each.languages})
    needed = languages if told and all(each.least >= len(languages) for each in told) else []
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": one,
        **({"propertyNames": {"enum": languages}} if languages else {}),
        **({"required": needed} if needed else {}),
    }
