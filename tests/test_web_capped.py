"""An answer has no more rows than it may, in whichever form they are written."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, QuerySolutions, Store

from kg.build import Build
from kg.graph import Graph
from kg.project import Project
from kg.store import ROWS
from kg.web.acts import Record, perform
from kg.web.acts.capped import Most, rows
from kg.web.messages import Job, Reply

TEXTS = st.text(st.sampled_from("a\"'\\,{}[]:<>&\t\n\r\x00\u2028"), max_size=12)
CELLS = st.one_of(st.none(), TEXTS)
TABLES = st.integers(0, 3).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n)))


@given(TABLES)
def test_rows_are_counted_whatever_stands_in_them(table: list[list[str | None]]) -> None:
    width = len(table[0]) if table else 1
    names = " ".join(f"?v{n}" for n in range(width))
    told = (" ".join("UNDEF" if v is None else str(Literal(v)) for v in row) for row in table)
    query = f"SELECT * {{ VALUES ({names}) {{ {' '.join(f'({row})' for row in told)} }} }}"

    for media_type, form in ROWS.items():
        written = cast("QuerySolutions", Store().query(query)).serialize(format=form) or b""
        assert rows(written, media_type) == len(table)


@pytest.fixture(scope="module")
def record(project: Project, build: Build) -> Record:
    return Record(project, build, Graph(build, bounded=True), Most(rows=100))


def selected(record: Record, number: int, accept: str) -> Reply:
    query = "SELECT ?x { VALUES ?x { " + "1 " * number + "} }"
    return perform(record, Job("sparql", {"query": query, "accept": accept}))


@pytest.mark.parametrize("accept", ROWS)
def test_one_row_more_than_it_may_is_too_many(record: Record, accept: str) -> None:
    assert selected(record, 100, accept).status == 200
    assert selected(record, 101, accept).status == 413


def test_triples_are_rows(record: Record) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT "
    found = [perform(record, Job("sparql", {"query": f"{query}{n}"})) for n in (100, 101)]

    assert [reply.status for reply in found] == [200, 413]
    assert b"more than 100 rows: add a LIMIT" in found[1].body


def test_a_stored_question_may_have_no_more(project: Project, build: Build) -> None:
    job = Job("question", {"name": "issues.json", "parameters": []})
    few = Record(project, build, Graph(build, bounded=True), Most(rows=2))

    assert perform(few, job).status == 413
    assert perform(Record(project, build, few.graph), job).status == 200
