"""The record for AI agents: a server of the Model Context Protocol, which only reads.

Must not know: what the record is about, commands, exit codes.
"""

from collections.abc import Callable
from pathlib import Path

from kg.errors import BadInput
from kg.mcp.record import Record
from kg.project import Project

__all__ = ["Record", "prepare", "serve"]


def prepare(project: Project, cache: Path, announce: Callable[[str], None]) -> Record:
    """Return the record of *project*, its build in *cache* brought up to date.

    *announce* is told of that, now and when files change. Raise BadInput if the extra `mcp` is not
    installed.
    """
    try:
        import mcp.server.context  # noqa: F401  # which version 1 does not have
    except ImportError as fault:
        reason = "kg mcp needs mcp, version 2, which is not installed: pip install 'parley-kg[mcp]'"
        raise BadInput(reason) from fault
    return Record(project, cache, announce)


def serve(record: Record) -> None:
    """Serve *record* over standard input and output until the input ends."""
    from kg.mcp.server import serve as answer

    answer(record)
