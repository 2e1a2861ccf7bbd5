"""What a name means: written as the label, in other case, in a language that few labels have."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BadInput
from kg.names import find, search
from kg.store import Store
from kg.terms import TYPE

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


@pytest.fixture
def cities() -> Store:
    names = ["New York", "York", "Yorkton", "New Yorkshire Dale", "Upper York Mills", "Oslo"]
    graph, city = NamedNode("https://example.org/graph"), NamedNode("https://example.org/City")
    things = {name: NamedNode(f"https://example.org/id/{name.replace(' ', '-')}") for name in names}
    quads = [Quad(thing, LABEL, Literal(name), graph) for name, thing in things.items()]
    quads += [Quad(things[name], NamedNode(TYPE), city, graph) for name in ("York", "Oslo")]
    quads.append(Quad(NamedNode("https://example.org/id/9"), NamedNode(TYPE), city, graph))
    return Store(quads)


def test_the_likeliest_name_is_found_first(cities: Store) -> None:
    found = [name for _, name in search(cities, " york ", {})]

    assert found == ["York", "Yorkton", "New York", "Upper York Mills", "New Yorkshire Dale"]


def test_every_word_must_be_in_the_name(cities: Store) -> None:
    assert [name for _, name in search(cities, "york NEW", {})] == [
        "New York",
        "New Yorkshire Dale",
    ]


def test_a_class_without_words_is_listed_whole(cities: Store) -> None:
    found = search(cities, "", {"ex": "https://example.org/"}, "ex:City")

    assert found == [(f"https://example.org/id/{last}", "") for last in ("9", "Oslo", "York")]


def test_an_abbreviation_finds_the_one_thing(cities: Store) -> None:
    known = {"id": "https://example.org/id/"}

    assert search(cities, "id:Oslo", known) == [("https://example.org/id/Oslo", "")]


def test_what_is_not_found_is_met_with_near_names(cities: Store) -> None:
    with pytest.raises(BadInput, match='no thing is called "Yorck": did you mean "York"'):
        search(cities, "Yorck", {})
