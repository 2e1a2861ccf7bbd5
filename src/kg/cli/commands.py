"""The commands: each asks one layer below and prints what it answers.

Must not know: SPARQL, RDF libraries, how a build is made.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import output
from kg.cli.context import Context
from kg.errors import BadInput, Finding
from kg.project import Project
from kg.results.people import safe

if TYPE_CHECKING:
    from kg.results import Result

_pass = click.make_pass_decorator(Context)
_timeout = partial(
    click.option,
    "--timeout",
    type=click.FloatRange(min=0.1, max=86_400),
    show_default=True,
    help="Seconds that it may take in all.",
)


_as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
_lang = click.option("--lang", default="en", show_default=True, help="The language of labels.")
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


def _wanted(command: Callable[..., None]) -> Callable[..., None]:
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


@click.command(
    "list",
    epilog="Examples:\n\n    kg list\n\n    kg list --lang ja\n\n"
    "    kg list queries position-as-of\n\n    kg list --turtle\n\n    kg list issues --json",
)
@click.argument(
    "what", default="queries", type=click.Choice(["queries", "sources", "graphs", "issues"])
)
@click.argument("name", required=False)
@_lang
@click.option("--json", "form", flag_value="json", help="Write JSON.")
@click.option("--turtle", "form", flag_value="turtle", help="Write the questions as RDF.")
@_pass
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
        click.echo(_json([dict(row) for row in rows]))
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
        click.echo(_json(values[0] if name else values))
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
@_wanted
@_pass
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
@_wanted
@_timeout(default=30.0)
@_pass
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
@_lang
@_as_json
@_pass
def show(context: Context, thing: str, lang: str, as_json: bool) -> None:
    """Show one thing: its facts, and behind each the claim, the claimant and the passage."""
    from kg.cli import article

    found = context.graph.show(thing, lang)
    if as_json:
        click.echo(_json(found.to_json()))
    else:
        article.write(found)


@click.command(
    epilog="Examples:\n\n    kg check\n\n    kg check data/sources --format github\n\n"
    "    kg check --fix"
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "result_format",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json", "github", "sarif"]),
)
@click.option(
    "--fix",
    is_flag=True,
    help="First write what is generated anew: ontology/catalog-v001.xml. Nothing else is changed.",
)
@_pass
def check(context: Context, paths: tuple[Path, ...], result_format: str, fix: bool) -> None:
    """Check the project's files, or those in PATHS: syntax, terms, shapes, rules, questions."""
    from kg import checks
    from kg.checks import report

    project = context.project
    for path in checks.fix(project) if fix else []:
        click.echo(f"kg: {project.name(path)} written", err=True)
    findings = checks.run(project, paths)
    writer: Callable[[list[Finding], Path], str] = getattr(
        report, "as_json" if result_format == "json" else result_format
    )
    if text := writer(findings, project.root):
        click.echo(safe(text) if result_format == "text" else text)
    faults = [finding for finding in findings if finding.severity == "error"]
    _sum_up(len(faults), len(findings) - len(faults))
    if faults:
        click.get_current_context().exit(1)


def _sum_up(errors: int, others: int) -> None:
    also = f", {others} to look at" if others else ""
    click.echo(f"kg: {errors or 'no'} error{'' if errors == 1 else 's'}{also}", err=True)


@click.command(epilog="Examples:\n\n    kg reason\n\n    kg reason --json --timeout 300")
@_as_json
@_timeout(default=120.0)
@_pass
def reason(context: Context, as_json: bool, timeout: float) -> None:
    """Ask a reasoner whether ontology and accepted facts hold together, and what else follows.

    Lists the classes of things that nothing states, or what contradicts each other. Needs Java and
    owlready2: pip install 'parley-kg[reason]'.
    """
    from time import monotonic

    from kg.cli import logic
    from kg.reasoning import reason as ask

    project, build = context.project, context.build
    begun = monotonic()
    verdict = ask(project, build.store(), timeout)
    if as_json:
        click.echo(_json(logic.as_json(verdict, project.root)))
    else:
        logic.write(verdict, project.root, build.prefixes, click.echo)
    click.echo(f"kg: {logic.summary(verdict)} ({monotonic() - begun:.1f} s)", err=True)
    if verdict.conflicts:
        click.get_current_context().exit(1)


@click.command(epilog="Examples:\n\n    kg build\n\n    kg build --json")
@_as_json
@_pass
def build(context: Context, as_json: bool) -> None:
    """Bring the build up to date, and say where it lies."""
    made = context.build
    values = {
        "build": made.name,
        "quads": made.manifest["quads"],
        "project": str(context.project.root),
        "folder": str(made.folder),
    }
    if as_json:
        click.echo(_json(values))
    else:
        output.plain_lines(((name, str(value)) for name, value in values.items()), click.echo)


