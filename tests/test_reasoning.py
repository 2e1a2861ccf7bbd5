"""Whether ontology and accepted facts hold together, as HermiT sees it.

What needs no Java runs always, some of it with a program that plays Java's part; what needs it is
marked, and `.ci/run` runs it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from command import ROOT, copied, kg
from kg.build import Build, intake
from kg.build.rules import DERIVED
from kg.cli import logic
from kg.errors import BadInput, Finding, Place, StoreError, TimedOut
from kg.project import Project
from kg.reasoning import Conflict, Inferred, Verdict, causes, hermit, reason
from kg.reasoning.hermit import Hermit, Inconsistent
from kg.reasoning.statements import Statement, Statements, gather, members
from kg.store import ACCEPTED, Store, parse
from kg.terms import SOURCE, plain

EX = "https://example.org/"
CLAIM = NamedNode(SOURCE + "talks#c1")
PREFIXES = """
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = """
ex: a owl:Ontology ; owl:imports <http://127.0.0.1:9/elsewhere> .
ex:Actor a owl:Class . ex:Person a owl:Class . ex:State a owl:Class .
ex:on a owl:DatatypeProperty . ex:ally a owl:ObjectProperty . ex:note a owl:AnnotationProperty .
ex:Person rdfs:subClassOf ex:Actor . ex:State rdfs:subClassOf ex:Actor .
"""
REFERENCE = "ex:northland a ex:State . ex:southland a ex:State . ex:smith a ex:Person ."


