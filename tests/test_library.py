"""The stored questions as a reader finds them, as JSON, and as RDF that other tools can run."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from io import StringIO
from pathlib import Path
from unittest import mock

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.namespace import SH
from rich.cells import cell_len
from rich.console import Console

from command import ROOT, here
from kg.build import Build
from kg.cli import catalogue
from kg.library import as_values, defaults, in_order, triples, turtle
from kg.queries import StoredQuery, load
from kg.terms import plain

SHAPES = Path(__file__).parent / "library/executables.ttl"
SCHEMA, QUERY = "https://schema.org/", "https://w3id.org/parley/query/"
BODY = 'VALUES ?who { <x:a> } VALUES ?when { UNDEF } VALUES ?lang { "en" } GRAPH ?g { ?who ?p ?o }'
HEADER = """\
#+ summary: Who?
#+ summary-ja: 誰か。
#+ description: |
#+   One row
#+   per person.
#+ description-ja: |
#+   一行は
#+   一人。
#+ tags: [actors, as-of]
#+ no-evidence: made up
#+ params:
#+   who: {label: Person, label-ja: 人物, class: kg:Agent, required: true}
#+   when: {label: Day, datatype: xsd:date}
#+   lang: {datatype: xsd:language}
#+ examples:
#+   - {who: [Jeanne d'Arc, "it's $HOME"], when: "2025-01-01"}

