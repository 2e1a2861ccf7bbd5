"""The rules and the stored questions: what each is for, and which terms it names.

Must not know: HTML, how a rule or a question runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import headers, queries
from kg.project import Project, read
from kg.queries import StoredQuery
from kg.terms import expand
from kg.tokens import tokens


@dataclass(frozen=True)
class Rule:
    """A rule with the words of its header; *names* are the IRIs that it names."""

    kind: str
    name: str
    title: str
    description: str
    severity: str
    names: frozenset[str]


@dataclass(frozen=True)
class Question:
    """A question as it is *stored*; *names* are the IRIs that it names."""

    stored: StoredQuery
    names: frozenset[str]


@dataclass(frozen=True)
class Usage:
    """The rules by kind, as `derive`, and the questions."""

    rules: dict[str, tuple[Rule, ...]]
    questions: tuple[Question, ...]

    def named(self, kind: str) -> set[str]:
        """Return the names of the rules of *kind*."""
        return {rule.name for rule in self.rules.get(kind, ())}

    def rules_with(self, iri: str) -> list[Rule]:
        """Return the rules that name *iri*."""
        return [rule for rules in self.rules.values() for rule in rules if iri in rule.names]

    def questions_with(self, iri: str) -> list[Question]:
        """Return the questions that name *iri*."""
        return [question for question in self.questions if iri in question.names]


def read_usage(project: Project) -> Usage:
    """Return the rules and questions of *project*; raise BadInput if a header cannot be read."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for path in [*project.derivations, *project.rules, *project.term_rules]:
        rules[path.parent.name].append(_rule(path, project.prefixes))
    questions = (_question(path, project.prefixes) for path in project.queries)
    return Usage({kind: tuple(found) for kind, found in rules.items()}, tuple(questions))


def _rule(path: Path, prefixes: Mapping[str, str]) -> Rule:
    text = read(path)
    header = headers.header(text, path)
    title, description, severity = (
        str(header.get(key, "")).strip() for key in ("title", "description", "severity")
    )
    names = _names(text, prefixes)
    return Rule(path.parent.name, path.stem, title, description, severity, names)


def _question(path: Path, prefixes: Mapping[str, str]) -> Question:
    text = read(path)
    return Question(queries.load(text, path), _names(text, prefixes))


def _names(text: str, prefixes: Mapping[str, str]) -> frozenset[str]:
    """Return the IRIs that a SPARQL *text* abbreviates."""
    written: Iterable[str] = {token.text for token in tokens(text) if token.kind == "name"}
    found = (expand(name, prefixes) for name in written)
    return frozenset(node.value for node in found if node)
