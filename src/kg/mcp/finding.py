"""Things that somebody looks for by words of their names.

Must not know: kinds of things, what is said of them, the protocol.
"""

from pyoxigraph import NamedNode

from kg.errors import BadInput
from kg.facts import kinds
from kg.graph import Graph
from kg.mcp.answers import Answer, Head, Row, Window, called, cut
from kg.names import find, search
from kg.terms import KG

_CLASS = "owl:Class"


def things(graph: Graph, text: str, cls: str, lang: str, window: Window) -> Answer:
    """Return the things with every word of *text* in a name, the likeliest first.

    With *cls*, an IRI, a CURIE or the label of a class, only its members; without *text* all of
    them. Raise BadInput with near misses if there are none.
    """
    if not (text.strip() or cls):
        raise BadInput("nothing is looked for: give words of a name as text, a class, or both")
    kind = _class(graph, cls) if cls else None
    labels = graph.labels(lang)
    found = search(graph.store, text, graph.prefixes, kind)

    def row(hit: tuple[str, str]) -> Row:
        iri, name = hit
        label = labels.known(iri)
        classes = kinds(graph.store, NamedNode(iri))
        matched = name if name != label else None
        cells = (labels.short(iri), label, list(map(labels.short, classes)), matched)
        return Row(cells, called(classes, labels))

    return cut(Head(), ("thing", "label", "classes", "matched"), found, row, window)


def _class(graph: Graph, text: str) -> str:
    """Return the class that *text* means, as an IRI between < and >; the project's own go first."""
    wanted = text.strip().casefold()
    found = [
        iri
        for iri, name in search(graph.store, text, graph.prefixes, _CLASS)
        if iri.startswith(KG) and name.casefold() == wanted
    ]
    iri = found[0] if len(found) == 1 else find(graph.store, text, graph.prefixes, _CLASS).value
    return f"<{iri}>"