"""
QUESTION = load(f"{HEADER}SELECT ?who {{ {BODY} }} ORDER BY ?who\n", Path("who.rq"))
PREFIXES = {
    "kg": "https://w3id.org/parley/ns/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def written(questions: list[StoredQuery], width: int, lang: str = "en") -> list[str]:
    out = StringIO()
    catalogue.write(Console(file=out, width=width), questions, lang)
    return out.getvalue().splitlines()


def described(question: StoredQuery, lang: str = "en") -> str:
    out = StringIO()
    known = defaults(question, PREFIXES)
    catalogue.describe(Console(file=out, width=80), question, known, lang, "kg --project p")
    return out.getvalue()


# For a reader


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_line_of_the_catalogue_is_wider_than_the_terminal(build: Build, lang: str) -> None:
    lines = written(in_order(build.queries.values()), 80, lang)

    assert len(lines) > 2 * len(build.queries)
    assert max(cell_len(line.rstrip()) for line in lines) <= 80


def test_each_question_stands_under_its_family(build: Build) -> None:
    found, family = {}, ""
    for line in written(in_order(build.queries.values()), 80)[:-1]:
        if re.match(r"\S", line):
            family = line
        elif re.match(r"  \S", line):
            found[line.split()[0]] = family

    assert found == {question.name: question.family for question in build.queries.values()}


def test_a_wide_terminal_has_a_line_for_each_question(build: Build) -> None:
    lines = written(in_order(build.queries.values()), 400)

    assert [line.split(maxsplit=1) for line in lines if line.startswith("  ")] == [
        [q.name, mock.ANY] for q in in_order(build.queries.values())
    ]
    (line,) = (line for line in written([QUESTION], 80) if line.startswith("  "))
    assert line == "  who  Who?  WHO when lang"


def test_a_question_is_described_with_what_its_parameters_take() -> None:
    text = described(QUESTION)

    assert "Who?\n\nOne row per person.\n" in text
    assert "  who   Person: kg:Agent, required\n" in text
    assert "  when  Day: xsd:date\n" in text
    assert "  lang  lang: xsd:language, en unless given\n" in text
    japanese = described(QUESTION, "ja")
    assert "誰か。\n\n一行は一人。\n" in japanese
    assert "  who   人物: kg:Agent、必須\n" in japanese


def test_an_example_can_be_copied_into_a_shell() -> None:
    line = described(QUESTION).splitlines()[-1]

    assert line.startswith("  kg --project p query who -p who=")
    assert shlex.split(line)[6::2] == ["who=Jeanne d'Arc", "who=it's $HOME", "when=2025-01-01"]


def test_a_pipe_gets_a_line_for_each_question(build: Build) -> None:
    lines = here("list").stdout.splitlines()

    assert [line.split()[1] for line in lines] == [
        question.name for question in in_order(build.queries.values())
    ]


def test_a_terminal_gets_the_catalogue(build: Build) -> None:
    ours, theirs = pty.openpty()
    command, environment = [sys.executable, "-m", "kg", "list"], {**os.environ, "COLUMNS": "80"}
    with subprocess.Popen(command, stdout=theirs, cwd=ROOT, env=environment):
        os.close(theirs)
        lines = drained(ours).decode().splitlines()

    assert [re.sub(r"\x1b\[\d*m", "", line).rstrip() for line in lines] == [
        line.rstrip() for line in written(in_order(build.queries.values()), 80)
    ]


def drained(terminal: int) -> bytes:
    """Everything that is written to *terminal* before its other side is closed."""
    found = b""
    with os.fdopen(terminal, "rb", buffering=0) as file, suppress(OSError):  # Linux's end
        while chunk := file.read(4096):
            found += chunk
    return found


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["queries", "position-as-off"], "no question 'position-as-off': did you mean position-as"),
        (["sources", "abiru-2025"], "kg list sources takes no NAME and no --turtle"),
        (["issues", "--turtle"], "kg list issues takes no NAME and no --turtle"),
    ],
)
def test_what_cannot_be_listed_is_refused(arguments: list[str], fault: str) -> None:
    done = here("list", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert fault in done.stderr


# As JSON


def test_json_tells_everything_of_a_question() -> None:
    assert as_values(QUESTION, PREFIXES) == {
        "name": "who",
        "family": "actors",
        "tags": ["actors", "as-of"],
        "summary": {"en": "Who?", "ja": "誰か。"},
        "description": {"en": "One row per person.", "ja": "一行は一人。"},
        "view": "table",
        "noEvidence": "made up",
        "parameters": [
            parameter(name="who", label={"en": "Person", "ja": "人物"}, required=True)
            | {"class": "kg:Agent"},
            parameter(name="when", label={"en": "Day"}, datatype="xsd:date"),
            parameter(name="lang", label={"en": "lang"}, datatype="xsd:language", default=["en"]),
        ],
        "examples": [{"who": ["Jeanne d'Arc", "it's $HOME"], "when": ["2025-01-01"]}],
    }


def parameter(**said: object) -> dict[str, object]:
    return {"class": None, "datatype": None, "required": False, "default": [], **said}


def test_json_of_all_is_a_list_and_of_one_an_object(build: Build) -> None:
    everything = json.loads(here("list", "--json").stdout)
    one = json.loads(here("list", "queries", "issues", "--json").stdout)

    assert [question["name"] for question in everything] == [
        question.name for question in in_order(build.queries.values())
    ]
    assert one in everything


# As RDF


@pytest.fixture(scope="module")
def graph(build: Build) -> Graph:
    return Graph().parse(data=turtle(build.queries.values(), build.prefixes), format="turtle")


def test_the_questions_are_executables_of_the_form_that_tools_read(
    build: Build, graph: Graph
) -> None:
    conforms, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))

    assert conforms, report
    assert Counter(graph.objects(None, RDF.type)) == {
        SH.SPARQLExecutable: len(build.queries),
        SH.SPARQLSelectExecutable: len(build.queries),
        SH.Parameter: sum(len(question.params) for question in build.queries.values()),
    }


@pytest.mark.parametrize(
    "predicate",
    [
        *(RDFS.comment, URIRef(SCHEMA + "keywords"), SH.prefixes, SH.select, SH.parameter),
        *(SH.path, SH.name, SH.order, SH.nodeKind, SH.datatype, SH.prefix, SH.namespace, RDF.type),
    ],
    ids=lambda predicate: re.split("[/#]", predicate)[-1],
)
def test_the_shapes_refuse_an_executable_that_lacks_something(predicate: URIRef) -> None:
    broken = Graph().parse(data=turtle([QUESTION], PREFIXES), format="turtle")
    shapes = Graph().parse(SHAPES)
    assert pyshacl.validate(broken, shacl_graph=shapes)[0]
    missing = SH.SPARQLSelectExecutable if predicate == RDF.type else None
    broken.remove((None, predicate, missing))

    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_the_text_in_the_graph_gives_the_same_rows(build: Build, graph: Graph) -> None:
    store = build.store()
    declared = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }
    head = "".join(f"PREFIX {name}: <{start}>\n" for name, start in declared.items())

    assert declared == build.prefixes
    for name, question in build.queries.items():
        text = str(graph.value(URIRef(QUERY + name), SH.select))
        assert "#+" not in text
        assert list(map(str, store.select(head + text))) == list(
            map(str, store.select(question.text))
        )


def test_a_parameter_says_what_it_takes_and_what_it_is_without_a_value() -> None:
    said = {
        (plain(t.subject).rpartition("#")[2], plain(t.predicate).rpartition("#")[2], t.object)
        for t in triples([QUESTION], PREFIXES)
        if "who#" in plain(t.subject)
    }
    xsd, sh = PREFIXES["xsd"], "http://www.w3.org/ns/shacl#"

    assert said >= {
        ("who", "class", NamedNode(PREFIXES["kg"] + "Agent")),
        ("who", "nodeKind", NamedNode(sh + "IRI")),
        ("who", "name", Literal("Person", language="en")),
        ("who", "name", Literal("人物", language="ja")),
        ("when", "datatype", NamedNode(xsd + "date")),
        ("when", "optional", Literal(True)),
        # LANG() gives a plain string, so a plain string is what the variable must be.
        ("lang", "datatype", NamedNode(xsd + "string")),
        ("lang", "defaultValue", Literal("en")),
    }
    assert {(name, what) for name, what, _ in said}.isdisjoint(
        {("who", "optional"), ("who", "defaultValue"), ("when", "defaultValue")}
    )


@pytest.mark.parametrize(
    ("form", "text"),
    [("ask", f"ASK {{ {BODY} }}"), ("construct", f"CONSTRUCT {{ ?who ?p ?o }} WHERE {{ {BODY} }}")],
)
def test_a_question_of_another_form_is_one_in_the_graph_too(form: str, text: str) -> None:
    question = load(HEADER + text, Path("who.rq"))
    graph = Graph().parse(data=turtle([question], PREFIXES), format="turtle")

    assert pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))[0]
    assert str(graph.value(URIRef(QUERY + "who"), SH[form])) == text + "\n"
