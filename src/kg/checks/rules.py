"""The rules in `ontology/rules/check/` and `terms/`: SELECT queries; each row is a violation.

Those in `check/` run on a full build, those in `terms/` on the files of the ontology and the
shapes, each a graph of its own; a pattern outside GRAPH reads the ontology. A rule's header has a
title, a severity, a message and a way out, in which `{name}` stands for the row's ?name. A row
binds ?focus, and may bind ?path and ?value, to say where the fault stands, and ?severity, where it
weighs otherwise than the header says.

Must not know: what the rules are about.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from pyoxigraph import NamedNode, Quad, QuerySolutions, QueryTriples

from kg import build
from kg.build.rules import ontology_graphs, ordered
from kg.checks.names import undeclared
from kg.checks.reading import Files, Text, finding
from kg.checks.sparql import answer
from kg.errors import BadInput, Finding, Place, Severity
from kg.headers import header
from kg.store import Store
from kg.terms import Term, plain

_KEYS = {"title", "severity", "message", "way_out"}
_SLOT = re.compile(r"\{(\w+)\}")
_WAY_OUT = "make the rule's header and body as those of the other rules in its folder"


@dataclass(frozen=True)
class Rule:
    """A SELECT query with what to say of each row."""

    file: Text
    severity: Severity
    message: str
    way_out: str

    @property
    def code(self) -> str:
        """The code of the rule's findings."""
        return f"rule:{self.file.path.stem}"


def check_headers(files: Files) -> Iterator[Finding]:
    """Yield the rules, of all kinds, and the exports that cannot be run."""
    faults = [f for text in files.derivations for f in _attempt(text, _must_construct)]
    yield from faults or _order(files)
    for text in files.exports:
        yield from _attempt(text, _must_export)
    for text in [*files.rules, *files.term_rules]:
        yield from _attempt(text, load)


def check(files: Files) -> Iterator[Finding]:
    """Yield the violations of the check rules in the data."""
    read = [*files.ontology, *files.alignments, *files.data]
    store = shared(build.make_of(files.project, [quad for file in read for quad in file.quads]))
    for rule in map(load, files.rules):
        for row in rows(rule, store):
            yield _violation(files, rule, row, files.place)


def check_terms(files: Files) -> Iterator[Finding]:
    """Yield the violations of the rules about terms in the ontology and the shapes."""
    store = shared(Store(quad for file in files.terms for quad in file.quads))
    for rule in map(load, files.term_rules):
        for row in rows(rule, store):
            yield _violation(files, rule, row, files.place_of_term)


def shared(store: Store) -> Store:
    """Return *store* with its ontology outside GRAPH, too, where the patterns of rules read it.

    To read it there from its many graphs takes the engine several times as long.
    """
    told = [quad for name in ontology_graphs(store) for quad in store.graph(name)]
    store.add([Quad(quad.subject, quad.predicate, quad.object) for quad in told])
    return store


def rows(rule: Rule, store: Store) -> Iterator[dict[str, Term | None]]:
    """Yield what *rule* selects from *store*, a shared one, by column."""
    found = store.select(rule.file.text)
    for row in found:
        yield {variable.value: row[variable] for variable in found.variables}


def load(file: Text) -> Rule:
    """Return the rule in *file*; raise BadInput if its header or its body is none of a rule."""
    values = header(file.text, file.path)
    _must_have_keys(values, file)
    columns = _columns(file)
    for name in ["focus", *_SLOT.findall(values["message"] + values["way_out"])]:
        if name not in columns:
            fault = f"a check rule that speaks of {{{name}}} must select ?{name}"
            raise BadInput(fault, file.key("message"))
    return Rule(file, values["severity"], values["message"], values["way_out"])


def _attempt(text: Text, must: Callable[[Text], object]) -> Iterator[Finding]:
    if any(undeclared(text.text)):
        return  # told by the check of syntax
    try:
        must(text)
    except BadInput as fault:
        yield finding(fault, "rule", text.path, _WAY_OUT)


def _order(files: Files) -> Iterator[Finding]:
    try:
        ordered(files.project)
    except BadInput as fault:
        yield finding(fault, "rule", files.project.root / "ontology/rules/derive", _WAY_OUT)


def _must_construct(text: Text) -> None:
    _must_be_text(header(text.text, text.path), text)
    if not isinstance(answer(text), QueryTriples):
        raise BadInput("a derivation rule must be a CONSTRUCT query", text.at(0))


def _must_export(text: Text) -> None:
    _must_be_text(header(text.text, text.path), text)
    if not isinstance(answer(text), QueryTriples | QuerySolutions):
        raise BadInput("what exports must be a CONSTRUCT or a SELECT query", text.at(0))


def _must_have_keys(values: Mapping[str, object], file: Text) -> None:
    if not _KEYS <= set(values) <= _KEYS | {"description"}:
        fault = f"the header of a check rule needs {', '.join(sorted(_KEYS))}, may have description"
        raise BadInput(fault, file.at(0))
    _must_be_text(values, file)
    _severity(values["severity"], file.key("severity"))


def _severity(given: object, place: Place) -> Severity:
    for severity in get_args(Severity):
        if given == severity:
            known: Severity = severity
            return known
    raise BadInput(f"the severity must be one of {', '.join(get_args(Severity))}", place)


def _must_be_text(values: Mapping[str, object], file: Text) -> None:
    for name, value in values.items():
        if not isinstance(value, str):
            raise BadInput(f"the header's {name} is no text", file.key(name))


def _columns(file: Text) -> set[str]:
    found = answer(file)
    if not isinstance(found, QuerySolutions):
        raise BadInput("a check rule must be a SELECT query", file.at(0))
    return {variable.value for variable in found.variables}


def _violation(
    files: Files, rule: Rule, terms: Mapping[str, Term | None], place: Callable[..., Place]
) -> Finding:
    shown = {name: _shown(files, term) for name, term in terms.items()}
    severity = shown.get("severity") or rule.severity
    return Finding(
        place(*(plain(terms.get(name)) for name in ("focus", "path", "value"))),
        rule.code,
        _SLOT.sub(lambda slot: shown[slot[1]], rule.message),
        _SLOT.sub(lambda slot: shown[slot[1]], rule.way_out),
        _severity(severity, rule.file.at(0)),
    )


def _shown(files: Files, term: Term | None) -> str:
    return files.compact(term.value) if isinstance(term, NamedNode) else plain(term)
