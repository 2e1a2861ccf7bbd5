"""Frames: what of a thing of one kind an object holds, and how deep.

A frame is a file `ontology/frames/<Kind>.jsonld` in terms of the context, as JSON-LD Framing
(https://www.w3.org/TR/json-ld11-framing/) has it. What it does not speak of stands there, too, and
things are named only: by their IRI, their kinds and the properties of `Named.jsonld`.

Must not know: what the terms mean, stores, files of an export.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.contexts import HOME, Context
from kg.errors import BadInput, Place
from kg.project import Project
from kg.project import read as text

CLAIM, NAMED = "Claim", "Named"  # of what stands behind things, and of things that are only named
_BESIDES = _EXPLICIT, _REVERSE, _TYPE = "@explicit", "reverse", "type"


@dataclass(frozen=True)
class Frame:
    """A frame; *forward* and *reverse* hold those of the things that properties lead to, by IRI.

    *explicit*: nothing but what is spoken of stands there. *kind* is the IRI of the class.
    """

    kind: str = ""
    explicit: bool = False
    forward: Mapping[str, "Frame"] = field(default_factory=dict)
    reverse: Mapping[str, "Frame"] = field(default_factory=dict)

    def expanded(self) -> dict[str, Any]:
        """Return the frame as expanded JSON-LD, which any thing matches."""
        told: dict[str, Any] = {iri: [inner.expanded()] for iri, inner in self.forward.items()}
        if self.reverse:
            told["@reverse"] = {iri: [inner.expanded()] for iri, inner in self.reverse.items()}
        return {**told, "@id": {}, "@explicit": self.explicit}


def paths(project: Project) -> list[Path]:
    """Return the files of the frames, sorted."""
    return sorted((project.root / "ontology/frames").glob("*.jsonld"))


def load(project: Project, context: Context) -> dict[str, Frame]:
    """Return the frames by name; raise BadInput for one that is none, and if one is missing."""
    found = paths(project)
    for needed in (CLAIM, NAMED):
        path = project.root / f"ontology/frames/{needed}.jsonld"
        if found and path not in found:
            raise BadInput("is missing: every object needs it", Place(path))
    return {path.stem: read(path, context) for path in found}


def read(path: Path, context: Context) -> Frame:
    """Return the frame in the file at *path*; raise BadInput if it is none by *context*."""
    try:
        told = json.loads(text(path))
        if not told.pop("@context").startswith(HOME):  # a later one has all terms of an older one
            raise BadInput(f"must have @context {context.url}", Place(path))
        if _TYPE not in told and path.stem != NAMED:
            raise BadInput("must say the type of the things that it is for", Place(path))
        return _frame(told, context, path)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise BadInput("is no frame: write it as the others are", Place(path)) from fault


def union(parts: Iterable[Frame]) -> Frame:
    """Return the frame that speaks of all that *parts* speak of."""
    found = list({id(part): part for part in parts}.values())
    if len(found) == 1:
        return found[0]
    return Frame(
        explicit=any(part.explicit for part in found),
        forward=_united([part.forward for part in found]),
        reverse=_united([part.reverse for part in found]),
    )


def _united(parts: Sequence[Mapping[str, Frame]]) -> dict[str, Frame]:
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: union(part[name] for part in parts if name in part) for name in names}


def _frame(told: Mapping[str, Any], context: Context, path: Path) -> Frame:
    by_name = {term.name: term.iri for term in context.terms.values()}

    def iri(name: str) -> str:
        if name not in by_name:
            raise BadInput(f"speaks of {name}, which is no term of {context.name}", Place(path))
        return by_name[name]

    def inner(of: Mapping[str, Any]) -> dict[str, Frame]:
        return {iri(name): frame(value) for name, value in of.items() if name not in _BESIDES}

    def frame(of: Mapping[str, Any]) -> Frame:
        kind = iri(of[_TYPE]) if _TYPE in of else ""
        return Frame(kind, bool(of.get(_EXPLICIT)), inner(of), inner(of.get(_REVERSE, {})))

    return frame(told)
