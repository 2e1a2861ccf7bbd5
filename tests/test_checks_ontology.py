"""The ontology checked as data: its terms, its text and the catalog, each with faults to find."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Quad, RdfFormat

from kg import __version__, checks
from kg.build import intake
from kg.checks import catalog, deprecated, layout, order, prefixes, rules
from kg.checks.reading import Files, Text, read_all
from kg.cli import cli
from kg.errors import BadInput, Finding, Place
from kg.project import Project, read
from kg.store import Store
from kg.terms import GRAPH, plain
from planted import QUERY, REFERENCE, SOURCE, Fault, place_of

ROOT = Path(__file__).resolve().parents[1]
REAL = Project(ROOT)
MODULE, SHAPES, CODES = (
    "ontology/issues.ttl",
    "ontology/shapes/time.ttl",
    "ontology/codes/modes.ttl",
)
CATALOG, PREFIXES = "ontology/catalog-v001.xml", "ontology/prefixes.ttl"
DATA_RULE, TERM_RULE = (
    "ontology/rules/check/relay-cycle.rq",
    "ontology/rules/terms/class-example.rq",
)
OWL = "http://www.w3.org/2002/07/owl#"
# Faults that only terms of OWL itself can name.
BESIDES = {
    "owl-blank-nodes": {OWL + "complementOf"},
    "owl-form": {OWL + "AllDisjointClasses"},
    "owl-vocabulary": {OWL + "Thing"},
}
FLAGS = re.MULTILINE | re.IGNORECASE
LAYOUT = "lay it out as the other files are"

Check = Callable[[Files], Iterator[Finding]]

# The rules over terms


def example(rule: Path, which: str) -> list[Quad]:
    """The example of *rule*: TriG as it stands, Turtle as a module of the ontology."""
    (path,) = (ROOT / "tests/rules" / rule.stem).glob(f"{which}.*")
    if path.suffix == ".trig":
        return intake.parsed(path, RdfFormat.TRIG)
    module = NamedNode(GRAPH + "ontology/example")
    found = intake.parsed(path, RdfFormat.TURTLE)
    return [Quad(quad.subject, quad.predicate, quad.object, module) for quad in found]


def blamed(rule: Path, quads: list[Quad]) -> set[str]:
    loaded = rules.load(Text(rule, read(rule)))
    return {plain(row["focus"]) for row in rules.rows(loaded, rules.shared(Store(quads)))}


def called_wrong(quads: list[Quad]) -> set[str]:
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    names = {term.value for term in terms if isinstance(term, NamedNode)}
    return {name for name in names if name.rsplit("/", 1)[1].lower().startswith("wrong")}


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("rule", REAL.term_rules, ids=name)
def test_a_rule_blames_what_its_bad_example_calls_wrong_and_nothing_else(rule: Path) -> None:
    quads = example(rule, "bad")

    assert called_wrong(quads)
    assert blamed(rule, quads) == called_wrong(quads) | BESIDES.get(rule.stem, set())


@pytest.mark.parametrize("rule", REAL.term_rules, ids=name)
def test_a_rule_passes_its_good_example(rule: Path) -> None:
    quads = example(rule, "ok")

    assert quads
    assert blamed(rule, quads) == set()


def test_a_file_without_a_header_is_blamed() -> None:
    (rule,) = [rule for rule in REAL.term_rules if rule.stem == "owl-header"]
    headed = example(rule, "ok")
    other = NamedNode(GRAPH + "ontology/bare")
    bare = [Quad(q.subject, q.predicate, q.object, other) for q in headed[2:]]

    assert blamed(rule, headed + bare) == {"https://example.org/Actor"}


def test_what_a_rule_finds_is_told_at_its_place_in_the_module(tiny: Project) -> None:
    file = tiny.root / MODULE
    text = file.read_text("utf-8").replace('"issue"@en', '"Issue"@en', 1)
    file.write_text(text, "utf-8")

    found = [f for f in rules.check_terms(read_all(tiny)) if f.place.file == file]

    assert [(f.place, f.code, f.severity) for f in found] == [
        (place_of(file, text, '"Issue"@en'), "rule:label-form", "error")
    ]


def test_the_readme_names_each_rule() -> None:
    text = (ROOT / "ontology/rules/README.md").read_text("utf-8")
    rules_in_text = set(re.findall(r"`([a-z-]+)`", text.split("## The rules about terms")[1]))

    assert {rule.stem for rule in REAL.term_rules} <= rules_in_text


# The text of the files


def fault(file: str, old: str, new: str, at: str, message: str, way_out: str = LAYOUT) -> Fault:  # noqa: PLR0913,PLR0917  # a row of the table
    return Fault(file, old, new, at, "", message, way_out)


OF_LAYOUT = {
    "prefixes out of order": fault(
        MODULE,
        "@prefix owl:     <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .\n",
        "@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix owl:     <http://www.w3.org/2002/07/owl#> .\n",
        "owl:     <",
        "the prefix owl: stands behind rdfs:",
        "sort the prefixes by name",
    ),
    "a prefix that is not aligned": fault(
        MODULE,
        "@prefix kg:      <",
        "@prefix kg: <",
        "kg: <",
        "the line of the prefix kg: is not aligned",
        "write @prefix kg:      <https://w3id.org/parley/ns/> .",
    ),
    "a prefix of SPARQL in Turtle": fault(
        REFERENCE,
        "@prefix kg:     <https://w3id.org/parley/ns/> .",
        "PREFIX kg:     <https://w3id.org/parley/ns/>",
        "kg:     <",
        "the line of the prefix kg: is not aligned",
        "write @prefix kg:     <https://w3id.org/parley/ns/> .",
    ),
    "a prefix that is not aligned, in a query": fault(
        QUERY,
        "PREFIX kg:    <",
        "PREFIX kg: <",
        "kg: <",
        "the line of the prefix kg: is not aligned",
        "write PREFIX kg:    <https://w3id.org/parley/ns/>",
    ),
    "white space at the end of a line": fault(
        MODULE,
        "# Classes\n",
        "# Classes  \n",
        "  \n\nkg:Issue",
        "a tab, or white space at the end of the line",
        "write spaces, and none at the end",
    ),
    "a tab": fault(
        CODES,
        "    a owl:Ontology",
        "    a\towl:Ontology",
        "\towl:Ontology",
        "a tab, or white space at the end of the line",
        "write spaces, and none at the end",
    ),
    "a subject with its predicates": fault(
        MODULE,
        "kg:Issue\n    a owl:Class",
        "kg:Issue a owl:Class",
        "kg:Issue a",
        "a subject that does not stand alone on its line",
    ),
    "a subject that is indented": fault(
        MODULE,
        "kg:Option\n",
        " kg:Option\n",
        "kg:Option\n    a",
        "a line indented by 1 where 0 are due",
    ),
    "a predicate that is not indented by four": fault(
        MODULE,
        "    rdfs:subClassOf skos",
        "  rdfs:subClassOf skos",
        "rdfs:subClassOf skos",
        "a predicate that does not stand below its subject",
    ),
    "two predicates on a line": fault(
        MODULE,
        "Issue\n    a owl:Class ;\n    rdfs",
        "Issue\n    a owl:Class ; rdfs",
        "; rdfs:subClassOf",
        "a semicolon that does not end its line behind a space",
    ),
    "a semicolon without a space": fault(
        MODULE,
        "a owl:Class ;",
        "a owl:Class;",
        ";\n    rdfs:subClassOf",
        "a semicolon that does not end its line behind a space",
    ),
    "a comma without a space": fault(
        MODULE,
        '"issue"@en ,',
        '"issue"@en,',
        ', "争点"',
        "a comma that does not stand behind a space",
    ),
    "no semicolon before the full stop": fault(
        MODULE,
        " ;\n.\n\nkg:Option",
        "\n.\n\nkg:Option",
        ".\n\nkg:Option",
        "a full stop that does not stand alone behind a semicolon",
    ),
    "a full stop on the line of a predicate": fault(
        MODULE,
        " ;\n.\n\nkg:Option",
        " ; .\n\nkg:Option",
        ".\n\nkg:Option",
        "a full stop that does not stand alone behind a semicolon",
    ),
    "a value that is not below its predicate": fault(
        MODULE,
        "        skos:Concept ,\n",
        "    skos:Concept ,\n",
        "skos:Concept ,\n",
        "a line indented by 4 where 8 are due",
    ),
    "a list that is not indented": fault(
        CODES,
        "    owl:distinctMembers (\n        kg:",
        "    owl:distinctMembers (\n      kg:",
        "kg:Fragment\n        kg:",
        "a line indented by 6 where 8 are due",
    ),
    "a bracket that is not below what opens it": fault(
        CODES,
        "\n    ) ;",
        "\n        ) ;",
        ") ;\n.",
        "a line indented by 8 where 4 are due",
    ),
    "a graph that opens on a line of its own": fault(
        SOURCE,
        "<#c3> {\n",
        "<#c3>\n{\n",
        "<#c3>\n{",
        "a graph that is not opened or closed on a line of its own",
    ),
    "a subject in a graph that is not indented": fault(
        SOURCE,
        "    event:river-talks\n",
        "event:river-talks\n",
        "event:river-talks\n",
        "a line indented by 0 where 4 are due",
    ),
}


def found_by(check: Check, tiny: Project, planted: Fault) -> list[Finding]:
    """What *check* finds in the file into which the fault was planted."""
    return [f for f in check(read_all(tiny)) if f.place.file == tiny.root / planted.file]


@pytest.mark.parametrize("planted", OF_LAYOUT.values(), ids=OF_LAYOUT)
def test_a_fault_of_layout_is_found_where_it_stands(tiny: Project, planted: Fault) -> None:
    text = planted.plant(tiny.root)
    place = place_of(tiny.root / planted.file, text, planted.at)

    found = found_by(layout.check, tiny, planted)

    assert (place, planted.message, planted.way_out) in {
        (f.place, f.message, f.way_out) for f in found
    }


def lines_too_long(tiny: Project, line: str) -> list[Place]:
    file = tiny.root / MODULE
    file.write_text(file.read_text("utf-8").replace("# Classes", line, 1), "utf-8")
    found = [f for f in layout.check(read_all(tiny)) if f.place.file == file]
    return [f.place for f in found if "characters" in f.message]


def test_a_long_line_of_several_values_is_found_where_it_is_too_long(tiny: Project) -> None:
    values = " , ".join(['"nothing"@en'] * 8)
    line = f"kg:Issue\n    rdfs:comment {values} ;\n.\n"
    before = (tiny.root / MODULE).read_text("utf-8").split("# Classes")[0].count("\n")

    assert lines_too_long(tiny, line) == [Place(tiny.root / MODULE, before + 2, 121)]


def test_a_long_comment_is_found(tiny: Project) -> None:
    assert len(lines_too_long(tiny, f"# {'word ' * 30}")) == 1


def test_a_line_of_prose_may_be_long(tiny: Project) -> None:
    prose = f'kg:Issue\n    rdfs:comment "{"word, " * 30}"@en ;\n.\n'

    assert lines_too_long(tiny, prose) == []


def test_a_line_of_prose_may_be_long_before_another_one(tiny: Project) -> None:
    prose = f'        "{"word, " * 30}"@en ,\n        "言葉"@ja'

    assert lines_too_long(tiny, f"kg:Issue\n    rdfs:comment\n{prose} ;\n.\n") == []


def test_a_long_value_before_another_one_begins_its_line(tiny: Project) -> None:
    line = f'kg:Issue\n    rdfs:comment "{"word, " * 30}"@en ,\n        "言葉"@ja ;\n.\n'

    assert len(lines_too_long(tiny, line)) == 1


@pytest.mark.parametrize("end", ["", "\n\n"])
def test_a_file_ends_with_one_line_feed(tiny: Project, end: str) -> None:
    file = tiny.root / MODULE
    file.write_text(file.read_text("utf-8").rstrip("\n") + end, "utf-8")

    assert [f.message for f in layout.check(read_all(tiny)) if f.place.file == file] == [
        "the file does not end with one line feed"
    ]


OF_ORDER = {
    "a class behind properties": Fault(
        MODULE,
        "kg:optionOf\n    a owl:ObjectProperty ,",
        "kg:optionOf\n    a owl:Class ,",
        "kg:optionOf\n",
        "order",
        "kg:optionOf belongs to the classes and stands behind the object properties",
        "move it to the classes",
    ),
    "properties that are not sorted": Fault(
        MODULE,
        "kg:incompatibleWith\n",
        "kg:jointWith\n",
        "kg:issue\n",
        "order",
        "kg:issue stands behind kg:jointWith",
        "sort the object properties by name",
    ),
    "a header behind the terms": Fault(
        CODES,
        "[]\n    a owl:AllDifferent ;",
        "[]\n    a owl:AllDifferent ;\n.\n\n"
        "<https://w3id.org/parley/ontology/codes/others>\n    a owl:Ontology ;",
        "<https://w3id.org/parley/ontology/codes/others>",
        "order",
        "https://w3id.org/parley/ontology/codes/others belongs to the header "
        "and stands behind the axioms without a name",
        "move it to the header",
    ),
    "shapes that are not sorted": Fault(
        SHAPES,
        "kgsh:Vague-offset\n",
        "kgsh:Vague-zero\n",
        "kgsh:Vague-relativeTo\n    a",
        "order",
        "kgsh:Vague-relativeTo stands behind kgsh:Vague-zero",
        "sort the individuals by name",
    ),
}


@pytest.mark.parametrize("planted", OF_ORDER.values(), ids=OF_ORDER)
def test_a_fault_of_order_is_found_where_it_stands(tiny: Project, planted: Fault) -> None:
    text = planted.plant(tiny.root)
    place = place_of(tiny.root / planted.file, text, planted.at)

    assert [(f.place, f.message, f.way_out) for f in found_by(order.check, tiny, planted)] == [
        (place, planted.message, planted.way_out)
    ]


@pytest.mark.parametrize("file", [MODULE, SHAPES, SOURCE, REFERENCE, QUERY, DATA_RULE, TERM_RULE])
def test_a_prefix_that_is_not_used_is_a_fault(tiny: Project, file: str) -> None:
    path = tiny.root / file
    line = (
        "PREFIX ex: <http://example.org/>"
        if path.suffix == ".rq"
        else ("@prefix ex: <http://example.org/> .")
    )
    text = re.sub("^(?=@?prefix )", f"{line}\n", path.read_text("utf-8"), count=1, flags=FLAGS)
    path.write_text(text, "utf-8")

    found = [f for f in prefixes.check(read_all(tiny)) if f.place.file == path]

    assert [(f.place, f.message, f.severity) for f in found] == [
        (place_of(path, text, "ex: <"), "the prefix ex: is declared and not used", "error")
    ]


def hints(tiny: Project, iri: str) -> list[str]:
    """The hints on the prefixes of a project that has one more, for *iri*."""
    path = tiny.root / PREFIXES
    text = path.read_text("utf-8") + f"@prefix zz: <{iri}> .\n"
    path.write_text(text, "utf-8")
    place = place_of(path, text, "zz: <")
    found = prefixes.check(read_all(tiny))
    return [f.severity for f in found if f.place == place]


def test_a_prefix_of_the_project_that_nothing_uses_is_a_hint(tiny: Project) -> None:
    assert hints(tiny, "http://example.org/") == ["info"]


@pytest.mark.parametrize(
    "iri",
    [
        "https://w3id.org/parley/id/lighthouse/",  # a kind of thing, of which there is none yet
        "https://w3id.org/parley/graph/ont",  # the beginning of an IRI in a file
    ],
)
def test_a_prefix_of_what_users_may_ask_for_is_none(tiny: Project, iri: str) -> None:
    assert hints(tiny, iri) == []


# The catalog


def test_the_catalog_leads_from_each_import_to_its_file() -> None:
    root = ElementTree.parse(ROOT / CATALOG).getroot()  # noqa: S314  # our own file
    files = {entry.get("name"): str(entry.get("uri")) for entry in root}
    quads = [quad for path in REAL.ontology for quad in intake.quads(REAL, path)]
    imports = {plain(q.object) for q in quads if plain(q.predicate) == OWL + "imports"}

    assert imports
    assert imports <= set(files)
    assert all((ROOT / "ontology" / uri).is_file() for uri in files.values())


def test_a_missing_catalog_is_a_fault(tiny: Project) -> None:
    (tiny.root / CATALOG).unlink()

    assert [(f.place, f.way_out) for f in catalog.check(read_all(tiny))] == [
        (Place(tiny.root / CATALOG), "write it anew by kg check --fix")
    ]


def test_a_catalog_that_is_not_current_is_a_fault_at_its_line(tiny: Project) -> None:
    path = tiny.root / CATALOG
    text = path.read_text("utf-8").replace('uri="actors.ttl"', 'uri="actor.ttl"')
    path.write_text(text, "utf-8")
    line = text[: text.index("actor.ttl")].count("\n") + 1

    assert [f.place for f in catalog.check(read_all(tiny))] == [Place(path, line, 1)]


def test_a_new_module_makes_the_catalog_out_of_date(tiny: Project) -> None:
    text = (tiny.root / MODULE).read_text("utf-8").replace("ontology/issues", "ontology/zest")
    (tiny.root / "ontology/zest.ttl").write_text(text, "utf-8")

    assert [f.code for f in catalog.check(read_all(Project(tiny.root)))] == ["catalog"]


def test_to_fix_writes_the_catalog_and_nothing_else(tiny: Project) -> None:
    path = tiny.root / CATALOG
    due = path.read_bytes()
    path.unlink()
    before = {p: p.read_bytes() for p in tiny.root.rglob("*") if p.is_file()}

    assert checks.fix(tiny) == [path]
    assert checks.fix(tiny) == []
    assert {p: p.read_bytes() for p in tiny.root.rglob("*") if p.is_file()} == {**before, path: due}


def test_what_cannot_be_read_is_not_fixed(tiny: Project) -> None:
    (tiny.root / MODULE).write_text("kg:Issue", "utf-8")

    with pytest.raises(BadInput, match=r"issues\.ttl:1:1 cannot be read"):
        checks.fix(tiny)


def test_a_catalog_that_cannot_be_written_stays_as_it_was(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "<!-- by hand -->\n"
    (tiny.root / CATALOG).write_text(old, "utf-8")

    def refuse(path: Path, *_: object, **__: object) -> None:
        with path.open("w") as file:
            file.write("<cat")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(BadInput, match=r"catalog-v001\.xml cannot be written \(No space left"):
        checks.fix(tiny)
    folder = tiny.root / "ontology"
    assert [(p.name, p.read_text("utf-8")) for p in folder.glob("*catalog*")] == [
        ("catalog-v001.xml", old)
    ]


def test_the_command_says_what_it_fixed(tiny: Project) -> None:
    (tiny.root / CATALOG).unlink()

    done = CliRunner().invoke(cli, ["--project", str(tiny.root), "check", "--fix", MODULE])

    assert f"kg: {CATALOG} written" in done.stderr


# Terms that go


@pytest.mark.parametrize(
    ("file", "mark", "module"),
    [
        (SOURCE, "kg:holder ", "positions"),
        (QUERY, "kg:holder ", "positions"),
        (SHAPES, "kg:offset ", "time"),
        (DATA_RULE, "kg:relays)", "claims"),
    ],
)
def test_the_use_of_a_deprecated_term_is_a_warning(
    tiny: Project, file: str, mark: str, module: str
) -> None:
    term, path = mark[:-1], tiny.root / f"ontology/{module}.ttl"
    old = f"\n{term}\n    a owl:ObjectProperty"
    text = path.read_text("utf-8")
    assert old in text
    gone = "\n    owl:deprecated true ;\n    dcterms:isReplacedBy kg:issue ;\n"
    path.write_text(text.replace(old, f"\n{term}{gone}    a owl:ObjectProperty"), "utf-8")
    used = (tiny.root / file).read_text("utf-8")

    found = [f for f in deprecated.check(read_all(tiny)) if f.place.file == tiny.root / file]

    assert [(f.place, f.message, f.way_out, f.severity) for f in found] == [
        (
            place_of(tiny.root / file, used, mark),
            f"{term} is deprecated",
            "use kg:issue",
            "warning",
        )
    ]


# All of it


def test_the_command_makes_each_of_these_checks(tiny: Project) -> None:
    for planted in (OF_LAYOUT["a comma without a space"], OF_ORDER["shapes that are not sorted"]):
        planted.plant(tiny.root)
    (tiny.root / CATALOG).unlink()
    path = tiny.root / "ontology/time.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"offset"@en', '"Offset"@en', 1), "utf-8")
    hints(tiny, "http://example.org/")

    assert {f.code for f in checks.run(tiny)} >= {
        "catalog",
        "layout",
        "order",
        "rule:label-form",
        "unused",
    }


def test_an_ontology_of_another_version_is_found(tiny: Project) -> None:
    file = tiny.root / "ontology/kg.ttl"
    text = file.read_text("utf-8").replace(__version__, "0.0.7")
    file.write_text(text, "utf-8")

    assert [(f.place, f.code) for f in checks.run(tiny)] == [
        (place_of(file, text, '"0.0.7"'), "version")
    ]


def test_the_ontology_has_the_version_of_the_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    quads = intake.quads(REAL, ROOT / "ontology/kg.ttl")
    said = [plain(quad.object) for quad in quads if plain(quad.predicate) == OWL + "versionInfo"]

    assert said == [package["project"]["version"]]
