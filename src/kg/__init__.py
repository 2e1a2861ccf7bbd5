"""Parley: a knowledge graph of negotiations.

The engine knows RDF, files and HTTP. What a negotiation is stands in `ontology/`, `data/` and
`queries/`, never here.

Floor plan. A module imports only from rows below its own, never sideways:

    row 8   __main__
    row 7   cli
    row 5   checks docs
    row 4   add ask facts library reasoning
    row 3   build days names worker
    row 2   queries store evidence places
    row 1   files headers project terms
    row 0   errors tokens
"""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("parley-kg")
