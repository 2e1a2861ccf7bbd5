"""A change of the schema that breaks a query is noticed.

Each property that a stored question reads is declared, and something can hold it:
a shape describes it, the data or the sample use it, or a rule or the build writes it.
"""

import re
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from command import copied
from kg.build import Build
from kg.checks import run, vocabulary
from kg.checks.names import names
from kg.checks.reading import File, Files, Text, read_all
from kg.project import Project
from kg.store import Store, parse
from kg.terms import KG, compact, plain

HERE = Path(__file__).parent
STORED = Path(__file__).parents[1] / "queries"
QUERIES = [
    path
    for path in sorted(STORED.glob("*.rq"))
    if re.search(
        r"[ (|/^]kg:[a-z]", path.read_text("utf-8")
    )  # else it reads other vocabularies only
]
PROPERTIES = {
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
}
NAMES_A_PATH = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",  # in a list of alternatives
    "http://www.w3.org/ns/shacl#path",
}


@pytest.fixture(scope="module")
def files(project: Project) -> Files:
    return read_all(project)


def test_there_are_queries() -> None:
    assert len(QUERIES) > 40


def properties_in(text: str, files: Files) -> list[str]:
    """Return the properties of the project that the query *text* names, in its order."""
    quads = [quad for file in files.ontology for quad in file.quads]
    declared = {plain(quad.subject) for quad in quads if plain(quad.object) in PROPERTIES}
    used = [str(name.iri) for name in names(text) if name.iri]
    return [iri for iri in dict.fromkeys(used) if iri.startswith(KG) and iri in declared]


def without(prop: str, files: Files, query: Path) -> Files:
    """Return of *files* only *query* and the ontology, in which nothing is said of *prop*."""
    modules = [
        File(file.path, file.text, [q for q in file.quads if plain(q.subject) != prop])
        for file in files.ontology
    ]
    return replace(
        files,
        ontology=modules,
        shapes=[],
        reference=[],
        sources=[],
        queries=[Text(query, query.read_text("utf-8"))],
        derivations=[],
        rules=[],
    )


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_property_that_goes_is_missed_in_a_query_that_reads_it(query: Path, files: Files) -> None:
    gone, *_ = properties_in(query.read_text("utf-8"), files)
    found = list(vocabulary.check(without(gone, files, query)))

    assert any(
        fault.place.file == query and compact(gone, files.project.prefixes) in fault.message
        for fault in found
    )


def test_a_renamed_property_is_found_by_the_checks(tmp_path: Path) -> None:
    module = copied(tmp_path) / "ontology/positions.ttl"
    module.write_text(module.read_text("utf-8").replace("kg:holder\n", "kg:keeper\n"), "utf-8")
    found = run(Project(tmp_path), [tmp_path / "queries"])

    assert {fault.place.file.stem for fault in found if "kg:holder" in fault.message} >= {
        "position-as-of",
        "position-shifts",
        "positions-of-actor",
    }


def described(files: Files) -> set[str]:
    """Return what the paths of the shapes name."""
    quads = [quad for file in files.shapes for quad in file.quads]
    return {plain(quad.object) for quad in quads if plain(quad.predicate) in NAMES_A_PATH}


def held(files: Files, store: Store) -> set[str]:
    """Return the properties of what is claimed, what rules derive, and what the code lists say."""
    facts = (quad for graph in store.graphs() for quad in store.graph(graph))
    modules = (quad for file in files.ontology for quad in file.quads)
    predicates = {quad.predicate for quad in chain(facts, modules)}
    return set(map(plain, predicates)) | written(files)


def written(files: Files) -> set[str]:
    """Return the properties that the templates of the derivation rules write."""
    rules = (path.read_text("utf-8") for path in files.project.derivations)
    templates = (text.partition("\nWHERE {")[0] for text in rules)
    return {name for template in templates for name in properties_in(template, files)}


@pytest.fixture(scope="module")
def holdable(files: Files, build: Build) -> set[str]:
    """The properties that something can hold."""
    return described(files) | held(files, build.store())


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_reads_only_what_data_or_rules_can_hold(
    query: Path, files: Files, holdable: set[str]
) -> None:
    read = set(properties_in(query.read_text("utf-8"), files))

    assert read
    assert read - holdable == set()


def test_a_property_that_nothing_can_hold_is_noticed(files: Files, build: Build) -> None:
    declared = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    declared += f"<{KG}planted> a owl:ObjectProperty .\n"
    more = File(HERE / "planted.ttl", declared, parse(declared, RdfFormat.TURTLE))
    planted = replace(files, ontology=[*files.ontology, more])
    read = set(properties_in(f"SELECT ?s {{ GRAPH ?g {{ ?s <{KG}planted> ?o }} }}", planted))

    assert read - described(planted) - held(planted, build.store()) == {KG + "planted"}
