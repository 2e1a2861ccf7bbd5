"""The commands say what they found, and what went wrong, as a user meets them."""

import csv
import gzip
import json
import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len

from command import ROOT, here, kg
from kg.cli import cli
from kg.project import Project

EXAMPLES = [
    pytest.param(line.strip(), marks=[pytest.mark.java] if "kg reason" in line else [])
    for command in cli.commands.values()
    for line in str(command.epilog).splitlines()
    if line.startswith("    ") and "kg serve" not in line  # which does not end by itself
]
DIFFER = ("kg diff v0.1", "kg diff old")  # sides that differ, which is what 1 means


def test_every_command_has_an_example() -> None:
    assert all(command.epilog and "kg " in command.epilog for command in cli.commands.values())


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_of_the_help_runs(
    line: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if line.startswith("KG_TEXTS=") or "--text" in line:
        essay = request.getfixturevalue("essay")
        line = line.replace("../texts", str(essay)).replace("essay.txt", f"{essay}/abiru-2025.txt")
    (tmp_path / "query.rq").write_text("SELECT ?s { ?s a kg:Person }", "utf-8")
    (tmp_path / "essay.txt").write_text("They met, and left.", "utf-8")
    root = ROOT
    if line.startswith(("kg add", "kg check", "kg export")):
        root = request.getfixturevalue("tiny").root
    if line.startswith("kg docs"):
        root = ROOT / "tests/docs/tiny"
    if line.startswith("kg diff"):
        root = request.getfixturevalue("history").root
        for name in ("old", "new"):
            quad = f'<http://x/a> <http://x/p> "{name}" <http://x/g> .\n'
            (tmp_path / f"{name}.nq.gz").write_bytes(gzip.compress(quad.encode()))
    done = run(line, tmp_path, root)

    assert done.returncode == line.startswith(DIFFER), done.stderr
    assert done.stdout or done.stderr or (tmp_path / line.split()[-1]).read_text("utf-8")


def run(line: str, folder: Path, project: Path) -> subprocess.CompletedProcess[str]:
    """Run a *line* in *folder*: in a shell, if it needs one or serves, else in this process."""
    words = shlex.split(line)
    if words[0] == "kg" and words[1] != "mcp" and not {"&&", "|", ">"} & set(words):
        return here(*words[1:], cwd=folder, KG_PROJECT=str(project))
    program = folder / "bin"
    program.mkdir()
    (program / "kg").write_text(f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n', "utf-8")
    (program / "kg").chmod(0o755)
    path = f"{program}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", line],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PATH": path, "KG_PROJECT": str(project)},
    )


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (
            ["query", "position-shift"],
            "there is no question 'position-shift': did you mean position-shifts",
        ),
        (
            ["query", "positions-of-actor", "-p", "actor=x> } DROP ALL #"],
            'no actor is called "x> } DROP ALL #"',
        ),
        (
            ["query", "positions-of-actor", "-p", "actor=Donald Tramp"],
            'did you mean "Donald Trump"',
        ),
        (
            ["query", "positions-of-actor"],
            "positions-of-actor needs the parameter actor: give -p actor=...",
        ),
        (
            ["query", "position-shifts", "-p", "who=Trump"],
            "position-shifts has no parameter 'who'; it has: actor",
        ),
        (["query", "position-shifts", "-p", "since=2025-02-30"], '"2025-02-30" is no date'),
        (["query", "position-shifts", "-p", "since=autumn"], '"autumn" is no date'),
        (["query", "position-shifts", "-p", "actor"], "-p actor is no NAME=VALUE"),
        (["query", "position-shifts", "-f", "turtle"], "ask for another format"),
        (["query", "evidence-of", "-p", "thing=Russia"], "place:russia, state:russia"),
        (
            ["query", "positions-of-actor", "-p", "actor=kg:Claim"],
            "kg:Claim is no actor: give its label",
        ),
        (
            ["query", "positions-of-actor", "-p", "actor=\udcff"],
            "its character 1 is none of Unicode",
        ),
        (
            ["query", "positions-of-actor", "-p", "actor=order of settlement"],
            "is the name of issue:order-of-settlement, which is no actor: give its label",
        ),
        (
            ["query", "positions-of-actor", "-p", "actor=issue:trump"],
            "nothing is known of issue:trump",
        ),
        (["query", "forecasts", "-p", "likelihood=kg:Quotation"], 'is no likelihood: there are: "'),
        (["sparql", "ASK { ?s ?p '\udcff' }"], "its character 14 is none of Unicode"),
        (["sparql", "INSERT DATA { <a:a> <a:b> <a:c> }"], "INSERT is an update"),
        (
            ["sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"],
            "SERVICE is refused",
        ),
        (["sparql", "SELECT * { ?s ?p "], "the query cannot be read (line 1, column 18)"),
        (
            ["sparql", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "-f", "csv"],
            "ask for the format turtle",
        ),
        (
            ["query", "issues", "--evidence"],
            "no claims behind the rows of issues: issues and their options are reference data",
        ),
        (["sparql", "ASK {}", "-f", "parquet"], "an ASK answers with true or false"),
        (["query", "issues", "--excel", "-f", "json"], "--excel writes CSV, and no json"),
        (["query", "issues", "--out", "issues.xlsx"], "issues.xlsx does not say in which format"),
        (["query", "issues", "--out", "no/where.csv"], "no/where.csv cannot be written (No such"),
        (["sparql", "SELECT * { ?s ex:p ?o }"], "the prefix ex: is not declared: write PREFIX ex:"),
        (["sparql", "nothing.rq"], "nothing.rq is neither a query nor a file"),
        (["sparql", "x" * 5000], "is neither a query nor a file"),
        (["sparql", "ASK {}", "--timeout", "nan"], "--timeout nan is no number of seconds"),
        (["sparql", "ASK {}", "--timeout", "-1"], "-1.0 is not in the range"),
        (["show", "http://[x"], 'no thing is called "http://[x"'),
        (["query", "position-shifts", "-p", "lang=no language"], "is no language"),
        (["show", "Atlantis"], 'no thing is called "Atlantis"'),
        (["show", "person:nobody"], "nothing is known of person:nobody"),
        (["evidence", "nothing"], "there is no encoded source 'nothing'; there are: abiru-2025"),
        (["evidence", "--text", "x.txt"], "--text needs the SOURCE"),
        (["evidence", "abiru-2025", "--text", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["quary"], "there is no command 'quary': did you mean query?"),
        (["--project", "/", "list"], "/ is no project: it has no ontology/kg.ttl"),
    ],
)
def test_bad_input_gets_one_clear_sentence(arguments: list[str], fault: str) -> None:
    start = kg if "\udcff" in "".join(arguments) else here  # a shell gives it as a byte
    done = start(*arguments)

    assert done.returncode == 2
    assert fault in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_an_evidence_without_the_document_says_what_to_set() -> None:
    done = kg("evidence", KG_TEXTS="")

    assert (done.returncode, done.stdout) == (2, "")
    assert "set KG_TEXTS to the folder with abiru-2025.txt" in done.stderr


