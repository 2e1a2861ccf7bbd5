"""The commands that go on until they are stopped: mcp, serve.

Must not know: SPARQL, RDF libraries, how a build is made, the protocol.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import click

from kg.cache import cache_folder
from kg.cli.context import Context
from kg.cli.options import limited, passed
from kg.errors import BadInput
from kg.extras import library
from kg.results.people import safe

_INTERRUPTED = 130

F = TypeVar("F", bound=Callable[..., None])


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
    record = prepare(context.project, cache_folder(), partial(_announce, "mcp"))
    if sys.stdin.isatty():
        _announce("mcp", "waiting for a client, which starts this by itself; Ctrl-C ends it")
    signal.signal(signal.SIGINT, _stop)
    serve(record)


def _stop(*_: object) -> None:
    """Leave at once: the thread that waits for standard input cannot be interrupted."""
    os._exit(_INTERRUPTED)


def _number(
    name: str,
    default: float,
    kind: click.IntRange | click.FloatRange,
    told: str,
    metavar: str | None = None,
) -> Callable[[F], F]:
    """Return the option *name*, a number of some *kind*, of which its help is *told*."""
    return click.option(
        name, type=kind, default=default, show_default=True, help=told, metavar=metavar
    )


@click.command(
    epilog="Examples:\n\n    kg serve\n\n    kg serve --host 0.0.0.0 --port 8080",
    context_settings={"auto_envvar_prefix": "KG_SERVE"},
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@_number("--port", 8000, click.IntRange(0, 65535), "0: a free one.")
@click.option(
    "--root",
    default="",
    metavar="PATH",
    help="The path under which a proxy serves it, as /parley, where the proxy takes it off.",
)
@_number("--workers", 4, click.IntRange(1, 256), "Queries at once, each in a process of its own.")
@limited(default=30.0, help="Seconds that an answer may take, waiting included.")
@_number(
    "--share",
    1.0,
    click.FloatRange(min=0.05, max=86_400),
    "Seconds that a query has for itself while others wait.",
)
@_number("--queue", 500, click.IntRange(0, 100_000), "Requests that may wait for a worker.")
@_number("--memory", 1536, click.IntRange(min=64), "What a query may take.", "MB")
@_number(
    "--rows",
    1_000_000,
    click.IntRange(min=1),
    "Rows or triples that an answer may have; more are an error, never left out.",
)
@_number("--size", 100, click.IntRange(min=1), "What an answer may take.", "MB")
@_number(
    "--in-memory",
    1_000_000,
    click.IntRange(min=0),
    "A record of up to so many is held in memory: it answers several times as fast.",
    "QUADS",
)
@click.option(
    "--log/--no-log",
    default=False,
    help="Tell each request on standard output, as a line of JSON.",
)
@passed
def serve(  # noqa: PLR0913, PLR0917  # a command line has as many options as it has
    context: Context,
    host: str,
    port: int,
    root: str,
    workers: int,
    timeout: float,
    share: float,
    queue: int,
    memory: int,
    rows: int,
    size: int,
    in_memory: int,
    log: bool,
) -> None:
    """Serve the record on the web: a SPARQL endpoint, linked data, questions as addresses.

    It only reads. When files change and a build is made of them, it is served from then on, and no
    request is dropped. Each option has an environment name, as KG_SERVE_PORT. Needs: pip install
    'parley-kg[serve]'.
    """
    if not hasattr(os, "fork"):
        raise BadInput("kg serve forks its workers, which this system cannot: use Linux or macOS")
    for needed in ("uvicorn", "uvloop", "starlette", "jinja2", "pyld"):
        library(needed, "serve", "kg serve")
    from kg.web.pool import Limits
    from kg.web.serving import Settings
    from kg.web.serving import serve as serve_on

    limits = Limits(timeout, share, workers, queue)
    use = (in_memory, memory << 20, rows, size << 20)
    settings = Settings(host, port, root.rstrip("/"), *use, limits, log)
    serve_on(context.project, cache_folder(), settings, partial(_announce, "serve"))


def _announce(command: str, message: str) -> None:
    """Tell who started *command*; standard output belongs to the protocol, or to the log."""
    click.echo(safe(f"kg {command}: {message}"), err=True)
