"""The commands that keep the record: check, reason, build, evidence, add, docs, export.

Each asks one layer below and prints what it answers.

Must not know: SPARQL, RDF libraries, how a build is made.
"""

import os
from collections.abc import Callable
from pathlib import Path

import click

from kg.cli import output
from kg.cli.context import Context
from kg.cli.options import in_json, limited, passed, to_json
from kg.errors import BadInput, Finding
from kg.project import Project
from kg.results.people import safe


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
    help="First write what is generated anew: ontology/catalog-v001.xml, and what the JSON-LD "
    "context in ontology/contexts lacks. Nothing else is changed.",
)
@passed
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


def _sum_up(errors: int, others: int = 0) -> None:
    also = f", {others} to look at" if others else ""
    click.echo(f"kg: {errors or 'no'} error{'' if errors == 1 else 's'}{also}", err=True)


@click.command(epilog="Examples:\n\n    kg reason\n\n    kg reason --json --timeout 300")
@in_json
@limited(default=120.0)
@passed
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
        click.echo(to_json(logic.as_json(verdict, project.root)))
    else:
        logic.write(verdict, project.root, build.prefixes, click.echo)
    click.echo(f"kg: {logic.summary(verdict)} ({monotonic() - begun:.1f} s)", err=True)
    if verdict.conflicts:
        click.get_current_context().exit(1)


@click.command(epilog="Examples:\n\n    kg build\n\n    kg build --json")
@in_json
@passed
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
        click.echo(to_json(values))
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
@in_json
@passed
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
        click.echo(to_json([{"passage": n, "message": m, "place": str(p)} for n, m, p in faults]))
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
@in_json
@passed
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
        click.echo(to_json(found))
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
@passed
def docs(context: Context, out: Path) -> None:
    """Write the ontology as pages in English and Japanese, and say which is the first."""
    from kg.docs import write

    click.echo(write(context.project, context.build, out))


@click.command(
    epilog="Examples:\n\n    kg export --out parley-export\n\n"
    "    kg export --out public && kg export --out public --verify"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the files: missing, empty, or written by kg export before.",
)
@click.option(
    "--base",
    metavar="URL",
    default="https://w3id.org/parley/",
    show_default=True,
    help="Where the files will be published, for the addresses in the catalogue.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Write nothing: see whether each file in the folder is as it was written.",
)
@in_json
@passed
def export(context: Context, out: Path, base: str, verify: bool, as_json: bool) -> None:
    """Write all that another system needs into a folder: dumps, tables, descriptions, and more.

    What takes an extra that is not installed is left out, which is said.
    """
    from kg import exports
    from kg.checks import report
    from kg.cli import listings

    if not verify:
        names, left_out = exports.write(context.project, context.build, out, base)
        lines = (str(out / name) for name in listings.in_short(names))
        click.echo(to_json(names) if as_json else "\n".join(lines))
        for name, why in left_out.items():
            click.echo(safe(f"kg: left out {name}: {why}"), err=True)
        return
    findings = exports.verify(out)
    if as_json or findings:
        write = report.as_json if as_json else report.text
        click.echo(safe(write(findings, out)))
    _sum_up(len(findings))
    if findings:
        click.get_current_context().exit(1)


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
