"""What is made of two descriptions of a thing, and how text that may hold anything is written."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg.diff import Difference, Sides, descriptions, difference
from kg.diff.changes import Change, Changes
from kg.diff.markdown import code, escaped
from kg.diff.report import markdown
from kg.diff.values import values
from kg.project import Project
from kg.terms import compact

PREFIXES = {"x": "http://x/", "owl": "http://www.w3.org/2002/07/owl#"}
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def graph(text: str) -> Iterable[Quad]:
    return parse(HEADER + text, format=RdfFormat.TURTLE)


def compared(old: str, new: str) -> Changes[Change]:
    return descriptions.compared(graph(old), graph(new), lambda iri: compact(iri, PREFIXES))


def things(changes: Iterable[Change]) -> list[str]:
    return [change.thing for change in changes]


@pytest.mark.parametrize(
    "text",
    [
        "x:a x:p [ owl:unionOf ( x:b [ x:q 1 ] ) ] , [ x:q 2 ] .",
        "[] a owl:AllDifferent ; owl:distinctMembers ( x:a x:b ) .",
        "_:a x:p _:b . _:b x:p _:a . x:c x:p _:a .",
        "_:a x:p _:a . x:c x:p _:a .",
    ],
)
def test_nodes_without_a_name_are_the_same_whatever_they_are_called(text: str) -> None:
    assert compared(text, text) == Changes()


def test_what_a_node_without_a_name_says_is_compared() -> None:
    found = compared(
        "x:a x:p [ owl:unionOf ( x:b x:c ) ] .", "x:a x:p [ owl:unionOf ( x:c x:b ) ] ."
    )
    [change] = found.changed

    assert [s.value.value for s in change.removed] == ["[ owl:unionOf ( x:b x:c ) ]"]  # type: ignore[union-attr]  # literals
    assert [s.value.value for s in change.added] == ["[ owl:unionOf ( x:c x:b ) ]"]  # type: ignore[union-attr]  # literals


def test_an_axiom_without_a_name_is_added_or_removed_and_never_renamed() -> None:
    found = compared("[] x:members ( x:a x:b ) .", "[] x:members ( x:a x:c ) .")

    assert things(found.added) == ["[ x:members ( x:a x:c ) ]"]
    assert things(found.removed) == ["[ x:members ( x:a x:b ) ]"]
    assert not found.renamed


def test_of_two_that_are_alike_each_is_renamed_once() -> None:
    found = compared("x:a x:p 1 . x:b x:p 1 .", "x:c x:p 1 . x:d x:p 1 . x:e x:p 1 .")

    assert [(c.was, c.thing) for c in found.renamed] == [
        ("http://x/a", "http://x/c"),
        ("http://x/b", "http://x/d"),
    ]
    assert things(found.added) == ["http://x/e"]


def test_what_speaks_of_itself_is_renamed_with_it() -> None:
    assert compared("x:a x:p x:a .", "x:b x:p x:b .").renamed == (
        Change("http://x/b", was="http://x/a"),
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<script>", "&#60;script&#62;"),
        ("</details>", "&#60;/details&#62;"),
        ("@everyone, see #1", "&#64;everyone, see &#35;1"),
        ("[a](javascript:b)", "\\[a\\](javascript:b)"),
        ("a | b\n# c", "a &#124; b # c"),
        ("*a* `b` \\", "\\*a\\* \\`b\\` \\\\"),
        ("\x1b[2J", "\\\\x1b\\[2J"),
    ],
)
def test_text_stays_text(text: str, written: str) -> None:
    assert escaped(text) == written


def test_code_cannot_be_left() -> None:
    assert code("a`b\nc") == "`a'b c`"


@pytest.fixture
def hostile(history: Project, cache: Path, tmp_path: Path) -> Iterator[Difference]:
    """Files of quads with blank nodes, a default graph, and text that would end what is around."""
    (tmp_path / "a.nq").write_text("", "utf-8")
    (tmp_path / "b.nq").write_text(
        '<http://x/a> <http://x/p> "```\\n</details><script>" .\n'
        "_:a <http://x/p> _:b <http://x/g> .\n"
        "_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/C> "
        "<https://w3id.org/parley/graph/accepted> .\n",
        "utf-8",
    )
    with ExitStack() as files:
        sides = Sides(history, cache, files)
        yield difference(*sides.pair(*(str(tmp_path / f"{n}.nq") for n in "ab")), files)


def test_a_report_holds_what_it_is_given(hostile: Difference) -> None:
    report = markdown(hostile)

    assert "  + http://x/p: ``` </details><script>\n  ```\n" in report
    assert report.count("\n</details>\n") == report.count("<details")


def test_a_blank_node_of_a_file_is_a_thing_of_its_side(hostile: Difference) -> None:
    added = {change["id"] for change in values(hostile)["documents"]["added"]}

    assert len(added) == 2
    assert [thing for thing in added if thing.startswith("_:c14n")]
