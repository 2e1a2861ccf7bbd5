"""The project's files as the checks see them: each read once, with where its terms stand.

Must not know: what is a fault in a file that can be read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Quad

from kg.build import intake
from kg.errors import BadInput, Finding, Place
from kg.headers import place_of_key
from kg.places import Places, walk
from kg.project import Project, read
from kg.terms import SOURCE, compact, plain
from kg.tokens import line_column

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Text:
    """A file as text."""

    path: Path
    text: str

    def at(self, offset: int) -> Place:
        """Return the place of the character at *offset*."""
        return Place(self.path, *line_column(self.text, offset))

    def first_difference(self, due: str) -> Place:
        """Return the place of the first line that *due* has otherwise."""
        offset = 0
        for line, other in zip_longest(self.text.splitlines(True), due.splitlines(True)):
            if line is None or line != other:
                break
            offset += len(line)
        return self.at(offset)

    def key(self, name: str) -> Place:
        """Return the place of the key *name* in the text's `#+` header, else its start."""
        return place_of_key(self.text, self.path, name)


_Text = TypeVar("_Text", bound=Text)


@dataclass(frozen=True)
class File(Text):
    """A file as text and as quads."""

    quads: list[Quad]

    @property
    def base(self) -> str:
        """The IRI from which the file's relative IRIs start, unless it says otherwise."""
        return SOURCE + self.path.stem

    @cached_property
    def places(self) -> Places:
        """Where the file's terms stand."""
        return walk(self.text, self.base)

    def place(self, subject: str, predicate: str | None = None, value: str | None = None) -> Place:
        """Return the place in the file that is closest to a triple, else the file."""
        return Place(self.path, *(self.places.find(subject, predicate, value) or ()))

    def closeness(self, subject: str, predicate: str | None, value: str | None) -> int:
        """Return how close a quad of the file comes to a triple, from 0 to 4."""
        own = self._described.get(subject)
        if own is None:
            return int(subject in self._mentioned)
        said = [plain(quad.object) for quad in own if quad.predicate.value == predicate]
        return 4 if value in said else 3 if said else 2

    @cached_property
    def _described(self) -> dict[str, list[Quad]]:
        """The quads of the file, by subject."""
        found: dict[str, list[Quad]] = defaultdict(list)
        for quad in self.quads:
            found[plain(quad.subject)].append(quad)
        return dict(found)

    @cached_property
    def _mentioned(self) -> set[str]:
        """What stands in the file as an object or as the name of a graph."""
        return {plain(term) for quad in self.quads for term in (quad.object, quad.graph_name)}


@dataclass(frozen=True)
class Files:
    """All files of *project* that could be read, and why the others could not."""

    project: Project
    ontology: list[File]
    alignments: list[File]
    shapes: list[File]
    reference: list[File]
    sources: list[File]
    queries: list[Text]
    derivations: list[Text]
    exports: list[Text]
    rules: list[Text]
    term_rules: list[Text]
    unread: list[tuple[Path, BadInput]]

    @property
    def data(self) -> list[File]:
        """The reference files and the sources."""
        return [*self.reference, *self.sources]

    @property
    def terms(self) -> list[File]:
        """The files of the ontology, of its alignments and of the shapes."""
        return [*self.ontology, *self.alignments, *self.shapes]

    @property
    def graphs(self) -> list[File]:
        """All Turtle and TriG files."""
        return [*self.data, *self.terms]

    @property
    def sparql(self) -> list[Text]:
        """All SPARQL files."""
        return [*self.queries, *self.derivations, *self.exports, *self.rules, *self.term_rules]

    def within(self, folders: Sequence[Path]) -> "Files":
        """Return those of the files that are, or lie in, one of *folders*."""

        def kept(texts: list[_Text]) -> list[_Text]:
            return [text for text in texts if any(map(text.path.is_relative_to, folders))]

        return replace(
            self,
            ontology=kept(self.ontology),
            alignments=kept(self.alignments),
            shapes=kept(self.shapes),
            reference=kept(self.reference),
            sources=kept(self.sources),
            queries=kept(self.queries),
            derivations=kept(self.derivations),
            exports=kept(self.exports),
            rules=kept(self.rules),
            term_rules=kept(self.term_rules),
        )

    def place(self, subject: str, predicate: str | None = None, value: str | None = None) -> Place:
        """Return the place closest to a triple, in the data or the ontology, else the folder."""
        place = _closest([*self.data, *self.ontology], subject, predicate, value)
        return place or Place(self.project.data)

    def place_of_term(
        self, subject: str, predicate: str | None = None, value: str | None = None
    ) -> Place:
        """Return the place in ontology or shapes that is closest to a triple, else the folder."""
        place = _closest(self.terms, subject, predicate, value)
        return place or Place(self.project.root / "ontology")

    def compact(self, iri: str) -> str:
        """Return *iri* as the project abbreviates it."""
        return compact(iri, self.project.prefixes)


def read_all(project: Project) -> Files:
    """Return the files of *project*, each read and parsed."""
    unread: list[tuple[Path, BadInput]] = []

    def graphs(paths: list[Path]) -> list[File]:
        return list(_tried(lambda path: _file(project, path), paths, unread))

    def texts(paths: list[Path]) -> list[Text]:
        return list(_tried(lambda path: Text(path, read(path)), paths, unread))

    return Files(
        project,
        graphs(project.ontology),
        graphs(project.alignments),
        graphs(project.shapes),
        graphs(project.reference),
        graphs(project.sources),
        texts(project.queries),
        texts(project.derivations),
        texts(project.exports),
        texts(project.rules),
        texts(project.term_rules),
        unread,
    )


def finding(fault: BadInput, code: str, path: Path, way_out: str) -> Finding:
    """Return the *fault* that was met in the file at *path* as a finding."""
    place = fault.place or Place(path)
    return Finding(place, code, str(fault).removeprefix(f"{fault.place} "), way_out)


def _file(project: Project, path: Path) -> File:
    return File(path, read(path), intake.quads(project, path))


def _tried(
    reader: Callable[[Path], _Read], paths: Iterable[Path], unread: list[tuple[Path, BadInput]]
) -> Iterator[_Read]:
    """Yield what *reader* makes of each path; where it cannot, put the reason into *unread*."""
    for path in paths:
        try:
            yield reader(path)
        except BadInput as fault:
            unread.append((path, fault))


def _closest(
    files: list[File], subject: str, predicate: str | None, value: str | None
) -> Place | None:
    """Return the place in *files* that is closest to a triple, or None if none speaks of it."""
    best = max(files, key=lambda f: f.closeness(subject, predicate, value), default=None)
    if best is None or best.closeness(subject, predicate, value) == 0:
        return None
    return best.place(subject, predicate, value)
