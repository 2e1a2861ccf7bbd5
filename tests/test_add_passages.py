"""A document falls into the passages that a reader would tell apart, in any language."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.add.passages import Part, cut
from kg.checks.reading import read_all
from kg.evidence import faults, squeeze
from kg.project import Project
from kg.terms import KG, plain

DATA = Path(__file__).parent / "add"
TEXTS = sorted(DATA.glob("*.txt"))
SIGNS = 'aB1.,:;!?"“”„«»「」『』()（）[]ⁱᵛ¹²^{}*†-–#>·。、①iivx北国か'
SPACES = " \n\n\n\f\r\t\u3000\x85\u2028\x1c"
STARTS = ["\n\n", "\n- ", "\n1. ", "[1]", "\n[1] ", "\n* ", "¹", "\n¹ ", "://", "\nii ", "\n# "]


def told(text: str) -> list[tuple[str, str]]:
    """The passages of *text*: their names and their stretches, shortened where they are long."""
    squeezed = squeeze(text)
    stretches = ((p.passage, squeezed[p.passage.start : p.passage.end]) for p in cut(text))
    return [(p.name, s if len(s) < 25 else f"{s[:8]}…{s[-8:]}") for p, s in stretches]


def names(text: str) -> str:
    return " ".join(name for name, _ in told(text))


def expected(path: Path) -> list[dict[str, str]]:
    with path.with_suffix(".expected.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_texts_in_two_languages() -> None:
    assert [path.stem for path in TEXTS] == ["fog-harbour", "watashiba"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_falls_into_the_passages_written_out_by_hand(path: Path) -> None:
    text = path.read_text("utf-8")
    squeezed, found, listed = squeeze(text), cut(text), expected(path)

    assert [(p.passage.name, p.kind, p.mark_in or "") for p in found] == [
        (row["name"], row["kind"], row["mark in"]) for row in listed
    ]
    for part, row in zip(found, listed, strict=True):
        stretch = squeezed[part.passage.start : part.passage.end]
        assert stretch.startswith(row["begins"]), row["name"]
        assert stretch.endswith(row["ends"]), row["name"]


def test_the_essay_falls_into_the_passages_of_its_list(essay: Path) -> None:
    listed = json.loads((essay / "abiru-2025.passages.json").read_text("utf-8"))
    found = cut((essay / "abiru-2025.txt").read_text("utf-8"))

    assert [
        (p.passage.name, p.kind, p.passage.start, p.passage.end, p.passage.digest) for p in found
    ] == [(p["id"], f"{p['kind'].title()}Part", p["start"], p["end"], p["digest"]) for p in listed]
    assert len(found) == 74


def test_the_essay_is_numbered_and_its_marks_are_found_as_encoded(
    essay: Path, project: Project
) -> None:
    (file,) = [file for file in read_all(project).sources if file.path.stem == "abiru-2025"]
    encoded = {
        (plain(quad.subject).partition("#")[2], plain(quad.predicate).removeprefix(KG)): plain(
            quad.object
        )
        for quad in file.quads
    }
    for part in cut((essay / "abiru-2025.txt").read_text("utf-8")):
        name = part.passage.name
        assert encoded.get((name, "section")) == text(part.section), name
        assert encoded.get((name, "number")) == text(part.number), name
        mark = encoded.get((name, "footnoteMarkIn"), f"#{part.mark_in}")
        assert mark.partition("#")[2] == str(part.mark_in), name


def text(number: int | None) -> str | None:
    return None if number is None else str(number)


def covers(parts: list[Part], document: str) -> bool:
    """Say whether *parts* follow each other from the first to the last sign of *document*."""
    ends = [0, *(part.passage.end for part in parts)]
    begins = [*(part.passage.start for part in parts), len(squeeze(document))]
    return ends == begins


@given(
    st.one_of(
        st.lists(st.sampled_from([*SIGNS, *SPACES, *STARTS]), max_size=120).map("".join),
        st.text(max_size=60),
    )
)
def test_any_text_is_covered_without_a_gap_and_verifies(document: str) -> None:
    parts = cut(document)
    known = [part.passage.name for part in parts]

    assert covers(parts, document)
    assert list(faults(document, [part.passage for part in parts])) == []
    assert len(set(known)) == len(known)
    assert {part.mark_in for part in parts if part.mark_in} <= set(known)


def test_a_text_of_one_sign_repeated_takes_no_longer_than_any_other() -> None:
    for sign in ("¹", "*", "(", "「x\n\n", "- x\n", "x, y\n\n", "1 x\n\n"):
        assert covers(cut(sign * 5_000), sign * 5_000)


BODY = "They met, and left."


@pytest.mark.parametrize(
    ("document", "passages"),
    [
        ("Tides\n\n" + BODY, "title s0p1"),
        ("Tides:\nwho met whom?\n\n" + BODY, "title s0p1"),
        ("They met.\n\n" + BODY, "s0p1 s0p2"),
        ("Tides", "s0p1"),
        ("1. Tides\n2. Fog", "s0p1 s0p2"),
        ("# Tides, and fog.\n" + BODY, "title s0p1"),
        ("12\n\nTides\n\n" + BODY, "art-1 title s0p1"),
    ],
)
def test_a_title_opens_a_document_and_has_a_text(document: str, passages: str) -> None:
    assert names(document) == passages


@pytest.mark.parametrize(
    ("document", "passages"),
    [
        (f"{BODY}\n\nLater\n\n{BODY}", "s0p1 s1h s1p1"),
        (f"{BODY}\n\n2. The U.S. plan: grain, fish\n\n{BODY}", "s0p1 s1h s1p1"),
        (f"{BODY}\n\nPart Two\n\nLater\n\n{BODY}", "s0p1 s1h s2h s2p1"),
        (f"{BODY}\n\nGrain\n\nFish\n\nFog\n\n{BODY}", "s0p1 s0p2 s1h s2h s2p1"),
        (f"{BODY}\n\nLater", "s0p1 s0p2"),
        (f"{BODY}\n\n1. Grain\n\n2. Fish\n\n{BODY}", "s0p1 s0p2 s0p3 s0p4"),
        (f"{BODY}\n\n2. Offers\n\n(a) Grain.\n\n(b) Fish.", "s0p1 s1h s1p1 s1p2"),
        (f"{BODY}\n\n{'Long ' * 30}\n\n{BODY}", "s0p1 s0p2 s0p3"),
        (f"{BODY}\n\n## Later\n{BODY}\n\nGrain\n\n{BODY}", "s0p1 s1h s1p1 s1p2 s1p3"),
        ("北国は去った。\n\n冬の協議\n\n南国も去った。", "s0p1 s1h s1p1"),
        ("북국은 떠났다.\n\n겨울 회담\n\n남국도 떠났다.", "s0p1 s1h s1p1"),
        ("ذهبوا.\n\nالشتاء\n\nعادوا.", "s0p1 s1h s1p1"),
    ],
)
def test_a_heading_is_marked_or_short_and_followed_by_text(document: str, passages: str) -> None:
    assert names(document) == passages


@pytest.mark.parametrize(
    "quoted",
    [
        "「行く。\n\n来る。」",
        "『行く。「来る。」』",
        "“We go.\n\nThey come.”",
        "“We go.\n\n“They come.”¹",
        "„Wir gehen.\n\nSie kommen.“",
        "„Mi jövünk.”",
        "« Nous partons. »",
        "»Wir gehen.«",
        "‹ Oui ›",
        "\"We go.\n\nThey 'come'.\"",
        '"We go.\n\n"They come".',
        "> We go.\n> They come.",
    ],
)
def test_what_quotation_marks_enclose_is_one_quotation(quoted: str) -> None:
    assert names(f"They said.\n\n{quoted}\n\nAnd left.") == "s0p1 s0q1 s0p2"


@pytest.mark.parametrize(
    "quoted",
    [
        "“Yes,” they said.",
        "「はい」と述べた。",
        '"A" and "B"',
        "“We go.",
        "“" + "We go.\n\n" * 70 + "End.”",
    ],
)
def test_what_only_begins_with_a_quotation_mark_is_a_paragraph(quoted: str) -> None:
    assert "q" not in names(f"They said.\n\n{quoted}\n\nAnd left.")


LONG = f"They met, {'and met again, ' * 6}"


@pytest.mark.parametrize(
    ("document", "passages"),
    [
        ("They met, and the\n\nenvoy left.", "s0p2"),
        (f"{LONG} and the\fEnvoy left.", "s0p2"),
        ("The fog\n\nlifted early.", "s0p2"),
        ("They met, and the\n\n12\n\nenvoy left.", "s0p2"),
        (f"{LONG} and the\n\n- 12 -\n\nEnvoy left.", "s0p2"),
        ("一方、代表は\n\n南国に着いた。", "s0p2"),
        ("They met:\n\nThe envoy left.", "s0p2 s0p3"),
        ("They met.¹\n\nThe envoy left.", "s0p2 s0p3"),
        ("See, here, https://archive.example/1\n\nThe envoy left.", "s0p2 s0p3"),
        ("- grain, or fish\n\nThe envoy left.", "s0p2 s0p3"),
        (f"{LONG} and\n\n- fish\n- grain", "s0p2 s0p3 s0p4"),
        (f"{'ไปแล้ว' * 40}\n\n{'มาแล้ว' * 40}", "s0p2 s0p3"),
    ],
)
def test_a_sentence_that_a_page_breaks_is_one_paragraph(document: str, passages: str) -> None:
    assert names(f"They sat down.\n\n{document}") == f"s0p1 {passages}"


@pytest.mark.parametrize(
    "mark",
    ["- ", "* ", "• ", "・", "(a) ", "a) ", "1. ", "(1) ", "（1）", "①", "- ① ", "一、", "ii. "],
)
def test_each_enumerated_thing_is_a_paragraph_of_its_own(mark: str) -> None:
    second = mark.translate(str.maketrans("a1①一", "b2②二"))
    document = f"They asked for this:\n{mark}grain\nfrom May\n{second}fish\n\nThey left."

    assert names(document) == "s0p1 s0p2 s0p3 s0p4"


@pytest.mark.parametrize(
    "line",
    ["-", "—", "***", "* * *", "----", "12", "- 12 -", "Page 3 of 9", "3 / 9", "12頁"],
)
def test_a_stray_sign_of_the_layout_is_an_artifact(line: str) -> None:
    assert names(f"They met.\n\n{line}\n\nThey left.") == "s0p1 art-1 s0p2"


@pytest.mark.parametrize(
    ("document", "passages"),
    [
        (f"Tides\n\nBy Ada North\n\n{BODY}", "title byline s0p1"),
        (f"# Tides\n\n*Par Odile Brandt et Bo South*\n\n{BODY}", "title byline s0p1"),
        (f"Tides\n\nBy the harbour\n\n{BODY}", "title s1h s1p1"),
        (f"Tides\n\nAda North, Fog Harbour, May 1987\n\n{BODY}", "title byline s0p1"),
        (f"Tides\n\n(Ada North)\n\n{BODY}", "title byline s0p1"),
        (f"Tides\n\n{BODY}\n\n(Ada North)", "title s0p1 byline"),
        ("潮\n\n北国は去った。\n\n（水野渡　研究所）\n\n注\n\n1 一", "title s0p1 byline s1h fn-1"),
        (f"Tides\n\n{BODY}\n\n(They left.)", "title s0p1 s0p2"),
        (f"Tides\n\n{BODY}\n\n(applause)\n\n{BODY}", "title s0p1 s0p2 s0p3"),
    ],
)
def test_a_byline_ends_the_body_or_stands_below_the_title(document: str, passages: str) -> None:
    assert names(document) == passages


@pytest.mark.parametrize(
    ("marks", "labels", "found"),
    [
        (["ⁱ", "ⁱⁱ"], ["ⁱ ", "- ii "], "fn-i fn-ii"),
        (["^{i}", "^ii"], ["i ", "ii "], "fn-i fn-ii"),
        (["¹", "²"], ["¹", "²"], "fn-1 fn-2"),
        (["¹", "²"], ["1. ", "2. "], "fn-1 fn-2"),
        (["¹", "²"], ["1 ", "2 "], "fn-1 fn-2"),
        (["[1]", "[2]"], ["[1] ", "[2] "], "fn-1 fn-2"),
        (["[^1]", "[^2]"], ["[^1]: ", "[^2]: "], "fn-1 fn-2"),
        (["(1)", "(2)"], ["(1) ", "(2) "], "fn-1 fn-2"),
        (["（1）", "（2）"], ["（1）", "（2）"], "fn-1 fn-2"),
        (["（注1）", "（注2）"], ["注1 ", "注2 "], "fn-1 fn-2"),
        (["※1", "※2"], ["※1 ", "※2 "], "fn-1 fn-2"),
        (["*", "**"], ["* ", "** "], "fn-1 fn-2"),
        (["*", "†"], ["* ", "† "], "fn-1 fn-2"),
    ],
)
def test_notes_are_known_by_their_labels_and_their_marks(
    marks: list[str], labels: list[str], found: str
) -> None:
    body = f"They met{marks[0]}.\n\nThey left{marks[1]} at noon."
    document = f"{body}\n\n{labels[0]}A letter\nof May.\n{labels[1]}Another."
    parts = cut(document)

    assert names(document) == f"s0p1 s0p2 {found}"
    assert [part.number for part in parts[2:]] == [1, 2]
    assert [part.mark_in for part in parts[2:]] == ["s0p1", "s0p2"]


@pytest.mark.parametrize(
    ("document", "passages"),
    [
        ("They met.\n\n1. Grain.\n2. Fish.", "s0p1 s0p2 s0p3"),
        ("They met.\n\nNotes\n\n1. A letter.\n2. Another.", "s0p1 s1h fn-1 fn-2"),
        ("They met.\n\n注\n\n1 書簡。\n2 覚書。", "s0p1 s1h fn-1 fn-2"),
        ("It fills 3 km².\n\nThey met.\n\n1. Grain.\n2. Fish.", "s0p1 s0p2 s0p3 s0p4"),
        ("They met.¹\n\n1. Grain.\n\nThey left.²\n\n2. Fish.", "s0p1 s0p2 s0p3 s0p4"),
        ("They met.¹ ²\n\n1. Grain,\n\nin sacks.\n2. Fish.", "s0p1 fn-1 fn-2"),
        ("They met.¹ ²\n\n1. A letter.\n-\n2. Another.", "s0p1 fn-1 art-1 fn-2"),
        ("They met.¹\n\n1. A letter.\n\nhttps://archive.example\n\nEnd.", "s0p1 fn-1 s0p2"),
    ],
)
def test_what_counts_is_no_note_unless_a_mark_or_a_heading_says_so(
    document: str, passages: str
) -> None:
    assert names(document) == passages


def test_a_mark_that_stands_twice_is_no_certain_one() -> None:
    parts = cut("They met.¹\n\nThey left.¹ ²\n\n1. A letter.\n2. Another.")

    assert [part.mark_in for part in parts] == [None, None, None, "s0p2"]


def test_a_text_without_blank_lines_has_a_block_a_line() -> None:
    assert names("渡し場\n　北国は去った。\n　南国も去った。\n") == "title s0p1 s0p2"


def test_a_text_without_anything_has_no_passages() -> None:
    assert cut(" \n\f\u3000\r\n") == []
