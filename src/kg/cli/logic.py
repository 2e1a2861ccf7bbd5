"""What a reasoner found, for a reader or as JSON.

Must not know: reasoners, how a verdict comes about.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.checks import report
from kg.cli.output import plain_lines
from kg.reasoning import Conflict, Verdict
from kg.results.people import safe
from kg.terms import compact

_NO_TIME = "  the cause was not found in time: raise --timeout"


def write(
    verdict: Verdict, root: Path, prefixes: Mapping[str, str], out: Callable[[str], None]
) -> None:
    """Write what contradicts each other, or else the classes of things that only follow."""
    for conflict in verdict.conflicts:
        for line in _lines(conflict, root, prefixes):
            out(safe(line))
    rows = [tuple(compact(iri, prefixes) for iri in found) for found in verdict.inferred]
    plain_lines(rows, out)


def _lines(conflict: Conflict, root: Path, prefixes: Mapping[str, str]) -> Iterator[str]:
    if conflict.cls:
        yield f"nothing can be a {compact(conflict.cls, prefixes)}, because of:"
    else:
        yield "these cannot all hold:"
    if not conflict.findings:
        yield _NO_TIME
    yield from (f"  {line}" for line in report.text(conflict.findings, root).splitlines())


def summary(verdict: Verdict) -> str:
    """Return in a line what was found, of how much, and what was not given to the reasoner."""
    of = ", ".join(f"{number} {what}" for what, number in verdict.counts.items())
    found = "consistent" if verdict.consistent else "inconsistent"
    if verdict.unsatisfiable:
        found += f", {len(verdict.unsatisfiable)} classes without a possible member"
    left_out = ", ".join(f"{number} {what}" for what, number in verdict.left_out.items())
    return f"{found}: {of}" + (f"; left out or changed: {left_out}" if left_out else "")


def as_json(verdict: Verdict, root: Path) -> dict[str, Any]:
    """Return *verdict* as JSON values."""
    return {
        "consistent": verdict.consistent,
        "unsatisfiable": verdict.unsatisfiable,
        "conflicts": [
            {"class": conflict.cls, "statements": report.values(conflict.findings, root)}
            for conflict in verdict.conflicts
        ],
        "inferred": [{"thing": found.thing, "class": found.cls} for found in verdict.inferred],
        "counts": verdict.counts,
        "leftOut": verdict.left_out,
    }
