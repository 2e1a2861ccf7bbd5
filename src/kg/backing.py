"""An answer's rows with the claims behind them: who says so, on whose word, and where.

Must not know: questions, what the rows are about, commands.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.chains import Evidence, evidence
from kg.names import Labels
from kg.projection import CLAIM, CLAIMS
from kg.results import Result
from kg.store import Store
from kg.terms import Term, plain

_Cells = dict[str, Term | None]

_ADDED = (
    CLAIM,
    "claimant",
    "claimantLabel",
    "through",
    "toldBy",
    "toldByLabel",
    "document",
    "documentLabel",
    "passage",
)


def with_evidence(store: Store, found: Result, labels: Labels) -> Result:
    """Return *found* with a row for each claim behind a row, each chain to it and each passage.

    Added are the columns claim, claimant, through (who passed it on, in words), toldBy (who tells
    it in the passage), document (in which it was cited) and passage; a column that *found* has
    already stays as it is.
    """
    kept = [column for column in found.columns if column != CLAIMS]
    columns = [*kept, *(column for column in _ADDED if column not in kept)]
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.terms]
    known = evidence(store, {claim for row in rows for claim in _claims(row) if claim})
    told = (
        {**added, **{column: row[column] for column in kept}}
        for row in rows
        for claim in _claims(row)
        for added in _added(claim, known, labels)
    )
    terms = dict.fromkeys(tuple(cells.get(column) for column in columns) for cells in told)
    return Result(tuple(columns), tuple(terms), found.prefixes)


def who_where(found: Evidence, labels: Labels, relayed: str) -> str:
    """Return who says it, who passed it on, joined by *relayed*, and in which passages."""
    return f"{who(found, labels, relayed)}: {' '.join(map(labels.short, found.passages))}"


def who(found: Evidence, labels: Labels, relayed: str) -> str:
    """Return who says it and who passed it on, joined by *relayed*."""
    return relayed.join(
        labels.of(link.claimant) + (f" ({link.on})" if link.on else "")
        for link in reversed(found.chain)
    )


def _claims(row: _Cells) -> list[NamedNode | None]:
    """Return the claims behind *row*, [None] if there is none."""
    cell = row.get(CLAIM) or row.get(CLAIMS)
    return [NamedNode(iri) for iri in sorted(plain(cell).split())] or [None]


def _added(
    claim: NamedNode | None, known: dict[str, list[Evidence]], labels: Labels
) -> Iterator[_Cells]:
    """Yield what is known of *claim*, for each chain to it and each passage."""
    if claim is None or claim.value not in known:
        yield {CLAIM: claim}
        return
    for chain in known[claim.value]:
        cells = _told(chain, labels)
        for passage in chain.passages:
            yield {CLAIM: claim, **cells, "passage": NamedNode(passage)}


def _told(found: Evidence, labels: Labels) -> _Cells:
    outermost, innermost = found.chain[0], found.chain[-1]
    between = [labels.of(link.claimant) for link in reversed(found.chain[1:-1])]
    cells: _Cells = {"through": Literal("; ".join(between)) if between else None}
    cited = next((link.document for link in reversed(found.chain) if link.document), None)
    things = {"claimant": innermost.claimant, "toldBy": outermost.claimant, "document": cited}
    for column, iri in things.items():
        if iri is not None:
            cells[column] = NamedNode(iri)
            cells[f"{column}Label"] = Literal(labels.of(iri))
    return cells