@click.command(
    epilog="Examples:\n\n    kg evidence --help\n\nWith the documents in a folder:\n\n"
    "    KG_TEXTS=../texts kg evidence\n\n    kg evidence abiru-2025 --text essay.txt"
)
@click.argument("source", required=False)
@click.option(
    "--text",
    "path",
    type=click.Path(path_type=Path),
    help="The document. Default: <source>.txt beside the source file, else in $KG_TEXTS.",
)
@_as_json
@_pass
def evidence(context: Context, source: str | None, path: Path | None, as_json: bool) -> None:
    """Verify every passage of SOURCE, or of all sources, against the document."""
    from kg.cli import listings
    from kg.project import read_any

    by_source = listings.passages(context.graph.store)
    if source and source not in by_source:
        raise BadInput(_no_such_source(source, list(by_source)))
    if path and not source:
        raise BadInput("--text needs the SOURCE whose document it is")
    faults = []
    for name in [source] if source else list(by_source):
        document = path or _document(context.project, name)
        found = list(listings.unborne(by_source[name], read_any(document), document))
        faults += [(f"{name}#{passage.name}", reason, place) for passage, reason, place in found]
        whole = len(by_source[name])
        click.echo(f"kg: {name}: {whole - len(found)} of {whole} passages verified", err=True)
    if as_json:
        click.echo(_json([{"passage": n, "message": m, "place": str(p)} for n, m, p in faults]))
    else:
        for passage, reason, place in faults:
            click.echo(safe(f"{place} {passage} {reason} -> {_COMPARE}"))
    if faults:
        click.get_current_context().exit(1)


@click.command(
    epilog="Examples:\n\n    kg add essay.txt --lang en --dry-run\n\n"
    "    kg add essay.txt --lang en --slug north-2025\n\n"
    "    kg add essay.txt --lang en --label-en 'North (2025)' --label-ja 'ノース（2025）'"
)
@click.argument("document", metavar="TEXTFILE", type=click.Path(path_type=Path))
@click.option("--slug", metavar="NAME", help="Its name in IRIs. Default: that of the file.")
@click.option(
    "--lang", metavar="TAG", help="Its language, as in en. Needed unless the script tells."
)
@click.option(
    "--label-en", metavar="LABEL", help="Its label in English. Default: the name, in words."
)
@click.option("--label-ja", metavar="LABEL", help="Its label in Japanese. Default: as in English.")
@click.option("--dry-run", is_flag=True, help="Show the passages, and write nothing.")
@_as_json
@_pass
def add(
    context: Context, /, document: Path, dry_run: bool, as_json: bool, **told: str | None
) -> None:
    """Cut the document TEXTFILE into passages, and write the skeleton of its source file.

    TEXTFILE is plain text in UTF-8, of which nothing is copied: a passage is a position and a
    digest. If it is cut where it should not be, put a blank line into it, or take one out: white
    space does not count.
    """
    from kg import add as adding
    from kg.cli import addition

    found = adding.read(document)
    if dry_run:
        _write(addition.cut_as_json(found) if as_json else addition.cut(found))
        return
    project = context.project_to_change
    added = adding.add(project, found, adding.Told(**told))
    _write(addition.as_json(added, project) if as_json else addition.told(added, project))
    for step in addition.next_steps(added, project, context.command):
        click.echo(safe(f"kg: {step}"), err=True)


def _write(found: list[tuple[str, ...]] | dict[str, object]) -> None:
    """Write rows of words in columns, or JSON values."""
    if isinstance(found, dict):
        click.echo(_json(found))
    else:
        output.plain_lines(found, click.echo)


@click.command(epilog="Examples:\n\n    kg docs\n\n    kg docs --out public/ontology")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="docs",
    show_default=True,
    help="The folder of the pages: missing, empty, or written by kg docs before.",
)
@_pass
def docs(context: Context, out: Path) -> None:
    """Write the ontology as pages in English and Japanese, and say which is the first."""
    from kg.docs import write

    click.echo(write(context.project, context.build, out))


_COMPARE = "take the document as it was encoded, or correct oa:start, oa:end and kg:digest"


def _no_such_source(name: str, known: list[str]) -> str:
    return f"there is no encoded source {name!r}; there are: {', '.join(known)}"


def _document(project: Project, source: str) -> Path:
    """Return where the document of *source* is expected to lie."""
    texts = (path.with_suffix(".txt") for path in project.sources if path.stem == source)
    if beside := next((path for path in texts if path.is_file()), None):
        return beside
    folder = os.environ.get("KG_TEXTS")
    if not folder:
        raise BadInput(
            f"the document of {source} is not given: set KG_TEXTS to the folder with {source}.txt, "
            "or name the file with --text"
        )
    return Path(folder) / f"{source}.txt"


def _json(values: object) -> str:
    import json

    return json.dumps(values, ensure_ascii=False, indent=1)
