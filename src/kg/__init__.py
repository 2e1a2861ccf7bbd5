"""Parley: a knowledge graph of negotiations.

The engine knows RDF, files and HTTP. What a negotiation is stands in `ontology/`, `data/` and
`queries/`, never here.

    import kg
    kg.open().query("position-shifts", actor="Ukraine").df()

Floor plan. A module imports only from rows below its own, never sideways:

    row 12  __main__
    row 11  cli
    row 10  web
    row 9   mcp
    row 8   graph
    row 7   checks diff docs entry exports
    row 6   contexts
    row 5   add ask backing captions dataset facts reasoning shapes
    row 4   build chains days names results worker
    row 3   library
    row 2   queries store evidence places triples
    row 1   cache canonical extras files folder headers project projection templates terms
    row 0   bounds errors tokens
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.chains import Evidence, Link
    from kg.entry import Article
    from kg.errors import BadInput, KgError, StoreError, TimedOut
    from kg.facts import Fact
    from kg.graph import Graph, open  # noqa: A004  # as users write it: kg.open()
    from kg.queries import StoredQuery
    from kg.results import Result, Row

__all__ = [
    "Article",
    "BadInput",
    "Evidence",
    "Fact",
    "Graph",
    "KgError",
    "Link",
    "Result",
    "Row",
    "StoreError",
    "StoredQuery",
    "TimedOut",
    "__version__",
    "open",
]

__version__ = version("parley-kg")

_HOMES = {
    "chains": ("Evidence", "Link"),
    "entry": ("Article",),
    "errors": ("BadInput", "KgError", "StoreError", "TimedOut"),
    "facts": ("Fact",),
    "graph": ("Graph", "open"),
    "queries": ("StoredQuery",),
    "results": ("Result", "Row"),
}


def __getattr__(name: str) -> object:
    """Return what *name* is, from the module that has it, which is not imported before."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"kg.{home}"), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what there is, whether it was imported or not."""
    return sorted({*globals(), *__all__})
