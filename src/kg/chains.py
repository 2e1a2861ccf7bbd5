"""Who says what a claim holds, on whose word, and where it can be read.

Must not know: what claims say, questions, terminals.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.store import Store
from kg.terms import Term, inline, plain

_CHAINS = """
PREFIX derived: <https://w3id.org/parley/graph/derived/>
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT ?claim ?chain ?standing ?passage ?commitment ?link ?claimant ?document ?on
WHERE {
    VALUES ?claim { %s }
    GRAPH derived:standing { ?claim kg:standing ?standing }
    GRAPH derived:chain {
        ?chain kg:innermost ?claim ; kg:inPassage ?passage ; kg:link ?link .
        ?link kg:depth ?depth .
    }
    GRAPH ?source { ?link kg:claimant ?claimant ; kg:commitment ?commitment }
    OPTIONAL { GRAPH ?source { ?link kg:inDocument ?document } }
    OPTIONAL { GRAPH ?source { ?link kg:claimedOn ?on } }
}
ORDER BY ?claim ?chain ?passage ?depth
"""


@dataclass(frozen=True)
class Link:
    """One step of a chain of reporting."""

    claimant: str
    document: str | None = None
    on: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A chain to a claim: who says it on whose word, outermost first; and in which passages."""

    claim: str
    standing: str
    passages: tuple[str, ...]
    chain: tuple[Link, ...]
    commitment: str


def evidence(store: Store, claims: Iterable[Term]) -> dict[str, list[Evidence]]:
    """Return for each of *claims* its chains; more than one, if a document tells it twice."""
    by_chain: dict[tuple[str, str], list[Mapping[str, Term | None]]] = defaultdict(list)
    answer = store.select(_CHAINS % inline(claims))
    names = [variable.value for variable in answer.variables]
    for solution in answer:
        row = dict(zip(names, solution, strict=True))
        by_chain[plain(row["claim"]), plain(row["chain"])].append(row)
    found: dict[str, list[Evidence]] = defaultdict(list)
    for (claim, _), rows in by_chain.items():
        found[claim].append(_evidence(rows))
    return dict(found)


def _evidence(rows: list[Mapping[str, Term | None]]) -> Evidence:
    links: dict[str, Link] = {}
    for row in rows:
        links.setdefault(
            plain(row["link"]),
            Link(plain(row["claimant"]), plain(row["document"]) or None, plain(row["on"]) or None),
        )
    return Evidence(
        claim=plain(rows[0]["claim"]),
        standing=plain(rows[0]["standing"]),
        passages=tuple(dict.fromkeys(plain(row["passage"]) for row in rows)),
        chain=tuple(links.values()),
        commitment=plain(rows[-1]["commitment"]),
    )
