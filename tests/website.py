"""A site whose acts are done in the process of the tests, and one that `kg serve` serves."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from kg.build import Build
from kg.graph import Graph
from kg.project import Project
from kg.queries import StoredQuery
from kg.web.acts import Record, perform
from kg.web.app import application
from kg.web.messages import Job, Reply
from kg.web.site import Served, Site


class Here:
    """Does each job at once, and counts them."""

    def __init__(
        self, project: Project, build: Build, questions: Mapping[str, StoredQuery] | None = None
    ) -> None:
        """Answer from *build*; *questions* are added to its own."""
        self.build, self.asked = build.name, 0
        own = Build(build.folder)
        own.queries.update(questions or {})
        self._record = Record(project, own, Graph(own, bounded=True))

    async def ask(self, job: Job) -> Reply:
        self.asked += 1
        return perform(self._record, job)

    def state(self) -> dict[str, int]:
        return {"workers": 1, "working": 0, "waiting": 0}

    async def close(self) -> None:
        """There is nothing to be ended."""


def client(here: Here) -> TestClient:
    """A client of a site of its own, which follows no redirects."""
    return TestClient(application(Site(Served(here))), follow_redirects=False)


@contextmanager
def served(root: Path, *options: str) -> "Iterator[tuple[str, subprocess.Popen[str]]]":
    """The address of a server of the project in *root*, and its process."""
    command = [sys.executable, "-m", "kg", "--project", str(root), "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        told = ""
        while "http://" not in told:
            told = process.stderr.readline()
            assert told, "it ended"
        try:
            yield re.findall(r"http://[^/]+", told)[0], process
        finally:
            process.terminate()
