"""A comparison as JSON values, whole, whatever a report would fold or cut.

Must not know: how a report looks, commands.
"""

from typing import Any

from pyoxigraph import NamedNode

from kg.chains import evidence
from kg.diff import Difference, Side
from kg.diff.answers import Answer
from kg.diff.changes import Change, Statement
from kg.diff.files import Text
from kg.diff.lines import Part
from kg.names import Labels
from kg.results import Result
from kg.store import Store
from kg.terms import Term, plain

_SECTIONS = (
    "claims",
    "documents",
    "reference",
    "terms",
    "mappings",
    "shapes",
    "rules",
    "questions",
)


def values(found: Difference) -> dict[str, Any]:
    """Return *found* as JSON values; IRIs are whole, labels stand beside them."""
    write = _Writer(found)
    sections = {name: write.section(name) for name in _SECTIONS if name not in found.unseen}
    return {
        "old": _side(found.old, found.gone),
        "new": _side(found.new, found.come),
        "quads": {"added": found.come.count, "removed": found.gone.count},
        **sections,
        "accepted": [
            {
                "class": things.cls,
                "label": write.label(things.cls),
                "added": list(things.added),
                "removed": list(things.removed),
            }
            for things in found.content.things
        ],
        **({} if "answers" in found.unseen else {"answers": [*map(_answer, found.answers)]}),
        "derived": {
            graph: {"added": come, "removed": gone}
            for graph, (gone, come) in found.content.ruled.items()
        },
        "notCompared": list(found.unseen),
    }


def _side(side: Side, part: Part) -> dict[str, str | None]:
    return {
        "name": side.name or None,
        "commit": side.commit or None,
        "hash": f"sha256:{part.hash}",
    }


class _Writer:
    def __init__(self, found: Difference) -> None:
        self._found = found
        self._labels = {
            side.store: Labels(side.store, found.new.prefixes, found.lang)
            for side in (found.old, found.new)
        }

    def label(self, iri: str) -> str:
        return self._labels[self._found.new.store].of(iri)

    def section(self, name: str) -> dict[str, list[dict[str, Any]]]:
        return {
            kind: [self._change(one, self._store(kind), name) for one in changed]
            for kind, changed in self._found.section(name).items()
        }

    def _store(self, kind: str) -> Store:
        return (self._found.old if kind == "removed" else self._found.new).store

    def _change(self, found: Change | Text, store: Store, section: str) -> dict[str, Any]:
        if isinstance(found, Text):
            changed = {"changed": list(found.parts)} if found.parts else {}
            return {"name": found.name, "title": found.title, **changed}
        labels = self._labels[store]
        told = {
            "id": found.thing,
            "label": labels.known(found.thing) if found.is_named else None,
            "was": found.was or None,
            "removed": [*map(_statement, found.removed)],
            "added": [*map(_statement, found.added)],
            "evidence": _evidence(store, found.thing, labels) if section == "claims" else None,
        }
        return {name: value for name, value in told.items() if value}


def _statement(said: Statement) -> dict[str, Any]:
    return {"subject": plain(said.subject), "property": said.predicate, **_term(said.value)}


def _term(term: Term) -> dict[str, str]:
    """Return *term* as N-Triples has it, so that nothing of it is lost."""
    return {"value": plain(term), "term": str(term)}


def _evidence(store: Store, claim: str, labels: Labels) -> list[dict[str, Any]]:
    return [
        {
            "standing": found.standing,
            "commitment": found.commitment,
            "passages": list(found.passages),
            "chain": [{**vars(link), "label": labels.of(link.claimant)} for link in found.chain],
        }
        for found in evidence(store, [NamedNode(claim)]).get(claim, [])
    ]


def _answer(found: Answer) -> dict[str, Any]:
    return {
        "name": found.question.name,
        "rows": {"before": found.before, "after": found.after},
        "removed": _rows(found.removed),
        "added": _rows(found.added),
    }


def _rows(found: Result) -> list[dict[str, str]]:
    return [
        {c: plain(t) for c, t in zip(found.columns, row, strict=True) if t is not None}
        for row in found.terms
    ]
