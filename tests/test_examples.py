"""The example negotiations pass all checks of data, answer questions, and are no part of the graph.

`examples/<name>/<question>.csv` is the answer that was worked out from the example's story.
"""

import csv
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import ask, build, checks, project
from kg.build import Build
from kg.cli import cli
from kg.errors import BadInput, Finding, Place
from kg.evidence import squeeze
from kg.project import Example, Project
from kg.queries import load
from kg.store import Store
from kg.terms import SOURCE, compact, plain

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = Path(__file__).parent / "examples"
SOURCE_FILE = "hostage-talks.trig"
UNUSED = "@prefix foaf:          <http://xmlns.com/foaf/0.1/> ."
NAMES = ["hostage-talks", "trade-round"]
ASKED: dict[tuple[str, str], list[str]] = {
    ("hostage-talks", "disputed-claims"): [],
    ("hostage-talks", "events-between"): ["since=1982-04-01", "until=1982-04-30"],
    ("hostage-talks", "evidence-of"): ["thing=event:request-by-karst"],
    ("hostage-talks", "position-as-of"): ["actor=Marland", "date=1982-04-01"],
    ("hostage-talks", "position-shifts"): [],
    ("trade-round", "disputed-claims"): [],
    ("trade-round", "events-between"): ["since=1994-05-01", "until=1994-05-31"],
    ("trade-round", "position-as-of"): ["actor=Harbour Group", "date=1994-05-01"],
    ("trade-round", "position-shifts"): [],
    ("trade-round", "positions-of-actor"): ["actor=Aldermark"],
}
IDENTIFIED = """
PREFIX graph: <https://w3id.org/parley/graph/>
PREFIX kg:    <https://w3id.org/parley/ns/>
SELECT ?proposal
WHERE { GRAPH graph:accepted {
    ?proposal kg:containsTerm <https://w3id.org/parley/id/term/sick-first>
} }
"""


@pytest.fixture(scope="module")
def stores() -> dict[str, Store]:
    """A store in memory of each example, by its name."""
    return {example.home.name: build.make(example) for example in Project(ROOT).examples}


def copy_into(folder: Path) -> Project:
    """Return a copy of the project with one example and a source without fault."""
    other = shutil.ignore_patterns("trade-round")
    shutil.copytree(ROOT / "ontology", folder / "ontology", ignore=other)
    for name, copy in (
        ("tiny.trig", "data/sources/tiny.trig"),
        ("reference.ttl", "data/reference/tiny.ttl"),
        ("positions-of-actor.rq", "queries/positions-of-actor.rq"),
    ):
        (folder / copy).parent.mkdir(parents=True)
        shutil.copy(Path(__file__).parent / "checks" / name, folder / copy)
    return Project(folder)


@pytest.fixture
def copied(tmp_path: Path) -> Project:
    return copy_into(tmp_path)


def changed(example: Example, file: str, old: str, new: str) -> Path:
    """Put *new* in place of *old*, where it first stands in *file* of *example*."""
    path = example.folder / file
    text = path.read_text("utf-8")
    assert old in text, "the planted fault does not fit the file any more"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def comparable(name: str, cell: str) -> object:
    """Return a cell for comparison: several passages or participants are a set."""
    return set(cell.split("; " if name == "participants" else " ")) if name.endswith("s") else cell


def test_every_example_has_its_parts(project: Project) -> None:
    assert [example.home.name for example in project.examples] == NAMES
    for example in project.examples:
        name = example.home.name
        assert {path.name for path in example.home.iterdir()} == {
            "README.md",
            "reference.ttl",
            f"{name}.trig",
            f"{name}.txt",
        }


def test_answers_and_questions_pair_up() -> None:
    written = {(path.parent.name, path.stem) for path in ANSWERS.glob("*/*.csv")}

    assert written == set(ASKED)


