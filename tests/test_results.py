"""An answer is the same in every format, and its values have the types that they had as terms."""

import copy
import csv
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest
from pyoxigraph import RdfFormat

from kg.errors import BadInput
from kg.results import FORMATS, Result, result
from kg.results.values import column
from kg.store import Store, parse

ROOT = Path(__file__).resolve().parents[1]
PREFIXES = {"ex": "http://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
ALL = """
SELECT ?thing ?word ?day ?moment ?count ?share ?weight ?sure ?edtf ?mixed ?none {
    VALUES (?thing ?word ?day ?moment ?count ?share ?weight ?sure ?edtf ?mixed ?none) {
        (ex:a "\u6771\u4eac"@ja "2025-08-15"^^xsd:date "2025-08-15T12:00:00+09:00"^^xsd:dateTime
            1 2.50 1.0e1 true "2025-08"^^ex:EDTF 5 UNDEF)
        (ex:b "a,\\"b\\"\\r\\nc" "2025-08-16"^^xsd:date "2025-08-15T12:00:00Z"^^xsd:dateTime
            -2 3.125 2.5 false "2025"^^ex:EDTF "five" UNDEF)
        (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF)
    }
}
"""


def answered(text: str) -> Result:
    return result(Store().query(text, prefixes=PREFIXES), PREFIXES)


@pytest.fixture
def everything() -> Result:
    return answered(ALL)


def test_values_have_the_types_of_their_terms(everything: Result) -> None:
    first = everything[0]

    assert (first.thing, first.word, first.day) == (
        "http://example.org/a",
        "東京",
        date(2025, 8, 15),
    )
    assert first.moment == datetime(2025, 8, 15, 3, tzinfo=UTC)
    assert (first["count"], first.share, first.weight, first.sure) == (
        1,
        Decimal("2.5"),
        10.0,
        True,
    )
    assert type(first["count"]) is int
    assert (first.edtf, first.mixed, first.none) == ("2025-08", 5, None)
    assert set(everything[2].values()) == {None}


def test_a_row_is_a_mapping_that_cannot_be_changed(everything: Result) -> None:
    row = everything[0]

    assert list(row) == list(everything.columns)
    assert dict(row)["day"] == row.day
    assert row == everything[0]
    assert len({row, everything[0], everything[1]}) == 2
    assert pickle.loads(pickle.dumps(row)) == copy.copy(row) == row  # noqa: S301  # our own bytes
    with pytest.raises(AttributeError, match="day cannot be set"):
        row.day = date(2000, 1, 1)
    with pytest.raises(AttributeError, match="no column thng: did you mean thing"):
        _ = row.thng


def test_an_answer_is_a_sequence(everything: Result) -> None:
    assert len(everything) == 3
    assert [row.thing for row in everything[1:]] == ["http://example.org/b", None]
    assert everything[-1] == everything[2]
    assert repr(everything[:1]).startswith("<Result: 1 row of thing, word, day")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("'2025-02-30'^^xsd:date", "2025-02-30"),
        ("'-0044-03-15'^^xsd:date", "-0044-03-15"),
        ("'2025-08-15Z'^^xsd:date", "2025-08-15Z"),
        ("'many'^^xsd:integer", "many"),
        ("'1,5'^^xsd:decimal", "1,5"),
        ("'maybe'^^xsd:boolean", "maybe"),
        ("'1'^^xsd:boolean", True),
        ("'007'^^xsd:nonNegativeInteger", 7),
        ("'INF'^^xsd:double", float("inf")),
    ],
)
def test_a_literal_that_is_none_of_its_type_stays_text(text: str, told: object) -> None:
    (row,) = answered(f"SELECT ?x {{ VALUES ?x {{ {text} }} }}")

    assert row.x == told


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        ("1 2.5", Decimal),
        ("1 2.5 1e0", float),
        ("true 1", str),
        ("9223372036854775808 1", str),
        ("'1e3'^^xsd:integer 1", str),
        ("1.5 12345678901234567890123456789012345678901.5", str),
        ("'2025-01-01T00:00:00'^^xsd:dateTime '2025-01-01T00:00:00Z'^^xsd:dateTime", str),
        ("'2025-01-01'^^xsd:date '2025'^^ex:EDTF", str),
    ],
)
def test_a_column_has_one_type(texts: str, kind: type) -> None:
    found = answered(f"SELECT ?x {{ VALUES ?x {{ {texts} }} }}")
    told, values = column([row[0] for row in found.terms])

    assert told is kind
    assert {type(value) for value in values} == {kind}
    assert len(found.df()) == len(found.df("polars")) == found.arrow().num_rows == len(found)


