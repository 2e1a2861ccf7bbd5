"""The shapes of DCAT-AP 3.0.0, which lie beside the texts."""

import os
from pathlib import Path

import pytest
from rdflib import Graph


def shapes() -> Graph:
    """Return the shapes, those of the ranges among them; the test is skipped without them."""
    texts = os.environ.get("KG_TEXTS")
    folder = Path(texts or "-").parent / "conformance/dcat-ap-3.0.0"
    if not folder.is_dir():
        pytest.skip("the shapes of DCAT-AP 3.0.0 are not here: they lie beside KG_TEXTS")
    return Graph().parse(folder / "shapes.ttl").parse(folder / "range.ttl")


def conforms(data: Graph, to: Graph) -> tuple[bool, str]:
    """Return whether *data* conform to the shapes *to*, and the report."""
    from pyshacl import validate

    done, _, text = validate(data, shacl_graph=to, do_owl_imports=False, js=False)
    return bool(done), str(text)
