"""Whether each source holds as many things of each kind as it says.

A source says so by `void:classPartition`: a class and a number of entities. What the ontology puts
under a class counts with it: a summit is an event.

Must not know: which kinds there are.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.checks.reading import File, Files
from kg.errors import Finding
from kg.terms import TYPE, plain

_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_VOID = "http://rdfs.org/ns/void#"
_PARTITION, _CLASS, _ENTITIES = (_VOID + n for n in ("classPartition", "class", "entities"))


def check(files: Files) -> Iterator[Finding]:
    """Yield the expectations that are not met, and the sources that expect nothing."""
    narrower = _narrower(files)
    for source in files.sources:
        yield from _check(files, source, narrower)


def _narrower(files: Files) -> dict[str, set[str]]:
    """Return for each class those that the ontology puts right under it."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in (quad for file in files.ontology for quad in file.quads):
        if quad.predicate.value == _SUBCLASS:
            found[plain(quad.object)].add(plain(quad.subject))
    return found


def _check(files: Files, source: File, narrower: dict[str, set[str]]) -> Iterator[Finding]:
    facts = _facts(source)
    if not facts.partitions:
        yield Finding(
            source.place(source.base),
            "expectation",
            "says nowhere how many things it holds",
            "give <> a void:classPartition with void:class and void:entities for each kind",
        )
    for partition in sorted(facts.partitions):
        yield from _partition(files, source, facts, partition, narrower)


@dataclass
class _Facts:
    """What a source says of its contents, and what it contains."""

    partitions: set[str] = field(default_factory=set)
    classes: dict[str, str] = field(default_factory=dict)
    entities: dict[str, str] = field(default_factory=dict)
    instances: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def _facts(source: File) -> _Facts:
    facts = _Facts()
    for quad in source.quads:
        subject, predicate, value = map(plain, (quad.subject, quad.predicate, quad.object))
        if predicate == TYPE:
            facts.instances[value].add(subject)
        elif predicate == _PARTITION:
            facts.partitions.add(value)
        elif predicate == _CLASS:
            facts.classes[subject] = value
        elif predicate == _ENTITIES:
            facts.entities[subject] = value
    return facts


def _partition(
    files: Files, source: File, facts: _Facts, partition: str, narrower: dict[str, set[str]]
) -> Iterator[Finding]:
    expected, kind = facts.entities.get(partition), facts.classes.get(partition)
    if expected is None or kind is None:
        yield Finding(
            source.place(partition),
            "expectation",
            f"{files.compact(partition)} expects nothing",
            "give it one void:class and one void:entities",
        )
        return
    number = len(_instances(kind, facts, narrower))
    if expected != str(number):
        name = files.compact(kind)
        yield Finding(
            source.place(partition, _ENTITIES, expected),
            "expectation",
            f"{expected} of {name} are expected, {number} are there",
            f"find the {name} that is missing or too much, or write {number}",
        )


def _instances(kind: str, facts: _Facts, narrower: dict[str, set[str]]) -> set[str]:
    """Return the things of the class *kind* and of all classes below it."""
    seen: set[str] = set()
    waiting = [kind]
    while waiting:
        if (cls := waiting.pop()) not in seen:
            seen.add(cls)
            waiting += narrower.get(cls, ())
    return set().union(*(facts.instances.get(cls, set()) for cls in seen))
