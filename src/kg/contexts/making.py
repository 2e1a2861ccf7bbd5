"""What a context must hold, from the ontology and the shapes, and how a lacking term is defined.

A term that is there is left as it is: programs rely on it. A name is the end of the IRI where
nothing else has it, else the prefix and the end. How a value is written is what the shapes ask of
it; where they ask nothing, as of what rules make, it is what the values in the record are.

Must not know: where contexts lie, what the terms mean.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.contexts import KEYWORDS, Context
from kg.errors import BadInput
from kg.shapes import Shape
from kg.terms import EDTF, KG, TYPE, XSD, plain
from kg.triples import Triples

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_LANG = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_FUNCTIONAL = _OWL + "FunctionalProperty"
_PROPERTIES = {_OWL + name for name in ("AnnotationProperty", "DatatypeProperty", "ObjectProperty")}
_DATE = XSD + "date"
_NATIVE = {XSD + "integer", XSD + "boolean", XSD + "string", _LANG}  # as JSON has them
_LOCAL = re.compile(r"[^/#]*$")


@dataclass
class Use:
    """What the values of a property are: literals by datatype, things, and terms among these."""

    datatypes: Counter[str] = field(default_factory=Counter)
    things: int = 0
    terms: int = 0
    texts_in_one_language: int = 0


def iris(ontology: Iterable[Quad], shapes: Iterable[Shape]) -> set[str]:
    """Return the IRIs of all terms for which a context must have a name.

    They are what the files of the ontology and the alignments declare or use as a property or a
    class, and the datatypes of values.
    """
    found: set[str] = set()
    for quad in ontology:
        found.add(quad.predicate.value)
        if isinstance(quad.subject, NamedNode) and _declares(quad):
            found.add(quad.subject.value)
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
            found.add(quad.object.value)
        if isinstance(quad.object, Literal):
            found.add(quad.object.datatype.value)
    for shape in shapes:
        found |= {kind for each in asked(shape).values() for kind in each.kinds}
    return found - {"", TYPE, _LANG, XSD + "string"}


def lacking(context: Context, wanted: Iterable[str]) -> list[str]:
    """Return those of the IRIs *wanted* that *context* has no name for, sorted."""
    return sorted(set(wanted) - set(context.terms))


def names(context: Context, new: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return a name for each of the IRIs *new*, none of which *context* has.

    Raise BadInput for a term that needs a prefix and has none.
    """
    wanted = sorted(new, key=lambda iri: (not iri.startswith(KG), iri))
    ends = Counter(_local(iri) for iri in wanted if not iri.startswith(KG))
    taken = {*KEYWORDS, *context.entries}
    found: dict[str, str] = {}
    for iri in wanted:
        name = _local(iri)
        if name in taken or (ends[name] > 1 and not iri.startswith(KG)):
            name = f"{_prefix(iri, prefixes)}_{name}"
        if name in taken:
            raise BadInput(f"<{iri}> can have no name in the context: {name} is another term")
        taken.add(name)
        found[iri] = name
    return found


def uses(quads: Iterable[Quad]) -> dict[str, Use]:
    """Return what the values of each property in *quads* are."""
    found: dict[str, Use] = defaultdict(Use)
    texts: Counter[tuple[str, ...]] = Counter()
    for quad in quads:
        use, value = found[quad.predicate.value], quad.object
        if isinstance(value, Literal):
            use.datatypes[value.datatype.value] += 1
            if value.language:
                subject, graph = str(quad.subject), str(quad.graph_name)
                texts[quad.predicate.value, value.language, subject, graph] += 1
        else:
            use.things += 1
            use.terms += plain(value).startswith(KG)
    for (predicate, *_), number in texts.items():
        found[predicate].texts_in_one_language = max(found[predicate].texts_in_one_language, number)
    return found


