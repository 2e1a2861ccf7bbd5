"""Every shape has a document that it passes, and every property of it one that it blames."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolution, RdfFormat, Triple

from kg.build import intake
from kg.checks.shapes import Shapes, Violation, violations
from kg.errors import BadInput
from kg.project import Project
from kg.store import Store
from kg.terms import KG, XSD, Term

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
FOLDER = ROOT / "tests/shapes"
OK = sorted(FOLDER.glob("*/ok.trig"))
BAD = sorted(FOLDER.glob("*/bad-*.trig"))
DOCUMENTS = [*OK, *BAD]
SHAPE = "https://w3id.org/parley/shape/"
PREFIXES = """
@prefix kg: <https://w3id.org/parley/ns/> .
@prefix kgsh: <https://w3id.org/parley/shape/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
TERMS = "kg:Position a owl:Class . kg:stance a owl:ObjectProperty . kg:Supports a kg:Stance ."
STANCE = """
kgsh:Position a sh:NodeShape ; sh:targetClass kg:Position ; sh:property kgsh:Position-stance .
kgsh:Position-stance a sh:PropertyShape ; sh:path kg:stance ; sh:minCount 1 .
"""


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes.of(PROJECT)


def apart(path: Path, number: int) -> list[Quad]:
    """Return the document at *path*, its things named as in no document of another *number*.

    So all documents are checked at once, in an eighth of the time, and none sees another's things.
    """

    def own(term: Term) -> Term:
        if isinstance(term, NamedNode) and term.value not in DECLARED:
            return NamedNode(f"{term.value}?{number}")
        return BlankNode(f"{term.value}x{number}") if isinstance(term, BlankNode) else term

    def triple(quad: Quad) -> Quad:
        subject = own(quad.subject)
        assert not isinstance(subject, Literal)
        return Quad(subject, quad.predicate, own(quad.object))

    return [triple(quad) for quad in intake.parsed(path, RdfFormat.TRIG)]


@pytest.fixture(scope="module")
def blamed_in(shapes: Shapes) -> dict[Path, set[str]]:
    """The shapes that blame something, by document."""
    found: dict[Path, set[str]] = {path: set() for path in DOCUMENTS}
    quads = [quad for number, path in enumerate(DOCUMENTS) for quad in apart(path, number)]
    for violation in shapes.violations(quads):
        number = int(violation.focus.rpartition("?")[2])
        found[DOCUMENTS[number]].add(violation.shape.removeprefix(SHAPE))
    return found


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def blamed(path: Path) -> str:
    """Return the property shape that the name of a bad file says."""
    return f"{path.parent.name}-{path.stem.split('-')[1]}"


def asked(query: str, paths: list[Path]) -> list[QuerySolution]:
    quads = [quad for path in paths for quad in intake.parsed(path, RdfFormat.TURTLE)]
    prefixes = "".join(f"PREFIX {short}: <{iri}>\n" for short, iri in PROJECT.prefixes.items())
    return list(Store(quads).select(prefixes + query))


def values(query: str, paths: list[Path]) -> set[str]:
    return {row[0].value.removeprefix(SHAPE) for row in asked(query, paths)}


MODULE = "https://w3id.org/parley/ontology/"
# What rules or the build make; tests of derivations and datings look at it, not kg check.
MADE_BY_RULES = {"shifts", "standing"}
MADE = {
    KG + name
    for name in (
        "Dating",
        "Descent",
        "Period",
        "ReportedContact",
        "ReportedMembership",
        "Stretch",
        "VersionDifference",
    )
}
MADE_PROPERTIES = {
    KG + name
    for name in (
        "ancestor",
        "bringsAbout",
        "circle",
        "comesFrom",
        "contactIn",
        "contactOf",
        "contactWith",
        "counterpart",
        "dateProperty",
        "dates",
        "descendant",
        "descentProperty",
        "differenceKind",
        "differingTerm",
        "earlierVersion",
        "earliest",
        "engages",
        "firstDealing",
        "frame",
        "goesPartWayTo",
        "heldIn",
        "inClaim",
        "inSource",
        "joins",
        "laterVersion",
        "latest",
        "linkedWith",
        "lists",
        "presentOccurrence",
        "reportedMember",
        "rulesOut",
        "stem",
    )
}
# What belongs to one claim or to the record, so that a second value is a fault and no dispute.
OWNED = {
    "Alternative",
    "Anomaly",
    "Claim",
    "Condition",
    "Delegation",
    "Forecast",
    "Interest",
    "Likelihood",
    "Offset",
    "Option",
    "Outcome",
    "Participation",
    "Passage",
    "Position",
    "Quantity",
    "Source",
    "Stance",
    "StatedShift",
    "Tenure",
    "Term",
    "Tie",
    "TieKind",
}
DEFINED = "SELECT ?t ?module { ?t rdfs:isDefinedBy ?module }"
OF_MODULE = "SELECT DISTINCT ?module { ?t a owl:Class ; rdfs:isDefinedBy ?module }"
# Codes that only have to be there need no shape: the rules over terms look at their labels.
CLASSES = """SELECT ?class {
    ?class a owl:Class ; rdfs:isDefinedBy ?module
    MINUS { ?class rdfs:subClassOf skos:Concept . ?code a ?class }
}"""
PROPERTIES_OF_OURS = """SELECT ?p {
    VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty }
    ?p a ?kind ; rdfs:isDefinedBy ?module
}"""
UNDER = asked(
    "SELECT ?cls ?over { ?cls rdfs:subClassOf ?over FILTER(isIRI(?over)) }", PROJECT.ontology
)
DECLARED = values("SELECT ?term { ?term a ?kind FILTER(isIRI(?term)) }", PROJECT.ontology)
NODES = values("SELECT ?s { ?s a sh:NodeShape }", PROJECT.shapes)
PROPERTIES = values("SELECT ?s { ?s a sh:PropertyShape }", PROJECT.shapes)


