"""What a build holds, row by row.

Must not know: options, formats, terminals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kg.cli import catalogue
from kg.errors import BadInput, Place
from kg.evidence import Passage, faults, offset
from kg.graph import Graph
from kg.library import in_order
from kg.store import Store
from kg.terms import SOURCE, compact, plain
from kg.tokens import line_column

_MANY = 8  # files in a folder that are not named one by one

_SOURCES = """
PREFIX kg: <https://w3id.org/parley/ns/>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?source ?passage ?start ?end ?digest
WHERE { GRAPH ?source {
    ?passage a kg:Passage ; oa:start ?start ; oa:end ?end ; kg:digest ?digest .
} }
ORDER BY ?source ?start ?end
"""


def queries(graph: Graph, lang: str) -> Iterator[dict[str, str]]:
    """Yield the stored questions by family: name, question, parameters (required in capitals)."""
    for question in in_order(graph.questions.values()):
        yield {
            "family": question.family,
            "name": question.name,
            "question": question.asks(lang),
            "parameters": catalogue.parameters(question),
        }


def sources(graph: Graph, lang: str) -> Iterator[dict[str, str]]:
    """Yield the encoded documents: name, label, number of passages."""
    labels = graph.labels(lang)
    for name, found in passages(graph.store).items():
        yield {"name": name, "label": labels.of(SOURCE + name), "passages": str(len(found))}


def graphs(graph: Graph, _: str) -> Iterator[dict[str, str]]:
    """Yield the named graphs, the claims' own apart: name, number of quads."""
    for name in graph.store.graphs():
        if "#" not in name.value:
            quads = sum(1 for _ in graph.store.graph(name))
            yield {"name": compact(name.value, graph.prefixes), "quads": str(quads)}


def issues(graph: Graph, lang: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the project's stored question `issues`, whatever it asks for."""
    if "issues" not in graph.questions:
        raise BadInput("the project has no stored question named issues: add queries/issues.rq")
    found = graph.ask("issues", {}, lang=lang)
    for row in found.terms:
        cells = (compact(plain(term), graph.prefixes) for term in row)
        yield dict(zip(found.columns, cells, strict=True))


def passages(store: Store) -> dict[str, list[Passage]]:
    """Return the passages of each encoded document, by its name, in the order of the text."""
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for source, passage, start, end, digest in store.select(_SOURCES):
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


def in_short(names: Iterable[str]) -> Iterator[str]:
    """Yield the *names* of files, with slashes; of a folder with many only how many there are.

    >>> list(in_short(["a/1.csv", "b.ttl"]))
    ['a/1.csv', 'b.ttl']
    """
    for folder, group in groupby(names, key=lambda name: name.rpartition("/")[0]):
        found = list(group)
        yield from [f"{folder}/ ({len(found)} files)"] if len(found) > _MANY else found