class Definitions:
    """How the properties of an ontology are written."""

    def __init__(
        self, ontology: Iterable[Quad], shapes: Iterable[Shape], used: Mapping[str, Use]
    ) -> None:
        """Take the *ontology* and its *shapes*, and how properties are *used* in the record."""
        self._triples, self._used = Triples(ontology), used
        self._asked: dict[str, list[Asked]] = defaultdict(list)
        for shape in shapes:
            for iri, found in asked(shape).items():
                self._asked[iri].append(found)
        individuals = self._triples.subjects(*self._triples.subjects(_OWL + "Class"))
        self._code_classes = {c for iri in individuals for c in self._triples.iris(iri, TYPE)}

    def of(self, iri: str) -> str | dict[str, Any]:
        """Return the definition of the term *iri*, as a context holds it."""
        kinds = set(self._triples.iris(iri, TYPE))
        if not kinds & _PROPERTIES and (kinds or iri not in self._used):
            return iri
        told = {"@type": self._coercion(iri), "@container": self._container(iri)}
        found = {key: value for key, value in told.items() if value}
        return {"@id": iri, **found} if found else iri

    def _use(self, iri: str) -> Use:
        return self._used.get(iri, Use())

    def _kinds(self, iri: str) -> list[str]:
        """Return the datatypes of the values, "" for things, the most used first.

        What is asked goes before what is used.
        """
        use = self._use(iri)
        kinds = {kind for found in self._asked[iri] for kind in found.kinds}
        kinds = kinds or {*use.datatypes, *([""] if use.things else [])}
        return sorted(kinds, key=lambda kind: (-use.datatypes[kind], kind != _DATE, kind))

    def _coercion(self, iri: str) -> str:
        kinds = self._kinds(iri)
        if _OWL + "ObjectProperty" in self._triples.iris(iri, TYPE) or kinds == [""]:
            return "@vocab" if self._may_be_terms(iri) else "@id"
        if len(kinds) == 1 or set(kinds) == {_DATE, EDTF}:
            return "" if kinds[0] in _NATIVE else kinds[0]
        return ""

    def _may_be_terms(self, iri: str) -> bool:
        """Say whether a value may be a code or another term, and not only a thing of the record."""
        classes = {cls for found in self._asked[iri] for cls in found.classes}
        return bool(self._use(iri).terms or not classes or classes & self._code_classes)

    def _container(self, iri: str) -> str | list[str]:
        found = self._asked[iri]
        if self._kinds(iri) == [_LANG]:
            used_once = not found and self._use(iri).texts_in_one_language == 1
            one = used_once or (found and all(each.unique for each in found))
            return "@language" if one else ["@language", "@set"]
        of_classes = [each for each in found if each.of_class] or found
        single = bool(of_classes) and all(each.single for each in of_classes)
        return "" if single or _FUNCTIONAL in self._triples.iris(iri, TYPE) else "@set"


@dataclass(frozen=True)
class Asked:
    """What a shape asks of the values of a property.

    *kinds* are datatypes, "" for things; *least*: how many there must be; *single*: of one at most;
    *unique*: of one a language, of *languages* only; *of_class*: of all things of a class.
    """

    kinds: frozenset[str]
    classes: frozenset[str]
    least: int
    single: bool
    unique: bool
    languages: tuple[str, ...]
    of_class: bool


def asked(shape: Shape) -> dict[str, Asked]:
    """Return what *shape* asks of the values of each property, whichever of its parts asks it."""
    parts: dict[str, list[Shape]] = defaultdict(list)
    for part in shape.properties:
        for iri in _plain_properties(part):
            parts[iri].append(part)
    return {
        iri: Asked(
            kinds=frozenset().union(*map(_kinds, found)),
            classes=frozenset().union(*(part.classes for part in found)),
            least=max(map(_least, found)),
            single=any(_value(part, "maxCount") == "1" for part in found),
            unique=any(_value(part, "uniqueLang") == "true" for part in found),
            languages=tuple(plain(v) for part in found for v in part.values("languageIn")),
            of_class=bool(shape.targeted("Class")),
        )
        for iri, found in parts.items()
    }


def _declares(quad: Quad) -> bool:
    """Say whether *quad* makes its subject a class, a property, a datatype or a code."""
    kind = plain(quad.object)
    of_terms = kind.startswith((KG, _OWL, _RDFS)) and kind != _OWL + "Ontology"
    return quad.predicate.value == TYPE and of_terms


def _plain_properties(shape: Shape) -> Iterator[str]:
    """Yield the properties whose values *shape* speaks of."""
    if shape.path is None:
        return
    parts = shape.path.parts if shape.path.kind == "alternativePath" else [shape.path]
    yield from (part.property for part in parts if part.kind == "property")


def _kinds(shape: Shape) -> set[str]:
    """Return the datatypes that *shape* asks for, and "" for things; any, if there is a choice."""
    inner = (s for c in shape.constraints if c.name in {"and", "or"} for s in c.shapes)
    own = {plain(value) for value in shape.values("datatype")}
    if shape.values("class") or _value(shape, "nodeKind").endswith("#IRI"):
        own.add("")
    if shape.values("languageIn"):
        own.add(_LANG)
    return own.union(*map(_kinds, inner))


def _least(shape: Shape) -> int:
    """Return how many values *shape* asks for of its property; of an alternative, any may do."""
    strict = shape.severity == "Violation" and shape.path and shape.path.kind == "property"
    return int(_value(shape, "minCount") or 0) if strict else 0


def _value(shape: Shape, name: str) -> str:
    return next((plain(value) for value in shape.values(name)), "")


def _local(iri: str) -> str:
    found = _LOCAL.search(iri)
    return found[0] if found else ""


def _prefix(iri: str, prefixes: Mapping[str, str]) -> str:
    start = iri.removesuffix(_local(iri))
    for prefix, namespace in prefixes.items():
        if namespace == start:
            return prefix
    raise BadInput(f"<{start}> has no prefix: declare one in ontology/prefixes.ttl")
