"""The competency questions: each is answered by a query over the schema.

`competency/questions.yaml` names for each question the queries that answer it: stored questions, or
queries of the same form beside it, in which whatever the question fixes is a parameter. What the
project's data do not hold yet stands in `competency/essay.trig` and `competency/reference.ttl`, a
sample that shows that the schema can say it. `competency/<question>.csv` holds the columns that
matter, worked out from the text; `<question>-2.csv` answers the second query of a question.
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from pyoxigraph import NamedNode, RdfFormat

from kg.ask import values
from kg.build import Build, intake, make
from kg.checks import run, vocabulary
from kg.checks.names import names
from kg.checks.reading import File, Files, Text, read_all
from kg.project import Project
from kg.queries import StoredQuery, load
from kg.store import Store, parse
from kg.terms import KG, SOURCE, compact, plain

HERE = Path(__file__).parent / "competency"
STORED = Path(__file__).parents[1] / "queries"
QUESTIONS = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
FORTY = (
    "01 02 03 08 09 10 11 12 17 18 19 20 25 26 27 32 33 34 35 36 "
    "41 42 43 44 49 50 51 56 57 58 59 63 64 65 69 70 71 75 76 77"
)
SETS = {"actors", "asOneBody", "documents", "parts", "roles", "topics"}
QUERIES = sorted([*STORED.glob("*.rq"), *HERE.glob("*.rq")])
PROPERTIES = {
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
}
SH = "http://www.w3.org/ns/shacl#"
NAMES_A_PATH = {SH + "path", "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"}

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Ask:
    """One query of a competency question: the name of the query, and what is given to it."""

    answer: str
    query: str
    pairs: tuple[str, ...]
    encoded: bool


def asks() -> Iterator[Ask]:
    for name, question in QUESTIONS.items():
        for number, ask in enumerate(question["ask"], start=1):
            suffix = "" if number == 1 else f"-{number}"
            pairs = tuple(f"{key}={value}" for key, value in given(ask))
            yield Ask(f"{name}{suffix}", ask["query"], pairs, question["encoded"])


def given(ask: dict[str, dict[str, str | list[str]]]) -> Iterator[tuple[str, str]]:
    """Yield each parameter with each of its values."""
    for key, value in ask.get("given", {}).items():
        for one in value if isinstance(value, list) else [value]:
            yield key, one


ASKS = list(asks())


def file_of(query: str) -> Path:
    return next(path for path in QUERIES if path.stem == query)


def question_of(query: str) -> StoredQuery:
    path = file_of(query)
    return load(path.read_text("utf-8"), path)


@pytest.fixture(scope="module")
def sample(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with the sample among its data, and the test's queries among its own."""
    root = tmp_path_factory.mktemp("sample")
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(project.root / folder, root / folder)
    for query in HERE.glob("*.rq"):
        shutil.copy(query, root / "queries")
    shutil.copy(HERE / "reference.ttl", root / "data/reference/competency.ttl")
    with (root / "data/sources/abiru-2025.trig").open("a", encoding="utf-8") as source:
        source.write((HERE / "essay.trig").read_text("utf-8"))
    return Project(root)


@pytest.fixture(scope="module")
def store(sample: Project) -> Store:
    return make(sample)


@pytest.fixture(scope="module")
def files(sample: Project) -> Files:
    return read_all(sample)


def found_by(ask: Ask, store: Store, project: Project) -> Rows:
    question = question_of(ask.query)
    answer = store.select(question.bind(values(store, question, ask.pairs, project.prefixes)))
    columns = [variable.value for variable in answer.variables]
    return [
        {n: compact(plain(t), project.prefixes) for n, t in zip(columns, row, strict=True)}
        for row in answer
    ]


def expected_of(answer: str) -> Rows:
    with (HERE / f"{answer}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def comparable(rows: Rows, columns: Rows) -> list[dict[str, object]]:
    """Return *rows* with the columns of the first of *columns*; several names are a set."""
    return [{name: cell(name, row[name]) for name in columns[0]} for row in rows]


def cell(name: str, text: str) -> object:
    if "assages" in name:
        return set(text.replace("abiru-2025#", "").split())
    return set(text.split("; ")) if name in SETS or name.startswith("relations") else text


def test_all_forty_questions_are_here() -> None:
    assert [f"CQ{number}" for number in FORTY.split()] == list(QUESTIONS)
    assert len(QUESTIONS) == 40


def test_questions_answers_and_queries_pair_up() -> None:
    assert {path.stem for path in HERE.glob("*.csv")} == {ask.answer for ask in ASKS}
    assert {path.stem for path in HERE.glob("*.rq")} <= {ask.query for ask in ASKS}


def test_no_query_here_has_the_name_of_a_stored_question() -> None:
    ours, stored = ({path.stem for path in folder.glob("*.rq")} for folder in (HERE, STORED))

    assert ours
    assert not ours & stored


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.answer)
def test_a_query_gives_the_answer_of_the_text(ask: Ask, store: Store, sample: Project) -> None:
    expected = expected_of(ask.answer)
    found = found_by(ask, store, sample)

    assert expected
    assert comparable(found, expected) == comparable(expected, expected)


