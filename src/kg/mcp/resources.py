"""What an agent may read as a whole: the prefixes, the ontology in short, the stored questions.

Must not know: what the ontology is about, the protocol.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.docs import reading
from kg.docs.model import Module, Ontology
from kg.errors import BadInput, did_you_mean, shown
from kg.library import in_order
from kg.mcp.record import State
from kg.triples import in_language

PREFIXES, ONTOLOGY, QUERIES = "kg://prefixes", "kg://ontology", "kg://queries/"


@dataclass(frozen=True)
class Resource:
    """Something to read: its address, a name, a sentence about it, its media type."""

    uri: str
    name: str
    description: str
    media_type: str


_FIXED = (
    Resource(PREFIXES, "prefixes", "The prefixes of names, as SPARQL writes them.", "text/plain"),
    Resource(
        ONTOLOGY, "ontology", "The modules of the ontology, and their classes.", "text/markdown"
    ),
)
_SPARQL = "application/sparql-query"
QUERY = Resource(
    QUERIES + "{name}", "query", "A stored question as SPARQL that runs as it stands.", _SPARQL
)


def listed(state: State) -> Iterator[Resource]:
    """Yield what there is to read."""
    yield from _FIXED
    for question in in_order(state.graph.questions.values()):
        yield Resource(QUERIES + question.name, question.name, question.summary, _SPARQL)


def read(state: State, uri: str) -> tuple[str, str]:
    """Return the text at *uri*, and its media type; raise BadInput if there is none."""
    known = {resource.uri: resource for resource in listed(state)}
    if uri not in known:
        raise BadInput(f"there is no {shown(uri)}: {did_you_mean(uri, known, ', '.join(known), 3)}")
    if uri == PREFIXES:
        lines = (f"PREFIX {name}: <{iri}>\n" for name, iri in state.graph.prefixes.items())
        return "".join(lines), known[uri].media_type
    if uri == ONTOLOGY:
        return _overview(reading.read(state.project)), known[uri].media_type
    return state.graph.questions[known[uri].name].text, known[uri].media_type


def _overview(ontology: Ontology) -> str:
    """Return the ontology in short, in Markdown: each module with the names of its classes."""
    parts = [_part(ontology.root), *(_module(ontology, module) for module in ontology.modules)]
    return "\n".join(part for part in parts if part)


def _module(ontology: Ontology, module: Module) -> str:
    names = [
        f"{term.label('en').value}" for term in ontology.own_terms(module.iri) if term.is_class
    ]
    return f"{_part(module, '##')}\nClasses: {', '.join(names)}.\n" if names else ""


def _part(module: Module, level: str = "#") -> str:
    told = "".join(text.value for text in in_language(module.definitions, "en")[:1])
    return f"{level} {module.label('en').value}\n\n{told}\n"