class World:
    """A project of one module and one reference file, and what its build accepts."""

    def __init__(self, folder: Path, axioms: str, facts: str, reference: str = REFERENCE) -> None:
        for name, text in {
            "ontology/kg.ttl": "",
            "ontology/prefixes.ttl": "",
            "ontology/world.ttl": DECLARED + axioms,
            "ontology/alignments/other.ttl": "ex:Person rdfs:subClassOf ex:NoModule .",
            "data/reference/world.ttl": reference,
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(PREFIXES + text, "utf-8")
        self.project = Project(folder)
        quads = [quad for _, found in intake.files(self.project) for quad in found]
        accepted = parse(PREFIXES + reference + facts, RdfFormat.TURTLE)
        claimed = parse(PREFIXES + facts, RdfFormat.TURTLE)
        quads += [Quad(q.subject, q.predicate, q.object, ACCEPTED) for q in accepted]
        quads += [Quad(q.subject, q.predicate, q.object, CLAIM) for q in claimed]
        self.store = Store(quads)

    def derive(self, text: str) -> None:
        """Let a rule have made what *text* says."""
        for quad in parse(PREFIXES + text, RdfFormat.TURTLE):
            for graph in (ACCEPTED, NamedNode(DERIVED + "made")):
                self.store.add([Quad(quad.subject, quad.predicate, quad.object, graph)])

    def given(self) -> Statements:
        return gather(self.project, self.store)

    def verdict(self) -> Verdict:
        return reason(self.project, self.store, seconds=120)

    def facts(self) -> set[str]:
        """What is given of the facts, each without the namespace of the examples."""
        return {_short(fact.head) for fact in self.given().facts}


def _short(triple: Triple) -> str:
    return " ".join(plain(term).replace(EX, "") for term in triple).replace(
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "a"
    )


def fact(text: str) -> Statement:
    subject, value = (NamedNode(EX + name) for name in text.split())
    return Statement((Triple(subject, NamedNode(EX + "ally"), value),))


def a_java(folder: Path, script: str) -> str:
    """Return a JAVA_HOME whose Java runs *script* and does nothing else."""
    java = folder / "home/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    java.chmod(0o755)
    return str(folder / "home")


# What the reasoner is given


def test_a_fact_is_given_as_it_is(tmp_path: Path) -> None:
    world = World(tmp_path, "", "ex:northland ex:ally ex:southland .", reference="")

    assert world.facts() == {"northland ally southland"}


def test_a_date_is_given_as_the_midnight_that_begins_it(tmp_path: Path) -> None:
    world = World(tmp_path, "", 'ex:talks ex:on "1978-09-17"^^xsd:date .', reference="")

    assert world.facts() == {"talks on 1978-09-17T00:00:00Z"}
    assert world.given().left_out["dates read as midnights"] == 1


def test_a_value_that_owl_cannot_write_is_left_out_and_counted(tmp_path: Path) -> None:
    facts = 'ex:talks ex:on "1978-09"^^edtf:EDTF , "1978-02-30"^^xsd:date , "x"^^xsd:integer .'
    world = World(tmp_path, "", facts, reference="")

    assert world.facts() == set()
    assert world.given().left_out["values of datatypes that OWL 2 has not"] == 1
    assert world.given().left_out["values that are none of their datatype"] == 2


def test_annotations_are_left_out(tmp_path: Path) -> None:
    facts = 'ex:northland rdfs:label "Northland"@en ; ex:note ex:southland .'
    world = World(tmp_path, "", facts, reference="")

    assert world.facts() == set()
    assert world.given().left_out["annotations"] == 3  # and the import of the module


def test_a_type_that_follows_from_a_narrower_one_is_left_out(tmp_path: Path) -> None:
    world = World(tmp_path, "", "ex:smith a ex:Actor , ex:Person .", reference="")

    assert world.facts() == {"smith a Person"}


def test_nothing_is_imported(tmp_path: Path) -> None:
    said = {triple.predicate.value for triple in World(tmp_path, "", "").given().all()}

    assert said
    assert not [iri for iri in said if iri.endswith("#imports")]


def test_alignments_are_no_axioms(tmp_path: Path) -> None:
    heads = {_short(axiom.head) for axiom in World(tmp_path, "", "").given().axioms}

    assert heads
    assert not [head for head in heads if "NoModule" in head]


def test_things_of_one_class_in_the_reference_data_are_different(tmp_path: Path) -> None:
    axioms = World(tmp_path, "", "").given().axioms
    lists = [[plain(one) for one in members(axiom)] for axiom in axioms if members(axiom)]

    assert lists == [[EX + "northland", EX + "southland"]]


def test_a_code_list_is_one_axiom_with_its_file(tmp_path: Path) -> None:
    world = World(tmp_path, "[] a owl:AllDifferent ; owl:distinctMembers ( ex:a ex:b ) .", "", "")
    (axiom,) = [axiom for axiom in world.given().axioms if members(axiom)]

    assert len(axiom.triples) == 6
    assert axiom.file == world.project.root / "ontology/world.ttl"


def test_owlready2_loads_what_is_given_without_a_word(
    build: Build, project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    import owlready2

    written = BytesIO()
    count = len(set(map(str, given := list(gather(project, build.store()).all()))))
    serialize(given, written, RdfFormat.N_TRIPLES)
    capfd.readouterr()
    written.seek(0)
    world = owlready2.World()
    world.get_ontology(EX + "all").load(fileobj=written)

    assert capfd.readouterr() == ("", "")
    assert len(world.graph) >= count > 1000


# How the cause is found


class Stub(Hermit):
    """A reasoner to whom sets of facts are contradictory that hold one of *clashes*."""

    def __init__(self, clashes: Sequence[frozenset[str]]) -> None:
        self._clashes = clashes

    def consistent(self, candidates: Sequence[Iterable[Triple]]) -> int:
        for number, candidate in enumerate(candidates):
            said = {_short(triple) for triple in candidate}
            if any(clash <= said for clash in self._clashes):
                return number
        return len(candidates)


NAMES = [f"a{number} ally b{number}" for number in range(60)]


@settings(deadline=None, max_examples=50)
@for_any(st.lists(st.frozensets(st.sampled_from(NAMES), min_size=1), min_size=1, max_size=4))
def test_what_is_found_contradicts_and_nothing_of_it_can_be_left_out(
    clashes: list[frozenset[str]],
) -> None:
    everything = Statements(facts=[fact(name.replace("ally ", "")) for name in NAMES])
    found = {_short(part.head) for part in causes.of_contradiction(everything, Stub(clashes))}

    assert any(clash <= found for clash in clashes)
    assert not any(clash <= found - {part} for clash in clashes for part in found)


def test_a_thing_with_two_classes_is_suspected_first(tmp_path: Path) -> None:
    world = World(tmp_path, "", "ex:southland a ex:Person . ex:smith ex:ally ex:northland .")
    asked: list[int] = []

    class Counting(Stub):
        def consistent(self, candidates: Sequence[Iterable[Triple]]) -> int:
            asked.append(len(candidates))
            return super().consistent(candidates)

    clash = frozenset({"southland a Person", "southland a State"})
    causes.of_contradiction(world.given(), Counting([clash]))

    assert len(asked) <= 4


# When it cannot be asked


def test_without_java_one_line_says_what_to_install() -> None:
    done = kg("reason", PATH="", JAVA_HOME="")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kg: kg reason needs Java, and there is none: apt-get install ")
    assert len(done.stderr.splitlines()) == 1


def test_without_owlready2_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "find_spec", lambda _: None)

    with pytest.raises(BadInput, match=r"needs owlready2.*: pip install 'parley-kg\[reason\]'$"):
        Hermit(1)


def test_java_home_is_asked_before_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", a_java(tmp_path, "echo owl:Thing is satisfiable."))

    assert Hermit(10).consistent([[]]) == 1


def test_a_java_that_does_not_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", a_java(tmp_path, f"echo $$ > {tmp_path}/pid; sleep 60"))
    begun = time.monotonic()

    with pytest.raises(TimedOut, match=r"did not end within 1 s: raise --timeout$"):
        Hermit(1).classify([])
    assert time.monotonic() - begun < 10
    assert ended(int((tmp_path / "pid").read_text()))


def test_an_interrupt_ends_java_too(tmp_path: Path, build: Build) -> None:
    assert build.exists
    home = a_java(tmp_path, f"echo $$ > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; sleep 60")
    command = [sys.executable, "-m", "kg", "reason"]
    environment = {**os.environ, "JAVA_HOME": home}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as running:
        wait_for(tmp_path / "pid")
        running.send_signal(signal.SIGINT)
        _, complaint = running.communicate(timeout=20)

    assert (running.returncode, complaint.strip()) == (130, "")
    assert ended(int((tmp_path / "pid").read_text()))


def test_an_interrupt_while_java_starts_ends_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(subprocess.Popen[bytes]):
        def __enter__(self) -> "Interrupted":
            (tmp_path / "pid").write_text(str(self.pid))
            os.kill(os.getpid(), signal.SIGINT)
            return self

    monkeypatch.setenv("JAVA_HOME", a_java(tmp_path, "exec sleep 60"))
    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    handler = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        Hermit(60).classify([])
    assert ended(int((tmp_path / "pid").read_text()))
    assert signal.getsignal(signal.SIGINT) is handler


def wait_for(path: Path) -> None:
    for _ in range(300):
        if path.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} did not appear")


