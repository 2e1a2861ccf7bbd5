"""The JSON-LD contexts of a project: short names for every term that an export may write.

A context is a file `ontology/contexts/v<number>.jsonld`; the highest number is in force. Once it is
published, `SHA256SUMS` beside it says so, and its bytes never change again: programs keep copies.

Must not know: what the terms mean, how a context is made, how nodes are written.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.errors import BadInput, Place
from kg.project import Project, read

HOME = "https://w3id.org/parley/context/"
SUMS = "SHA256SUMS"
# What is said of things beside their properties: keywords of JSON-LD under readable names.
KEYWORDS: Mapping[str, Any] = {
    "@version": 1.1,
    "@protected": True,
    "claims": "@included",
    "id": "@id",
    "reverse": "@reverse",
    "states": "@graph",
    "type": {"@id": "@type", "@container": "@set"},
}

_NUMBER = re.compile(r"v([1-9][0-9]*)\.jsonld")
_SUM = re.compile(r"([0-9a-f]{64}) [ *](\S+)")
AGAIN = "take it from a release again; what is new goes into the next version"


@dataclass(frozen=True)
class Term:
    """A short *name* for *iri*; *coercion* and *container* are what JSON-LD calls so."""

    name: str
    iri: str
    coercion: str = ""
    container: frozenset[str] = frozenset()

    @classmethod
    def of(cls, name: str, definition: str | Mapping[str, Any]) -> "Term":
        """Return the term that *definition* gives to *name*, as it stands in a context."""
        if isinstance(definition, str):
            return cls(name, definition)
        container = definition.get("@container", [])
        found = frozenset([container] if isinstance(container, str) else container)
        return cls(name, definition["@id"], definition.get("@type", ""), found)


@dataclass(frozen=True)
class Context:
    """The context in the file called *name*; *entries* are what its `@context` holds."""

    name: str
    entries: Mapping[str, Any]

    @property
    def url(self) -> str:
        """Where it is published."""
        return HOME + self.name

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """The terms by IRI; of two names for one, the first."""
        told = (Term.of(name, told) for name, told in self.entries.items() if _is_term(name, told))
        found: dict[str, Term] = {}
        for term in told:
            found.setdefault(term.iri, term)
        return found


def paths(project: Project) -> list[Path]:
    """Return the files of all versions, the first first."""
    found = (project.root / "ontology/contexts").glob("v*.jsonld")
    return sorted((path for path in found if _NUMBER.fullmatch(path.name)), key=_number)


def latest(project: Project) -> Context:
    """Return the context in force; raise BadInput if there is none."""
    if found := paths(project):
        return load(found[-1])
    raise BadInput("is missing: write it by kg check --fix", Place(first(project)))


def load(path: Path) -> Context:
    """Return the context in the file at *path*; raise BadInput if it is none."""
    try:
        entries = json.loads(read(path))["@context"]
        context = Context(path.name, dict(entries))
        context.terms  # noqa: B018  # reads each of them
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        reason = "is no JSON-LD context: delete it, and write it anew by kg check --fix"
        raise BadInput(reason, Place(path)) from fault
    return context


def text(context: Context) -> str:
    """Return *context* as its file holds it, a term a line."""
    entries = {**KEYWORDS, **{name: context.entries[name] for name in sorted(context.entries)}}
    lines = (f"  {_json(name)}: {_json(told)}" for name, told in entries.items())
    return '{\n "@context": {\n' + ",\n".join(lines) + "\n }\n}\n"


def first(project: Project) -> Path:
    """Return the file of the first version."""
    return project.root / "ontology/contexts/v1.jsonld"


def following(path: Path) -> Path:
    """Return the file of the version after that in *path*."""
    return path.with_name(f"v{_number(path) + 1}.jsonld")


def sums(project: Project) -> Path:
    """Return the file that names the published versions."""
    return project.root / "ontology/contexts" / SUMS


def published(project: Project) -> dict[str, str]:
    """Return the SHA-256 of each published version, by its name; raise BadInput if unreadable."""
    path = sums(project)
    lines = read(path).splitlines() if path.is_file() else []
    found = [_SUM.fullmatch(line) for line in lines]
    for number, line in enumerate(found, 1):
        if line is None:
            raise BadInput(f"is no line of sha256sum: {AGAIN}", Place(path, number, 1))
    return {line[2]: line[1] for line in found if line}


def digest(path: Path) -> str:
    """Return the SHA-256 of the file at *path*."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _number(path: Path) -> int:
    found = _NUMBER.fullmatch(path.name)
    return int(found[1]) if found else 0


def _is_term(name: str, told: object) -> bool:
    iri = told["@id"] if isinstance(told, Mapping) else told
    return not name.startswith("@") and not str(iri).startswith("@")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