def test_a_changed_document_is_named_and_exits_1(essay: Path, tmp_path: Path) -> None:
    text = (essay / "abiru-2025.txt").read_text("utf-8")
    (tmp_path / "abiru-2025.txt").write_text(text.replace("Truth Social", "Truth  Sozial"), "utf-8")
    done = here("evidence", KG_TEXTS=str(tmp_path))

    assert done.returncode == 1
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["abiru-2025#s4p2"]


def test_a_copy_with_other_spacing_verifies(essay: Path, tmp_path: Path) -> None:
    text = (essay / "abiru-2025.txt").read_text("utf-8")
    (tmp_path / "abiru-2025.txt").write_text(
        text.replace("\n", "\r\n\f ").replace(" ", "  "), "utf-8"
    )

    assert here("evidence", KG_TEXTS=str(tmp_path)).returncode == 0


def test_a_cache_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    done = kg("list", KG_CACHE=str(tmp_path))

    assert done.returncode == 3
    assert "holds other files: set KG_CACHE to an empty folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_query_that_takes_too_long_exits_3() -> None:
    product = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
    done = kg("sparql", f"SELECT (COUNT(*) AS ?n) {{ {product} }}", "--timeout", "1")

    assert (done.returncode, done.stdout) == (3, "")
    assert "no answer within 1 s" in done.stderr


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = (
        f"{{ {sys.executable} -m kg sparql 'SELECT * {{ ?s ?p ?o }}' -f ndjson; echo $? >&2; }}"
        " | head -n 1"
    )
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.stderr == "0\n"
    assert len(done.stdout.splitlines()) == 1


