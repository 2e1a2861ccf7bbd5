"""What a build holds, row by row.

Must not know: options, formats, terminals.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kg.build import Build
from kg.cli import catalogue
from kg.errors import BadInput, Place
from kg.evidence import Passage, faults, offset
from kg.library import in_order
from kg.names import Labels
from kg.terms import SOURCE, XSD, compact, plain, typed
from kg.tokens import line_column

_SOURCES = """
PREFIX kg: <https://w3id.org/parley/ns/>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?source ?passage ?start ?end ?digest
WHERE { GRAPH ?source {
    ?passage a kg:Passage ; oa:start ?start ; oa:end ?end ; kg:digest ?digest .
} }
ORDER BY ?source ?start ?end
"""


def queries(build: Build, lang: str) -> Iterator[dict[str, str]]:
    """Yield the stored questions by family: name, question, parameters (required in capitals)."""
    for question in in_order(build.queries.values()):
        yield {
            "family": question.family,
            "name": question.name,
            "question": catalogue.asked(question, lang),
            "parameters": catalogue.parameters(question),
        }


def sources(build: Build, lang: str) -> Iterator[dict[str, str]]:
    """Yield the encoded documents: name, label, number of passages."""
    labels = Labels(build.store(), build.prefixes, lang)
    for name, found in passages(build).items():
        yield {"name": name, "label": labels.of(SOURCE + name), "passages": str(len(found))}


def graphs(build: Build, _: str) -> Iterator[dict[str, str]]:
    """Yield the named graphs, the claims' own apart: name, number of quads."""
    store = build.store()
    for graph in store.graphs():
        if "#" not in graph.value:
            name = compact(graph.value, build.prefixes)
            yield {"name": name, "quads": str(sum(1 for _ in store.graph(graph)))}


def issues(build: Build, lang: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the project's stored question `issues`, whatever it asks for."""
    question = build.queries.get("issues")
    if question is None:
        raise BadInput("the project has no stored question named issues: add queries/issues.rq")
    spoken = {"lang": [typed(lang, XSD + "language")]} if "lang" in question.params else {}
    answer = build.store().select(question.bind(spoken))
    names = [variable.value for variable in answer.variables]
    for row in answer:
        cells = (compact(plain(term), build.prefixes) for term in row)
        yield dict(zip(names, cells, strict=True))


def passages(build: Build) -> dict[str, list[Passage]]:
    """Return the passages of each encoded document, by its name, in the order of the text."""
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for source, passage, start, end, digest in build.store().select(_SOURCES):
        name = plain(passage).partition("#")[2]
        by_source[plain(source).removeprefix(SOURCE)].append(
            Passage(name, int(plain(start)), int(plain(end)), plain(digest))
        )
    return dict(by_source)


def unborne(
    found: list[Passage], text: str, document: Path
) -> Iterator[tuple[Passage, str, Place]]:
    """Yield each passage that *text* does not bear out, why, and where *document* has it."""
    for passage, reason in faults(text, found):
        yield passage, reason, Place(document, *line_column(text, offset(text, passage.start)))
