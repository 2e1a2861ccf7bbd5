"""Derivation rules: each CONSTRUCT in `ontology/rules/derive/` fills one graph.

`<name>.rq` writes the graph `derived:<name>`, unless its header names another one under `writes`.
It reads each graph `derived:<other>` that its text names, or all of them if the header says
`reads: all`; so the order is found, and a cycle is an error. A pattern outside GRAPH reads the
ontology, all modules together.

Must not know: what the rules are about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.errors import BadInput, Place
from kg.headers import header
from kg.project import Project, read
from kg.store import Store
from kg.terms import GRAPH
from kg.tokens import tokens

DERIVED = GRAPH + "derived/"
_KEYS = {"title", "description", "writes", "reads"}


@dataclass(frozen=True)
class Rule:
    """A CONSTRUCT query, the graph that it writes and the derived graphs that it reads."""

    path: Path
    text: str
    writes: str
    reads: frozenset[str]
    reads_all: bool


def ordered(project: Project) -> list[Rule]:
    """Return the rules of *project* in an order in which each finds its inputs written."""
    rules: dict[str, Rule] = {}
    for rule in map(_load, project.derivations):
        if other := rules.get(rule.writes):
            raise BadInput(f"writes <{rule.writes}>, as {other.path.name} does", Place(rule.path))
        rules[rule.writes] = rule
    needs = {
        name: (set(rules) - {name} if rule.reads_all else rule.reads & set(rules))
        for name, rule in rules.items()
    }
    for name, rule in rules.items():
        for missing in rule.reads - set(rules) - {DERIVED + "dates"}:
            raise BadInput(f"reads <{missing}>, which no rule writes", Place(rule.path))
        if name in rule.reads:
            raise BadInput("reads the graph that it writes", Place(rule.path))
    try:
        return [rules[name] for name in TopologicalSorter(needs).static_order()]
    except CycleError as fault:
        names = " -> ".join(rules[name].path.stem for name in fault.args[1])
        raise BadInput(f"the derivation rules wait for each other: {names}") from fault


def run(rule: Rule, store: Store) -> Iterator[Quad]:
    """Yield what *rule* derives from *store*."""
    graph = NamedNode(rule.writes)
    try:
        for triple in store.construct(rule.text, default=ontology_graphs(store)):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
    except BadInput as fault:
        raise BadInput(f"is no CONSTRUCT query: {fault}", Place(rule.path)) from fault


def ontology_graphs(store: Store) -> list[NamedNode]:
    """Return the graphs of *store* that a rule's pattern outside GRAPH reads: the ontology's."""
    return [name for name in store.graphs() if name.value.startswith(GRAPH + "ontology/")]


def _load(path: Path) -> Rule:
    text = read(path)
    values = header(text, path)
    unknown = set(values) - _KEYS
    if unknown or "title" not in values:
        fault = f"an unknown key {min(unknown)!r}" if unknown else "no title"
        raise BadInput(f"the header has {fault}: {', '.join(sorted(_KEYS))}", Place(path, 1, 1))
    if values.get("reads", "all") != "all":
        raise BadInput("the header's reads can only be all", Place(path, 1, 1))
    if not re.fullmatch(r"[a-z-]+", str(values.get("writes", path.stem))):
        raise BadInput("the header's writes is no name of a graph", Place(path, 1, 1))
    return Rule(
        path,
        text,
        GRAPH + values["writes"] if "writes" in values else DERIVED + path.stem,
        _derived_in(text),
        values.get("reads") == "all",
    )


@lru_cache(maxsize=512)  # a check asks for the order of the rules, and builds, for each example too
def _derived_in(text: str) -> frozenset[str]:
    """Return the derived graphs that *text* names."""
    names = (t.text[8:] for t in tokens(text) if t.text.startswith("derived:"))
    return frozenset(DERIVED + name for name in names if name)
