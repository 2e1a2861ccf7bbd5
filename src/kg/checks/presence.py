"""Whether there is something to check.

A folder without files is a fault, and so is a file that says nothing or that nothing reads.

Must not know: what the files say.
"""

from collections.abc import Iterator
from pathlib import Path

from kg.checks.reading import Files
from kg.errors import Finding, Place
from kg.project import Project

_SUFFIXES = (".ttl", ".trig", ".rq")
_PREFIXES = "ontology/prefixes.ttl"
_NO_MODULES = ("ontology/kg.ttl", _PREFIXES)


def check(files: Files) -> Iterator[Finding]:
    """Yield the folders of the project that are empty and the files that have no place in it."""
    for folder, what, found in _expected(files.project):
        if not found:
            place = Place(files.project.root / folder)
            yield Finding(
                place,
                "empty",
                f"{folder} holds no {what}",
                "add one: a check that finds nothing to check proves nothing",
            )
    for file in files.graphs:
        if not file.quads and files.project.name(file.path) != _PREFIXES:
            yield Finding(
                Place(file.path),
                "empty",
                f"{files.project.name(file.path)} says nothing",
                "write what belongs there, or delete the file",
            )
    for path, other in _namesakes(files.project):
        yield Finding(
            Place(path),
            "name",
            f"has the name of {files.project.name(other)}, so both fill one graph",
            "rename one of them, and its IRI with it",
        )
    for path in _strays(files.project):
        yield Finding(
            Place(path),
            "stray",
            f"nothing reads {files.project.name(path)}",
            "move it to where files of its kind lie (README.md), or delete it",
        )


def _expected(project: Project) -> list[tuple[str, str, list[Path]]]:
    modules = [path for path in project.ontology if project.name(path) not in _NO_MODULES]
    return [
        ("ontology", "module (*.ttl) besides kg.ttl and prefixes.ttl", modules),
        ("ontology/shapes", "shapes (*.ttl)", project.shapes),
        ("ontology/rules/derive", "derivation rule (*.rq)", project.derivations),
        ("ontology/rules/check", "check rule (*.rq)", project.rules),
        ("ontology/rules/terms", "rule about terms (*.rq)", project.term_rules),
        ("data/reference", "reference data (*.ttl)", project.reference),
        ("data/sources", "document (*.trig)", project.sources),
        ("queries", "stored question (*.rq)", project.queries),
        *(
            (project.name(example.home), what, found)
            for example in project.examples
            for what, found in (
                ("reference data (*.ttl)", example.reference),
                ("document (*.trig)", example.sources),
            )
        ),
    ]


def _namesakes(project: Project) -> Iterator[tuple[Path, Path]]:
    """Yield each file of the ontology with one in another folder that has its name."""
    first: dict[str, Path] = {}
    for path in project.ontology:
        other = first.setdefault(path.stem, path)
        if other != path:
            yield path, other


def _strays(project: Project) -> Iterator[Path]:
    read = {*project.files(), *project.shapes, *project.rules, *project.term_rules}
    read.update(path for example in project.examples for path in example.files())
    for folder in ("ontology", "data", "queries"):
        for path in sorted((project.root / folder).rglob("*")):
            if path.suffix in _SUFFIXES and path not in read:
                yield path
