"""What a name means: written as the label, in other case, in a language that few labels have."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BadInput
from kg.names import find
from kg.store import Store

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
PARIS, PARIS_OF_TROY, KYIV = (NamedNode(f"https://example.org/{n}") for n in ("1", "2", "3"))


@pytest.fixture
def store() -> Store:
    labels = {
        PARIS: Literal("Paris", language="en"),
        PARIS_OF_TROY: Literal("PARIS", language="en"),
        KYIV: Literal("Київ", language="uk"),
    }
    graph = NamedNode("https://example.org/graph")
    return Store(Quad(thing, LABEL, label, graph) for thing, label in labels.items())


def test_a_name_written_as_its_label_means_no_other(store: Store) -> None:
    assert find(store, "Paris", {}) == PARIS
    assert find(store, "PARIS", {}) == PARIS_OF_TROY


def test_a_name_in_other_case_must_be_the_only_one(store: Store) -> None:
    with pytest.raises(BadInput, match="several things"):
        find(store, "paris", {})


def test_a_name_is_found_in_any_language_and_case(store: Store) -> None:
    assert find(store, "київ", {}) == KYIV
    assert find(store, "Київ", {}) == KYIV