def test_a_query_comes_from_standard_input_with_a_byte_order_mark_too() -> None:
    command = [sys.executable, "-m", "kg", "sparql", "-"]
    done = subprocess.run(
        command, input=b"\xef\xbb\xbfASK {}", capture_output=True, check=True, cwd=ROOT
    )

    assert done.stdout == b"true\n"


def test_a_damaged_build_says_what_to_delete(tmp_path: Path) -> None:
    project, cache = str(ROOT / "ontology/examples/trade-round"), str(tmp_path)
    here("build", KG_PROJECT=project, KG_CACHE=cache)
    (manifest,) = tmp_path.glob("*/*/manifest.json")
    manifest.write_text("{", "utf-8")
    done = here("list", KG_PROJECT=project, KG_CACHE=cache)

    assert done.returncode == 3
    assert f"delete {manifest.parent}, and it is made anew" in done.stderr


def test_a_locale_without_japanese_does_not_matter() -> None:
    shown = kg(
        "show", "event:budapest-summit", "--lang", "ja", LC_ALL="C", PYTHONIOENCODING="ascii"
    )

    assert shown.stdout.splitlines()[0] == "ブダペスト首脳会談"


def test_a_closed_output_is_no_fault() -> None:
    command = f"{sys.executable} -m kg query position-shifts >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, cwd=ROOT)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_said() -> None:
    command = f"{sys.executable} -m kg query position-shifts > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, cwd=ROOT)

    assert done.returncode == 3
    assert done.stderr == b"kg: the output cannot be written: No space left on device\n"


def test_a_closed_input_is_said() -> None:
    command = f"{sys.executable} -m kg sparql - <&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, cwd=ROOT)

    assert done.returncode == 2
    assert done.stderr.startswith(b"kg: standard input is closed")


def test_the_version_names_the_build() -> None:
    here("build")

    assert re.fullmatch(r"kg \d+\.\d+\.\d+, build [0-9a-f]{16}\n", here("--version").stdout)


ODD = """
SELECT * { VALUES (?a ?b) { ("x\\r\\ny, \\"z\\"" "\\u001B[31m") (UNDEF UNDEF) } } ORDER BY DESC(?a)
"""


@pytest.mark.parametrize("result_format", ["csv", "tsv", "json"])
def test_programs_get_every_character_and_every_row(result_format: str) -> None:
    command = [sys.executable, "-m", "kg", "sparql", ODD, "-f", result_format]
    written = subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout
    rows = {"csv": from_csv, "tsv": from_tsv, "json": from_json}[result_format](written.decode())

    assert rows == [['x\r\ny, "z"', "\x1b[31m"], ["", ""]]


def from_csv(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))[1:]


def from_tsv(text: str) -> list[list[str]]:
    lines = [line.split("\t") for line in text.split("\n")[1:3]]
    return [
        [str(json.loads(cell, strict=False)) if cell else "" for cell in line] for line in lines
    ]


def from_json(text: str) -> list[list[str]]:
    rows = json.loads(text)["results"]["bindings"]
    return [[row[name]["value"] if name in row else "" for name in "ab"] for row in rows]


def test_people_see_control_characters_and_are_not_moved_by_them() -> None:
    shown = here("sparql", ODD, "-f", "markdown").stdout

    assert "\\x1b[31m" in shown
    assert "\x1b" not in shown


def test_ndjson_is_an_object_a_line() -> None:
    lines = here("query", "position-shifts", "-f", "ndjson").stdout.splitlines()

    assert {json.loads(line).get("holderLabel") for line in lines} >= {"Ukraine", "Donald Trump"}


def test_piped_output_is_plain() -> None:
    done = kg("query", "position-shifts")

    assert "\x1b" not in done.stdout
    assert done.stdout.splitlines()[0].split("\t")[0] == "date"


@pytest.mark.parametrize("width", [80, 140])
def test_a_table_cuts_no_word_in_either_script(width: int) -> None:
    asked = ["roles-in-event", "-p", "event=Alaska summit", "--evidence", "--lang", "ja"]
    shown = here("query", *asked, "-f", "table", COLUMNS=str(width)).stdout

    assert max(cell_len(line) for line in shown.splitlines()) <= width
    assert "…" not in shown
    assert shown.count("abiru-2025#c-s4p1-01") == 2