def ended(process: int) -> bool:
    """Say whether *process* has ended, or does within two seconds."""
    for _ in range(20):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("script", "kind", "fault"),
    [
        ("exit 3", BadInput, "ended with code 3"),
        ("true", BadInput, "no answer that could be read"),
        ("echo 'It all went pear-shaped: no such file' >&2", BadInput, "no such file"),
        (
            "echo 'Exception in thread \"main\" a.b.C: not simple' >&2; exit 1",
            BadInput,
            "HermiT cannot use the ontology: not simple; try kg check first",
        ),
        ("echo 'java.lang.OutOfMemoryError' >&2; exit 1", StoreError, "more memory than the"),
    ],
)
def test_what_java_complains_of_is_one_sentence(
    script: str, kind: type[Exception], fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", a_java(tmp_path, script))

    with pytest.raises(kind, match=fault) as raised:
        Hermit(10).consistent([[]])
    assert "\n" not in str(raised.value)


# How it is told

ROW = Finding(Place(ROOT / "ontology/kg.ttl", 3, 7), "contradiction", "a b", "mend it")
COUNTS = {"classes": 2, "facts": 3}


def told(verdict: Verdict) -> list[str]:
    lines: list[str] = []
    logic.write(verdict, ROOT, {"ex": EX}, lines.append)
    return lines


def test_a_contradiction_reads_as_a_list_of_places() -> None:
    assert told(Verdict((Conflict((ROW,)),), (), COUNTS)) == [
        "these cannot all hold:",
        "  ontology/kg.ttl:3:7 error contradiction a b -> mend it",
    ]


def test_an_unsatisfiable_class_is_named() -> None:
    assert told(Verdict((Conflict((ROW,), EX + "King"),), (), COUNTS)) == [
        "nothing can be a ex:King, because of:",
        "  ontology/kg.ttl:3:7 error contradiction a b -> mend it",
    ]


def test_a_cause_that_was_not_found_in_time_is_said() -> None:
    assert told(Verdict((Conflict(),), (), COUNTS)) == [
        "these cannot all hold:",
        "  the cause was not found in time: raise --timeout",
    ]


def test_what_follows_is_a_list_of_things_with_their_classes() -> None:
    assert told(Verdict((), (Inferred(EX + "smith", EX + "King"),), COUNTS)) == [
        "ex:smith  ex:King"
    ]


def test_a_summary_says_what_was_left_out() -> None:
    verdict = Verdict((Conflict((ROW,), EX + "King"),), (), COUNTS, {"annotations": 4})

    assert logic.summary(verdict) == (
        "consistent, 1 classes without a possible member: 2 classes, 3 facts; "
        "left out or changed: 4 annotations"
    )


# What HermiT says

CLASHES = {
    "two disjoint classes": (
        "ex:Person owl:disjointWith ex:State .",
        "ex:northland a ex:Person .",
        {"northland a Person", "northland a State", "Person disjointWith State"},
    ),
    "two values of a functional property": (
        "ex:ally a owl:FunctionalProperty .",
        "ex:smith ex:ally ex:northland , ex:southland .",
        {
            "smith ally northland",
            "smith ally southland",
            "ally a FunctionalProperty",
            "AllDifferent",
        },
    ),
    "two days of a functional property": (
        "ex:on a owl:FunctionalProperty .",
        'ex:talks ex:on "1978-09-17"^^xsd:date , "1978-09-18"^^xsd:date .',
        {'talks on "1978-09-17"', 'talks on "1978-09-18"', "on a FunctionalProperty"},
    ),
    "a property that goes one way, both ways": (
        "ex:ally a owl:AsymmetricProperty .",
        "ex:smith ex:ally ex:northland . ex:northland ex:ally ex:smith .",
        {"smith ally northland", "northland ally smith", "ally a AsymmetricProperty"},
    ),
    "a value of a class that is excluded above": (
        "[] a owl:AllDisjointClasses ; owl:members ( ex:Person ex:State ) ."
        "ex:Person rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty ex:ally ; owl:allValuesFrom ex:Person ] .",
        "ex:smith ex:ally ex:northland .",
        {
            "smith ally northland",
            "smith a Person",
            "northland a State",
            "AllDisjoint",
            "subClassOf [",
        },
    ),
}


@pytest.mark.java
@pytest.mark.parametrize(("axioms", "facts", "cause"), CLASHES.values(), ids=CLASHES)
def test_a_contradiction_is_found_with_its_cause(
    axioms: str, facts: str, cause: set[str], tmp_path: Path
) -> None:
    (conflict,) = World(tmp_path, axioms, facts).verdict().conflicts
    said = {f.message.replace("ex:", "").replace("owl:", "") for f in conflict.findings}

    assert len(said) == len(cause)
    assert all(any(part in sentence for sentence in said) for part in cause)


@pytest.mark.java
@pytest.mark.parametrize(("axioms", "facts", "cause"), CLASHES.values(), ids=CLASHES)
def test_neither_the_axioms_nor_the_facts_alone_contradict(
    axioms: str, facts: str, cause: set[str], tmp_path: Path
) -> None:
    alone = [World(tmp_path / "axioms", axioms, ""), World(tmp_path / "facts", "", facts)]

    assert cause
    assert Hermit(60).consistent([world.given().all() for world in alone]) == 2


@pytest.mark.java
@pytest.mark.parametrize("facts", ["", "ex:smith a ex:State ."])
def test_what_rules_made_is_blamed_only_where_the_rest_holds_together(
    facts: str, tmp_path: Path
) -> None:
    made = "ex:made a ex:Person , ex:State ; ex:ally ex:smith ."
    world = World(tmp_path, "ex:Person owl:disjointWith ex:State .", facts)
    world.derive(made)
    (conflict,) = world.verdict().conflicts
    said = {f.message for f in conflict.findings if " a ex:" in f.message}

    blamed = "ex:smith" if facts else "ex:made"
    assert len(said) == 2
    assert all(blamed in sentence for sentence in said)


@pytest.mark.java
def test_an_unsatisfiable_class_is_found_with_its_cause(tmp_path: Path) -> None:
    axioms = """
ex:King a owl:Class ; rdfs:subClassOf ex:Person ,
    ex:State .
ex:OldKing a owl:Class ; rdfs:subClassOf ex:King .
ex:Person owl:disjointWith ex:State .
"""
    verdict = World(tmp_path, axioms, "").verdict()
    file = tmp_path / "ontology/world.ttl"
    lines = file.read_text("utf-8").splitlines()
    king, disjoint = (
        next(n for n, line in enumerate(lines, 1) if part in line)
        for part in ("ex:King a", "disjointWith")
    )

    assert verdict.consistent
    assert sorted(verdict.unsatisfiable) == [EX + "King", EX + "OldKing"]
    assert {(f.place.line, f.code) for f in verdict.conflicts[0].findings} == {
        (king, "unsatisfiable"),
        (disjoint, "unsatisfiable"),
    }
    assert len(verdict.conflicts[0].findings) == 3


@pytest.mark.java
def test_a_class_is_inferred_that_nothing_states(tmp_path: Path) -> None:
    axioms = (
        "ex:State rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty ex:ally ; owl:allValuesFrom ex:State ] ."
    )
    world = World(tmp_path, axioms, "ex:northland ex:ally ex:westland .")

    assert [tuple(found) for found in world.verdict().inferred] == [(EX + "westland", EX + "State")]


@pytest.mark.java
def test_a_property_both_transitive_and_asymmetric_is_refused_in_one_line(tmp_path: Path) -> None:
    world = World(tmp_path, "ex:ally a owl:TransitiveProperty , owl:AsymmetricProperty .", "")

    with pytest.raises(BadInput, match=r"^HermiT cannot use the ontology: .*ally") as raised:
        world.verdict()
    assert "\n" not in str(raised.value)


@pytest.mark.java
def test_hermit_fetches_nothing() -> None:
    imports = NamedNode("http://www.w3.org/2002/07/owl#imports")
    header = Triple(
        NamedNode(EX),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode("http://www.w3.org/2002/07/owl#Ontology"),
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = NamedNode(f"http://127.0.0.1:{server.getsockname()[1]}/x")
        with pytest.raises(BadInput):
            Hermit(60).consistent([[header, Triple(NamedNode(EX), imports, address)]])

        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.java
def test_a_contradiction_alone_is_no_taxonomy(tmp_path: Path) -> None:
    axioms, facts, _ = CLASHES["two disjoint classes"]

    with pytest.raises(Inconsistent):
        Hermit(60).classify(World(tmp_path, axioms, facts).given().all())


@pytest.mark.java
def test_the_essay_is_consistent_within_20_seconds(build: Build) -> None:
    assert build.exists
    before = os.times()
    done = kg("reason", "--json")
    after = os.times()

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["consistent"] is True
    assert json.loads(done.stdout)["unsatisfiable"] == []
    assert json.loads(done.stdout)["counts"]["facts"] > 4000
    assert done.stderr.startswith("kg: consistent: ")
    # Of the processor, so that other work on the machine does not count.
    assert sum(after[2:4]) - sum(before[2:4]) < 20


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a state that is a person, and a position of two stances."""
    folder = copied(tmp_path_factory.mktemp("planted"))
    actors = folder / "data/reference/actors.ttl"
    actors.write_text(actors.read_text("utf-8") + "\nstate:ukraine a kg:Person .\n", "utf-8")
    source = folder / "data/sources/abiru-2025.trig"
    text = source.read_text("utf-8")
    assert "kg:stance kg:Supports ;" in text
    source.write_text(
        text.replace("kg:stance kg:Supports ;", "kg:stance kg:Supports , kg:Opposes ;", 1)
    )
    return folder


@pytest.mark.java
def test_planted_contradictions_are_found_where_they_stand(planted: Path) -> None:
    done = kg("--project", str(planted), "reason", "--json", "--timeout", "600")
    said = json.loads(done.stdout)
    parts = [{p["message"]: p for p in c["statements"]} for c in said["conflicts"]]
    found = {message: part for conflict in parts for message, part in conflict.items()}
    lines = (planted / "data/sources/abiru-2025.trig").read_text("utf-8").splitlines()
    (place,) = [n for n, line in enumerate(lines, 1) if "kg:Supports , kg:Opposes" in line]
    (opposing,) = [part for message, part in found.items() if " kg:stance kg:Opposes " in message]

    assert (done.returncode, said["consistent"], len(parts)) == (1, False, 2)
    assert (opposing["file"], opposing["line"]) == ("data/sources/abiru-2025.trig", place)
    assert "(claim abiru-2025#c-" in opposing["message"]
    assert "state:ukraine a kg:Person (reference data)" in found
    assert "state:ukraine a kg:State (reference data)" in found
    assert "kg:stance a owl:FunctionalProperty" in found


@pytest.mark.java
def test_a_time_that_does_not_suffice_exits_3(build: Build) -> None:
    assert build.exists
    done = kg("reason", "--timeout", "0.1")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "kg: HermiT did not end within 0.1 s: raise --timeout\n"
