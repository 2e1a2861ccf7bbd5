"""A site whose acts are done in the process of the tests, and one that `kg serve` serves."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient
from starlette.types import Message

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

    def ask(self, job: Job) -> asyncio.Future[Reply]:
        self.asked += 1
        reply = asyncio.get_running_loop().create_future()
        reply.set_result(perform(self._record, job))
        return reply

    def state(self) -> dict[str, int]:
        return {"workers": 1, "working": 0, "waiting": 0}

    async def close(self) -> None:
        """There is nothing to be ended."""


class Sparing:
    """A client of a site of its own for very many addresses: it starts no thread for each."""

    def __init__(self, here: Here) -> None:
        self._app = application(Site(Served(here)))

    async def get(self, path: str, accept: str) -> tuple[int, dict[str, str], bytes]:
        """Return the status, the headers and the body of the answer to a GET."""
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"accept", accept.encode())],
        }
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        await self._app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(each["body"] for each in sent[1:])


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