@pytest.mark.parametrize("name", ["position-shifts", "footnotes-at-fault"])
def test_labels_come_in_the_language_that_is_asked_for(name: str) -> None:
    given = ["-p", "source=abiru-2025"] if name == "footnotes-at-fault" else []
    done = here("query", name, *given, "--lang", "ja")

    assert done.returncode == 0
    assert ("ウクライナ" in done.stdout) == (name == "position-shifts")


TRUMP = "SELECT ?x { VALUES ?x { person:donald-trump } }"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["-f", "markdown"], "| Donald Trump (person:donald-trump) |"),
        (["-f", "markdown", "--lang", "ja"], "| ドナルド・トランプ (person:donald-trump) |"),
        (["-f", "markdown", "--no-labels"], "| person:donald-trump |"),
        (["-f", "plain"], "person:donald-trump\tDonald Trump"),
        (["-f", "csv"], "https://w3id.org/parley/id/person/donald-trump"),
        (["-f", "csv", "--labels"], "https://w3id.org/parley/id/person/donald-trump,Donald Trump"),
    ],
)
def test_people_see_what_an_iri_is_called(options: list[str], expected: str) -> None:
    assert here("sparql", TRUMP, *options).stdout.splitlines()[-1] == expected


def test_evidence_stands_behind_each_row() -> None:
    lines = here("query", "position-shifts", "--evidence", "-f", "ndjson").stdout.splitlines()
    rows = [json.loads(line) for line in lines]

    assert len(rows) > 10
    assert all(row["claim"] and row["toldByLabel"] and row["passage"] for row in rows)


def test_no_rows_are_said() -> None:
    done = here("query", "position-shifts", "-p", "since=2030-01-01")

    assert done.returncode == 0
    assert "no rows" in done.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kg.cli import main\nsys.argv = ['kg', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())

    assert "click" in loaded
    assert loaded & {"rdflib", "pyshacl", "owlready2", "starlette", "yaml", "rich"} == set()


