"""What is in a build as tables: one for each stored question, one for each class.

They are CSV with a description as CSV on the Web has it, and Parquet where its library is there.

Must not know: what is in the tables.
"""

from pathlib import Path

from kg.build import Build
from kg.exports.tables import classes, csvw, questions

__all__ = ["write"]


def write(build: Build, out: Path) -> dict[str, str]:
    """Write the tables of *build* below *out*, where its dumps are.

    Return the names of those that are left out, each with the reason.
    """
    folder = out / "tables"
    asked, left_out = questions.write(build, folder)
    of_classes, separator = classes.write(build, out, folder)
    csvw.write(folder, [*asked, *of_classes], separator, left_out)
    return {f"tables/{path}": why for path, why in left_out.items()}
