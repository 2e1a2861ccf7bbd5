"""The canonical form: each quad one line, sorted, the same for the same quads."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from kg.canonical import lines
from kg.errors import StoreError
from kg.store import Store

A, B, G = (NamedNode(f"http://example.org/{name}") for name in "abg")
NODES = st.sampled_from([A, B, BlankNode("x"), BlankNode("y")])
LITERALS = st.builds(
    Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
) | st.sampled_from([Literal("_:x", language="ja"), Literal('" _:x'), Literal(7)])
QUADS = st.lists(
    st.builds(Quad, NODES, st.just(B), NODES | LITERALS, st.sampled_from([A, G, BlankNode("x")])),
    max_size=12,
)


def says(text: str) -> Quad:
    return Quad(A, B, Literal(text), G)


@pytest.mark.parametrize("at_once", [1, 2, 1000])
@given(quads=QUADS)
def test_the_lines_are_those_of_the_whole_made_canonical(quads: list[Quad], at_once: int) -> None:
    whole = Dataset(quads)
    whole.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    written = serialize(whole, format=RdfFormat.N_QUADS) or b""

    assert list(lines(quads, at_once)) == sorted(set(written.splitlines(keepends=True)))


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_runs_of_any_length_are_merged_into_one_order(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.canonical._OPEN", 4)
    texts = [f"{n * 37 % 50:02}" for n in range(50)]
    quads = [says(text) for text in [*texts, *texts]]
    found = [line.decode().split('"')[1] for line in lines(quads, at_once)]

    assert found == [f"{n:02}" for n in range(50)]


@pytest.mark.parametrize(
    ("text", "written"),
    # RDFC-1.0, appendix A: names where N-Quads has some, \u for other controls, U+FFFE and U+FFFF
    [
        ('\t\b\n\r\f"\\', rb"\t\b\n\r\f\"\\"),
        ("'", b"'"),
        ("\0\x07\x0b\x1f\x7f", rb"\u0000\u0007\u000B\u001F\u007F"),
        ("\ufffe\uffff", rb"\uFFFE\uFFFF"),
        ("\x80\u2028é立\U0001f600", "\x80\u2028é立\U0001f600".encode()),
    ],
)
def test_a_text_is_escaped_in_one_way(text: str, written: bytes) -> None:
    [line] = lines([says(text)])

    assert line == (
        b'<http://example.org/a> <http://example.org/b> "'
        + written
        + b'" <http://example.org/g> .\n'
    )


def test_a_plain_string_has_no_datatype_and_the_default_graph_no_name() -> None:
    string = Literal("x", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#string"))

    assert list(lines([Quad(A, B, string)])) == [
        b'<http://example.org/a> <http://example.org/b> "x" .\n'
    ]


def test_the_order_is_that_of_code_points() -> None:
    found = [line.decode().split('"')[1] for line in lines(map(says, "é\U0001f600\uff5ea立Z"))]

    assert found == ["Z", "a", "é", "立", "\uff5e", "\U0001f600"]


def test_blank_nodes_are_called_alike_however_they_were_called() -> None:
    def of(first: str, second: str) -> list[bytes]:
        text = f"_:{first} <http://x/p> _:{second} . <http://x/a> <http://x/p> _:{first} ."
        return list(lines(parse(text, format=RdfFormat.TURTLE), at_once=1))

    assert of("x", "y") == of("y", "x")
    assert b"_:c14n0" in b"".join(of("x", "y"))


def test_a_store_is_written_as_its_quads_are() -> None:
    quads = [says(text) for text in "cab"]

    assert list(lines(Store(quads))) == list(lines(quads))


def test_nothing_is_left_of_what_was_sorted_in_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    interrupted = lines((says(str(n)) for n in range(9)), at_once=2)
    next(interrupted)
    interrupted.close()  # type: ignore[attr-defined]

    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_written_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(StoreError, match=r"gone cannot hold what is sorted .*set TMPDIR"):
        list(lines((says(str(n)) for n in range(9)), at_once=2))


def test_a_fault_in_what_is_read_is_not_taken_for_one_of_the_files() -> None:
    def broken() -> Iterator[Quad]:
        yield says("a")
        raise OSError("a fault of the caller's")

    with pytest.raises(OSError, match="a fault of the caller's"):
        list(lines(broken(), at_once=1))
