"""What changed between two builds, exports, files of quads, projects or git revisions.

    sides       what can be compared; `revisions` reads it from git
    lines       the quads of one side alone, as sorted lines; `patch` writes them
    content     these quads by what they are about; `changes` and `descriptions` of one thing
    files       shapes, rules and questions; `answers` to the questions
    report      all of it in Markdown; `entries`, `wording` and `markdown` its parts
    values      all of it as JSON values

Must not know: commands, terminals, what the data say.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from kg.diff import files as in_files
from kg.diff.answers import Answer, answers
from kg.diff.changes import Change, Changes
from kg.diff.content import Content
from kg.diff.files import Text
from kg.diff.lines import Part, parted
from kg.diff.sides import Side, Sides
from kg.project import Project
from kg.terms import compact

__all__ = ["Difference", "Side", "Sides", "difference"]

_IN_PROJECTS, _IN_BUILDS = ("shapes", "rules"), ("questions", "answers")


@dataclass(frozen=True)
class Difference:
    """What *new* has that *old* has not, and the other way; labels are in *lang*.

    *gone* and *come* are the quads of one side alone.
    """

    old: Side
    new: Side
    gone: Part
    come: Part
    lang: str = "en"

    def __bool__(self) -> bool:
        """Say whether there is a difference."""
        said_in_files = (self.section(name) for name in ("shapes", "rules", "questions"))
        return self.gone.count + self.come.count > 0 or any(said_in_files)

    @cached_property
    def content(self) -> Content:
        """The quads by what they are about."""
        return Content(self.old.store, self.new.store, self.gone, self.come, self.short)

    @cached_property
    def answers(self) -> list[Answer]:
        """The answers to stored questions, asked as they stand in their files, that differ."""
        return [] if "answers" in self.unseen else answers(self.old, self.new, self.lang)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The sections that are not compared, because one side has none of their files."""
        sides = (self.old, self.new)
        projects = () if all(side.project for side in sides) else _IN_PROJECTS
        builds = () if all(side.questions is not None for side in sides) else _IN_BUILDS
        return (*projects, *builds)

    def short(self, iri: str) -> str:
        """Return *iri* abbreviated."""
        return compact(iri, self.new.prefixes)

    def section(self, name: str) -> dict[str, tuple[Change, ...]] | dict[str, tuple[Text, ...]]:
        """Return what changed in a section, by the kind of change.

        It is one of `content`, or shapes, rules or questions.
        """
        if name in self.unseen:
            return {}
        if name == "rules":
            return self._rules.kinds()
        if name == "questions":
            return self._questions.kinds()
        return (self._shapes if name == "shapes" else self.content.changes(name)).kinds()

    @cached_property
    def _shapes(self) -> Changes[Change]:
        return in_files.shapes(*self._projects, self.short)

    @cached_property
    def _rules(self) -> Changes[Text]:
        return in_files.rules(*self._projects)

    @cached_property
    def _questions(self) -> Changes[Text]:
        return in_files.questions(self.old.questions or {}, self.new.questions or {})

    @property
    def _projects(self) -> tuple[Project, Project]:
        old, new = self.old.project, self.new.project
        if old is None or new is None:
            raise AssertionError("a section that one side has none of is not compared")
        return old, new


def difference(old: Side, new: Side, files: ExitStack, lang: str = "en") -> Difference:
    """Return what changed from *old* to *new*; *files* closes the files that it takes."""
    return Difference(old, new, *parted(old.quads(), new.quads(), files), lang)
