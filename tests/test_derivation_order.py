"""Which derivation rule runs when, which are refused, and what the rules' README says of them."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import project
from kg.build import rules
from kg.errors import BadInput
from kg.project import Project
from kg.store import Store
from kg.terms import GRAPH, plain

REAL = project.find(Path(__file__).parent)
README = REAL.root / "ontology/rules/README.md"
RULES = {rule.path.stem: rule for rule in rules.ordered(REAL)}


def with_rules(folder: Path, **texts: str) -> Project:
    """A project of nothing but the derivation rules *texts*, each with a header of its own."""
    derive_folder = folder / "ontology/rules/derive"
    derive_folder.mkdir(parents=True)
    for name, text in texts.items():
        (derive_folder / f"{name}.rq").write_text(text, "utf-8")
    return Project(folder)


def reading(*graphs: str, header: str = "") -> str:
    """A rule with the title that it needs, which reads the derived *graphs*."""
    patterns = " ".join(f"GRAPH derived:{name} {{ ?s ?p ?o }}" for name in graphs)
    prefix = f"PREFIX derived: <{rules.DERIVED}>"
    body = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {patterns} }}"
    return f"#+ title: a rule\n{header}\n{prefix}\n{body}\n"


def names(project: Project) -> list[str]:
    return [rule.path.stem for rule in rules.ordered(project)]


def test_a_rule_runs_after_those_that_it_reads(tmp_path: Path) -> None:
    project = with_rules(tmp_path, a=reading("b", "c"), b=reading("c"), c=reading("dates"))

    assert names(project) == ["c", "b", "a"]


def test_a_rule_that_reads_all_runs_last(tmp_path: Path) -> None:
    last = reading(header="#+ reads: all\n#+ writes: view")
    project = with_rules(tmp_path, a=last, b=reading("c"), c=reading())

    assert names(project) == ["c", "b", "a"]
    assert [rule.writes for rule in rules.ordered(project)][-1] == GRAPH + "view"


def test_a_graph_in_a_comment_or_a_string_is_not_read(tmp_path: Path) -> None:
    text = reading() + "# derived:missing\nVALUES ?s { 'derived:missing' }\n"

    assert names(with_rules(tmp_path, a=text)) == ["a"]


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        pytest.param(
            {"a": reading("b"), "b": reading("c"), "c": reading("a")},
            r"^the derivation rules wait for each other: (\w) -> (\w) -> (\w) -> \1$",
            id="a circle",
        ),
        pytest.param(
            {"a": reading("b", header="#+ reads: all"), "b": reading("a")},
            r"^the derivation rules wait for each other: (\w) -> (\w) -> \1$",
            id="a circle through one that reads all",
        ),
        pytest.param({"a": reading("a")}, r"a\.rq reads the graph that it writes$", id="itself"),
        pytest.param(
            {"a": reading("b")},
            rf"a\.rq reads <{rules.DERIVED}b>, which no rule writes$",
            id="a graph that nothing writes",
        ),
        pytest.param(
            {"a": "#+ description: nothing more\nCONSTRUCT { } WHERE { }"},
            r"a\.rq:1:1 the header has no title: description, reads, title, writes$",
            id="no title",
        ),
        pytest.param(
            {"a": reading(header="#+ wirtes: view")},
            r"a\.rq:1:1 the header has an unknown key 'wirtes'",
            id="an unknown key",
        ),
        pytest.param(
            {"a": "CONSTRUCT { } WHERE { }"}, r"a\.rq:1:1 has no #\+ header", id="no header"
        ),
        pytest.param(
            {"a": reading(header="#+ writes: view"), "b": reading(header="#+ writes: view")},
            rf"b\.rq writes <{GRAPH}view>, as a\.rq does$",
            id="two that write one graph",
        ),
    ],
)
def test_rules_that_cannot_be_put_in_order_are_refused(
    tmp_path: Path, texts: dict[str, str], fault: str
) -> None:
    project = with_rules(tmp_path, **texts)

    with pytest.raises(BadInput, match=fault):
        rules.ordered(project)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o }", "the query constructs no triples"),
        ("ASK { }", "the query constructs no triples"),
        ("CONSTRUCT { ?s ?p } WHERE { }", "the query cannot be read.*line 2"),
        ("INSERT DATA { <x:a> <x:b> 1 }", "the query cannot be read.*line 2"),
    ],
)
def test_a_rule_that_constructs_nothing_is_refused(tmp_path: Path, body: str, fault: str) -> None:
    [rule] = rules.ordered(with_rules(tmp_path, a=f"#+ title: a rule\n{body}"))

    with pytest.raises(BadInput, match=rf"a\.rq is no CONSTRUCT query: {fault}"):
        list(rules.run(rule, Store()))


def test_a_pattern_outside_every_graph_reads_the_ontology_only(tmp_path: Path) -> None:
    text = "#+ title: a rule\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    [rule] = rules.ordered(with_rules(tmp_path, a=text))
    graphs = ("ontology/time", "ontology/events", "reference/events", "accepted")
    node = NamedNode("x:a")
    store = Store(Quad(node, node, Literal(name), NamedNode(GRAPH + name)) for name in graphs)

    assert sorted(plain(quad.object) for quad in rules.run(rule, store)) == [
        "ontology/events",
        "ontology/time",
    ]


def table() -> list[tuple[str, set[str]]]:
    """Each row of the table: a rule with the graphs that it is said to read."""
    text = README.read_text("utf-8").partition("## The check rules")[0]
    found = re.findall(r"^\| `([a-z-]+)` \| ([^|]*) \|", text, re.MULTILINE)
    return [(name, set(re.findall(r"[a-z-]+", reads))) for name, reads in found]


def test_the_table_names_every_rule_once_and_no_other() -> None:
    assert sorted(name for name, _ in table()) == sorted(RULES)


def test_the_table_says_what_each_rule_reads() -> None:
    read = {
        name: {"all"} if rule.reads_all else {g.removeprefix(rules.DERIVED) for g in rule.reads}
        for name, rule in RULES.items()
    }

    assert dict(table()) == read


def test_no_rule_in_the_table_stands_above_one_that_it_reads() -> None:
    above: set[str] = {"dates"}
    for name, read in table():
        assert read <= above or read == {"all"}, name
        above.add(name)
