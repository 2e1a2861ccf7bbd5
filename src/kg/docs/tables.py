"""What the shapes ask, arranged for a class, a property or a code list.

Must not know: HTML, languages, how a shape is put into words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.docs.model import CodeList, Ontology, TermEntry
from kg.shapes import Shape
from kg.terms import plain


@dataclass(frozen=True)
class Asked:
    """What is asked of the things that *target* by one shape, or by its node itself."""

    target: Shape
    shape: Shape


@dataclass(frozen=True)
class Shapes:
    """The shapes of the project, looked up by what they are about."""

    ontology: Ontology
    all: Sequence[Shape]

    def of_class(self, cls: str) -> list[tuple[str, list[Asked]]]:
        """Return what is asked of each *cls*, by the class that asks: *cls* itself comes first."""
        above = sorted(self.ontology.above(cls), key=lambda iri: (iri != cls, iri))
        found = (
            (iri, [a for s in self._targeting("Class", iri) for a in _asked(s)]) for iri in above
        )
        return [(iri, asked) for iri, asked in found if asked]

    def into_class(self, cls: str) -> list[tuple[str, list[Asked]]]:
        """Return the shapes whose values may be a *cls*, by the class that they name."""
        above = sorted(self.ontology.above(cls), key=lambda iri: (iri != cls, iri))
        found = ((iri, [a for a in self._asked if iri in a.shape.classes]) for iri in above)
        return [(iri, asked) for iri, asked in found if asked]

    def on_property(self, iri: str) -> list[Asked]:
        """Return the shapes in whose path *iri* stands."""
        return [a for a in self._asked if a.shape.path and iri in a.shape.path.properties()]

    def targeting(self, iri: str) -> list[tuple[str, list[Asked]]]:
        """Return what is asked of the subjects and of the objects of the property *iri*."""
        kinds = ("SubjectsOf", "ObjectsOf")
        found = ((k, [a for s in self._targeting(k, iri) for a in _asked(s)]) for k in kinds)
        return [(kind, asked) for kind, asked in found if asked]

    def valued_by(self, code_list: CodeList) -> list[str]:
        """Return the properties whose values are codes of *code_list*."""
        members = {code.iri for code in code_list.codes}
        classes = self.code_classes(code_list)
        return sorted(
            {
                iri
                for asked in self._asked
                if asked.shape.path
                and (classes & asked.shape.classes or members & _values(asked.shape))
                for iri in asked.shape.path.properties()
            }
        )

    def code_classes(self, code_list: CodeList) -> set[str]:
        """Return the project's own classes to which the codes of *code_list* belong."""
        return {c for code in code_list.codes for c in code.classes if self.ontology.is_own(c)}

    def lists_of(self, term: TermEntry) -> list[CodeList]:
        """Return the code lists whose codes belong to the class *term*."""
        return [found for found in self.ontology.lists if term.iri in self.code_classes(found)]

    @cached_property
    def _asked(self) -> list[Asked]:
        return [asked for shape in self.all for asked in _asked(shape)]

    def _targeting(self, kind: str, iri: str) -> list[Shape]:
        return [shape for shape in self.all if iri in shape.targeted(kind)]


def _asked(shape: Shape) -> Iterator[Asked]:
    if shape.constraints:
        yield Asked(shape, shape)
    for inner in shape.properties:
        yield Asked(shape, inner)


def _values(shape: Shape) -> set[str]:
    return {plain(value) for value in shape.values("in")}
