"""A new document becomes a source file without a fault, or one clear sentence says why not."""

import json
import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from command import ROOT, copied, here, kg
from kg import checks
from kg.add import Document, Told, add, read
from kg.add.passages import cut
from kg.add.skeleton import skeleton
from kg.build import bring_up_to_date
from kg.cli.listings import passages, unborne
from kg.errors import BadInput
from kg.evidence import squeeze
from kg.project import Example, Project, to_change
from kg.store import parse
from kg.terms import KG, plain

TEXTS = ROOT / "tests/add"
BEGINS, ENDS = "ある年の秋、北国と南国は川の渡し場を", "が両岸を結んでいた。"
FOG, FERRY = TEXTS / "fog-harbour.txt", TEXTS / "watashiba.txt"
REFERENCE = "data/reference/tiny.ttl"


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def added(project: Project, path: Path, **told: str) -> Path:
    """The source file of the document at *path*, put into *project*."""
    return add(project, read(path), Told(**told)).source


@pytest.mark.parametrize(("path", "told"), [(FOG, {"lang": "en"}), (FERRY, {})])
def test_a_document_that_was_added_passes_every_check_and_verifies(
    tiny: Project, cache: Path, path: Path, told: dict[str, str]
) -> None:
    added(tiny, path, **told)
    now = Project(tiny.root)
    found = passages(bring_up_to_date(now, cache).store())[path.stem]

    assert checks.run(now) == []
    assert len(found) == len(cut(path.read_text("utf-8")))
    assert list(unborne(found, path.read_text("utf-8"), path)) == []


def test_the_command_says_what_it_wrote_and_what_comes_next(tiny: Project) -> None:
    root = tiny.root
    (tiny.data / "README.md").touch()
    before = files(root)
    done = here("add", str(FOG), "--lang", "en", cwd=root)
    evidence = here("evidence", "fog-harbour", "--text", str(FOG), cwd=root)
    check = here("check", cwd=root)
    changed = {name for name, content in files(root).items() if before.get(name) != content}

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:5] == [
        "source       data/sources/fog-harbour.trig",
        f"labels       {REFERENCE}",
        "language     en",
        "characters   1208",
        "passages     17",
    ]
    assert "marks found  2 of 2" in done.stdout
    assert done.stderr.splitlines() == [
        f"kg: verify it: kg evidence fog-harbour --text {FOG}",
        f"kg: label it:  write better labels in {REFERENCE}",
        "kg: check it:  kg check",
        "kg: encode it: data/README.md says how",
    ]
    assert changed == {"data/sources/fog-harbour.trig", REFERENCE}
    assert (evidence.returncode, check.returncode) == (0, 0), check.stdout
    assert "17 of 17 passages verified" in evidence.stderr


def test_labels_of_the_user_s_are_not_to_be_bettered(tiny: Project) -> None:
    labels = ["--label-en", "Ferry talks", "--label-ja", "渡し場の協議"]
    done = here("--project", str(tiny.root), "add", str(FERRY), *labels)

    assert done.returncode == 0
    assert "label it" not in done.stderr


def test_the_next_steps_name_the_project_that_was_named(tiny: Project, tmp_path: Path) -> None:
    done = here("--project", str(tiny.root), "add", str(FERRY), cwd=TEXTS)

    assert f"kg: check it:  kg --project {tmp_path} check" in done.stderr
    assert "data/README.md" not in done.stderr  # this project has none


def test_programs_get_the_passages_as_json(tiny: Project) -> None:
    done = here("--project", str(tiny.root), "add", str(FOG), "--lang", "en", "--json")
    values = json.loads(done.stdout)
    note = values["passages"][-1]

    assert (values["name"], values["language"], values["characters"]) == ("fog-harbour", "en", 1208)
    assert (values["source"], values["labels"]) == ("data/sources/fog-harbour.trig", REFERENCE)
    assert (note["name"], note["kind"], note["number"]) == ("fn-2", "footnote", 2)
    assert (note["markIn"], note["end"]) == ("s1q1", 1208)


def test_a_dry_run_shows_the_passages_and_needs_no_project(tmp_path: Path) -> None:
    lines = here("add", str(FERRY), "--dry-run", cwd=tmp_path).stdout.splitlines()
    values = json.loads(here("add", str(FERRY), "--dry-run", "--json", cwd=tmp_path).stdout)

    assert lines[1].split() == ["s0p1", "paragraph", BEGINS, "…", ENDS]
    assert lines[2] == "s1h     heading    渡し舟の数"
    assert len(lines) == len(values["passages"]) == 12
    assert files(tmp_path) == {}


