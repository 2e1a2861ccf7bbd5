"""What changed in the files that a build holds as text or not at all: shapes, rules, questions.

Must not know: what they are about, builds, formats.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from kg.build import intake
from kg.diff import descriptions
from kg.diff.changes import Change, Changes
from kg.headers import header
from kg.project import Project, read
from kg.queries import StoredQuery
from kg.tokens import tokens


@dataclass(frozen=True)
class Text:
    """A rule or question, by its *name*: its *title*, and its *parts*, of which some changed."""

    name: str
    title: str
    parts: tuple[str, ...] = ()


_Parts = Mapping[str, object]


def shapes(old: Project, new: Project, compact: Callable[[str], str]) -> Changes[Change]:
    """Return the shapes that changed, whatever file they stand in."""
    before, after = (
        chain.from_iterable(intake.quads(project, path) for path in project.shapes)
        for project in (old, new)
    )
    return descriptions.compared(before, after, compact)


def rules(old: Project, new: Project) -> Changes[Text]:
    """Return the rules that changed: those that derive, that check, that say it as others do."""
    return _compared(*(dict(map(_rule, _rules(project))) for project in (old, new)))


def questions(old: Mapping[str, StoredQuery], new: Mapping[str, StoredQuery]) -> Changes[Text]:
    """Return the stored questions that changed."""
    return _compared(
        *({q.name: (q.summary, _question(q)) for q in side.values()} for side in (old, new))
    )


def _rules(project: Project) -> Iterable[Path]:
    return [*project.derivations, *project.rules, *project.term_rules, *project.exports]


def _rule(path: Path) -> tuple[str, tuple[str, _Parts]]:
    text = read(path)
    values = header(text, path)
    return f"{path.parent.name}/{path.stem}", (str(values["title"]), {**values, **_query(text)})


def _question(question: StoredQuery) -> _Parts:
    values = {name.replace("_", "-"): value for name, value in asdict(question).items()}
    del values["text"], values["name"]
    return {**values, **_query(question.text)}


def _query(text: str) -> _Parts:
    """Return what a query says, whatever its layout and its comments."""
    return {"query": [token.text for token in tokens(text)]}


def _compared(
    old: Mapping[str, tuple[str, _Parts]], new: Mapping[str, tuple[str, _Parts]]
) -> Changes[Text]:
    def only(here: Mapping[str, tuple[str, _Parts]], there: Iterable[str]) -> tuple[Text, ...]:
        return tuple(Text(name, here[name][0]) for name in sorted(set(here) - set(there)))

    both = sorted(set(old) & set(new))
    changed = (Text(name, new[name][0], _differing(old[name][1], new[name][1])) for name in both)
    return Changes(only(new, old), only(old, new), tuple(text for text in changed if text.parts))


def _differing(old: _Parts, new: _Parts) -> tuple[str, ...]:
    return tuple(sorted(p for p in {*old, *new} if old.get(p) != new.get(p)))
