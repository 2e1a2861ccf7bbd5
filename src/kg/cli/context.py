"""What the commands share: the project, its build, and a word to the user.

Must not know: options, formats, what is asked.
"""

import sys
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from kg import __version__
from kg.build import Build, bring_up_to_date, current
from kg.cache import cache_folder
from kg.project import Project, find, given, to_change

if TYPE_CHECKING:
    from kg.graph import Graph


class Context:
    """The project that the user means, and its build, made when it is first asked for."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder

    @cached_property
    def project(self) -> Project:
        """The project in the folder given, else the nearest one, else the bundled one."""
        return given(Path(self._folder)) if self._folder else find()

    @cached_property
    def project_to_change(self) -> Project:
        """The project in the folder given, else the nearest one, but never the bundled one."""
        return to_change(Path(self._folder) if self._folder else None)

    @property
    def command(self) -> str:
        """The beginning of a command about the same project."""
        return f"kg --project {quote(self._folder)}" if self._folder else "kg"

    @cached_property
    def build(self) -> Build:
        """The build of the project as its files stand now."""
        return bring_up_to_date(self.project, cache_folder(), say)

    @cached_property
    def graph(self) -> "Graph":
        """What the build holds, to be asked."""
        from kg.graph import Graph

        return Graph(self.build)

    def version(self) -> str:
        """Return the version, and the build that the files call for."""
        build = current(self.project, cache_folder())
        return f"kg {__version__}, build {build.name}{'' if build.exists else ' (not made yet)'}"


def say(message: str) -> None:
    """Tell the user something that is no result."""
    if sys.stderr.isatty():
        click.echo(f"kg: {message}", err=True)
