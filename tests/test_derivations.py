"""Each derivation rule adds to its graph what the model says, no less and no more.

`derivations/<rule>/<case>.trig` holds claims, `<case>.expected.ttl` what they add to the graph that
the rule writes, worked out by hand. The cases are as small as they can be, so they need not pass
the checks; the states, posts and options that they share stand in `derivations/reference.ttl`.

The IRI of a derived node is a hash: an expected file has a blank node in its place, and the formula
has a test of its own. Of the accepted view a file leaves out what stands in a derived graph too:
that all of it is there is tested for every case.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple

from kg import project
from kg.build import Build, intake, rules
from kg.build.datings import datings
from kg.store import Store, parse
from kg.terms import KG, plain

REAL = project.find(Path(__file__).parent)
HERE = Path(__file__).parent / "derivations"
CASES = sorted(HERE.glob("*/*.trig"))
RULES = {rule.path.stem: rule for rule in rules.ordered(REAL)}
HASHED = re.compile(r"<https://w3id\.org/parley/id/[a-z-]+/([0-9a-f]{16})>")
NOTES = {f"http://www.w3.org/2004/02/skos/core#{n}" for n in ("definition", "example", "scopeNote")}
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RESTS_ON = {
    "http://www.w3.org/ns/prov#wasDerivedFrom",
    KG + "inClaim",  # of a dating or a telling
    KG + "link",  # of a reporting chain
    KG + "orderClaim",  # of a succession
    KG + "saidIn",  # of a shared content
}
# Of each rule that makes nodes: the kind in their IRI, and the properties whose values its hash is
# made of; two values of one property stand in code point order.
FORMULAS = {
    "chain": ("chain", "outermost innermost"),
    "changes": ("change", "recordOf fromPosition toPosition"),
    "comparable": ("pair", "track fromPosition toPosition basis"),
    "contacts": ("contact", "contactOf contactIn inClaim"),
    "conflicts": ("conflict", "sooner later datedThing orderClaim soonerClaim laterClaim"),
    "dates": ("dating", "inClaim dates dateProperty"),
    "demands": ("demand", "principal demandedIn"),
    "differences": (
        "version-difference",
        "laterVersion earlierVersion differingTerm differenceKind",
    ),
    "disputes": ("dispute", "disputedClaim"),
    "lineage": ("descent", "inClaim descendant descentProperty ancestor"),
    "memberships": ("membership", "circle reportedMember inClaim"),
    "mixed": ("mixed-signal", "observation"),
    "observed": ("dating", "inClaim dates"),
    "onesided": (
        "one-sided-content",
        "contentOn saidOf saidProperty saidThing saidText",
    ),
    "periods": ("period", "dates dateProperty"),
    "placements": ("placement", "places"),
    "shifts": ("shift", "issue fromClaim toClaim"),
    "spells": ("spell", "track observation"),
    "successions": ("succession", "sooner later orderClaim"),
    "tellings": ("telling", "tells asKind inClaim"),
    "tensions": ("tension", "disputedClaim"),
    "tracks": ("track", "principal issue"),
    "unknowns": ("version-difference", "laterVersion earlierVersion differingTerm"),
}
# What only helps to find things, or is the view itself.
APART = {
    "accepted",
    "calendar",
    "days",
    "involvement",
    "names",
    "representatives",
}
# Rules that make no nodes of their own: whose nodes they add to.
ADDING = {
    "counterparts": "contacts",
    "independence": "alike",
    "names": "demands",
    "publication": "chain",
    "words": "changes",
}


@cache
def given() -> list[Quad]:
    """The quads that all cases share: the ontology but its notes, and the reference data."""
    files = [*REAL.ontology, HERE / "reference.ttl"]
    quads = [quad for path in files for quad in intake.quads(REAL, path)]
    return [quad for quad in quads if quad.predicate.value not in NOTES]


@cache
def of_the_ontology() -> dict[str, set[Quad]]:
    """What those rules derive that read the ontology alone, which is the same in each case."""
    store = Store(given())
    alone = {name: rule for name, rule in RULES.items() if "GRAPH" not in rule.text}
    return {name: set(rules.run(rule, store)) for name, rule in alone.items()}


def derive(quads: list[Quad], known: Mapping[str, set[Quad]]) -> set[Quad]:
    """All that the build and its rules derive from *quads*; *known* is what some of them do."""
    store, found = Store(quads), set(datings(quads))
    store.add(found)
    for name, rule in RULES.items():
        more = known.get(name) or set(rules.run(rule, store))
        store.add(more)
        found |= more
    return found


@cache
def without_claims() -> set[Quad]:
    return derive(given(), of_the_ontology())


@cache
def added_by(case: Path) -> dict[str, set[Triple]]:
    """What the claims of *case* add to each derived graph and to the accepted view."""
    graphs: dict[str, set[Triple]] = {name: set() for name in [*RULES, "dates"]}
    known = of_the_ontology()
    if case.parent.name in known:  # its cases have terms of their own
        known = {}
    for quad in derive([*given(), *intake.quads(REAL, case)], known) - without_claims():
        graphs[plain(quad.graph_name).rpartition("/")[2]].add(quad.triple)
    return graphs


def copied(case: Path) -> set[Triple]:
    """What *case* adds to derived graphs that the accepted view copies as they are."""
    graphs = {k: v for k, v in added_by(case).items() if k not in APART}
    return set().union(*graphs.values())


def lines(triples: Iterable[Triple]) -> list[str]:
    """The *triples* as sorted lines, which are the same where the graphs are isomorphic."""
    text = "".join(f"{triple} .\n" for triple in triples)
    dataset = Dataset(parse(HASHED.sub(r"_:d\1", text), RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def expected_of(case: Path) -> list[Triple]:
    return [q.triple for q in intake.parsed(case.with_suffix(".expected.ttl"), RdfFormat.TURTLE)]


def found_by(case: Path) -> set[Triple]:
    """What *case* adds to the graph of its rule; of the accepted view, what is there only."""
    found = added_by(case)[case.parent.name]
    if case.parent.name != "accepted":
        return found
    return {t for t in found - copied(case) if not HASHED.fullmatch(str(t.subject))}


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_rule_derives_what_the_model_says(case: Path) -> None:
    assert lines(found_by(case)) == lines(expected_of(case))


def test_every_rule_has_a_case_in_which_it_derives_something() -> None:
    fruitful = {case.parent.name for case in CASES if expected_of(case)}

    assert fruitful == set(RULES)


def test_cases_and_expected_files_pair_up() -> None:
    wanted = {case.with_suffix(".expected.ttl") for case in CASES}

    assert set(HERE.glob("*/*.ttl")) == wanted


def test_another_number_of_derived_nodes_is_a_difference() -> None:
    case = HERE / "disputes/disjoint-dates.trig"
    one, *others = [t for t in expected_of(case) if t.predicate.value == TYPE]

    assert others
    assert lines([one]) != lines([one, *others])


def test_another_wiring_of_derived_nodes_is_a_difference() -> None:
    node = "<https://w3id.org/parley/id/x/{}> <x:a> <https://w3id.org/parley/id/x/{}> .\n"
    a, b, c = ("0123456789abcde" + digit for digit in "123")

    def wired(*pairs: tuple[str, str]) -> list[str]:
        text = "".join(node.format(*pair) for pair in pairs)
        return lines(quad.triple for quad in parse(text, RdfFormat.N_TRIPLES))

    assert wired((a, b), (b, c)) == wired((c, a), (a, b))
    assert wired((a, b), (b, c)) != wired((a, b), (a, c))


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_claim_has_one_standing(case: Path) -> None:
    claims = {q.subject for q in intake.quads(REAL, case) if q.object == NamedNode(KG + "Claim")}
    standings = Counter(triple.subject for triple in added_by(case)["standing"])

    assert standings == Counter(claims)


def test_each_claim_of_the_sources_has_one_standing(build: Build) -> None:
    store = build.store()
    claims = {q.subject for q in store.about(None, NamedNode(TYPE), NamedNode(KG + "Claim"))}
    standings = Counter(q.subject for q in store.graph(NamedNode(rules.DERIVED + "standing")))

    assert claims
    assert standings == Counter(claims)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_accepted_view_holds_all_that_is_derived(case: Path) -> None:
    renamed = {term for t in added_by(case)["identity"] for term in (t.subject, t.object)}
    unchanged = {t for t in copied(case) if not {t.subject, t.object} & renamed}

    assert unchanged <= added_by(case)["accepted"]


def iri(kind: str, *inputs: str) -> str:
    """The IRI of a derived node, by the formula in the model."""
    digest = hashlib.sha256(" ".join(inputs).encode()).hexdigest()
    return f"<https://w3id.org/parley/id/{kind}/{digest[:16]}>"


def derived_nodes(rule: str) -> dict[str, list[Triple]]:
    """The triples about each node that *rule* makes in any case."""
    nodes: dict[str, list[Triple]] = {}
    for case in CASES:
        for triple in added_by(case)[rule]:
            if HASHED.fullmatch(str(triple.subject)):
                nodes.setdefault(str(triple.subject), []).append(triple)
    return nodes


def inputs_of(triples: list[Triple], roles: str) -> Iterator[str]:
    """Yield the values of each of *roles*, two values of one in code point order."""
    for role in roles.split():
        yield from sorted({plain(t.object) for t in triples if t.predicate.value == KG + role})


@pytest.mark.parametrize("rule", FORMULAS)
def test_a_derived_node_is_named_by_its_inputs(rule: str) -> None:
    kind, roles = FORMULAS[rule]
    nodes = derived_nodes(rule)

    assert nodes
    assert set(nodes) == {iri(kind, rule, *inputs_of(about, roles)) for about in nodes.values()}


def test_the_period_of_a_part_is_named_by_part_and_whole() -> None:
    told = [q for case in CASES for q in intake.quads(REAL, case)]
    pairs = [(q.subject, q.object) for q in told if q.predicate.value == KG + "partOfEvent"]
    nodes = derived_nodes("parts")

    assert nodes
    assert set(nodes) <= {iri("period", "parts", *map(plain, pair)) for pair in pairs}


def test_a_shared_content_is_named_by_the_least_of_its_names() -> None:
    nodes = derived_nodes("alike")
    roles = ("saidOf", "saidProperty", "saidThing saidText")

    assert nodes
    assert set(nodes) == {
        iri("shared-content", "alike", *(next(inputs_of(about, role)) for role in roles))
        for about in nodes.values()
    }


def test_the_formula_of_every_rule_that_makes_nodes_is_tested() -> None:
    makers = {name for name in [*RULES, "dates"] if derived_nodes(name)}

    assert makers - {"accepted"} == {*FORMULAS, *ADDING, "alike", "parts"}


@pytest.mark.parametrize("rule", ADDING)
def test_a_rule_that_makes_no_nodes_adds_to_those_of_another(rule: str) -> None:
    assert derived_nodes(rule)
    assert set(derived_nodes(rule)) <= set(derived_nodes(ADDING[rule]))


@pytest.mark.parametrize("rule", [*FORMULAS, "alike", "parts"])
def test_a_derived_node_names_the_claims_on_which_it_rests(rule: str) -> None:
    nodes = derived_nodes(rule)
    grounded = {
        name
        for name, about in nodes.items()
        for triple in about
        if triple.predicate.value in RESTS_ON and "#" in plain(triple.object)
    }

    assert grounded == set(nodes)
