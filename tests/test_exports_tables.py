"""The tables hold the answers and the accepted view, by the word of readers that others wrote."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from csvw import CSVW, TableGroup
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

import kg as parley
from kg.build import Build, bring_up_to_date
from kg.errors import BadInput
from kg.exports import write
from kg.exports.tables.classes import column_names
from kg.exports.tables.profile import SEPARATORS, Profile
from kg.exports.tables.things import Accepted, things
from kg.project import Project
from kg.store import ACCEPTED, Store
from kg.terms import TYPE, plain
from planted import QUERY

Rows = dict[str, list[dict[str, Any]]]  # of each table

ID = "https://w3id.org/parley/id/"
NS = "https://w3id.org/parley/ns/"
SUMMIT = f"{ID}event/alaska-summit"
METADATA = "tables/csv-metadata.json"


@pytest.fixture(scope="module")
def described(exported: Path) -> dict[str, Any]:
    """The description of each table, by its path."""
    values = json.loads((exported / METADATA).read_text("utf-8"))
    return {table["url"]: table for table in values["tables"]}


@pytest.fixture(scope="module")
def by_csvw(exported: Path) -> TableGroup:
    return TableGroup.from_file(exported / METADATA)


@pytest.fixture(scope="module")
def read(by_csvw: TableGroup) -> Rows:
    """The rows of each table by its path, as csvw types them; a cell of another type raises."""
    return {str(table.url): list(table) for table in by_csvw.tables}


@pytest.fixture(scope="module")
def accepted(exported: Path) -> dict[str, set[tuple[str, str]]]:
    """What the accepted view says of each thing that has a class."""
    content = gzip.decompress((exported / "dumps/accepted.nt.gz").read_bytes())
    found: dict[str, set[tuple[str, str]]] = {}
    for quad in parse(content, format=RdfFormat.N_TRIPLES):
        pair = (quad.predicate.value, plain(quad.object))
        found.setdefault(plain(quad.subject), set()).add(pair)
    return {thing: said for thing, said in found.items() if any(p == TYPE for p, _ in said)}


def by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {text(row["iri"]): row for row in rows}


def text(value: object) -> str:
    """An IRI or a day, of which csvw makes objects of other libraries, as text."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.unsplit() if hasattr(value, "unsplit") else str(value)


def texts(values: list[object]) -> list[str]:
    return [text(value) for value in values]