@given(st.text(alphabet="北国か、。「」¹\n", min_size=1).filter(squeeze))
def test_a_skeleton_holds_no_sign_of_the_document(text: str) -> None:
    assert skeleton("north", "ja", cut(text), date(2031, 5, 3)).isascii()


@given(
    st.lists(st.sampled_from(["a.", "A", "¹", "*", "[1] b", "i c", "「", "」", "-"]), min_size=1)
)
def test_a_skeleton_can_be_read_and_holds_every_passage(blocks: list[str]) -> None:
    parts = cut("\n\n".join(blocks))
    quads = parse(skeleton("north", "en", parts, date(2031, 5, 3)), RdfFormat.TRIG)
    kinds = [quad for quad in quads if plain(quad.predicate) == KG + "passageKind"]

    assert len(kinds) == len(parts)


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [("alpha", "person:ada-north", "source:tiny"), ("zeta", "source:tiny", "state:northland")],
)
def test_labels_stand_among_those_of_other_documents(
    tiny: Project, slug: str, before: str, after: str
) -> None:
    added(tiny, FERRY, slug=slug)
    subjects = re.findall(r"^\w+:[\w-]+$", (tiny.root / REFERENCE).read_text("utf-8"), re.MULTILINE)
    place = subjects.index(f"source:{slug}")

    assert subjects[place - 1 : place + 2] == [before, f"source:{slug}", after]


def test_labels_are_as_given_whatever_they_hold(tiny: Project) -> None:
    added(tiny, FERRY, label_en='The "Ferry" \\ talks', label_ja="渡し場の協議" * 30)
    text = (tiny.root / REFERENCE).read_text("utf-8")

    assert '"The \\"Ferry\\" \\\\ talks"@en' in text
    assert f'"{"渡し場の協議" * 30}"@ja' in text
    assert [f for f in checks.run(Project(tiny.root)) if f.severity == "error"] == []


def test_without_labels_the_name_serves_for_both(tiny: Project) -> None:
    added(tiny, FERRY, slug="ferry-talks_2031")

    assert '"Ferry talks 2031"@en , "Ferry talks 2031"@ja' in (tiny.root / REFERENCE).read_text(
        "utf-8"
    )


def test_a_document_that_is_cited_already_keeps_its_labels(tiny: Project) -> None:
    reference = tiny.root / REFERENCE
    text = reference.read_text("utf-8").replace("source:tiny", "source:ferry")
    reference.write_text(text, "utf-8")

    assert add(tiny, read(FERRY), Told(slug="ferry")).labels is None
    assert reference.read_text("utf-8") == text


def test_labels_for_a_document_that_has_some_are_refused(tiny: Project) -> None:
    tiny.source("tiny").unlink()
    with pytest.raises(BadInput, match=r"tiny\.ttl labels tiny already, .* change its"):
        added(tiny, FERRY, slug="tiny", label_en="Ferry")

    assert not tiny.source("tiny").exists()


def test_the_first_document_of_a_project_gets_a_file_of_labels(tiny: Project) -> None:
    (tiny.root / REFERENCE).unlink()
    (tiny.root / "data/sources/tiny.trig").unlink()
    added(Project(tiny.root), FERRY)

    assert [f.message for f in checks.run(Project(tiny.root)) if f.severity == "error"] == []
    assert (tiny.root / "data/reference/sources.ttl").is_file()


def test_an_example_gets_a_document_beside_its_others(tmp_path: Path) -> None:
    root = copied(tmp_path)
    folder = root / "ontology/examples/trade-round"
    added(Example(root, folder), FERRY)

    assert (folder / "watashiba.trig").is_file()
    assert "source:watashiba" in (folder / "reference.ttl").read_text("utf-8")


REFUSED = [
    ("missing.txt", None, "missing.txt does not exist: name the text file of a document"),
    ("n" * 300 + ".txt", None, "does not exist"),
    ("blank.txt", b"\n \f\r\n\t\xe3\x80\x80", "is empty: put the text of the document there"),
    ("bom.txt", b"\xef\xbb\xbf", "is empty"),
    ("latin.txt", b"Stra\xdfe", "latin.txt is not UTF-8 (byte 4): save it as UTF-8"),
    ("utf16.txt", "They met.".encode("utf-16"), "is not UTF-8 (byte 0): save it as UTF-8"),
    ("nul.txt", b"They\nm\0t.", "nul.txt:2:2 holds the character U+0000, so it is no plain text"),
    ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "is a PDF: save it as plain text in UTF-8, and add that"),
    ("a.docx", b"PK\x03\x04\x14", "is an archive, as Word makes it: save it as plain text"),
    ("a.rtf", b"{\\rtf1\\ansi They met.}", "is rich text (RTF): save it as plain text"),
    ("a.html", b"\n<!DOCTYPE html><p>They met.", "is a web page: save it as plain text"),
    ("My Talks.txt", b"They met.", '"My Talks" cannot be part of an IRI'),
    ("My Talks.txt", b"They met.", "as in --slug my-talks"),
    ("協議.txt", b"They met.", "as in --slug north-2025"),
    ("talks..txt", b"They met.", '"talks." cannot be part of an IRI'),
    ("talks.txt", b"They met.", "the script does not tell the language of the document: say it"),
    ("talks.txt", "They met at 渡し場.".encode(), "as in --lang en"),
    ("tiny.txt", b"They met.", "tiny.trig is there already: choose another name with --slug"),
]


