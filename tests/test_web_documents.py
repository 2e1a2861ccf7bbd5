"""A document in RDF says what the record holds of a thing, and asserts nothing merely claimed."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib import OWL, RDF, BNode, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from kg.build import Build
from kg.graph import Graph
from kg.project import Project
from kg.web.acts import Record, perform
from kg.web.messages import Job
from website import Here, client

BASE = "https://w3id.org/parley/"
NS = f"{BASE}ns/"
MEMO, CANCELLED = f"{BASE}id/event/russian-memo", f"{BASE}id/event/budapest-cancelled"
ESSAY = f"{BASE}source/abiru-2025"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
PART_OF = "http://purl.org/dc/terms/isPartOf"
FORMATS = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}


@pytest.fixture(scope="module")
def web(project: Project, build: Build) -> TestClient:
    return client(Here(project, build))


def triples(web: TestClient, path: str) -> set[Triple]:
    answer = web.get(f"{path}.nt")
    assert answer.status_code == 200
    return {quad.triple for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)}


def inlined(web: TestClient, path: str, project: Project) -> list[Quad]:
    told = web.get(f"{path}.jsonld").json()
    context = Path(project.root / "ontology/contexts/v1.jsonld").read_text("utf-8")
    assert told.pop("@context") == "/context/v1.jsonld"
    return list(parse(json.dumps({**json.loads(context), **told}), format=RdfFormat.JSON_LD))


def statements(found: Iterable[Triple]) -> set[tuple[str, str, str, str]]:
    """What is told as a statement, with the claim that it is a part of."""
    told: dict[BlankNode, dict[str, str]] = {}
    for triple in found:
        if isinstance(triple.subject, BlankNode):
            value = triple.object.value if not isinstance(triple.object, Triple) else ""
            told.setdefault(triple.subject, {})[triple.predicate.value] = value
    keys = (f"{RDF_NS}subject", f"{RDF_NS}predicate", f"{RDF_NS}object", PART_OF)
    return {(t[keys[0]], t[keys[1]], t[keys[2]], t[keys[3]]) for t in told.values()}


def test_what_is_disputed_is_told_and_not_asserted(web: TestClient) -> None:
    """The FT says the memo led to the cancellation; Ushakov and Lavrov deny it (5.8, 6.3)."""
    found = triples(web, "/doc/id/event/russian-memo")
    disputed = Triple(NamedNode(MEMO), NamedNode(f"{NS}ledTo"), NamedNode(CANCELLED))
    claim = NamedNode(f"{ESSAY}#c-s5p8-10")

    assert disputed not in found
    assert (MEMO, f"{NS}ledTo", CANCELLED, claim.value) in statements(found)
    assert Triple(claim, NamedNode(f"{NS}standing"), NamedNode(f"{NS}Disputed")) in found


def test_what_is_accepted_is_asserted_and_told(web: TestClient) -> None:
    found = triples(web, "/doc/id/proposal/28-point-peace-plan")
    plan, term = (
        f"{BASE}id/{name}" for name in ("proposal/28-point-peace-plan", "term/plan-28-cap")
    )
    fact = Triple(NamedNode(plan), NamedNode(f"{NS}containsTerm"), NamedNode(term))

    assert fact in found
    assert (plan, f"{NS}containsTerm", term, f"{ESSAY}#c-s6p5-04") in statements(found)


def test_nothing_is_asserted_that_stands_in_claims_alone(web: TestClient, build: Build) -> None:
    record = {quad.triple for quad in build.store() if "#" not in str(quad.graph_name)}
    for thing in ("id/event/russian-memo", "id/proposal/28-point-peace-plan", "source/abiru-2025"):
        found = triples(web, f"/doc/{thing}")
        own = {t for t in found if not str(t.subject).startswith(("_:", f"<{BASE}doc/"))}

        assert own
        assert own <= record


def test_each_claim_says_who_makes_it_on_whose_word_and_where(web: TestClient) -> None:
    found = triples(web, "/doc/id/event/russian-memo")
    said = {(t.subject, t.predicate.value.removeprefix(NS)) for t in found}
    claim, outer = (NamedNode(f"{ESSAY}#c-s5p8-{number}") for number in ("10", "01"))
    (chain,) = [
        t.subject for t in found if t.predicate.value == f"{NS}innermost" and t.object == claim
    ]
    relays = {t.object for t in found if t.predicate.value == f"{NS}link" and t.subject == chain}

    assert {(claim, "claimant"), (claim, "commitment"), (chain, "inPassage")} <= said
    assert outer in relays
    assert (outer, "claimant") in said


def test_what_is_pointed_to_has_its_names(web: TestClient) -> None:
    found = triples(web, "/doc/id/event/russian-memo")
    named = {t.subject for t in found if t.predicate.value == LABEL}

    assert {NamedNode(f"{BASE}id/person/sergey-lavrov"), NamedNode(f"{NS}Disputed")} <= named


@pytest.mark.parametrize(
    "path",
    ["/doc/id/event/budapest-summit", "/doc/ns/Claim", "/ontology/claims", "/doc/shape/Claim"],
)
def test_the_formats_say_the_same(web: TestClient, path: str) -> None:
    turtle, *others = (
        RdflibGraph().parse(data=web.get(f"{path}.{suffix}").content, format=name)
        for suffix, name in FORMATS.items()
    )

    assert len(turtle) > 5
    assert all(isomorphic(turtle, other) for other in others)


def test_an_object_says_nothing_that_the_record_does_not(
    web: TestClient, build: Build, project: Project
) -> None:
    record = set(build.store())
    found = inlined(web, "/doc/id/event/russian-memo", project)
    claimed = {quad for quad in found if quad.graph_name != DefaultGraph()}

    assert claimed
    assert claimed <= record
    assert {q.triple for q in found} - {q.triple for q in record} == set()


def test_an_object_has_the_claims_that_speak_of_it_with_others(web: TestClient) -> None:
    told = web.get("/doc/id/person/sergey-lavrov.jsonld").json()
    states = [state for claim in told["claims"] for state in claim.get("states", [])]

    assert told["label"]["en"] == "Sergey Lavrov"
    assert states
    assert all(told["id"] in json.dumps(state) for state in states)


def test_a_thing_without_a_frame_is_an_object_too(web: TestClient, build: Build) -> None:
    subjects = {str(quad.subject).strip("<>") for quad in build.store()}
    period = min(iri for iri in subjects if iri.startswith(f"{BASE}id/period/"))
    told = web.get(f"/doc/{period.removeprefix(BASE)}.jsonld").json()

    assert told["id"] == period
    assert "Period" in told["type"]


def test_a_source_has_its_passages_and_its_claims_with_what_they_state(
    web: TestClient, build: Build, project: Project
) -> None:
    own = set(build.store().graph(NamedNode(ESSAY)))
    found = triples(web, "/doc/source/abiru-2025")
    quads = inlined(web, "/doc/source/abiru-2025", project)
    stated = {q for q in build.store() if str(q.graph_name).startswith(f"<{ESSAY}#")}

    assert {q.triple for q in own} <= found
    assert {q.triple for q in own} <= {q.triple for q in quads}
    assert len(stated) > 1000
    assert {q for q in quads if q.graph_name != DefaultGraph()} == stated
    assert len(statements(found)) == len(stated)


def test_the_ontology_is_one_document_as_owl_tools_read_it(web: TestClient) -> None:
    found = RdflibGraph().parse(data=web.get("/ontology.rdf").content, format="xml")

    assert [str(iri) for iri in found.subjects(RDF.type, OWL.Ontology)] == [f"{BASE}ontology"]
    assert (URIRef(f"{NS}Claim"), RDF.type, OWL.Class) in found


def test_a_module_says_what_its_file_says(web: TestClient, project: Project) -> None:
    (path,) = [path for path in project.ontology if path.name == "claims.ttl"]
    found = RdflibGraph().parse(data=web.get("/ontology/claims.ttl").content, format="turtle")
    own = RdflibGraph().parse(path)

    assert len(own) > 50
    assert {t for t in own if not any(isinstance(term, BNode) for term in t)} <= set(found)


def test_a_document_says_whose_it_is(web: TestClient) -> None:
    found = triples(web, "/doc/ns/Claim")
    document = NamedNode(f"{BASE}doc/ns/Claim")
    told = {t.predicate.value.rpartition("/")[2]: t.object for t in found if t.subject == document}

    assert told["primaryTopic"] == NamedNode(f"{NS}Claim")
    assert told["license"] == NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert told["void#inDataset"] == NamedNode(f"{BASE}dataset")


def test_what_is_the_same_thing_leads_to_the_name_that_is_used(web: TestClient) -> None:
    other, used = (
        "/doc/id/event/top-diplomats-call-ft",
        "/doc/id/event/rubio-lavrov-call-2025-10-20",
    )
    answer = web.get(f"{other}.nt")

    assert f'<{used}>; rel="canonical"' in answer.headers["link"]
    assert f"<{BASE}{used.removeprefix('/doc/')}>" in answer.text
    assert web.get(f"{other}.jsonld").json()["id"] == f"{BASE}{used.removeprefix('/doc/')}"


@pytest.mark.parametrize("path", ["doc/id/event/russian-memo", "doc/ns/Claim", "doc/shape/Claim"])
def test_a_document_is_the_same_bytes_each_time(project: Project, build: Build, path: str) -> None:
    given = {"path": path, "format": "ttl", "root": "", "chosen": False}
    records = (Record(project, build, Graph(build)) for _ in range(2))
    first, second = (perform(record, Job("document", given)) for record in records)

    assert first.body == second.body


def test_a_literal_is_as_it_was(web: TestClient) -> None:
    found = triples(web, "/doc/id/quantity/plan-28-cap")
    values = {t.object for t in found if t.predicate.value == f"{NS}value"}

    assert values == {Literal(600000)}
