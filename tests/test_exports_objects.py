"""Objects hold what the record holds of a thing, with the claims behind it, and nothing else."""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from pyld import FrozenDocumentLoader, jsonld
from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse

from kg import contexts
from kg.build import Build
from kg.contexts import frames
from kg.errors import BadInput, NotInstalled
from kg.exports import objects
from kg.project import Project
from kg.terms import KG, plain
from test_exports_jsonld import keys

ID = "https://w3id.org/parley/id/"
SOURCE = "https://w3id.org/parley/source/"
PLAN = f"{ID}proposal/28-point-peace-plan"
Object = dict[str, Any]


def kinds(exported: Path) -> list[str]:
    return [path.name.removesuffix(".jsonl.gz") for path in sorted(exported.glob("objects/*"))]


def told(exported: Path, kind: str) -> dict[str, Object]:
    lines = gzip.decompress((exported / f"objects/{kind}.jsonl.gz").read_bytes()).splitlines()
    return {each["id"]: each for each in map(json.loads, lines)}


@pytest.fixture(scope="module")
def proposals(exported: Path) -> dict[str, Object]:
    return told(exported, "Proposal")


@pytest.fixture(scope="module")
def record(exported: Path) -> set[Quad]:
    packed = (exported / "dumps/all.nq.gz").read_bytes()
    return set(parse(gzip.decompress(packed), format=RdfFormat.N_QUADS))


def inlined(exported: Path, given: list[Object]) -> Object:
    """Return the objects *given* in one document, with the context in it."""
    context = json.loads((exported / "context/v1.jsonld").read_text("utf-8"))["@context"]
    without = [{k: v for k, v in each.items() if k != "@context"} for each in given]
    return {"@context": context, "@graph": without}


def test_there_is_a_file_of_objects_and_a_frame_of_each_kind(exported: Path) -> None:
    found = {path.stem for path in (exported / "frames").glob("*.jsonld")}

    assert len(kinds(exported)) > 15
    assert found == {*kinds(exported), "Named"}


def test_a_proposal_holds_its_terms(proposals: dict[str, Object]) -> None:
    """The essay names 11 of the 28 points (section 6, paragraph 5)."""
    plan = proposals[PLAN]
    cap = next(t for t in plan["containsTerm"] if t["id"] == f"{ID}term/plan-28-cap")

    assert plan["label"]["en"] == "28-point peace plan"
    assert plan["pointCount"] == [28]
    assert len(plan["containsTerm"]) == 11
    assert [(q["bound"], q["value"]) for q in cap["quantity"]] == [("AtMost", 600000)]
    assert [actor["label"]["en"] for actor in cap["obliges"]] == ["Ukraine"]


def test_a_proposal_holds_its_versions(proposals: dict[str, Object]) -> None:
    later = proposals[PLAN]["reverse"]["wasRevisionOf"]

    assert {each["id"] for each in later} == {
        f"{ID}proposal/19-point-peace-plan",
        f"{ID}proposal/27-point-peace-plan",
    }


def test_each_fact_has_the_claim_that_states_it(proposals: dict[str, Object]) -> None:
    plan = proposals[PLAN]
    (claim,) = [c for c in plan["claims"] if c["id"] == f"{SOURCE}abiru-2025#c-s6p5-04"]
    (chain,) = claim["reverse"]["innermost"]

    assert claim["states"] == [{"id": PLAN, "containsTerm": [f"{ID}term/plan-28-cap"]}]
    assert claim["standing"] == "Accepted"
    assert claim["commitment"] == "Asserts"
    assert f"{SOURCE}abiru-2025#s6p5" in [p["id"] for p in chain["inPassage"]]


def test_every_fact_that_claims_say_is_stated_by_one(proposals: dict[str, Object]) -> None:
    for proposal in proposals.values():
        stated = {key for c in proposal["claims"] for s in c.get("states", []) for key in s}
        assert {"proposer", "containsTerm", "pointCount"} & set(proposal) <= stated


