"""The record as the files stand: brought up to date before each answer, or why it was not.

Must not know: what is asked, the protocol.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock

from kg.build import Build, bring_up_to_date
from kg.errors import KgError
from kg.graph import Graph
from kg.project import Project


@dataclass(frozen=True)
class State:
    """The record at a moment; *warning* says why it is not what the files say, "" if it is.

    *stop* is set when nobody waits for an answer any more.
    """

    project: Project
    build: Build
    graph: Graph
    warning: str = ""
    stop: Event = field(default_factory=Event)


class Record:
    """The record of one project, whose files may change while it is asked."""

    def __init__(
        self, project: Project, cache: Path, announce: Callable[[str], None] = lambda _: None
    ) -> None:
        """Bring the build of *project* in *cache* up to date, and tell *announce*.

        Raise what `kg.build.bring_up_to_date` raises.
        """
        self._project, self._cache, self._announce = project, cache, announce
        self._lock = Lock()
        self._state = self._read()

    def now(self) -> State:
        """Return the record as the files stand.

        If they have a fault it is the record as it was before, with a warning that says so.
        """
        with self._lock:
            try:
                self._state = self._read(self._state)
            except KgError as fault:
                self._state = self._left(str(fault))
            return self._state

    def _read(self, before: State | None = None) -> State:
        project = replace(self._project)  # which looks at the folders anew
        build = bring_up_to_date(project, self._cache, self._announce)
        if before and before.build == build:
            return replace(before, project=project, warning="")
        self._announce(f"ready: build {build.name}, {build.manifest['quads']} quads")
        return State(project, build, Graph(build))

    def _left(self, fault: str) -> State:
        name = self._state.build.name
        warning = f"the files changed, and cannot be read ({fault}): answered from build {name}"
        if warning != self._state.warning:
            self._announce(warning)
        return replace(self._state, warning=warning)
