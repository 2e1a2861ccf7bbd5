"""An agent's client, which starts `kg mcp` as README says and speaks with it over its streams."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

ROOT = Path(__file__).resolve().parents[1]
Answer = dict[str, Any]


def settings() -> dict[str, Any]:
    """Return the settings of a client that README shows."""
    text = (ROOT / "README.md").read_text("utf-8")
    block = text.partition("\n    {\n")[2].partition("\n    }\n")[0]
    found: dict[str, Any] = json.loads(f"{{{block}}}")["mcpServers"]["parley"]
    return found


@dataclass(frozen=True)
class Agent:
    """A session with a server."""

    client: Client
    portal: BlockingPortal
    log: Path

    def called(self, tool: str, **arguments: object) -> CallToolResult:
        called: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return called

    def answer(self, tool: str, **arguments: object) -> Answer:
        """Return an answer, which must be none that says why there is none."""
        called = self.called(tool, **arguments)
        assert not called.is_error, text(called)
        found: Answer = json.loads(text(called))
        return found

    def fault(self, tool: str, **arguments: object) -> str:
        """Return the sentence that says why there is no answer."""
        called = self.called(tool, **arguments)
        assert called.is_error, text(called)
        return text(called)

    def pages(self, tool: str, **arguments: object) -> list[Answer]:
        """Return an answer to its end: each call is the one that the answer before tells."""
        return list(self._pages(tool, arguments))

    def _pages(self, tool: str, arguments: Mapping[str, object]) -> Iterator[Answer]:
        page = self.answer(tool, **arguments)
        yield page
        while page["truncated"]:
            page = self.answer(page["next"]["tool"], **page["next"]["arguments"])
            yield page

    def read(self, uri: str) -> str:
        """Return the text of a resource."""
        return str(self.portal.call(self.client.read_resource, uri).contents[0].text)  # type: ignore[union-attr]


def text(called: CallToolResult) -> str:
    content = called.content[0]
    assert isinstance(content, TextContent)
    return content.text


@contextmanager
def session(project: Path, cwd: Path, log: Path) -> Iterator[Agent]:
    """Start a server of *project* in *cwd*, whose standard error goes to *log*."""
    told = settings()
    assert told["command"] == "kg"
    given = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kg", *told["args"]],
        env={"KG_CACHE": os.environ["KG_CACHE"], "KG_PROJECT": str(project)},
        cwd=cwd,
    )
    with log.open("w", encoding="utf-8") as written, start_blocking_portal() as portal:
        client = Client(stdio_client(given, errlog=written), read_timeout_seconds=120)
        with portal.wrap_async_context_manager(client):
            yield Agent(client, portal, log)


@contextmanager
def over_http(address: str, *, mode: str = "auto") -> Iterator[Agent]:
    """Begin a session with the server at *address*; *mode* is how a client greets it."""
    with start_blocking_portal() as portal:
        client = Client(streamable_http_client(address), read_timeout_seconds=120, mode=mode)
        with portal.wrap_async_context_manager(client):
            yield Agent(client, portal, Path())
