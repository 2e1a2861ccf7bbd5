"""The commands that ask: list, query, sparql, show.

Each asks one layer below and prints what it answers.

Must not know: SPARQL, RDF libraries, how a build is made.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import output
from kg.cli.context import Context
from kg.cli.options import answering, in_json, in_language, limited, passed, to_json
from kg.errors import BadInput

if TYPE_CHECKING:
    from kg.results import Result


@click.command(
    "list",
    epilog="Examples:\n\n    kg list\n\n    kg list --lang ja\n\n"
    "    kg list queries position-as-of\n\n    kg list --turtle\n\n    kg list issues --json",
)
@click.argument(
    "what", default="queries", type=click.Choice(["queries", "sources", "graphs", "issues"])
)
@click.argument("name", required=False)
@in_language
@click.option("--json", "form", flag_value="json", help="Write JSON.")
@click.option("--turtle", "form", flag_value="turtle", help="Write the questions as RDF.")
@passed
def list_(context: Context, what: str, name: str | None, lang: str, form: str | None) -> None:
    """List what there is: stored questions by family, sources, graphs or issues.

    With the NAME of a question, tell all of it: its parameters (those in capitals are required),
    what they take, and examples to copy.
    """
    from kg.cli import listings

    if what == "queries" and (name or form or sys.stdout.isatty()):
        _list_queries(context, name, lang, form)
        return
    if name or form == "turtle":
        raise BadInput(f"kg list {what} takes no NAME and no --turtle, as kg list queries does")
    rows = getattr(listings, what)(context.graph, lang)
    if form:
        click.echo(to_json([dict(row) for row in rows]))
    else:
        output.plain_lines((row.values() for row in rows), click.echo)


def _list_queries(context: Context, name: str | None, lang: str, form: str | None) -> None:
    """Tell of all questions, or of the one called *name*, on a terminal or in *form*."""
    from rich.console import Console

    from kg import library
    from kg.cli import catalogue

    graph, console = context.graph, Console(highlight=False)
    found = [graph.question(name)] if name else library.in_order(graph.questions.values())
    if form == "turtle":
        click.echo(library.turtle(found, graph.prefixes), nl=False)
    elif form == "json":
        values = [library.as_values(question, graph.prefixes) for question in found]
        click.echo(to_json(values[0] if name else values))
    elif name:
        defaults = library.defaults(found[0], graph.prefixes)
        catalogue.describe(console, found[0], defaults, lang, context.command)
    else:
        catalogue.write(console, found, lang)


@click.command(
    epilog="Examples:\n\n    kg query position-shifts\n\n"
    "    kg query positions-of-actor -p actor='Donald Trump'\n\n"
    "    kg query position-as-of -p actor=person:donald-trump -p date=2025-08-14 --format csv\n\n"
    "    kg query position-shifts --lang ja --evidence --out shifts.md"
)
@click.argument("name")
@click.option(
    "-p",
    "--param",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter's value: an IRI, a CURIE, a label, or a literal. May be repeated.",
)
@click.option(
    "--evidence",
    "proven",
    is_flag=True,
    help="Say behind each row who claims it, who passes it on, and in which passage.",
)
@answering
@passed
def query(
    context: Context, name: str, given: tuple[str, ...], proven: bool, wanted: output.Wanted
) -> None:
    """Ask the stored question NAME.

    `kg list` names them all, `kg list queries NAME` tells what the parameters of one take.
    """
    found = context.graph.ask(name, given, evidence=proven, lang=wanted.lang)
    output.write(_labelled(context, found, wanted), wanted)
    if not found:
        click.echo(f"kg: no rows: nothing in the record answers {name} so asked", err=True)


def _labelled(context: Context, found: "Result", wanted: output.Wanted) -> "Result":
    if not wanted.names(found):
        return found
    return context.graph.with_labels(found, wanted.lang, beside=wanted.merges(found))


@click.command(
    epilog="Examples:\n\n    kg sparql 'SELECT ?holder { ?p kg:holder ?holder } LIMIT 5'\n\n"
    "    kg sparql query.rq --format json\n\n    echo 'ASK { ?s ?p ?o }' | kg sparql -"
)
@click.argument("text")
@answering
@limited(default=30.0)
@passed
def sparql(
    context: Context,
    text: str,
    wanted: output.Wanted,
    timeout: float,
) -> None:
    """Ask an ad-hoc SPARQL query: TEXT itself, a file, or - for standard input.

    Patterns outside GRAPH read the accepted view; the project's prefixes are known.
    """
    if timeout != timeout:  # noqa: PLR0124  # only a NaN differs from itself
        raise BadInput(f"--timeout {timeout} is no number of seconds")
    found = context.graph.sparql(_query_text(text), timeout=timeout)
    output.write(_labelled(context, found, wanted), wanted)
    if not found and found.form != "ASK":
        click.echo("kg: no rows", err=True)


def _query_text(text: str) -> str:
    from kg.project import read
    from kg.terms import must_be_unicode
    from kg.worker import is_query

    if text == "-":
        return _standard_input()
    if is_query(text):
        must_be_unicode(text)
        return text
    if not os.path.isfile(text):  # noqa: PTH113  # pathlib raises for a name that is too long
        raise BadInput(f"{text[:60]} is neither a query nor a file: kg sparql 'SELECT ...'")
    return read(Path(text))


def _standard_input() -> str:
    if sys.stdin is None:
        raise BadInput("standard input is closed: give the query, or a file")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput(f"standard input is not UTF-8 (byte {fault.start})") from fault


@click.command(
    epilog="Examples:\n\n    kg show 'Budapest summit'\n\n    kg show person:sergey-lavrov --json"
)
@click.argument("thing")
@in_language
@in_json
@passed
def show(context: Context, thing: str, lang: str, as_json: bool) -> None:
    """Show one thing: its facts, and behind each the claim, the claimant and the passage."""
    from kg.cli import article

    found = context.graph.show(thing, lang)
    if as_json:
        click.echo(to_json(found.to_json()))
    else:
        article.write(found)
