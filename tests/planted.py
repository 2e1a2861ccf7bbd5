"""Faults that a test plants into the files of a project, to see them found where they stand."""

from dataclasses import dataclass
from pathlib import Path

from kg.errors import Place

SOURCE, REFERENCE = "data/sources/tiny.trig", "data/reference/tiny.ttl"
QUERY = "queries/positions-of-actor.rq"


@dataclass(frozen=True)
class Fault:
    """*old* in *file* becomes *new*; what is found then, at the place of *at*."""

    file: str
    old: str
    new: str
    at: str
    code: str
    message: str
    way_out: str

    def plant(self, root: Path) -> str:
        text = (root / self.file).read_text("utf-8")
        assert text.count(self.old) >= 1, "the planted fault does not fit the file any more"
        changed = text.replace(self.old, self.new, 1)
        (root / self.file).write_text(changed, "utf-8")
        return changed


def place_of(file: Path, text: str, mark: str) -> Place:
    before = text[: text.index(mark)]
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