@pytest.mark.parametrize(("name", "content", "fault"), REFUSED)
def test_what_cannot_be_added_gets_one_clear_sentence(
    tiny: Project, name: str, content: bytes | None, fault: str
) -> None:
    if content is not None:
        (tiny.root / name).write_bytes(content)
    before = files(tiny.root)
    done = here("add", name, cwd=tiny.root)

    assert (done.returncode, done.stdout) == (2, "")
    assert fault in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert files(tiny.root) == before


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--lang", "English"], '--lang "English" is no language tag: write one as en, ja or'),
        (["--lang", "en", "--slug", "../north"], '"../north" cannot be part of an IRI'),
        (["--lang", "en", "--slug", ""], '"" cannot be part of an IRI'),
        (["--lang", "en", "--slug", "tiny"], "delete it to cut it anew"),
    ],
)
def test_what_is_told_wrongly_gets_one_clear_sentence(
    tiny: Project, arguments: list[str], fault: str
) -> None:
    done = here("--project", str(tiny.root), "add", str(FOG), *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert fault in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_a_pipe_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(10_000_001)

    for name, fault in (
        (".", "is a folder: name the text file of one document"),
        ("pipe.txt", "it is a pipe or a device"),
        ("huge.txt", "has 10,000,001 bytes, and no more than 10,000,000 are read"),
    ):
        with pytest.raises(BadInput, match=re.escape(fault)):
            read(tmp_path / name)


def test_byte_order_mark_line_ends_and_spaces_do_not_matter(tmp_path: Path) -> None:
    text = FERRY.read_text("utf-8")
    copy = tmp_path / "copy.txt"
    copy.write_bytes(
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").replace("、", "、\u3000").encode()
    )

    assert read(copy).parts == cut(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [("北国は去った。", "ja"), ("カキクケコ", "ja"), ("북국은 떠났다.", "ko")],
)
def test_the_script_tells_the_language_where_it_can(
    tiny: Project, text: str, language: str
) -> None:
    found = Document(Path("north.txt"), text, cut(text))

    assert add(tiny, found, Told()).language == language


def test_there_must_be_a_project_of_the_user_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.project._BUNDLED", tmp_path / "nowhere")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadInput, match="is no project in this folder or above it: go to the fold"):
        to_change(None)


def test_no_other_project_is_changed_from_a_folder_without_one(tmp_path: Path) -> None:
    done = kg("add", str(FERRY), cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
    assert not (ROOT / "data/sources/watashiba.trig").exists()


def test_the_project_of_an_installation_is_left_alone(
    tiny: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr("kg.project._BUNDLED", tiny.root)
    for place in (tiny.root, tmp_path_factory.mktemp("elsewhere")):
        monkeypatch.chdir(place)
        with pytest.raises(BadInput, match="is replaced when kg is installed anew: copy"):
            to_change(None)
    with pytest.raises(BadInput, match="to a folder of yours, and work there"):
        to_change(tiny.root)


@pytest.mark.parametrize("step", ["write_text", "replace"])
def test_what_cannot_be_written_leaves_nothing_behind(
    tiny: Project, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = files(tiny.root)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, step, refuse)
    with pytest.raises(BadInput, match=r"cannot be written \(Permission denied\): make"):
        added(tiny, FERRY)

    assert files(tiny.root) == before


def test_a_file_in_the_place_of_a_folder_is_said(tiny: Project) -> None:
    shutil.rmtree(tiny.root / "data/sources")
    (tiny.root / "data/sources").write_text("", "utf-8")

    with pytest.raises(BadInput, match="cannot be written"):
        added(tiny, FERRY)


def test_reference_data_without_the_prefixes_are_left_alone(tiny: Project) -> None:
    sources = tiny.root / "data/reference/sources.ttl"
    sources.write_text("# nothing yet\n", "utf-8")
    (tiny.root / REFERENCE).unlink()
    with pytest.raises(BadInput, match="lacks the prefixes of labels"):
        added(Project(tiny.root), FERRY)

    assert sources.read_text("utf-8") == "# nothing yet\n"
    assert not tiny.source("watashiba").exists()
