"""What an agent may read as a whole: the prefixes, the ontology in short, the stored questions.

Must not know: what the ontology is about, the protocol.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.docs import reading
from kg.docs.model import Module
from kg.errors import BadInput, did_you_mean, shown
from kg.library import in_order
from kg.mcp.record import State
from kg.project import Project
from kg.terms import compact
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
        hint = did_you_mean(uri, known, "the list of resources names them all", 3)
        raise BadInput(f"there is no {shown(uri)}: {hint}")
    if uri == PREFIXES:
        lines = (f"PREFIX {name}: <{iri}>\n" for name, iri in state.graph.prefixes.items())
        return "".join(lines), known[uri].media_type
    if uri == ONTOLOGY:
        return _overview(state.project), known[uri].media_type
    return state.graph.questions[known[uri].name].text, known[uri].media_type


def _overview(project: Project) -> str:
    """Return the ontology in short, in Markdown: each module with its classes."""
    ontology = reading.read(project)
    parts = [_part(ontology.root, "#")]
    for module in ontology.modules:
        classes = [term.iri for term in ontology.own_terms(module.iri) if term.is_class]
        if classes:
            names = ", ".join(compact(iri, project.prefixes) for iri in classes)
            parts.append(f"{_part(module, '##')}\nClasses: {names}.\n")
    return "\n".join(parts)


def _part(module: Module, level: str) -> str:
    told = "".join(text.value for text in in_language(module.definitions, "en")[:1])
    return f"{level} {module.label('en').value}\n\n{told}\n"
