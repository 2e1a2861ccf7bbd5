"""The command `kg`.

Results go to stdout, words and progress to stderr. Exit codes: 0 done, 1 findings, 2 bad input or
usage, 3 the store could not be reached or timed out, 130 interrupted.

Must not know: SPARQL, RDF libraries, how a build is made.
"""

import errno
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

import click

from kg.cli.asking import list_, query, show, sparql
from kg.cli.comparing import diff
from kg.cli.context import Context
from kg.cli.keeping import add, build, check, docs, evidence, export, reason
from kg.cli.serving import mcp, serve
from kg.errors import KgError, StoreError, did_you_mean
from kg.results.people import safe

__all__ = ["cli", "main"]

_BAD_INPUT, _NO_STORE, _INTERRUPTED = 2, 3, 130


class _Group(click.Group):
    """A group whose unknown command is met with the nearest known one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command, or fail with a suggestion."""
        with suppress(click.UsageError):
            return super().resolve_command(ctx, args)
        known = self.list_commands(ctx)
        hint = did_you_mean(args[0], known, f"there are: {', '.join(known)}")
        raise click.UsageError(f"there is no command {args[0]!r}: {hint}")


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: kg query position-shifts",
)
@click.option(
    "--project",
    "folder",
    is_eager=True,
    envvar="KG_PROJECT",
    metavar="DIR",
    help="The project's folder. Default: the nearest one above, else the one that came with kg.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, on: _version(ctx) if on else None,
    help="Say which version and build this is.",
)
@click.pass_context
def cli(ctx: click.Context, folder: str | None) -> None:
    """Ask a knowledge graph of negotiations: who proposed what, who stands where, who says so."""
    ctx.obj = Context(folder)


def _version(ctx: click.Context) -> None:
    click.echo(Context(ctx.params.get("folder")).version())
    ctx.exit()


_COMMANDS = (
    list_,
    query,
    sparql,
    show,
    check,
    reason,
    build,
    diff,
    evidence,
    add,
    docs,
    export,
    mcp,
    serve,
)
for _command in _COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command and leave with its exit code; no traceback reaches a user."""
    _open_streams()
    sys.exit(_run())


def _open_streams() -> None:
    """Write UTF-8 whatever the locale says, and to nowhere where a stream is closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        elif stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # for good


def _run() -> int:
    try:
        code = cli.main(standalone_mode=False) or 0
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except click.ClickException as fault:
        return _complain(fault.format_message(), _BAD_INPUT)
    except KgError as fault:
        return _complain(str(fault), _code(fault))
    except SystemExit:  # how click leaves when nobody reads its output any more
        return _unread()
    except OSError as fault:
        return _unwritten(fault)
    return int(code)


def _unread() -> int:
    """Give the rest of the output to nobody, so that Python does not complain at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _unwritten(fault: OSError) -> int:
    _unread()
    if fault.errno == errno.EPIPE:
        return 0
    return _complain(f"the output cannot be written: {fault.strerror}", _NO_STORE)


def _code(fault: KgError) -> int:
    return _NO_STORE if isinstance(fault, StoreError) else _BAD_INPUT


def _complain(message: str, code: int) -> int:
    click.echo(f"kg: {safe(message)}", err=True)
    return code
