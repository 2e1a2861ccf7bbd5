"""A site whose acts are done in the process of the tests, for what no worker is needed for."""

from starlette.testclient import TestClient

from kg.build import Build
from kg.graph import Graph
from kg.project import Project
from kg.web.acts import Record, perform
from kg.web.app import application
from kg.web.messages import Job, Reply
from kg.web.site import Served, Site


class Here:
    """Does each job at once, and counts them."""

    def __init__(self, project: Project, build: Build) -> None:
        self.build, self.asked = build.name, 0
        self._record = Record(project, build, Graph(build))

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
