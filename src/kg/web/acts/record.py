"""What an act works on.

Must not know: what is asked.
"""

from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Quad, RdfFormat

from kg import contexts
from kg.build import Build, intake
from kg.contexts import frames
from kg.exports.about import About, about
from kg.exports.objects import Objects
from kg.exports.things import Things
from kg.graph import Graph
from kg.project import Project
from kg.store import Store
from kg.terms import KG
from kg.web.acts.capped import Most


@dataclass(frozen=True)
class Record:
    """A project's build, open, what is known of where it is, and how much an answer may hold."""

    project: Project
    build: Build
    graph: Graph
    most: Most = field(default_factory=Most)

    @property
    def store(self) -> Store:
        """The store of the build."""
        return self.graph.store

    @cached_property
    def about(self) -> About | None:
        """What the data say of the dataset, None if they say nothing."""
        return about(self.build)

    @cached_property
    def things(self) -> Things:
        """The things of the build."""
        return Things(self.store, KG + "Claim", {})

    @cached_property
    def objects(self) -> Objects:
        """The things of the build as objects; raise BadInput if there is no context for them."""
        context = contexts.latest(self.project)
        return Objects(self.store, context, frames.load(self.project, context))

    @cached_property
    def shapes(self) -> list[Quad]:
        """What the files of the shapes say, which no store holds."""
        paths = self.project.shapes
        return [quad for path in paths for quad in intake.parsed(path, RdfFormat.TURTLE)]
