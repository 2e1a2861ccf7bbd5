"""What the shapes find, as findings: each violation at its place in data or code lists.

Must not know: how shapes are checked, what they say.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.checks.reading import Files
from kg.errors import Finding

if TYPE_CHECKING:
    from kg.checks.shapes import Violation


def check(files: Files) -> Iterator[Finding]:
    """Yield what in the reference data, the sources and the code lists is not as the shapes say."""
    from kg.checks.shapes import violations

    quads = [quad for file in files.data for quad in file.quads]
    for violation in violations(files.project, quads):
        yield _finding(files, violation)


def _finding(files: Files, violation: "Violation") -> Finding:
    what, arrow, way_out = violation.message.partition(" -> ")
    return Finding(
        files.place(violation.focus, violation.path, violation.value),
        f"shape:{re.split('[/#]', violation.shape)[-1]}",
        f"{files.compact(violation.focus)}: {what}",
        way_out if arrow else f"see {files.compact(violation.shape)}",
        violation.severity,
    )