@pytest.mark.parametrize("ask", [ask for ask in ASKS if ask.encoded], ids=lambda ask: ask.answer)
def test_what_is_encoded_is_answered_without_the_sample(
    ask: Ask, build: Build, project: Project
) -> None:
    expected = expected_of(ask.answer)
    found = found_by(ask, build.store(), project)

    assert comparable(found, expected) == comparable(expected, expected)


def test_the_sample_and_the_queries_pass_the_checks(sample: Project) -> None:
    found = run(sample)

    assert {fault.code for fault in found} == {"expectation"}  # it holds more than is announced


PLANTED = {
    "CQ03": (
        "<#planted> { group:european-leaders org:hasMember person:rustem-umerov }",
        ("memberLabel", {"Rustem Umerov", ""}),
    ),
    "CQ08": (
        "<#planted> { event:planted a kg:Call ;"
        " kg:participant person:jd-vance , person:sergey-lavrov }",
        ("memberLabel", {"Keith Kellogg", "Pete Hegseth"}),
    ),
    "CQ32": (
        "<#planted> { proposal:19-point-peace-plan kg:containsTerm term:planted }",
        ("proposalLabel", {"27-point peace plan"}),
    ),
    "CQ50": (
        "<> { <#fn-i> kg:footnoteMarkIn <#s1p1> }",
        ("footnote", {"abiru-2025#fn-iii"}),
    ),
    "CQ56": (
        "<> { <#fn-i> kg:cites <ft-2025-10-14> , <ft-2025-10-31> }",
        ("publisherLabel", {"Bloomberg", "CNN", "NBC"}),
    ),
    "CQ76": (
        "<#planted> { event:us-answer kg:occurrence kg:TookPlace }",
        ("later", {"reported"}),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_negative_answer_gives_way_to_what_is_told(
    name: str, store: Store, sample: Project
) -> None:
    told, (column, remaining) = PLANTED[name]
    prefixes = "".join(f"@prefix {key}: <{iri}> .\n" for key, iri in sample.prefixes.items())
    text = f"{prefixes}{told}\n<> {{ <#planted> a kg:Claim }}\n"
    known = [quad for graph in store.graphs() for quad in store.graph(graph)]
    planted = Store([*known, *parse(text, RdfFormat.TRIG, base=SOURCE + "abiru-2025")])
    ask = next(ask for ask in ASKS if ask.answer == name)

    assert {row[column] for row in found_by(ask, planted, sample)} == remaining


def test_every_negative_question_has_a_planted_fact() -> None:
    negative = {
        ask.answer for ask in ASKS if "negative" in question_of(ask.query).tags
    }

    assert set(PLANTED) == negative


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
def test_a_property_that_goes_is_missed_in_a_query_that_reads_it(
    query: Path, files: Files
) -> None:
    gone, *_ = properties_in(query.read_text("utf-8"), files)
    found = [fault for fault in vocabulary.check(without(gone, files, query))]

    assert any(
        fault.place.file == query and compact(gone, files.project.prefixes) in fault.message
        for fault in found
    )


def test_a_renamed_property_is_found_by_the_checks(project: Project, tmp_path: Path) -> None:
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(project.root / folder, tmp_path / folder)
    module = tmp_path / "ontology/positions.ttl"
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


def written(files: Files, store: Store) -> set[str]:
    """Return the properties of what is derived, and of the ontology's own code lists."""
    derived = [graph for graph in store.graphs() if "/graph/derived/" in plain(graph)]
    facts = [quad for graph in derived for quad in store.graph(graph)]
    return {plain(quad.predicate) for quad in facts} | {
        plain(quad.predicate) for file in files.ontology for quad in file.quads
    }


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_reads_only_what_data_or_rules_can_hold(
    query: Path, files: Files, store: Store
) -> None:
    read = set(properties_in(query.read_text("utf-8"), files))

    assert read
    assert read - described(files) - written(files, store) == set()