def test_arrow_and_parquet_keep_the_types(everything: Result) -> None:
    with pa.ipc.open_file(BytesIO(everything.serialize("arrow"))) as file:
        table = file.read_all()
    types = [str(t) for t in table.schema.types]

    assert types == [
        "string", "string", "date32[day]", "timestamp[us, tz=UTC]", "int64", "decimal128(4, 3)",
        "double", "bool", "string", "string", "string",
    ]  # fmt: skip
    assert pa.parquet.read_table(BytesIO(everything.serialize("parquet"))).equals(table)
    assert pl.read_parquet(everything.serialize("parquet"))["day"][0] == date(2025, 8, 15)
    assert table["mixed"].to_pylist() == ["5", "five", None]


def test_pandas_and_polars_have_real_types(everything: Result) -> None:
    frame, other = everything.df(), everything.df("polars")

    assert [str(t) for t in frame.dtypes] == [
        "string", "string", "datetime64[s]", "datetime64[us, UTC]", "Int64", "object", "Float64",
        "boolean", "string", "string", "string",
    ]  # fmt: skip
    assert frame.day.dt.year.tolist()[:2] == [2025, 2025]
    assert frame["count"].sum() == -1
    assert frame.thing.isna().tolist() == [False, False, True]
    assert other.schema["day"] == pl.Date
    assert other.schema["count"] == pl.Int64
    assert other.schema["share"].is_decimal()
    assert other["moment"][1] == datetime(2025, 8, 15, 12, tzinfo=UTC)


def test_an_empty_answer_has_its_columns() -> None:
    found = answered("SELECT ?a ?b { VALUES (?a ?b) { } }")

    assert list(found.df().columns) == found.df("polars").columns == ["a", "b"]
    assert found.arrow().column_names == ["a", "b"]
    assert found.serialize("csv") == b"a,b\r\n"
    assert found.serialize("ndjson") == b""


def test_csv_is_rfc_4180(everything: Result) -> None:
    written = everything[:2].serialize("csv").decode()
    rows = list(csv.DictReader(StringIO(written, newline="")))

    assert written.startswith("thing,word,day,")
    assert written.count("\r\n") == 4  # three lines, and one end of line within a cell
    assert 'http://example.org/b,"a,""b""\r\nc",2025-08-16' in written
    assert rows[0]["word"] == "東京"
    assert "\ufeff" not in written


SLY = """
SELECT ?x { VALUES ?x {
    "=1+1" "+1" "-1" "@a" "\\t=1" "\\r=1" "\\n=1" "\\u0000" "＝1" "＋1" "－1" "＠a"
    -1 -1.5 "a=1" "'"
} }
"""


def test_excel_gets_a_mark_and_nothing_to_compute() -> None:
    written = answered(SLY).serialize("excel").decode()
    cells = [row[0] for row in csv.reader(StringIO(written.removeprefix("\ufeff"), newline=""))][1:]

    assert written.startswith("\ufeff")
    assert all(cell.startswith("'") for cell in cells[:12])
    assert cells[12:] == ["-1", "-1.5", "a=1", "'"]


def test_csv_for_programs_is_not_changed() -> None:
    cells = list(csv.reader(StringIO(answered(SLY).serialize("csv").decode(), newline="")))

    assert ["=1+1"] in cells
    assert not [cell for cell in cells if cell[0].startswith("'=")]


def test_sparql_results_in_json_are_those_of_the_store(everything: Result) -> None:
    from pyoxigraph import QueryResultsFormat, QuerySolutions

    answer = Store().query(ALL, prefixes=PREFIXES)
    assert isinstance(answer, QuerySolutions)
    theirs = json.loads(answer.serialize(format=QueryResultsFormat.JSON) or b"")

    assert json.loads(everything.serialize("json")) == theirs


def test_a_triple_term_goes_into_json_and_comes_back() -> None:
    text = "SELECT ?x { BIND(<<( ex:a ex:b 'c'@en )>> AS ?x) }"
    told = json.loads(answered(text).serialize("json"))["results"]["bindings"][0]["x"]

    assert told["type"] == "triple"
    assert told["value"]["object"] == {"type": "literal", "value": "c", "xml:lang": "en"}
    assert b"<<( <http://example.org/a>" in answered(text).serialize("tsv")


def test_ndjson_has_every_column_on_every_line(everything: Result) -> None:
    lines = [json.loads(line) for line in everything.serialize("ndjson").splitlines()]

    assert [list(line) for line in lines] == [list(everything.columns)] * 3
    assert lines[0] | {"word": "", "moment": ""} == {
        "thing": "http://example.org/a", "word": "", "day": "2025-08-15", "moment": "", "count": 1,
        "share": 2.5, "weight": 10.0, "sure": True, "edtf": "2025-08", "mixed": 5, "none": None,
    }  # fmt: skip
    assert set(lines[2].values()) == {None}


def test_ndjson_loses_no_digit() -> None:
    text = "SELECT ?x { VALUES ?x { 0.1 1234567890.12345678901 'NaN'^^xsd:double } }"
    lines = answered(text).serialize("ndjson").splitlines()

    assert lines == [b'{"x": 0.1}', b'{"x": "1234567890.12345678901"}', b'{"x": "nan"}']