def statements(folder: Path, table: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a table of a class says by its description, in the way of csv2rdf."""
    columns = table["tableSchema"]["columns"]
    with (folder / table["url"]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in columns:
                cell = row[column["name"]]
                if cell and "propertyUrl" in column:
                    separator = column.get("separator")
                    for part in cell.split(separator) if separator else [cell]:
                        yield row["iri"], column["propertyUrl"], part


def test_every_table_is_described_and_there_is_one_for_each_question(
    exported: Path, described: dict[str, Any], project: Project
) -> None:
    folder = exported / "tables"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    asked = {f"questions/{path.stem}.csv" for path in project.queries}

    assert found == set(described)
    assert asked
    assert {url for url in found if url.startswith("questions/")} == asked


def test_csvw_finds_every_key_that_a_table_refers_to(by_csvw: TableGroup) -> None:
    assert by_csvw.check_referential_integrity()


@pytest.mark.filterwarnings("always")  # as csvw, which counts them, expects
@pytest.mark.parametrize(
    ("url", "old", "new"),
    [
        ("classes/Position.csv", b"2025-08-16", b"2025-02-30"),  # no day
        ("classes/Option.csv", b"/id/issue/", b"/id/no-issue/"),  # no key in the other table
    ],
)
def test_csvw_finds_a_wrong_cell(
    exported: Path, tmp_path: Path, url: str, old: bytes, new: bytes
) -> None:
    copy = two_tables(exported / "tables", tmp_path, url, "classes/Issue.csv")

    assert CSVW(str(copy), validate=True).is_valid
    (tmp_path / url).write_bytes((tmp_path / url).read_bytes().replace(old, new))
    assert not is_valid(copy)


def two_tables(folder: Path, to: Path, url: str, other: str) -> Path:
    """Copy two tables and their description, with the keys of the *other* one alone."""
    values = json.loads((folder / "csv-metadata.json").read_text("utf-8"))
    values["tables"] = [table for table in values["tables"] if table["url"] in (url, other)]
    for table in values["tables"]:
        foreign = table["tableSchema"].get("foreignKeys", [])
        kept = [each for each in foreign if each["reference"]["resource"] == other]
        table["tableSchema"]["foreignKeys"] = kept
        (to / table["url"]).parent.mkdir(exist_ok=True)
        (to / table["url"]).write_bytes((folder / table["url"]).read_bytes())
    (to / "csv-metadata.json").write_text(json.dumps(values), "utf-8")
    return to / "csv-metadata.json"


def is_valid(description: Path) -> bool:
    try:
        return bool(CSVW(str(description), validate=True).is_valid)
    except ValueError:  # as csvw has it of a key that is not there
        return False


def test_a_class_has_a_row_for_each_member(
    read: Rows, build: Build, described: dict[str, Any]
) -> None:
    counted = {
        plain(kind): int(plain(count))
        for kind, count in build.store().select(
            "SELECT ?kind (COUNT(?m) AS ?n) { ?m a ?kind } GROUP BY ?kind", [ACCEPTED]
        )
    }
    tables = [url for url in described if url.startswith("classes/")]

    assert tables
    for url in tables:
        kind = described[url]["dc:subject"]["@id"]
        assert len({text(row["iri"]) for row in read[url]}) == len(read[url]) == counted[kind], url
    assert "classes/org-Post.csv" in tables  # in none of our classes
    assert "classes/prov-Entity.csv" not in tables  # all of them are


def test_the_tables_of_classes_say_what_the_accepted_view_says(
    exported: Path, described: dict[str, Any], accepted: dict[str, set[tuple[str, str]]]
) -> None:
    found: dict[str, set[tuple[str, str]]] = {}
    for url, table in described.items():
        if url.startswith("classes/"):
            for thing, prop, value in statements(exported / "tables", table):
                found.setdefault(thing, set()).add((prop, value))

    assert len(found) > 2000
    assert found == accepted


def test_cells_are_typed(read: Rows) -> None:
    summit = by_key(read["classes/Summit.csv"])[SUMMIT]
    meeting = by_key(read["classes/Meeting.csv"])[f"{ID}event/witkoff-putin-meeting-2025-02-11"]
    quantity = by_key(read["classes/Quantity.csv"])[f"{ID}quantity/plan-28-cap"]

    assert summit["label_en"] == "Alaska summit"
    assert texts(summit["participant"]) == [
        f"{ID}person/donald-trump",
        f"{ID}person/vladimir-putin",
    ]
    assert summit["participant_label_ja"] == ["ドナルド・トランプ", "ウラジーミル・プーチン"]
    assert text(summit["place"]) == f"{ID}place/alaska"
    assert summit["when"] == "2025-08-15"  # EDTF, which a source may leave open
    assert summit["when_earliest"] == summit["when_latest"] == datetime(2025, 8, 15)
    assert meeting["duration"] == Decimal("3.5")
    assert quantity["value"] == 600000


def test_a_vague_date_has_the_days_that_it_can_mean(
    read: Rows,
) -> None:
    events = by_key(read["classes/Event.csv"])
    vague = events[f"{ID}event/witkoff-brings-proposals"]

    assert texts([vague["when_earliest"], vague["when_latest"]]) == ["2025-06-13", "2025-08-01"]


def test_columns_are_described_in_two_languages(described: dict[str, Any]) -> None:
    columns = {c["name"]: c for c in described["classes/Position.csv"]["tableSchema"]["columns"]}

    assert columns["holder"]["titles"] == {"en": ["holder"], "ja": ["立場の主"]}
    assert columns["holder"]["propertyUrl"] == f"{NS}holder"
    assert columns["holder"]["valueUrl"] == "{+holder}"
    assert columns["holder_label_ja"]["titles"]["ja"] == ["立場の主 (ラベル)"]
    assert columns["holder_label_ja"]["lang"] == "ja"
    assert "propertyUrl" not in columns["holder_label_ja"]
    assert columns["from"]["datatype"]["@id"] == "http://id.loc.gov/datatypes/edtf/EDTF"
    assert columns["addressee"]["separator"] == "|"


def test_a_key_that_all_rows_refer_to_is_described(described: dict[str, Any]) -> None:
    schema = described["classes/Position.csv"]["tableSchema"]
    referred = {
        foreign["columnReference"][0]: foreign["reference"]["resource"]
        for foreign in schema["foreignKeys"]
    }

    assert schema["primaryKey"] == "iri"
    assert referred == {
        "holder": "classes/Agent.csv",
        "issue": "classes/Issue.csv",
        "option": "classes/Option.csv",
    }


def test_a_question_has_the_rows_that_it_answers(
    read: Rows,
    described: dict[str, Any],
    project: Project,
    cache: Path,
) -> None:
    graph = parley.open(project.root, cache=cache)
    as_it_stands = graph.query("position-shifts")
    by_example = graph.query("chronology", since="2025-08-01", until="2025-08-31")
    shifts = read["questions/position-shifts.csv"]
    chronology = read["questions/chronology.csv"]

    assert [row["holderLabel"] for row in shifts] == [row["holderLabel"] for row in as_it_stands]
    assert [text(row["issue"]) for row in shifts] == [row["issue"] for row in as_it_stands]
    assert texts([row["earliest"] for row in chronology]) == [
        str(row["earliest"]) for row in by_example
    ]
    assert described["questions/chronology.csv"]["dc:description"][0]["@value"].endswith(
        "Asked with: since = 2025-08-01; until = 2025-08-31."
    )
    in_japanese = described["questions/chronology.csv"]["dc:description"][1]
    assert in_japanese["@language"] == "ja"
    assert in_japanese["@value"].endswith(
        "。次の値で尋ねた。since = 2025-08-01; until = 2025-08-31"
    )
    assert "Asked" not in str(described["questions/position-shifts.csv"]["dc:description"])


def test_pandas_reads_the_same_from_csv_and_from_parquet(
    exported: Path, described: dict[str, Any]
) -> None:
    for url in described:
        path = exported / "tables" / url
        as_csv, as_parquet = pd.read_csv(path), pd.read_parquet(path.with_suffix(".parquet"))

        assert list(as_csv.columns) == list(as_parquet.columns), url
        assert len(as_csv) == len(as_parquet), url


def test_parquet_has_the_types_of_the_description(exported: Path) -> None:
    events = pa.parquet.read_table(exported / "tables/classes/Event.parquet")
    summit = next(row for row in events.to_pylist() if row["iri"] == SUMMIT)

    assert events.schema.field("when_earliest").type == pa.date32()
    assert events.schema.field("participant").type == pa.list_(pa.string())
    assert pa.types.is_decimal(events.schema.field("duration").type)
    assert summit["when_latest"] == date(2025, 8, 15)
    assert summit["participant_label_en"] == ["Donald Trump", "Vladimir Putin"]
    assert summit["appoints"] is None


def test_lines_end_and_cells_are_quoted_as_rfc_4180_has_it(exported: Path) -> None:
    lines = (exported / "tables/classes/Issue.csv").read_bytes().splitlines(keepends=True)

    assert all(line.endswith(b"\r\n") for line in lines)
    assert (
        b',"Gaza agreement, its terms",' in (exported / "tables/classes/Agreement.csv").read_bytes()
    )


def said(*literals: str) -> list[Triple]:
    """A thing that has texts."""
    thing, note = NamedNode(f"{ID}thing"), NamedNode(f"{NS}note")
    kind = Triple(thing, NamedNode(TYPE), NamedNode(f"{NS}Thing"))
    return [kind, *(Triple(thing, note, Literal(literal)) for literal in literals)]


def test_the_separator_stands_in_no_text() -> None:
    accepted = Accepted(Store())

    assert Profile(things(said("a", "b")), accepted).separator == SEPARATORS[0]
    assert Profile(things(said("a|b")), accepted).separator == SEPARATORS[1]
    with pytest.raises(BadInput, match="no table can be written"):
        _ = Profile(things(said(SEPARATORS)), accepted).separator


def test_two_properties_in_one_column_are_bad_input() -> None:
    with pytest.raises(BadInput, match="<http://b/x> and <http://b#x> would be one column"):
        column_names([f"{NS}x", "http://b#x", "http://b/x"], {})


@pytest.mark.parametrize(
    ("literals", "datatype"),
    [
        (['"2025-01-01"^^xsd:date'], "date"),
        (['"2025-01-01"^^xsd:date', '"-44-03-15"^^xsd:date'], "string"),
        (["1", "2.5"], "decimal"),
        (["1", "2.5e0"], "double"),
        (["1", '"2"^^xsd:int'], "integer"),
        (["1", '"one"'], "string"),
        (['"2025-01-01T00:00:00Z"^^xsd:dateTime'], "dateTimeStamp"),
        (['"2025-01-01T00:00:00"^^xsd:dateTime'], "dateTime"),
    ],
)
def test_a_column_has_the_datatype_that_its_literals_share(
    literals: list[str], datatype: str
) -> None:
    turtle = (
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        f"<{ID}thing> a <{NS}Thing> ; <{NS}p> {' , '.join(literals)} ."
    )
    quads = [
        Quad(q.subject, q.predicate, q.object, ACCEPTED)
        for q in parse(turtle, format=RdfFormat.TURTLE)
    ]
    profile = Profile(things(q.triple for q in quads), Accepted(Store(quads)))
    found = profile.members[f"{NS}Thing"].properties[f"{NS}p"].datatype

    assert found == f"http://www.w3.org/2001/XMLSchema#{datatype}"


def test_a_question_about_other_data_is_left_out_with_the_reason(
    tiny: Project, cache: Path, tmp_path: Path
) -> None:
    text = (tiny.root / QUERY).read_text("utf-8")
    (tiny.root / QUERY).write_text(text.replace("Northland", "Westland"), "utf-8")
    _, left_out = write(tiny, bring_up_to_date(tiny, cache), tmp_path / "out")
    why = 'no actor is called "Westland": did you mean "Southland"?'
    values = json.loads((tmp_path / "out" / METADATA).read_text("utf-8"))

    assert "Northland" in text
    assert not (tmp_path / "out/tables/questions").exists()
    assert left_out["tables/questions/positions-of-actor.csv"] == why
    assert values["notes"] == [
        {"dc:title": "questions/positions-of-actor.csv is left out", "dc:description": why}
    ]