@pytest.mark.parametrize(("name", "asked"), ASKED, ids=map("-".join, ASKED))
def test_an_example_answers_as_its_story_goes(
    stores: dict[str, Store], project: Project, name: str, asked: str
) -> None:
    with (ANSWERS / name / f"{asked}.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    path = ROOT / f"queries/{asked}.rq"
    question = load(path.read_text("utf-8"), path)
    values = ask.values(stores[name], question, ASKED[name, asked], project.prefixes)
    answer = stores[name].select(question.bind(values))
    columns = [variable.value for variable in answer.variables]
    found = [dict(zip(columns, map(plain, row), strict=True)) for row in answer]

    assert expected
    assert [
        {n: comparable(n, compact(row[n], project.prefixes)) for n in expected[0]} for row in found
    ] == [{n: comparable(n, cell) for n, cell in row.items()} for row in expected]


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_of_the_project_knows_nothing_of_an_example(build: Build, name: str) -> None:
    graphs = {graph.value for graph in build.store().graphs()}

    assert SOURCE + "abiru-2025" in graphs
    assert SOURCE + name not in graphs


def test_the_examples_have_no_fault(project: Project) -> None:
    assert checks.run(project, [ROOT / "ontology/examples"]) == []


@dataclass(frozen=True)
class Fault:
    """*old* in *file* becomes *new*; what is found then stands at the place of *at*."""

    code: str
    file: str
    old: str
    new: str
    at: str


FAULTS = [
    Fault("undeclared", SOURCE_FILE, "a kg:Detention", "a kg:Detension", "kg:Detension"),
    Fault("unused", SOURCE_FILE, "@prefix kg:", f"{UNUSED}\n@prefix kg:", UNUSED[8:]),
    Fault("expectation", SOURCE_FILE, "void:entities 83", "void:entities 84", "84 ;"),
    Fault("value", SOURCE_FILE, '"1982-03-05"', '"1982-02-30"', '"1982-02-30"'),
    Fault("blank-node", SOURCE_FILE, "term:no-trials ;", "[] ;", "[] ;"),
    Fault(
        "shape:Tenure-inPost",
        SOURCE_FILE,
        "kg:inPost post:leader",
        "kg:side post:leader",
        "tenure:coren-leader\n",
    ),
    Fault(
        "rule:claim-without-content", SOURCE_FILE, "kg:relays <#c-s1p2-02> ;", "", "<#c-s1p2-01>\n"
    ),
    Fault("shape:Place-label", "reference.ttl", '"Vell"@en , ', "", 'rdfs:label "ヴェル"'),
]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Example, list[Finding]]:
    """An example with all of the faults, and what is found in it."""
    example = copy_into(tmp_path_factory.mktemp("faulty")).examples[0]
    for fault in FAULTS:
        changed(example, fault.file, fault.old, fault.new)
    return example, checks.run(example)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_in_an_example_is_found_where_it_stands(
    faulty: tuple[Example, list[Finding]], fault: Fault
) -> None:
    example, found = faulty
    path = example.folder / fault.file
    text = path.read_text("utf-8")
    before = text[: text.index(fault.at)]
    place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))

    assert place in [f.place for f in found if f.code == fault.code]


def test_a_fault_in_an_example_stops_no_check_of_the_project(copied: Project) -> None:
    example = copied.examples[0]
    changed(example, "reference.ttl", "a kg:Place ;", "a kg:Place .")
    sound = copied.sources[0]
    text = sound.read_text("utf-8")
    sound.write_text(text.replace("kg:mode kg:Paraphrase ;", ""), "utf-8")

    found = {(f.place.file, f.code) for f in checks.run(copied)}

    assert (example.home / "reference.ttl", "syntax") in found
    assert (example.home / "reference.ttl", "left-out") in found
    assert (sound, "shape:Relay-mode") in found


@pytest.mark.parametrize(
    ("file", "what"), [("hostage-talks.trig", "document"), ("reference.ttl", "reference")]
)
def test_an_example_without_data_is_a_fault(copied: Project, file: str, what: str) -> None:
    folder = copied.examples[0].home
    (folder / file).unlink()

    found = [f for f in checks.run(copied) if f.code == "empty"]

    assert [f.place for f in found] == [Place(folder)]
    assert f"holds no {what}" in found[0].message


def test_a_file_beside_the_examples_is_stray(copied: Project) -> None:
    stray = copied.root / "ontology/examples/lost.ttl"
    stray.write_text("", "utf-8")

    assert [f.place for f in checks.run(copied) if f.code == "stray"] == [Place(stray)]


def test_an_identity_of_documents_can_be_withdrawn(
    stores: dict[str, Store], copied: Project
) -> None:
    readme = (copied.examples[0].home / "README.md").read_text("utf-8")
    withdrawal = readme.partition("```trig\n")[2].partition("```")[0]
    changed(copied.examples[0], SOURCE_FILE, "# s3p1", f"<> {{\n{withdrawal}}}\n# s3p1")
    before = [plain(row[0]) for row in stores["hostage-talks"].select(IDENTIFIED)]
    after = [plain(row[0]) for row in build.make(copied.examples[0]).select(IDENTIFIED)]

    assert before == ["https://w3id.org/parley/id/proposal/letter-of-hale"]
    assert after == ["https://w3id.org/parley/id/proposal/sel-paper"]


def test_passages_cover_the_text_of_an_example(project: Project, stores: dict[str, Store]) -> None:
    spans = """
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?start ?end
        WHERE { GRAPH ?source { ?passage oa:start ?start ; oa:end ?end } }
        ORDER BY ?start
    """
    for example in project.examples:
        text = squeeze((example.home / f"{example.home.name}.txt").read_text("utf-8"))
        found = [(int(plain(s)), int(plain(e))) for s, e in stores[example.home.name].select(spans)]

        assert [0, *(end for _, end in found)] == [*(start for start, _ in found), len(text)]


@pytest.mark.parametrize("folder", ["ontology", "ontology/examples", "ontology/examples/none", "/"])
def test_any_other_folder_is_no_project(folder: str) -> None:
    with pytest.raises(BadInput, match="is no project: it has no "):
        project.given(ROOT / folder)


COMMANDS = [
    line.strip()
    for readme in sorted((ROOT / "ontology/examples").glob("*/README.md"))
    for line in readme.read_text("utf-8").splitlines()
    if line.startswith("    kg ")
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_a_readme_answers(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(cli, shlex.split(line)[1:])

    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) > (0 if " evidence " in line else 1)


def test_each_example_says_how_to_ask_it() -> None:
    assert {line.split()[2].rpartition("/")[2] for line in COMMANDS} == set(NAMES)