def test_a_notebook_gets_a_table_with_everything_escaped() -> None:
    shown = answered("SELECT ('<script>' AS ?xLabel) (ex:a AS ?x) { }")._repr_html_()

    assert "<td>&lt;script&gt;</td>" in shown
    assert "<script>" not in shown
    assert "<th>x</th>" in shown


def test_a_notebook_gets_the_first_rows_of_many() -> None:
    found = answered("SELECT ?x { VALUES ?x { " + " ".join(map(str, range(300))) + " } }")

    assert found._repr_html_().endswith("<p>and 100 rows more</p>")


def test_a_cell_cannot_leave_its_row_in_markdown() -> None:
    text = "SELECT ('a|b\\nc' AS ?x) (ex:a AS ?y) ('A' AS ?yLabel) { }"

    assert str(answered(text)).splitlines()[2] == "| a\\|b c | A |"


def test_an_ask_is_true_or_false() -> None:
    yes, no = answered("ASK { }"), answered("ASK { FILTER(false) }")

    assert bool(yes)
    assert not no
    assert yes.serialize("csv") == b"true\n"
    assert json.loads(no.serialize("json")) == {"head": {}, "boolean": False}
    assert repr(yes) == "<Result: 1 row of ASK>"


def test_triples_are_written_in_turtle_with_the_prefixes_that_they_need() -> None:
    found = answered("CONSTRUCT { ex:a ex:b '1'^^xsd:byte } WHERE { }")
    written = found.serialize("turtle").decode()

    assert "@prefix xsd:" in written
    assert 'ex:a ex:b "1"^^xsd:byte' in written
    assert len(parse(written, RdfFormat.TURTLE)) == len(found) == 1
    assert found[0].object == 1
    assert "@prefix xsd:" not in answered("CONSTRUCT { ex:a ex:b ex:c } {}")._text("turtle")


@pytest.mark.parametrize(
    ("text", "result_format", "fault"),
    [
        ("SELECT ?x { }", "turtle", "ask for another format"),
        ("CONSTRUCT { ex:a ex:b ex:c } { }", "json", "ask for the format turtle"),
        ("ASK { }", "arrow", "an ASK answers with true or false"),
        ("SELECT ?x { }", "parket", "no format 'parket': did you mean parquet"),
    ],
)
def test_a_format_that_does_not_suit_is_refused(text: str, result_format: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        answered(text).serialize(result_format)


@pytest.mark.parametrize(
    ("library", "asked", "extra"),
    [("pyarrow", "parquet", "arrow"), ("pandas", "df", "pandas"), ("polars", "df", "polars")],
)
def test_a_missing_extra_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, everything: Result, library: str, asked: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    said = f"this needs {library}, which is not installed: pip install 'parley-kg[{extra}]'"

    with pytest.raises(BadInput) as fault:
        everything.serialize(asked) if asked == "parquet" else everything.df(extra)  # type: ignore[call-overload]  # a name from the table

    assert str(fault.value) == said


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    endings = {"markdown": "md", "plain": "txt", "turtle": "ttl"}
    return ((name, folder / f"x.{endings.get(name, name)}") for name in FORMATS)


def test_the_name_of_a_file_says_in_which_format(tmp_path: Path, everything: Result) -> None:
    for name, path in files(tmp_path):
        if name == "turtle":
            continue
        everything.write(path)
        assert path.read_bytes() == everything.serialize(name)
    with pytest.raises(BadInput, match="does not say in which format"):
        everything.write(tmp_path / "x.xlsx")


COMMAND = [sys.executable, "-m", "kg", "query", "issues"]


def test_the_command_writes_files(tmp_path: Path) -> None:
    for name in ("issues.parquet", "issues.csv"):
        done = subprocess.run(
            [*COMMAND, "--out", str(tmp_path / name)], capture_output=True, check=True, cwd=ROOT
        )
        assert (done.stdout, done.stderr) == (b"", b"")
    frame = pd.read_parquet(tmp_path / "issues.parquet")

    with (tmp_path / "issues.csv").open(encoding="utf-8", newline="") as file:
        assert [row["issue"] for row in csv.DictReader(file)] == frame.issue.tolist()


def test_a_pipe_takes_parquet() -> None:
    done = subprocess.run([*COMMAND, "-f", "parquet"], capture_output=True, check=True, cwd=ROOT)

    assert pl.read_parquet(done.stdout)["issue"].len() > 5


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_does_not() -> None:
    ours, theirs = os.openpty()
    done = subprocess.run(
        [*COMMAND, "-f", "arrow"], stdout=theirs, stderr=subprocess.PIPE, check=False, cwd=ROOT
    )
    os.close(theirs)
    os.close(ours)

    assert done.returncode == 2
    assert done.stderr == b"kg: arrow is not for a terminal: give --out FILE, or a pipe\n"


def test_excel_is_csv_with_a_mark() -> None:
    done = subprocess.run([*COMMAND, "--excel"], capture_output=True, check=True, cwd=ROOT)

    assert done.stdout.startswith(b"\xef\xbb\xbfissue,issueLabel")
