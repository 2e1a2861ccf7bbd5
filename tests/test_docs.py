"""The ontology's pages: what stands on them, and that they hold together."""

import os
import re
import subprocess
import sys
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from kg import docs
from kg.build import Build, bring_up_to_date
from kg.docs.wording import LANGUAGES, words
from kg.errors import BadInput
from kg.project import Project
from markup import Page

ROOT = Path(__file__).resolve().parents[1]
TINY = ROOT / "tests/docs/tiny"


def read(folder: Path) -> dict[str, Page]:
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        page = Page(path.relative_to(folder).as_posix())
        page.feed(path.read_text("utf-8"))
        page.close()
        pages[page.name] = page
    return pages


@pytest.fixture(scope="session")
def folder(project: Project, build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docs") / "made" / "pages"
    assert docs.write(project, build, out) == out / "index.html"
    return out


@pytest.fixture(scope="session")
def pages(folder: Path) -> dict[str, Page]:
    found = read(folder)
    assert len(found) > 100
    return found


@pytest.fixture(scope="module")
def tiny(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small project, with what somebody could put in a label."""
    out = tmp_path_factory.mktemp("tiny") / "pages"
    project = Project(TINY)
    docs.write(project, bring_up_to_date(project, cache), out)
    return out


def text(path: Path) -> str:
    """Return the words of a page, with single spaces."""
    page = Page(path.name)
    page.feed(path.read_text("utf-8"))
    return " ".join(page.words.split())


def test_every_link_leads_somewhere(pages: dict[str, Page]) -> None:
    broken = []
    for page in pages.values():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if link.startswith(("http://", "https://")) or target.endswith("style.css"):
                continue
            found = normpath(join(dirname(page.name), target)) if target else page.name
            if found not in pages or (anchor and anchor not in pages[found].ids):
                broken.append((page.name, link))

    assert broken == []


def test_links_are_relative_or_web_addresses(pages: dict[str, Page]) -> None:
    links = {link for page in pages.values() for link in page.links}

    assert links
    assert [link for link in links if re.match(r"/|[a-z]+:", link) and "://" not in link] == []


def test_every_page_is_well_formed(pages: dict[str, Page]) -> None:
    assert [(p.name, p.faults, p.open) for p in pages.values() if p.faults or p.open] == []


def test_an_unclosed_element_is_found() -> None:
    page = Page("planted")
    page.feed("<p><b>x</p>")

    assert page.faults == ["</p> closes something else"]


def test_no_anchor_stands_twice_on_a_page(pages: dict[str, Page]) -> None:
    assert [p.name for p in pages.values() if len(p.ids) != len(set(p.ids))] == []


def test_every_term_of_ours_has_a_page(pages: dict[str, Page]) -> None:
    kinds = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}
    declared = [
        f"en/{kinds[kind]}/{name}.html"
        for path in sorted((ROOT / "ontology").glob("*.ttl"))
        for name, kind in re.findall(
            r"^kg:(\w+)\n    a owl:(\w+)", path.read_text("utf-8"), re.MULTILINE
        )
    ]

    assert len(declared) > 100
    assert [name for name in declared if name not in pages] == []


def test_every_code_has_an_anchor(pages: dict[str, Page]) -> None:
    codes = [
        (f"en/code/{path.stem}.html", f"kg-{name}")
        for path in sorted((ROOT / "ontology/codes").glob("*.ttl"))
        for name in re.findall(r"^kg:([\w-]+)$", path.read_text("utf-8"), re.MULTILINE)
    ]

    assert len(codes) > 50
    assert [(page, anchor) for page, anchor in codes if anchor not in pages[page].ids] == []


def test_names_differ_by_more_than_capitals(pages: dict[str, Page]) -> None:
    assert len({name.lower() for name in pages}) == len(pages)


def test_both_languages_have_the_same_pages(pages: dict[str, Page]) -> None:
    english, japanese = (
        {name.removeprefix(lang) for name in pages if name.startswith(lang)}
        for lang in ("en/", "ja/")
    )

    assert english == japanese


def test_a_page_says_its_language_and_leads_to_itself_in_the_other(pages: dict[str, Page]) -> None:
    found = [page for page in pages.values() if page.name != "index.html"]
    other = {"en": "ja", "ja": "en"}

    assert [page.name for page in found if page.lang != page.name[:2]] == []
    assert [
        page.name
        for page in found
        if normpath(join(dirname(page.name), page.alternates[other[page.lang]]))
        != other[page.lang] + page.name[2:]
    ] == []


def test_a_page_shows_a_fact_and_who_claims_it(folder: Path) -> None:
    assert "Claimed by: Taisuke Abiru · in the passage abiru-2025#" in text(
        folder / "en/property/stance.html"
    )
    assert "主張者：畔蒜泰助" in text(folder / "ja/property/stance.html")


def test_a_second_run_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    subprocess.run(
        [sys.executable, "-m", "kg", "docs", "--out", out],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    first, second = (
        {p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in (folder, out)
    )

    assert first == second


def test_a_label_is_text(tiny: Path) -> None:
    html = "".join(path.read_text("utf-8") for path in tiny.rglob("*.html"))

    assert "boat &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html


def test_only_a_web_address_becomes_a_link(tiny: Path) -> None:
    links = [link for page in read(tiny).values() for link in page.links]

    assert "https://schema.org/BoatTrip" in links
    assert [link for link in links if "javascript" in link] == []


def test_a_sign_that_turns_the_text_is_shown(tiny: Path) -> None:
    html = (tiny / "ja/class/Boat.html").read_text("utf-8")

    assert "舟 [U+202E]逆" in html
    assert "\u202e" not in html


def test_the_guide_is_read_without_its_html(tiny: Path) -> None:
    html = (tiny / "en/index.html").read_text("utf-8")

    assert '<a href="class/Boat.html"><code>kg:Boat</code></a>' in html
    assert "&lt;b&gt;tag&lt;/b&gt;" in html
    assert "belongs to</text>" in html


@pytest.mark.parametrize(
    "said",
    [
        "A vehicle & more that floats.",
        "More general vehicle schema:Vehicle",
        "More special raft",
        "Disjoint with person",
        "skos:closeMatch → schema:BoatTrip",
        "schema:Vehicle kg:owner some kg:Person",
        "colour at most one a colour or blue warning a boat has at most one colour",
        "length any number a number, above 0 error a length is no number above zero",
        "owner 1 to 3 a person, with an IRI error a boat belongs to one to three persons",
        "rules boat-afloat",
        "https://w3id.org/parley/id/boat/a — is a →",
    ],
)
def test_a_class_says(tiny: Path, said: str) -> None:
    assert said in text(tiny / "en/class/Boat.html")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("en/class/Person.html", "Properties that lead to it Property From How many owner boat"),
        ("en/class/Owner.html", "as a person kg:Person owner boat"),
        ("en/class/Owner.html", "Ann person:ann — is a → owner"),
        ("en/class/Raft.html", "Deprecated: use no longer. Use instead: boat"),
        ("en/class/Raft.html", "As every boat"),
        ("en/class/Colour.html", "The members of this class are the codes of colours blue kg:Blue"),
        ("en/property/colour.html", "functional: at most one value"),
        ("en/code/colours.html", "blue kg:Blue As the sea."),
        ("en/others.html", "schema:Vehicle vehicle class Our terms below it: boat"),
        ("en/questions.html", "Which boats are there?"),
        ("en/rules.html", "Boats that do not float. A boat floats."),
        ("en/module/boats.html", "Builds on people"),
        ("ja/property/owner.html", "1〜3 個 人、IRI を持つこと 誤り"),
    ],
)
def test_a_page_says(tiny: Path, page: str, said: str) -> None:
    assert said in text(tiny / page)


@pytest.mark.parametrize(
    ("page", "english", "japanese"),
    [
        ("class/Raft.html", "A boat without sides.", "舷のない舟。"),
        ("class/Raft.html", "The raft of two brothers.", "兄弟の筏。"),
        ("class/Raft.html", "Never a float.", "浮きは含まない。"),
        ("code/colours.html", "What a boat can be painted.", "舟に塗れる色。"),
        ("code/colours.html", "As the sea.", "海のような色。"),
        ("module/boats.html", "A boat without sides.", "舷のない舟。"),
        ("module/boats.html", "What floats.", "浮かぶもの。"),
        ("questions.html", "Which boats are there?", "どのような船があるか。"),
        ("questions.html", "One row per boat.", "一行は一艘。"),
        ("questions.html", "Whose boat", "誰の舟か"),
    ],
)
def test_a_page_is_in_its_language(tiny: Path, page: str, english: str, japanese: str) -> None:
    in_english, in_japanese = (text(tiny / lang / page) for lang in ("en", "ja"))

    assert english in in_english
    assert japanese in in_japanese
    assert japanese not in in_english
    assert english not in in_japanese


def test_what_is_said_in_english_alone_is_marked_so_among_japanese(tiny: Path) -> None:
    html = (tiny / "ja/class/Boat.html").read_text("utf-8")

    assert '<span lang="en">A vehicle &amp; more that floats.</span>' in html


def test_a_shape_that_is_switched_off_asks_nothing(tiny: Path) -> None:
    assert "at least 7" not in text(tiny / "en/property/length.html")


def copied(folder: Path, name: str, old: str, new: str) -> Project:
    """Return a copy of the small project in which *new* stands for *old* in the file *name*."""
    import shutil

    shutil.copytree(TINY, folder / "project")
    path = folder / "project" / name
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")
    return Project(folder / "project")


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (
            "ontology/guide.en.md",
            "`kg:Boat`",
            "`kg:Bout`",
            r"guide\.en\.md:3 names kg:Bout, which the ontology does not declare",
        ),
        (
            "ontology/guide.en.md",
            "boat --",
            "boat ~~",
            r"guide\.en\.md:9 the picture says 'boat ~~ \"belongs to\" --> owner': it may say",
        ),
        (
            "ontology/guide.en.md",
            '    owner(["its owner"])\n',
            "",
            r"guide\.en\.md:8 the picture has no box owner",
        ),
        (
            "ontology/people.ttl",
            '"Who is aboard."@en ;',
            '"Who is aboard."@en ; owl:imports <https://w3id.org/parley/ontology/boats> ;',
            "import each other: ",
        ),
        ("ontology/kg.ttl", 'owl:versionInfo "9.9.9" ;', "", "0 modules .* owl:versionInfo"),
    ],
)
def test_a_fault_is_refused(tmp_path: Path, name: str, old: str, new: str, reason: str) -> None:
    project = copied(tmp_path, name, old, new)
    build = bring_up_to_date(project, tmp_path / "cache")

    with pytest.raises(BadInput, match=reason):
        docs.write(project, build, tmp_path / "pages")
    assert not (tmp_path / "pages").exists()


def test_the_pages_say_the_same_in_both_languages() -> None:
    english, japanese = (
        {(table, key) for table, keys in words(lang).tables.items() for key in keys}
        for lang in LANGUAGES
    )

    assert ("term", "iri") in english
    assert {pair for pair in english ^ japanese if pair[0] != "language"} == set()


def test_a_foreign_folder_is_refused(project: Project, build: Build, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")

    with pytest.raises(BadInput, match=r"holds mine\.txt, which kg docs did not write"):
        docs.write(project, build, tmp_path)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "keep"


def test_a_file_put_among_the_pages_is_not_deleted(cache: Path, tmp_path: Path) -> None:
    project, out = Project(TINY), tmp_path / "pages"
    build = bring_up_to_date(project, cache)
    docs.write(project, build, out)
    (out / "en/mine.txt").write_text("keep", "utf-8")

    with pytest.raises(BadInput, match=r"holds en/mine\.txt"):
        docs.write(project, build, out)
    assert (out / "en/mine.txt").exists()


def test_old_pages_are_replaced_as_a_whole(cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    project = copied(tmp_path, "ontology/people.ttl", "kg:Owner\n", "kg:Skipper\n")
    docs.write(project, bring_up_to_date(project, cache), out)
    docs.write(Project(TINY), bring_up_to_date(Project(TINY), cache), out)

    assert (out / "en/class/Owner.html").is_file()
    assert not (out / "en/class/Skipper.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages", "project"]


def test_the_current_folder_is_refused(
    project: Project, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadInput, match="is the current folder or above it"):
        docs.write(project, build, Path())


@pytest.mark.parametrize("library", ["igraph", "jinja2", "markdown_it"])
def test_a_missing_library_is_named_with_the_way_out(
    project: Project,
    build: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(BadInput, match=rf"needs {library}.*pip install 'parley-kg\[docs\]'"):
        docs.write(project, build, tmp_path / "pages")
