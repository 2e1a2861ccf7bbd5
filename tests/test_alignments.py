"""What Parley's terms map to in other vocabularies exists there, and is of the same kind.

`alignments/<target>.ttl` has each term that the alignment uses of the target, with type and label
as they were found there, and says at its head where.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg.build import Build
from kg.build.intake import parsed
from kg.build.rules import ontology_graphs
from kg.project import find
from kg.store import parse
from kg.terms import GRAPH, KG, TYPE, plain

PROJECT = find(Path(__file__).parent)
RECORDS = Path(__file__).parent / "alignments"
RDFS, OWL = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2002/07/owl#"
SKOS, PROV = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/prov#"
DCTERMS, WIKIBASE = "http://purl.org/dc/terms/", "http://wikiba.se/ontology#"

KIND_OF, CASE_OF, SAME_CLASS = RDFS + "subClassOf", RDFS + "subPropertyOf", OWL + "equivalentClass"
RELATED = SKOS + "relatedMatch"
AXIOMS = {KIND_OF, CASE_OF, SAME_CLASS}
MATCHES = {SKOS + f"{how}Match" for how in ("exact", "close", "broad", "narrow", "related")}

LEAST = {
    "aif": 13,
    "akoma-ntoso": 22,
    "cameo": 34,
    "eli": 28,
    "followthemoney": 44,
    "ibis": 14,
    "nanopublications": 11,
    "owl-time": 15,
    "plover": 27,
    "prov-o": 30,
    "schema-org": 80,
    "sem": 18,
    "skos-core": 4,
    "w3c-org": 15,
    "web-annotation": 10,
    "wikidata": 50,
}
MADE_BY_RULES = {
    "Change",
    "ChronologyConflict",
    "ComparablePair",
    "Dating",
    "Demand",
    "Descent",
    "Dispute",
    "MixedSignal",
    "OneSidedContent",
    "Period",
    "Placement",
    "ReportedContact",
    "ReportedMembership",
    "ReportingChain",
    "SharedContent",
    "Shift",
    "Spell",
    "Stretch",
    "Succession",
    "Telling",
    "Tension",
    "Track",
    "VersionDifference",
}
UNMAPPED = {
    "Anomaly": "no target has the faults of a document; editorial marks are of its text",
    "Condition": "no target has a state of affairs on which something depends",
    "Interest": "no target looks behind positions",
    "Outcome": "the targets have properties for results, and no class",
    "StatedShift": "no target has positions that change",
}


RANK = ["class", "item", "object", "data", "property", "concept", "other"]
LIKE: list[set[str]] = [
    {"class", "item"},
    {"class", "concept"},  # a kind of event, and the code for events of that kind
    {"other", "concept"},  # ours are typed by the class of their list
    {"object", "property"},
    {"data", "property"},
]
KIND_BY_TYPE = {
    OWL + "Class": "class",
    RDFS + "Class": "class",
    WIKIBASE + "Item": "item",
    OWL + "ObjectProperty": "object",
    WIKIBASE + "WikibaseItem": "object",
    OWL + "DatatypeProperty": "data",
    WIKIBASE + "Time": "data",
    WIKIBASE + "Quantity": "data",
    WIKIBASE + "String": "data",
    WIKIBASE + "Property": "property",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property": "property",
    SKOS + "Concept": "concept",
}


class Mapped(NamedTuple):
    """A term of ours, how it stands to a target, and the target."""

    term: str
    relation: str
    target: str


Kinds = Mapping[str, str]


def mapped(quads: Iterable[Quad]) -> list[Mapped]:
    """Return the mappings in *quads*, as they stand there."""
    return [
        Mapped(plain(q.subject), q.predicate.value, plain(q.object))
        for q in quads
        if q.predicate.value in AXIOMS | MATCHES and isinstance(q.object, NamedNode)
    ]


def kinds(quads: Iterable[Quad]) -> dict[str, str]:
    """Return what each typed thing in *quads* is: one of the words of RANK."""
    found: dict[str, str] = {}
    for quad in quads:
        if quad.predicate.value in (TYPE, WIKIBASE + "propertyType"):
            name = plain(quad.subject)
            best = min(found.get(name, "other"), kind(plain(quad.object)), key=RANK.index)
            found[name] = best
    return found


def kind(of_type: str) -> str:
    return KIND_BY_TYPE.get(of_type, "other")


def may_hold(relation: str, ours: str, theirs: str) -> bool:
    """Say whether a term of the kind *ours* can stand in *relation* to one of the kind *theirs*."""
    if relation in (KIND_OF, SAME_CLASS):
        return ours == theirs == "class"
    if relation == CASE_OF:
        return ours == theirs and ours in ("object", "data")
    if relation == RELATED or ours == theirs:
        return True
    return {ours, theirs} in LIKE


def unrecorded(mappings: Iterable[Mapped], record: Kinds) -> set[str]:
    return {m.target for m in mappings} - set(record)


def ill_matched(mappings: Iterable[Mapped], ours: Kinds, record: Kinds) -> set[Mapped]:
    return {m for m in mappings if not may_hold(m.relation, ours.get(m.term, ""), record[m.target])}


def undeclared(mappings: Iterable[Mapped], ours: Kinds) -> set[str]:
    return {m.term for m in mappings if m.term not in ours or not m.term.startswith(KG)}


def mapped_twice(mappings: Iterable[Mapped]) -> set[tuple[str, str]]:
    pairs = Counter((m.term, m.target) for m in mappings)
    return {pair for pair, times in pairs.items() if times > 1}


def untyped(mappings: Iterable[Mapped], declared: Kinds, record: Kinds) -> set[str]:
    """Return the targets of axioms that are not *declared* as what the *record* says."""
    targets = {m.target for m in mappings if m.relation in AXIOMS}
    return {target for target in targets if declared.get(target) != record.get(target)}


def without_target(classes: Iterable[str], mappings: Iterable[Mapped]) -> set[str]:
    """Return those of *classes* to which, and above which in our own terms, nothing is mapped."""
    above: dict[str, set[str]] = {}
    for m in mappings:
        if m.target != PROV + "Entity":  # nearly everything is one, so that it says nothing
            above.setdefault(m.term, set()).add(m.target)

    def leads_out(name: str) -> bool:
        return any(not o.startswith(KG) or leads_out(o) for o in above.get(name, ()))

    return {name for name in classes if not leads_out(name)}


def turtle(text: str) -> list[Quad]:
    prefixes = {"kg": KG, "owl": OWL, "rdfs": RDFS, "skos": SKOS, "prov": PROV, "e": "e:"}
    prefixes["dcterms"] = DCTERMS
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    return parse(head + text, RdfFormat.TURTLE)


MODULES = [quad for path in PROJECT.ontology for quad in parsed(path, RdfFormat.TURTLE)]
OURS = kinds(MODULES)
ALIGNMENTS = {path.stem: parsed(path, RdfFormat.TURTLE) for path in PROJECT.alignments}
ALL = [m for quads in ALIGNMENTS.values() for m in mapped(quads)]
each = pytest.mark.parametrize("stem", sorted(ALIGNMENTS))


def recorded(stem: str) -> dict[str, str]:
    return kinds(parsed(RECORDS / f"{stem}.ttl", RdfFormat.TURTLE))


def test_there_is_an_alignment_and_a_record_for_each_target() -> None:
    assert set(ALIGNMENTS) == {path.stem for path in RECORDS.iterdir()} == set(LEAST)


@each
def test_an_alignment_maps_enough(stem: str) -> None:
    assert len(mapped(ALIGNMENTS[stem])) >= LEAST[stem]


@each
def test_every_target_was_looked_up(stem: str) -> None:
    assert unrecorded(mapped(ALIGNMENTS[stem]), recorded(stem)) == set()


@each
def test_a_record_holds_what_its_alignment_uses_and_nothing_else(stem: str) -> None:
    assert set(recorded(stem)) == {m.target for m in mapped(ALIGNMENTS[stem])}


@each
def test_a_record_says_where_it_was_read(stem: str) -> None:
    text = (RECORDS / f"{stem}.ttl").read_text("utf-8")

    assert "as read on 2026-" in text.replace("\n# ", " ").split("@prefix")[0]


@each
def test_a_target_is_of_the_kind_that_the_mapping_needs(stem: str) -> None:
    assert ill_matched(mapped(ALIGNMENTS[stem]), OURS, recorded(stem)) == set()


@each
def test_only_declared_terms_of_ours_are_mapped(stem: str) -> None:
    assert undeclared(mapped(ALIGNMENTS[stem]), OURS) == set()


@each
def test_the_targets_of_axioms_are_declared_as_what_they_are(stem: str) -> None:
    declared = OURS | kinds(ALIGNMENTS[stem])

    assert untyped(mapped(ALIGNMENTS[stem]), declared, recorded(stem)) == set()


@each
def test_an_alignment_names_the_vocabularies_of_its_targets(stem: str) -> None:
    header = NamedNode(f"https://w3id.org/parley/ontology/alignments/{stem}")
    quads = ALIGNMENTS[stem]
    said = [(q.predicate.value, q.object) for q in quads if q.subject == header]
    sources = {plain(value) for predicate, value in said if predicate == DCTERMS + "source"}
    languages = {v.language for p, v in said if p == RDFS + "label" and isinstance(v, Literal)}

    assert languages == {"en", "ja"}
    assert {DCTERMS + "created", DCTERMS + "description"} <= {predicate for predicate, _ in said}
    assert sources == typed_as(quads, DCTERMS + "Standard")
    assert sources == {plain(q.subject) for q in quads if q.predicate.value == SKOS + "note"}
    targets = {m.target for m in mapped(quads)} - stand_ins(quads)
    assert {target for target in targets if not target.startswith(tuple(sources))} == set()


def typed_as(quads: Iterable[Quad], cls: str) -> set[str]:
    return {plain(q.subject) for q in quads if q.predicate.value == TYPE and plain(q.object) == cls}


def stand_ins(quads: Iterable[Quad]) -> set[str]:
    """Return the nodes of an alignment's own that stand for words which have no IRI."""
    listed = {plain(q.subject): q.object for q in quads if q.predicate.value == SKOS + "inScheme"}
    noted = {plain(q.subject) for q in quads if q.predicate.value == SKOS + "notation"}
    sourced = {q.subject for q in quads if q.predicate.value == DCTERMS + "source"}
    concepts = typed_as(quads, SKOS + "Concept")
    return {name for name in concepts & noted if listed.get(name) in sourced}


