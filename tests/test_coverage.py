"""Every passage of the essay has a claim, but for those listed with the reason why not."""

import csv
from pathlib import Path

from kg.build import Build
from kg.cli.listings import passages

LISTED = Path(__file__).parent / "passages-without-claims.csv"
CLAIMED = """
PREFIX kg: <https://w3id.org/parley/ns/>
SELECT DISTINCT ?passage {
    GRAPH <https://w3id.org/parley/source/abiru-2025> { ?claim a kg:Claim ; kg:inPassage ?passage }
}
"""


def test_each_passage_without_a_claim_is_listed_with_the_reason(build: Build) -> None:
    with LISTED.open(encoding="utf-8", newline="") as file:
        reasons = {row["passage"]: row["reason"] for row in csv.DictReader(file)}
    described = {passage.name for passage in passages(build.store())["abiru-2025"]}
    claimed = {row[0].value.partition("#")[2] for row in build.store().select(CLAIMED)}

    assert len(described) == 74
    assert described - claimed == set(reasons)
    assert all(reasons.values())
