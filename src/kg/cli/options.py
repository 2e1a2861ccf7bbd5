"""What several commands share: their options, and how values become JSON.

Must not know: what is asked, RDF, projects.
"""

import json
from collections.abc import Callable
from dataclasses import fields
from functools import partial, wraps
from pathlib import Path

import click

from kg.cli import output
from kg.cli.context import Context

passed = click.make_pass_decorator(Context)
in_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
in_language = click.option(
    "--lang", default="en", show_default=True, help="The language of labels."
)
limited = partial(
    click.option,
    "--timeout",
    type=click.FloatRange(min=0.1, max=86_400),
    show_default=True,
    help="Seconds that it may take in all.",
)
_WANTED = (
    click.option(
        "--lang",
        metavar="TAG",
        default="en",
        show_default=True,
        help="The language of labels and words, as in ja.",
    ),
    click.option(
        "--labels/--no-labels",
        default=None,
        help="Name the things behind IRIs, too. Default: for people, in table, plain and markdown.",
    ),
    click.option(
        "--format",
        "-f",
        "result_format",
        type=click.Choice(output.FORMATS),
        help="Default: as the name after --out says, else a table on a terminal, plain elsewhere "
        "(tabs). csv and json are SPARQL's, ndjson is a JSON object a line.",
    ),
    click.option(
        "--excel",
        is_flag=True,
        help="CSV for Excel: with a byte-order mark, and ' before text that it would compute.",
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write to FILE. Parquet and Arrow go there, or into a pipe.",
    ),
)


def answering(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options that say how its answer is wanted, together as `wanted`."""
    names = [field.name for field in fields(output.Wanted)]

    @wraps(command)
    def gathering(*arguments: object, **options: object) -> None:
        told = {name: options.pop(name) for name in names}
        command(*arguments, wanted=output.Wanted(**told), **options)  # type: ignore[arg-type]  # click gives each its type

    gathered: Callable[..., None] = gathering
    for option in reversed(_WANTED):
        gathered = option(gathered)
    return gathered


def to_json(values: object) -> str:
    """Return *values* as JSON on several lines."""
    return json.dumps(values, ensure_ascii=False, indent=1)
