"""The JSON-LD context names every term, and what it has said once it goes on saying."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg import contexts
from kg.checks import contexts as checked
from kg.checks.reading import read_all
from kg.errors import BadInput, Finding, Place
from kg.project import Project
from kg.terms import EDTF, KG, XSD

FILE = "ontology/contexts/v1.jsonld"
TERM = """
kg:herald
    a owl:ObjectProperty ;
    rdfs:label "herald"@en , "使者"@ja ;
    rdfs:isDefinedBy <https://w3id.org/parley/ontology/roles> ;
.
"""


def found(project: Project) -> list[Finding]:
    return list(checked.check(read_all(project)))


def entries(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8"))["@context"])


def rewritten(path: Path, given: dict[str, Any]) -> None:
    path.write_text(contexts.text(contexts.Context(path.name, given)), "utf-8")


def declare(project: Project) -> None:
    with (project.root / "ontology/roles.ttl").open("a", encoding="utf-8") as file:
        file.write(TERM)


def publish(project: Project) -> None:
    digest = contexts.digest(project.root / FILE)
    contexts.sums(project).write_text(f"{digest}  v1.jsonld\n", "utf-8")


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("Proposal", KG + "Proposal"),
        ("Relays", KG + "Relays"),
        ("proposer", {"@id": KG + "proposer", "@type": "@id", "@container": "@set"}),
        ("holder", {"@id": KG + "holder", "@type": "@id"}),  # exactly one, by its shape
        ("commitment", {"@id": KG + "commitment", "@type": "@vocab"}),  # a code
        ("from", {"@id": KG + "from", "@type": EDTF}),
        ("recordedOn", {"@id": KG + "recordedOn", "@type": XSD + "date"}),
        ("pointCount", {"@id": KG + "pointCount", "@container": "@set"}),
        ("org_member", {"@id": "http://www.w3.org/ns/org#member", "@type": "@id"}),
        ("foaf_Person", "http://xmlns.com/foaf/0.1/Person"),
    ],
)
def test_a_term_is_written_as_ontology_and_shapes_have_it(
    project: Project, name: str, definition: object
) -> None:
    assert contexts.latest(project).entries[name] == definition


def test_names_are_a_map_by_language(project: Project) -> None:
    told = contexts.latest(project).entries

    assert told["label"]["@container"] == "@language"
    assert told["altLabel"]["@container"] == ["@language", "@set"]


def test_nothing_is_lacking(project: Project) -> None:
    assert found(project) == []


def test_a_term_without_a_name_is_a_fault(tiny: Project) -> None:
    declare(tiny)

    assert [(f.place, f.message, f.way_out) for f in found(tiny)] == [
        (Place(tiny.root / FILE), "has no name for kg:herald", "write it by kg check --fix")
    ]


def test_to_fix_adds_what_is_lacking_and_leaves_the_rest(tiny: Project) -> None:
    path = tiny.root / FILE
    before = {**entries(path), "holder": {"@id": KG + "holder"}, "gone": KG + "gone"}
    rewritten(path, before)
    declare(tiny)

    assert checked.write(tiny) == [path]
    assert entries(path) == {
        **before,
        "herald": {"@id": KG + "herald", "@type": "@vocab", "@container": "@set"},
    }
    assert checked.write(tiny) == []
    assert found(tiny) == []


def test_a_missing_context_is_a_fault(tiny: Project) -> None:
    (tiny.root / FILE).unlink()

    assert [f.message for f in found(tiny)] == ["is missing: JSON-LD is written by it"]


def test_a_context_in_another_order_is_a_fault_at_its_line(tiny: Project) -> None:
    path = tiny.root / FILE
    text = path.read_text("utf-8").replace('  "Abnormal"', '   "Abnormal"')
    path.write_text(text, "utf-8")
    line = text[: text.index('"Abnormal"')].count("\n") + 1

    assert [f.place for f in found(tiny)] == [Place(path, line, 1)]


def test_a_changed_byte_of_a_published_context_is_a_fault(tiny: Project) -> None:
    publish(tiny)
    assert found(tiny) == []
    path = tiny.root / FILE
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")

    assert [(f.place, f.message) for f in found(tiny)] == [
        (Place(path), "is not as it was published")
    ]


def test_a_published_context_that_is_gone_is_a_fault(tiny: Project) -> None:
    publish(tiny)
    (tiny.root / FILE).unlink()

    assert "is missing, and was published" in [f.message for f in found(tiny)]


def test_what_a_published_context_lacks_goes_into_the_next(tiny: Project) -> None:
    publish(tiny)
    declare(tiny)
    before = (tiny.root / FILE).read_bytes()

    assert [f.message for f in found(tiny)] == ["has no name for kg:herald"]
    assert checked.write(tiny) == [tiny.root / "ontology/contexts/v2.jsonld"]
    assert (tiny.root / FILE).read_bytes() == before
    assert "herald" in contexts.latest(tiny).entries
    assert found(tiny) == []
    assert checked.write(tiny) == []


@pytest.mark.parametrize("told", [None, {"@id": KG + "carrier"}])
def test_a_version_that_breaks_with_the_one_before_is_a_fault(tiny: Project, told: object) -> None:
    publish(tiny)
    path = tiny.root / "ontology/contexts/v2.jsonld"
    given = {name: d for name, d in entries(tiny.root / FILE).items() if name != "carrier"}
    rewritten(path, {**given, **({"carrier": told} if told else {"bearer": KG + "carrier"})})

    assert [(f.place, f.message) for f in found(tiny)] == [
        (Place(path), "does not have carrier as v1.jsonld has it")
    ]


def test_a_frame_in_other_terms_is_a_fault(tiny: Project) -> None:
    path = tiny.root / "ontology/frames/Term.jsonld"
    path.write_text(path.read_text("utf-8").replace('"quantity"', '"quantitty"'), "utf-8")

    assert [(f.place, f.code, f.message) for f in found(tiny)] == [
        (Place(path), "frame", "speaks of quantitty, which is no term of v1.jsonld")
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"@context": [1]}', '{"@context": {"a": 1}}'])
def test_a_context_that_cannot_be_read_is_bad_input(tiny: Project, text: str) -> None:
    (tiny.root / FILE).write_text(text, "utf-8")

    with pytest.raises(BadInput, match=r"v1\.jsonld is no JSON-LD context: delete it"):
        contexts.latest(tiny)


def test_sums_that_cannot_be_read_are_bad_input(tiny: Project) -> None:
    contexts.sums(tiny).write_text("v1.jsonld\n", "utf-8")

    with pytest.raises(BadInput, match=r"SHA256SUMS:1:1 is no line of sha256sum"):
        contexts.published(tiny)


def test_two_terms_never_share_a_name() -> None:
    from kg.contexts import making

    context = contexts.Context("v1.jsonld", {"title": "http://purl.org/dc/terms/title"})
    new = [KG + "title", KG + "id", "http://a/x#member", "http://b/x#member", "http://a/x#lone"]
    prefixes = {"kg": KG, "a": "http://a/x#", "b": "http://b/x#"}

    assert making.names(context, new, prefixes) == {
        KG + "id": "kg_id",
        KG + "title": "kg_title",
        "http://a/x#lone": "lone",
        "http://a/x#member": "a_member",
        "http://b/x#member": "b_member",
    }
