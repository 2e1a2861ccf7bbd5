"""The record for AI agents: a server of the Model Context Protocol, which only reads.

Must not know: what the record is about, commands, exit codes.
"""

from collections.abc import Callable
from pathlib import Path

from kg.extras import library
from kg.mcp.record import Record
from kg.project import Project

__all__ = ["Record", "prepare", "serve"]


def prepare(project: Project, cache: Path, announce: Callable[[str], None]) -> Record:
    """Return the record of *project*, its build in *cache* brought up to date.

    *announce* is told of that, now and when files change. Raise NotInstalled if the extra `mcp` is
    not installed.
    """
    library("mcp.server.context", "mcp", "kg mcp")  # which version 1 does not have
    return Record(project, cache, announce)


def serve(record: Record) -> None:
    """Serve *record* over standard input and output until the input ends."""
    from kg.mcp.server import serve as answer

    answer(record)
