"""A query from outside is bounded, refused what reaches out, and never answered in part."""

from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from kg.build import Build
from kg.errors import BadInput, StoreError, TimedOut
from kg.worker import Limits, refuse, run

PATTERNS = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
CARTESIAN = f"SELECT (COUNT(*) AS ?n) {{ {PATTERNS} }}"


@pytest.fixture
def store(build: Build) -> Path:
    return build.folder / "store"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "select * { service silent ?where { ?s ?p ?o } }",
        "SELECT * {\n\tSeRvIcE\n<http://a> {} }",
        "SELECT * { \\u0053ERVICE <http://a> {} }",
        "SELECT * { \\U00000053ERVICE <http://a> {} }",
        "SELECT * { ?s ?p ?o } # \nSERVICE <http://a> {}",
        # A comparison that a lexer may take for the start of an IRI, behind which a string opens.
        "SELECT * { ?a ?p ?b FILTER(?a<?b)SERVICE#>\n<http://a> {} }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<http://a> {} }",
        "SELECT * { FILTER(?a<'x>'&&1) SERVICE <http://a> {} FILTER('') }",
        # Behind a full stop, a number, a string, an IRI.
        "SELECT * { ?s ?p ?o.SERVICE <http://a> {} }",
        "SELECT * { ?s ?p [].SERVICE <http://a> {} }",
        "SELECT * { ?s ?p 1SERVICE <http://a> {} }",
        "SELECT * { ?s ?p 1.SERVICE <http://a> {} }",
        "SELECT * { ?s ?p 'x'.SERVICE <http://a> {} }",
        "SELECT * { ?s ?p <a:b>.SERVICE<http://a> {} }",
        "SELECT * { ?s ?p true.SERVICE <http://a> {} }",
        # An escape that stands for a quote, or for no quote.
        'SELECT * { BIND("\\u0022" AS ?x) SERVICE <http://a> {} BIND("\\u0022" AS ?y) }',
        "SELECT * { BIND('\\u0027' AS ?x) SERVICE <http://a> {} BIND('\\u0027' AS ?y) }",
    ],
)
def test_service_is_refused_in_every_disguise(text: str) -> None:
    with pytest.raises(BadInput, match="SERVICE is refused"):
        refuse(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX x: <http://x/> delete where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "drop all",
        "BASE <http://x/> WITH <http://g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is an update"):
        refuse(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?service a <http://a/SERVICE> }",
        "SELECT * { ?s ?p ?o } # SERVICE and LOAD",
        "PREFIX service: <http://a/> SELECT * { ?s service:load ?o }",
    ],
)
def test_words_that_only_look_like_it_pass(text: str) -> None:
    refuse(text)


def test_a_query_without_end_is_an_error(store: Path) -> None:
    with pytest.raises(TimedOut, match="no answer within 1 s"):
        run(store, CARTESIAN, {}, Limits(seconds=1))


def test_a_query_for_which_nobody_waits_is_stopped(store: Path) -> None:
    stop = Event()
    stop.set()
    begun = monotonic()

    with pytest.raises(StoreError, match="stopped: nobody waits"):
        run(store, CARTESIAN, {}, Limits(seconds=60, stop=stop))
    assert monotonic() - begun < 30


def test_a_query_that_ends_its_process_is_an_error(store: Path) -> None:
    with pytest.raises(BadInput, match="nested too deeply"):
        run(store, "ASK " + "{" * 20_000 + "}" * 20_000, {})


def test_a_hungry_query_is_an_error(store: Path) -> None:
    text = CARTESIAN.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a0"

    with pytest.raises(StoreError, match="memory"):
        run(store, text, {}, Limits(seconds=60, memory=300 << 20))


def test_an_answer_that_is_too_large_is_an_error(store: Path) -> None:
    with pytest.raises(BadInput, match="larger than 1 MB: add a LIMIT"):
        run(store, "SELECT * { GRAPH ?g { ?s ?p ?o } }", {}, Limits(answer=1 << 20))


def test_a_pattern_outside_graph_reads_the_accepted_view(store: Path, build: Build) -> None:
    text = "ASK { person:donald-trump a kg:Agent } "

    assert run(store, text, build.prefixes)


def test_a_query_may_say_which_graphs_it_reads(store: Path) -> None:
    void = "FROM <https://w3id.org/parley/.well-known/void>"

    assert run(store, f"ASK {void} {{ ?s <http://rdfs.org/ns/void#class> ?class }}", {})
    assert not run(store, f"ASK {void} {{ ?s a <https://w3id.org/parley/ns/Person> }}", {})


def test_a_fault_is_placed(store: Path) -> None:
    with pytest.raises(BadInput, match="line 2, column 7"):
        run(store, "SELECT *\n{ ?s ?", {})
