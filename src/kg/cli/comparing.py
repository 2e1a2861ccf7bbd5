"""The command that compares: diff.

Must not know: git, RDF, how two sides are compared.
"""

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from kg.cache import cache_folder
from kg.cli.context import Context, say
from kg.cli.options import in_json, in_language, passed, to_json
from kg.errors import BadInput

if TYPE_CHECKING:
    from kg.diff import Difference


@click.command(
    epilog="Examples:\n\n    kg diff\n\n    kg diff main...HEAD > changes.md\n\n"
    "    kg diff v0.1 v0.2 --lang ja\n\n"
    "    kg diff old.nq.gz new.nq.gz --format rdf-patch > changes.rdfp\n\n"
    "Exit codes, as diff has them: 0 no difference, 1 a difference, 2 bad input."
)
@click.argument("old", metavar="[A]", required=False)
@click.argument("new", metavar="[B]", required=False)
@click.option(
    "--format",
    "-f",
    "written",
    type=click.Choice(["markdown", "rdf-patch"]),
    help="Default: markdown, for a pull request. rdf-patch is for a replica of A, and makes it B.",
)
@in_json
@in_language
@passed
def diff(context: Context, /, written: str | None, as_json: bool, lang: str, **sides: str) -> None:
    """Say what changed from A to B: claims, terms, shapes, rules, questions and their answers.

    A and B are git revisions of the project (A is HEAD unless given, B the files as they stand;
    A..B and A...B are read as git reads them), or folders: of a project, a build, or an export; or
    files of quads, .nq or .trig, perhaps with .gz. What is a file or folder is no revision.

    Nothing of the checkout is changed. What files alone hold (shapes, rules, questions) is left out
    of a comparison, and said to be, where one side is none of a project.
    """
    if as_json and written:
        raise BadInput(f"--json is not --format {written}: take one of them")
    from kg.diff import Sides, difference

    with ExitStack() as files:
        opened = Sides(context.project, cache_folder(), files, say).pair(**sides)
        found = difference(*opened, files, lang)
        if written == "rdf-patch":
            _write_patch(found)
        elif as_json:
            from kg.diff.values import values

            click.echo(to_json(values(found)))
        else:
            from kg.diff.report import markdown

            click.echo(markdown(found), nl=False)
        differs = bool(found)
    if differs:
        click.get_current_context().exit(1)


def _write_patch(found: "Difference") -> None:
    from kg.diff.patch import write

    sys.stdout.flush()
    write(found.gone, found.come, sys.stdout.buffer)
    sys.stdout.buffer.flush()