@each
def test_what_stands_for_a_word_has_the_word_that_was_looked_up(stem: str) -> None:
    record = parsed(RECORDS / f"{stem}.ttl", RdfFormat.TURTLE)

    assert notations(ALIGNMENTS[stem]) == notations(record)


def notations(quads: Iterable[Quad]) -> set[tuple[str, str]]:
    found = [q for q in quads if q.predicate.value == SKOS + "notation"]
    return {(plain(q.subject), plain(q.object)) for q in found}


def test_words_without_an_iri_are_the_only_nodes_of_our_own() -> None:
    ours = "https://w3id.org/parley/ontology/alignments/"
    made = {m.target for m in ALL if m.target.startswith(ours)}

    assert {name.removeprefix(ours) for name in made} == {
        f"akoma-ntoso#{word}"
        for word in ("insertion", "join", "repeal", "replacement", "split", "substitution")
    }


def test_nothing_is_mapped_twice() -> None:
    assert mapped_twice([*ALL, *mapped(MODULES)]) == set()


def test_every_class_maps_to_something_or_it_is_said_why_not() -> None:
    classes = {name for name, of in OURS.items() if of == "class" and name.startswith(KG)}
    without = {name.removeprefix(KG) for name in without_target(classes, [*ALL, *mapped(MODULES)])}

    assert classes
    assert {KG + name for name in MADE_BY_RULES} <= classes
    assert without - MADE_BY_RULES == set(UNMAPPED)