def test_an_up_to_date_query_reads_no_yaml() -> None:
    code = (
        "import sys\nfrom kg.cli import main\nsys.argv = ['kg', 'query', 'position-shifts']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    here("build")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert {"yaml", "rdflib", "pyshacl", "rich"} & set(done.stderr.split()) == set()


def test_show_tells_what_became_of_a_summit() -> None:
    entry = json.loads(here("show", "Budapest summit", "--json").stdout)
    told = {fact["label"]: (fact["date"], passages(fact)) for fact in entry["mentions"]}
    derived = {(fact["property"].rpartition("/")[2], fact["label"]) for fact in entry["derived"]}

    assert derived == {
        ("presentOccurrence", "did not happen"),
        ("hasSide", "Russia"),
        ("hasSide", "United States"),
    }
    assert told["agreement to prepare a summit in Budapest"] == ("2025-10-16", ["s5p3"])
    assert told["announcement that the Budapest summit is cancelled"] == ("2025-10-23", ["s5p6"])
    assert told["cancellation of the Budapest summit"] == ("by 2025-10-23", ["s5p6"])
    assert told["indefinite postponement of the Budapest summit"][1] == ["s5p5"]


def test_show_dates_a_report_by_who_says_it() -> None:
    shown = here("show", "Budapest summit").stdout

    assert re.search(r"said 2025-10-25\s+advice of Rubio to cancel", shown)
    assert "CNN (2025-10-21), as told by Taisuke Abiru" in shown


def passages(fact: dict[str, list[dict[str, list[str]]]]) -> list[str]:
    found = {name for evidence in fact["evidence"] for name in evidence["passages"]}
    return sorted(name.partition("#")[2] for name in found)


@pytest.mark.parametrize("passage", ["s4p2", "abiru-2025#s4p2", "source:abiru-2025#s4p2"])
def test_a_passage_goes_by_its_last_part(passage: str) -> None:
    done = here("query", "claims-in-passage", "-p", f"passage={passage}")

    assert len(done.stdout.splitlines()) == 11


def test_show_tells_of_a_term_whom_it_obliges_and_how_much() -> None:
    shown = " ".join(here("show", "28-point peace plan").stdout.split())

    assert (
        "Ukraine keeps its forces under a ceiling [4] issue size of the Ukrainian forces; "
        "obliges Ukraine; option the Ukrainian forces are capped; "
        "quantity at most 600000 soldiers" in shown
    )
    assert "[4] Taisuke Abiru: abiru-2025#fn-xiii abiru-2025#s6p5" in shown


def test_show_gives_as_json_what_is_said_of_a_value() -> None:
    entry = json.loads(here("show", "Moscow talks of Witkoff and Kushner", "--json").stdout)
    told = {
        fact["label"]: {detail["label"] for detail in fact["details"]} for fact in entry["facts"]
    }

    assert told["United States — delegation: Moscow talks of Witkoff and Kushner"] == {
        "Jared Kushner",
        "Steven Witkoff",
        "United States",
    }
    assert told["Moscow"] == set()


def test_show_begins_with_the_offices_and_ties_of_a_person() -> None:
    head, _, spoken = here("show", "Kirill Dmitriev").stdout.partition("Where it is spoken of")
    words = " ".join(head.split())

    assert re.search(r"tenure Special envoy of the President of Russia \[\d\]", words)
    assert re.search(r"Head of the Russian Direct Investment Fund( \[\d\]){4} tie emissary", words)
    assert "Head of the Russian Direct Investment Fund" not in spoken


def test_show_says_of_a_summit_that_it_did_not_happen_on_the_page_of_a_guest() -> None:
    shown = " ".join(here("show", "Donald Trump").stdout.split())

    assert "Budapest summit (did not happen) — participant" in shown
    assert "Alaska summit — participant" in shown


def test_show_keeps_two_ways_to_one_claim_apart() -> None:
    facts = json.loads(here("show", "position:trump-ceasefire-2025-02-12", "--json").stdout)[
        "facts"
    ]
    (kind,) = (fact for fact in facts if fact["property"].endswith("#type"))
    chains = [
        [link["claimant"].rpartition("/")[2] for link in e["chain"]] for e in kind["evidence"]
    ]

    assert chains == [["taisuke-abiru", "kremlin"]] * 2
    assert {tuple(e["passages"]) for e in kind["evidence"]} == {
        ("https://w3id.org/parley/source/abiru-2025#s3p1",),
        (
            "https://w3id.org/parley/source/abiru-2025#fn-vii",
            "https://w3id.org/parley/source/abiru-2025#s2q1",
        ),
    }


def test_show_speaks_japanese_throughout() -> None:
    shown = here("show", "ブダペスト首脳会談", "--lang", "ja").stdout

    assert {"種類", "言及", "典拠"} <= set(shown.split())
    assert "2025-10-23 まで" in shown
    assert "ドナルド・トランプ (2025-10-23) ← 畔蒜泰助: abiru-2025#s5p6" in shown
    assert " by " not in shown


def test_show_does_not_call_a_thing_the_same_as_itself() -> None:
    entry = json.loads(here("show", "Rubio-Lavrov call of 20 October 2025", "--json").stdout)

    assert entry["label"] == "Rubio-Lavrov call of 20 October 2025"
    assert not [f for f in entry["facts"] if f["property"].endswith("identifiedWith")]


def test_show_does_not_say_again_in_a_wider_property_what_a_narrower_one_says() -> None:
    entry = json.loads(here("show", "Alaska summit", "--json").stdout)

    names = {fact["property"].rpartition("/")[2] for fact in [*entry["facts"], *entry["derived"]]}

    assert "engages" in names
    assert "involves" not in names


def test_show_puts_remarks_last() -> None:
    facts = json.loads(here("show", "Alaska summit", "--json").stdout)["facts"]
    remarks = [fact["property"].endswith("#note") for fact in facts]

    assert True in remarks
    assert remarks == sorted(remarks)


def test_a_label_in_japanese_is_understood_and_given() -> None:
    shown = here("show", "ブダペスト首脳会談", "--lang", "ja").stdout

    assert shown.splitlines()[0] == "ブダペスト首脳会談"


def test_the_questions_are_listed_by_family_in_either_language() -> None:
    english, japanese = here("list").stdout, here("list", "--lang", "ja").stdout
    families = [line.split()[0] for line in english.splitlines()]

    assert len(families) > 5
    assert families == sorted(families)
    assert [line.split()[:2] for line in japanese.splitlines()] == [
        line.split()[:2] for line in english.splitlines()
    ]
    assert "どの立場が、いつ、何の後に変わったか。" in japanese


def test_the_sources_and_issues_are_listed(project: Project) -> None:
    assert project.sources
    assert here("list", "sources").stdout.split()[0] == "abiru-2025"
    assert "order of settlement" in here("list", "issues").stdout
    assert "derived:shifts" in here("list", "graphs").stdout
