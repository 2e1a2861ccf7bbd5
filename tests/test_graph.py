"""Programs in Python ask the same record as the commands, and get values with types."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode

import kg
from kg.project import Project
from kg.worker import Limits
from rows import asked

TRUMP = "https://w3id.org/parley/id/person/donald-trump"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def graph(project: Project, cache: Path) -> kg.Graph:
    return kg.open(project.root, cache=cache)


def test_the_public_names_are_sorted_and_there() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    assert all(hasattr(kg, name) for name in kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        _ = kg.opne


def test_importing_it_imports_nothing_heavy() -> None:
    code = "import sys, kg; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "kg" in done.stdout.split()
    assert {"pyoxigraph", "rdflib", "rich", "click", "yaml"} & set(done.stdout.split()) == set()


def test_asking_imports_no_library_that_it_does_not_need(graph: kg.Graph) -> None:
    code = (
        "import sys, kg; kg.open().query('position-shifts')\n"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    assert graph.questions
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    heavy = {"rdflib", "rich", "click", "yaml", "pandas", "polars", "pyarrow", "pyshacl"}
    assert heavy & set(done.stdout.split()) == set()


def test_a_project_is_found_as_the_commands_find_it(
    project: Project, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = repr(kg.open(project.root))

    assert repr(kg.open(str(project.root), cache=str(cache))) == expected
    monkeypatch.chdir(project.root / "queries")
    assert repr(kg.open()) == expected
    monkeypatch.setenv("KG_PROJECT", str(tmp_path))
    with pytest.raises(kg.BadInput, match="is no project"):
        kg.open()
    monkeypatch.setenv("KG_PROJECT", str(project.root))
    monkeypatch.chdir(tmp_path)
    assert repr(kg.open()) == expected


def test_a_question_gives_the_rows_of_the_command(graph: kg.Graph) -> None:
    found = graph.query("positions-of-actor", actor="Donald Trump")
    rows = asked(graph.store, graph.questions["positions-of-actor"], ["actor=Donald Trump"], {})

    assert found
    assert [row.option for row in found] == [row["option"] for row in rows]


@pytest.mark.parametrize(
    "actor",
    [
        "Donald Trump",
        "person:donald-trump",
        TRUMP,
        NamedNode(TRUMP),
        rdflib.URIRef(TRUMP),
        Literal("Donald Trump"),
        rdflib.Literal("Donald Trump"),
        ["Donald Trump", NamedNode(TRUMP)],
        pd.Series(["Donald Trump"]),
    ],
)
def test_a_thing_is_given_in_any_form(graph: kg.Graph, actor: object) -> None:
    found = graph.query("position-as-of", actor=actor, date="2025-08-14")

    assert found
    assert found == graph.query("position-as-of", actor=TRUMP, date="2025-08-14")


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 8, 14),
        datetime(2025, 8, 14),
        pd.Timestamp("2025-08-14"),
        Literal("2025-08-14", datatype=NamedNode(XSD + "date")),
        rdflib.Literal("2025-08-14", datatype=rdflib.XSD.date),
    ],
)
def test_a_day_is_given_in_any_form(graph: kg.Graph, day: object) -> None:
    found = graph.query("position-as-of", actor="Donald Trump", date=day)

    assert found == graph.query("position-as-of", actor="Donald Trump", date="2025-08-14")


def test_several_values_are_one_or_the_other(graph: kg.Graph) -> None:
    both = graph.query("position-shifts", actor=["Ukraine", "Donald Trump"])
    one, other = (
        graph.query("position-shifts", actor=name) for name in ("Ukraine", "Donald Trump")
    )

    assert both
    assert {*both} == {*one, *other}


def test_none_is_as_good_as_not_given(graph: kg.Graph) -> None:
    assert graph.query("position-shifts", actor=None) == graph.query("position-shifts")


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("position-shift", {}, "no question 'position-shift': did you mean position-shifts"),
        ("position-shifts", {"who": "Trump"}, "has no parameter 'who'"),
        ("position-shifts", {"actor": []}, "given the parameter actor without a value"),
        ("position-shifts", {"actor": 5}, 'no actor is called "5"'),
        ("position-shifts", {"actor": object()}, "actor takes text, numbers, days or RDF terms"),
        ("position-shifts", {"actor": BlankNode("b")}, "and no blank node"),
        ("position-shifts", {"since": datetime(2025, 1, 1, 12)}, "is no date"),
        ("position-shifts", {"since": True}, '"true" is no date'),
        ("position-shifts", {"since": Decimal("1.5")}, '"1.5" is no date'),
        ("positions-of-actor", {}, "needs the parameter actor"),
        ("positions-of-actor", {"actor": None}, "needs the parameter actor"),
    ],
)
def test_what_cannot_be_asked_is_said(
    graph: kg.Graph, name: str, given: dict[str, object], fault: str
) -> None:
    with pytest.raises(kg.BadInput, match=fault):
        graph.query(name, **given)  # type: ignore[arg-type]  # mypy takes one of them for evidence


def test_evidence_comes_in_the_language_of_the_labels(graph: kg.Graph) -> None:
    found = graph.query("position-shifts", actor="Ukraine", lang="ja", evidence=True)

    assert {row.toldByLabel for row in found} == {"畔蒜泰助"}
    assert found.columns[-1] == "passage"


def test_a_data_frame_has_days(graph: kg.Graph) -> None:
    frame = graph.query("events-between", since=date(2025, 8, 1), until=date(2025, 8, 31)).df()

    assert str(frame.dtypes["earliest"]) == "datetime64[s]"
    assert set(frame.latest.dt.year) == {2025}
    assert frame.loc[0, "kindLabel"]


def test_a_query_of_ones_own_runs_apart(graph: kg.Graph) -> None:
    found = graph.sparql("SELECT (COUNT(?p) AS ?n) { ?p a kg:Person }")
    triples = graph.sparql("CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }")

    assert found[0].n == len(triples) > 10
    assert triples.form == "CONSTRUCT"
    with pytest.raises(kg.BadInput, match=r"cannot be read \(line 1, column 1"):
        graph.sparql("SELECT * { ?")
    with pytest.raises(kg.BadInput, match="SERVICE is refused"):
        graph.sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_a_query_without_end_is_stopped(graph: kg.Graph) -> None:
    product = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))

    with pytest.raises(kg.TimedOut, match="no answer within 1 s"):
        graph.sparql(f"SELECT (COUNT(*) AS ?n) {{ {product} }}", timeout=1)


def test_an_answer_may_be_limited(graph: kg.Graph) -> None:
    with pytest.raises(kg.BadInput, match="larger than 1 MB: add a LIMIT"):
        graph.sparql("SELECT * { GRAPH ?g { ?s ?p ?o } }", limits=Limits(answer=1 << 20))


def test_things_in_an_answer_are_named(graph: kg.Graph) -> None:
    found = graph.sparql("SELECT ?x ?y ?n { VALUES (?x ?y ?n) { (person:donald-trump <x:no> 1) } }")
    named = graph.with_labels(found, "ja")
    beside = graph.with_labels(found, beside=True)

    assert named.columns == ("x", "xLabel", "y", "n")
    assert named[0].xLabel == "ドナルド・トランプ"
    assert beside[0].xLabel == "Donald Trump (person:donald-trump)"
    assert graph.with_labels(named) == named
    assert graph.with_labels(graph.sparql("ASK { }")) == graph.sparql("ASK { }")


def test_a_thing_is_shown_as_values_and_as_text(graph: kg.Graph) -> None:
    summit = graph.show("Budapest summit")
    (announced,) = (fact for fact in summit.mentions if fact.days.first == "2025-10-23")

    assert (summit.label, summit.iri.rpartition("/")[2]) == ("Budapest summit", "budapest-summit")
    assert summit.labels.term(announced.value).startswith("announcement that")
    assert announced.evidence[0].chain[0].claimant.endswith("/taisuke-abiru")
    assert str(summit).splitlines()[0] == "Budapest summit"
    assert "present occurrence  did not happen  [1]" in str(summit)
    assert repr(summit).startswith("<Article Budapest summit: ")
    assert str(graph.show("Budapest summit", "ja")).startswith("ブダペスト首脳会談\n首脳会談 · ")


def test_a_thing_is_shown_in_a_notebook_with_everything_escaped(
    graph: kg.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    summit = graph.show("Budapest summit")
    monkeypatch.setattr(summit.labels, "of", lambda iri: f"<b>{iri}\x1b")

    assert "<b>" not in summit._repr_html_()
    assert "\x1b" not in summit._repr_html_()
    assert "&lt;b&gt;" in summit._repr_html_()


def test_the_whole_record_is_a_dataset_of_rdflib(project: Project, cache: Path) -> None:
    graph = kg.open(project.root / "ontology/examples/trade-round", cache=cache)
    found = graph.graph()
    store = graph.store

    assert sum(1 for _ in found.quads()) == len(store)
    assert {str(g.identifier) for g in found.graphs() if len(g)} == {
        g.value for g in store.graphs()
    }
    assert dict(found.namespaces())["person"] == rdflib.URIRef(graph.prefixes["person"])


def test_the_dataset_keeps_every_literal_as_the_store_has_it() -> None:
    from pyoxigraph import Quad

    from kg.dataset import dataset
    from kg.store import Store

    odd = Literal("many", datatype=NamedNode(XSD + "integer"))
    thing, name = NamedNode("x:s"), NamedNode("x:g")
    literals = [odd, Literal("a"), Literal("a", language="en")]
    found = dataset(Store(Quad(thing, thing, literal, name) for literal in literals), {})

    assert {o.n3() for _, _, o, _ in found.quads()} == {f'"many"^^<{XSD}integer>', '"a"', '"a"@en'}


def test_the_record_in_memory_answers_as_that_on_disk(project: Project, cache: Path) -> None:
    on_disk, in_memory = (kg.open(project.root, cache=cache, in_memory=m) for m in (False, True))
    answers = [
        [[sorted(str(cell).split("; ")) for cell in row] for row in record.query("issues")]
        for record in (on_disk, in_memory)
    ]

    assert len(in_memory.store) == len(on_disk.store)
    assert answers[0] == answers[1] != []
    assert on_disk.show("Budapest summit").derived == in_memory.show("Budapest summit").derived