def test_rules_do_not_take_an_alignment_for_the_ontology(build: Build) -> None:
    store = build.store()
    graphs = {name.value for name in store.graphs()}
    read = {name.value for name in ontology_graphs(store)}

    assert {f"{GRAPH}alignment/{stem}" for stem in ALIGNMENTS} <= graphs
    assert {f"{GRAPH}ontology/{path.stem}" for path in PROJECT.ontology} >= read != set()


def test_the_accepted_view_knows_nothing_of_alignments(build: Build) -> None:
    accepted = list(build.store().graph(NamedNode(GRAPH + "accepted")))
    only_aligned = {m.target for m in ALL} - set(OURS)

    assert accepted
    assert only_aligned.isdisjoint(plain(quad.object) for quad in accepted)


RECORD = kinds(
    turtle(
        "e:Thing a owl:Class . e:does a owl:ObjectProperty . e:count a owl:DatatypeProperty ."
        "e:Code a skos:Concept ."
    )
)
TERMS = kinds(turtle("kg:Thing a owl:Class . kg:does a owl:ObjectProperty . kg:Code a kg:Thing ."))


def bad(text: str) -> list[Mapped]:
    return mapped(turtle(text))


def test_a_target_that_was_not_looked_up_is_found() -> None:
    assert unrecorded(bad("kg:Thing skos:closeMatch e:Thnig ."), RECORD) == {"e:Thnig"}