def a_project(folder: Path, of_shapes: str) -> Project:
    """Return a project of one class, one property and the given shapes."""
    (folder / "ontology/shapes").mkdir(parents=True)
    (folder / "ontology/kg.ttl").write_text(PREFIXES + TERMS)
    (folder / "ontology/shapes/positions.ttl").write_text(PREFIXES + of_shapes)
    return Project(folder)


def above(cls: str) -> set[str]:
    """Return *cls* and the classes over it."""
    over = {row["over"].value for row in UNDER if row["cls"].value == cls}
    return {cls}.union(*map(above, over))


def a_quad(subject: str, term: str, value: str | Literal) -> Quad:
    thing = NamedNode(value) if isinstance(value, str) else value
    return Quad(NamedNode("https://example.org/" + subject), NamedNode(term), thing)


def a(subject: str, cls: str) -> Quad:
    return a_quad(subject, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", KG + cls)


def test_there_are_shapes_and_documents() -> None:
    assert len(PROJECT.shapes) == 17
    assert len(NODES) > 50
    assert len(BAD) > len(PROPERTIES) > 200


@pytest.mark.parametrize("path", OK, ids=name)
def test_a_shape_passes_a_sound_document(blamed_in: dict[Path, set[str]], path: Path) -> None:
    assert blamed_in[path] == set()


@pytest.mark.parametrize("path", BAD, ids=name)
def test_a_shape_blames_the_one_fault_of_a_document(
    blamed_in: dict[Path, set[str]], path: Path
) -> None:
    assert blamed_in[path] == {blamed(path)}


def test_every_shape_has_a_sound_document() -> None:
    assert {path.parent.name for path in OK} == NODES


def test_every_property_shape_has_a_document_that_it_blames() -> None:
    assert {blamed(path) for path in BAD} == PROPERTIES


def test_every_constraint_of_a_property_shape_has_a_document() -> None:
    asked_of = Counter(path for path in map(blamed, BAD))
    constraints = Counter(
        row["s"].value.removeprefix(SHAPE)
        for row in asked(
            "SELECT ?s ?asks { ?s a sh:PropertyShape ; ?asks ?value "
            "FILTER(?asks NOT IN (rdf:type, sh:path, sh:name, sh:message, sh:severity)) }",
            PROJECT.shapes,
        )
    )

    assert constraints.keys() == PROPERTIES
    assert {shape for shape, count in constraints.items() if asked_of[shape] < count} == set()


def test_every_module_of_what_claims_describe_has_a_module_of_shapes() -> None:
    with_classes = {row["module"].value for row in asked(OF_MODULE, PROJECT.ontology)}
    stems = {module.removeprefix(MODULE) for module in with_classes} - {""}

    assert {path.stem for path in PROJECT.shapes} == stems - MADE_BY_RULES


@pytest.mark.parametrize("path", PROJECT.shapes, ids=lambda path: path.stem)
def test_a_shape_stands_in_the_module_of_what_it_looks_at(path: Path) -> None:
    targets = values("SELECT ?t { ?s sh:targetClass|sh:targetSubjectsOf ?t }", [path])
    homes = {r["t"].value: r["module"].value for r in asked(DEFINED, PROJECT.ontology)}
    of_others = {"http://www.w3.org/ns/org#Membership", "http://www.w3.org/ns/org#Post"}

    assert targets
    assert {homes.get(target) for target in targets - of_others} == {MODULE + path.stem}
    assert not targets & of_others or path.stem == "actors"


def test_every_class_that_claims_describe_has_a_shape() -> None:
    targets = values("SELECT ?t { ?s sh:targetClass ?t }", PROJECT.shapes)
    files = [path for path in PROJECT.ontology if path.stem not in MADE_BY_RULES]
    classes = values(CLASSES, files)

    assert len(classes) > 50
    assert {narrow for narrow in classes - MADE if not above(narrow) & targets} == set()


def test_every_property_that_claims_use_has_a_shape() -> None:
    looked_at = values(
        "SELECT ?p { ?s sh:path/(sh:alternativePath/rdf:rest*/rdf:first)? ?p }", PROJECT.shapes
    )
    files = [path for path in PROJECT.ontology if path.stem not in MADE_BY_RULES]
    used = values(PROPERTIES_OF_OURS, files)

    assert len(used) > 100
    assert used - looked_at == MADE_PROPERTIES


def test_every_folder_holds_documents_only() -> None:
    assert sorted(path for path in FOLDER.rglob("*") if path.is_file()) == sorted(OK + BAD)


def test_every_property_shape_is_used_by_the_shape_whose_name_it_bears() -> None:
    rows = asked("SELECT ?node ?part { ?node sh:property ?part }", PROJECT.shapes)
    used = {(r["node"].value, r["part"].value.rsplit("-", 1)[0]) for r in rows}

    assert {r["part"].value.removeprefix(SHAPE) for r in rows} == PROPERTIES
    assert all(node == owner for node, owner in used)


def test_every_property_shape_says_what_is_wrong_and_what_to_do() -> None:
    rows = asked(
        "SELECT ?s ?said { ?s a sh:PropertyShape ; sh:name ?name ; sh:message ?said }",
        PROJECT.shapes,
    )
    messages = {r["s"].value.removeprefix(SHAPE): r["said"].value for r in rows}
    parts = {shape: message.split(" -> ") for shape, message in messages.items()}

    assert messages.keys() == PROPERTIES
    assert {shape for shape, both in parts.items() if len(both) != 2 or not all(both)} == set()


def test_every_file_and_term_in_a_message_exists() -> None:
    messages = values("SELECT ?said { ?s sh:message ?said }", PROJECT.shapes)
    files = {file for said in messages for file in re.findall(r"[\w./-]+\.ttl", said)}
    terms = {KG + local for said in messages for local in re.findall(r"kg:([\w-]+)", said)}

    assert len(files) > 10
    assert len(terms) > 50
    assert {file for file in files if not (ROOT / file).is_file()} == set()
    assert terms - DECLARED == set()


def test_only_what_is_missing_can_be_less_than_a_violation() -> None:
    rows = asked(
        "SELECT ?s ?asks { ?s a sh:PropertyShape ; sh:severity ?grade ; ?asks ?value "
        "FILTER(?grade != sh:Violation) "
        "FILTER(?asks NOT IN (rdf:type, sh:path, sh:name, sh:message, sh:severity)) }",
        PROJECT.shapes,
    )

    assert rows
    assert {row["asks"].value.rpartition("#")[2] for row in rows} == {"minCount"}


def test_every_property_shape_says_how_grave_its_fault_is() -> None:
    graded = "SELECT ?s { ?s a sh:PropertyShape ; sh:severity ?grade }"

    assert values(graded, PROJECT.shapes) == PROPERTIES


def test_no_shape_is_a_term_of_the_ontology() -> None:
    declared = values("SELECT ?term { ?term a ?kind }", PROJECT.ontology)

    assert not declared & {SHAPE + shape for shape in NODES | PROPERTIES}
    assert all(re.fullmatch(r"\w+(-\w+)?", shape) for shape in NODES | PROPERTIES)


def test_a_second_value_is_no_fault_where_it_is_a_dispute() -> None:
    limited = values("SELECT ?s { ?s sh:maxCount ?n }", PROJECT.shapes)

    assert {shape.split("-")[0] for shape in limited} == OWNED


def test_no_shape_repeats_a_list_of_codes() -> None:
    of_codes = (
        "SELECT ?s { ?s sh:class ?list . ?list rdfs:subClassOf skos:Concept . ?code a ?list }"
    )
    listed = "SELECT ?s { ?s sh:in/rdf:first ?code . ?code skos:inScheme ?list }"
    files = [*PROJECT.shapes, *PROJECT.ontology]

    assert len(values(of_codes, files)) > 10
    assert values(listed, files) == set()


@pytest.mark.parametrize(
    ("of_shapes", "complaint"),
    [
        (STANCE.replace("minCount", "minCuont"), r"positions.ttl:9:63 sh:minCuont is no term"),
        (STANCE.replace("sh:minCount 1", "sh:sparql [ ]"), "sh:sparql is no term of SHACL Core"),
        (STANCE.replace("sh:minCount 1", "sh:js [ ]"), "sh:js is no term of SHACL Core"),
        (STANCE.replace("kg:Position ;", "kg:Psition ;"), r"ttl:8:47 <.*/Psition> is not declared"),
        (STANCE.replace("kg:stance", "kg:stnace"), "/stnace> is not declared"),
        (STANCE.replace("kg:stance", "( kg:stance kg:label )"), "/label> is not declared"),
        (STANCE.replace("sh:minCount 1", "sh:in ( kg:Suports )"), "/Suports> is not declared"),
        (STANCE.replace("sh:path kg:stance", "sh:path kg:stance, kg:Supports"), "cannot be used"),
        (STANCE.replace("sh:minCount 1", "sh:in kg:Supports"), "sh:in takes a list"),
        (STANCE.replace("sh:path kg:stance ;", ""), "cannot be used"),
        (STANCE.replace("kgsh:Position-stance .", "kgsh:Position-stnace ."), "cannot be used"),
        ("kg:stance rdfs:label 'stance' .", "positions.ttl holds no shape"),
        ("kgsh:Position a sh:NodeShape", "cannot be read"),
    ],
)
def test_shapes_that_could_find_no_fault_are_refused(
    tmp_path: Path, of_shapes: str, complaint: str
) -> None:
    project = a_project(tmp_path, of_shapes)

    with pytest.raises(BadInput, match=complaint):
        list(violations(project, [a("one", "Position")]))


def test_a_project_without_shapes_is_refused(tmp_path: Path) -> None:
    project = a_project(tmp_path, STANCE)
    project.shapes[0].unlink()

    with pytest.raises(BadInput, match="ontology/shapes is empty"):
        list(violations(Project(tmp_path), []))


def test_a_violation_says_where_it_is_and_what_to_do(tmp_path: Path) -> None:
    said = STANCE.replace(" 1 .", " 1 ; sh:message 'no stance' ; sh:severity sh:Warning .")
    project = a_project(tmp_path, said)

    assert list(violations(project, [a("one", "Position")])) == [
        Violation(
            focus="https://example.org/one",
            path=KG + "stance",
            value=None,
            shape=SHAPE + "Position-stance",
            message="no stance",
            severity="warning",
        )
    ]


def test_violations_come_in_order_each_once(shapes: Shapes) -> None:
    things = [a(subject, cls) for cls in ("Term", "Reason") for subject in "cab"]
    all_of = list(shapes.violations([*things, *things]))

    assert [(v.focus[-1], v.shape.removeprefix(SHAPE)) for v in all_of] == [
        (subject, shape) for subject in "abc" for shape in ("Reason-label", "Term-label")
    ]


def test_a_thing_of_a_narrower_class_is_checked_too(shapes: Shapes) -> None:
    missing = [v.shape for v in shapes.violations([a("one", "Summit")])]

    assert missing == [SHAPE + "Event-label"]


def test_a_plain_string_is_an_xsd_string(tmp_path: Path) -> None:
    project = a_project(tmp_path, STANCE.replace("sh:minCount 1", 'sh:in ( "for" )'))
    for_it = a_quad("one", KG + "stance", Literal("for", datatype=NamedNode(XSD + "string")))

    assert list(violations(project, [a("one", "Position"), for_it])) == []


def test_a_value_is_shown_as_it_is_written(tmp_path: Path) -> None:
    project = a_project(tmp_path, STANCE.replace("sh:minCount 1", "sh:minExclusive 7"))
    seven = a_quad("one", KG + "stance", Literal("007", datatype=NamedNode(XSD + "integer")))
    (violation,) = violations(project, [a("one", "Position"), seven])

    assert violation.value == "007"


def test_a_date_that_is_none_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    project = a_project(tmp_path, STANCE)
    day = a_quad("one", KG + "stance", Literal("2025-02-30", datatype=NamedNode(XSD + "date")))

    assert list(violations(project, [a("one", "Position"), day])) == []
    assert capfd.readouterr() == ("", "")


def test_a_triple_about_a_triple_is_refused(shapes: Shapes) -> None:
    inner = a("one", "Position")
    said = Quad(inner.subject, NamedNode(KG + "stance"), Triple(*inner.triple))

    with pytest.raises(BadInput, match="make the inner one a claim"):
        list(shapes.violations([said]))


def test_the_libraries_of_shapes_are_imported_only_where_they_are_used() -> None:
    code = "import sys, kg.checks.shapes; sys.exit(bool({'pyshacl', 'rdflib'} & {*sys.modules}))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