def test_a_claim_is_told_with_all_on_whose_word_it_rests(exported: Path) -> None:
    claim = told(exported, "Claim")[f"{SOURCE}abiru-2025#c-fn-xv-03"]
    (chain,) = claim["reverse"]["innermost"]
    outer = chain["link"][0]

    assert claim["claimant"]["label"]["en"] == "Jiji Press"
    assert (outer["claimant"]["label"]["en"], outer["commitment"]) == ("Taisuke Abiru", "Relays")
    assert [p["number"] for p in chain["inPassage"]] == [15]


def test_what_is_no_accepted_fact_says_so(exported: Path) -> None:
    forecast = told(exported, "Forecast")[f"{ID}forecast/tug-of-war-goes-on"]

    assert forecast["likelihood"] == "Likely"
    assert [claim["standing"] for claim in forecast["claims"]] == ["Analysis"]


def test_what_a_rule_derived_has_the_claims_that_it_rests_on(exported: Path) -> None:
    for shift in told(exported, "Shift").values():
        rests_on = [claim["id"] for claim in shift["wasDerivedFrom"]]

        assert rests_on
        assert [claim["id"] for claim in shift["claims"]] == rests_on


def test_things_taken_to_be_the_same_are_one_object(exported: Path, record: set[Quad]) -> None:
    others = {
        plain(quad.subject)
        for quad in record
        if quad.predicate.value == KG + "representative" and quad.subject != quad.object
    }

    assert others
    assert not others & {iri for kind in kinds(exported) for iri in told(exported, kind)}


def test_no_key_is_an_iri(exported: Path) -> None:
    given = [list(told(exported, kind).values()) for kind in kinds(exported)]

    assert [key for key in set(keys(given)) if ":" in key] == []


@pytest.mark.parametrize("kind", ["Claim", "Event", "Position", "Proposal"])
def test_an_object_says_nothing_that_the_record_does_not(
    exported: Path, record: set[Quad], kind: str
) -> None:
    given = inlined(exported, list(told(exported, kind).values())[:40])
    found = set(parse(json.dumps(given), format=RdfFormat.JSON_LD))
    claimed = {quad for quad in found if quad.graph_name != DefaultGraph()}

    assert claimed
    assert claimed <= record
    assert {q.triple for q in found - claimed} <= {q.triple for q in record}


def test_pyld_reads_an_object_by_the_address_of_its_context(
    exported: Path, proposals: dict[str, Object]
) -> None:
    plan = proposals[PLAN]
    loader = FrozenDocumentLoader({plan["@context"]: exported / "context/v1.jsonld"})
    n_quads = jsonld.to_rdf(plan, {"format": "application/n-quads", "documentLoader": loader})
    due = parse(json.dumps(inlined(exported, [plan])), format=RdfFormat.JSON_LD)

    assert set(parse(n_quads, format=RdfFormat.N_QUADS)) == set(due)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "is no frame: write it as the others are"),
        ('{"type": "Term"}', "is no frame: write it as the others are"),
        ('{"@context": "http://a/"}', "must have @context https://w3id.org/parley/context/v1"),
        ('{"@context": "%s"}', "must say the type of the things that it is for"),
        (
            '{"@context": "%s", "type": "Term", "hodler": {}}',
            "speaks of hodler, which is no term of v1.jsonld",
        ),
    ],
)
def test_a_frame_that_is_none_is_bad_input(tiny: Project, text: str, message: str) -> None:
    context = contexts.latest(tiny)
    path = tiny.root / "ontology/frames/Term.jsonld"
    path.write_text(text.replace("%s", context.url), "utf-8")

    with pytest.raises(BadInput) as fault:
        frames.load(tiny, context)
    assert str(fault.value).startswith(f"{path} {message}")


def test_without_the_frame_of_claims_there_are_no_objects(tiny: Project) -> None:
    (tiny.root / "ontology/frames/Claim.jsonld").unlink()

    with pytest.raises(BadInput, match=r"Claim\.jsonld is missing: every object needs it"):
        frames.load(tiny, contexts.latest(tiny))


def test_without_pyld_there_are_no_objects_and_the_way_to_have_them(
    project: Project, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = contexts.latest(project)
    monkeypatch.setitem(sys.modules, "pyld", None)

    with pytest.raises(NotInstalled) as fault:
        objects.write(build, tmp_path, context, frames.load(project, context))
    assert fault.value.install == "pip install 'parley-kg[export]'"
    assert list(tmp_path.iterdir()) == []