@pytest.mark.parametrize(
    "text",
    [
        "kg:Thing rdfs:subClassOf e:does .",
        "kg:does rdfs:subPropertyOf e:count .",
        "kg:does rdfs:subPropertyOf e:Thing .",
        "kg:Thing owl:equivalentClass e:does .",
        "kg:Thing skos:closeMatch e:does .",
        "kg:does skos:broadMatch e:count .",
        "kg:Code skos:exactMatch e:Thing .",
        "kg:does skos:closeMatch e:Code .",
    ],
)
def test_a_mapping_between_two_kinds_is_found(text: str) -> None:
    assert len(ill_matched(bad(text), TERMS, RECORD)) == 1


def test_a_node_of_our_own_that_tells_no_word_is_found() -> None:
    text = """
        e:list dcterms:source e:standard .
        e:named a skos:Concept ; skos:inScheme e:list ; skos:notation "named" .
        e:wordless a skos:Concept ; skos:inScheme e:list .
        e:unlisted a skos:Concept ; skos:notation "unlisted" .
        e:elsewhere a skos:Concept ; skos:inScheme e:other ; skos:notation "elsewhere" .
    """

    assert stand_ins(turtle(text)) == {"e:named"}


def test_a_mapping_of_no_term_of_ours_is_found() -> None:
    text = "kg:Thnig skos:closeMatch e:Thing . e:Other skos:closeMatch e:Thing ."

    assert undeclared(bad(text), TERMS) == {KG + "Thnig", "e:Other"}


def test_two_strengths_of_one_mapping_are_found() -> None:
    text = "kg:Thing skos:closeMatch e:Thing ; rdfs:subClassOf e:Thing ; skos:broadMatch e:Other ."

    assert mapped_twice(bad(text)) == {(KG + "Thing", "e:Thing")}


def test_a_target_of_an_axiom_that_is_not_declared_is_found() -> None:
    text = "kg:Thing rdfs:subClassOf e:Thing . kg:does skos:closeMatch e:does ."

    assert untyped(bad(text), TERMS, RECORD) == {"e:Thing"}


def test_a_class_without_a_target_is_found() -> None:
    text = """
        kg:Thing rdfs:subClassOf prov:Entity .
        kg:Part rdfs:subClassOf kg:Thing .
        kg:Mapped rdfs:subClassOf kg:Thing ; skos:closeMatch e:Thing .
        kg:Under rdfs:subClassOf kg:Mapped .
    """
    classes = {KG + name for name in ("Thing", "Part", "Mapped", "Under")}

    assert without_target(classes, bad(text)) == {KG + "Thing", KG + "Part"}
