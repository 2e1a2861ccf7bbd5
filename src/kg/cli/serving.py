"""The commands that go on until they are stopped: mcp.

Must not know: SPARQL, RDF libraries, how a build is made, the protocol.
"""

import os
import signal
import sys

import click

from kg.cache import cache_folder
from kg.cli.context import Context
from kg.cli.options import passed
from kg.errors import BadInput
from kg.results.people import safe

_INTERRUPTED = 130


@click.command(epilog="Example:\n\n    kg mcp")
@passed
def mcp(context: Context) -> None:
    """Serve the record to AI agents, as a server of the Model Context Protocol (stdio).

    An agent's client starts it; README shows its settings. It only reads. When files change, the
    build is brought up to date before the next answer. Needs: pip install 'parley-kg[mcp]'.
    """
    from kg.mcp import prepare, serve

    if sys.stdin is None:
        raise BadInput("standard input is closed: a client starts kg mcp, and speaks to it there")
    record = prepare(context.project, cache_folder(), _announce)
    if sys.stdin.isatty():
        _announce("waiting for a client, which starts this by itself; Ctrl-C ends it")
    signal.signal(signal.SIGINT, _stop)
    serve(record)


def _stop(*_: object) -> None:
    """Leave at once: the thread that waits for standard input cannot be interrupted."""
    os._exit(_INTERRUPTED)


def _announce(message: str) -> None:
    """Tell who started the server; standard output belongs to the protocol."""
    click.echo(safe(f"kg mcp: {message}"), err=True)
