"""What an act works on.

Must not know: what is asked.
"""

from dataclasses import dataclass

from kg.build import Build
from kg.graph import Graph
from kg.project import Project


@dataclass(frozen=True)
class Record:
    """A project's build, open, and what is known of where it is published."""

    project: Project
    build: Build
    graph: Graph
