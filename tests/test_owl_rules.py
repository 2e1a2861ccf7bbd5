"""The OWL 2 DL test: each rule of `ontology/rules/terms/owl-*.rq` blames what is wrong, only that.

In a bad example, and in nothing else, what must be blamed has a name that begins with "wrong".
"""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat

from kg.build import intake
from kg.build.rules import ontology_graphs
from kg.project import Project
from kg.store import Store
from kg.terms import GRAPH, plain

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "tests/rules"
RULES = sorted((ROOT / "ontology/rules/terms").glob("owl-*.rq"))
MODULE = NamedNode(GRAPH + "ontology/example")
OWL = "http://www.w3.org/2002/07/owl#"
# Faults that only terms of OWL itself can name.
BESIDES = {
    "owl-blank-nodes": {OWL + "complementOf"},
    "owl-form": {OWL + "AllDisjointClasses"},
    "owl-vocabulary": {OWL + "Thing"},
}


def of_file(path: Path, graph: NamedNode = MODULE) -> list[Quad]:
    found = intake.parsed(path, RdfFormat.TURTLE)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in found]


def blamed(rule: Path, quads: list[Quad]) -> set[str]:
    store = Store(quads)
    found = store.select(rule.read_text("utf-8"), ontology_graphs(store))
    return {plain(row["focus"]) for row in found}


def wrong(quads: list[Quad]) -> set[str]:
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    names = {term.value for term in terms if isinstance(term, NamedNode)}
    return {name for name in names if name.rsplit("/", 1)[1].lower().startswith("wrong")}


def name(path: Path) -> str:
    return path.stem


def test_there_are_rules() -> None:
    assert len(RULES) == 10


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_a_sound_ontology_passes(rule: Path) -> None:
    assert blamed(rule, of_file(EXAMPLES / rule.stem / "ok.ttl")) == set()


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_fault_is_blamed_and_nothing_else(rule: Path) -> None:
    quads = of_file(EXAMPLES / rule.stem / "bad.ttl")

    assert wrong(quads)
    assert blamed(rule, quads) == wrong(quads) | BESIDES.get(rule.stem, set())


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_the_ontology_is_in_owl_2_dl(rule: Path, project: Project) -> None:
    quads = [quad for path in project.ontology for quad in intake.quads(project, path)]

    assert quads
    assert blamed(rule, quads) == set()


def test_a_file_without_a_header_is_blamed() -> None:
    headed = of_file(EXAMPLES / "owl-header/ok.ttl")
    bare = [
        Quad(q.subject, q.predicate, q.object, NamedNode(GRAPH + "ontology/bare"))
        for q in headed[2:]
    ]
    (rule,) = [rule for rule in RULES if rule.stem == "owl-header"]

    assert blamed(rule, headed + bare) == {"https://example.org/Actor"}
