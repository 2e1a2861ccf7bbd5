"""The ontology in one document, by the word of readers that others wrote."""

from pathlib import Path

from owlready2 import World
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kg.project import Project

KG = "https://w3id.org/parley/ns/"


def graph(exported: Path, suffix: str) -> Graph:
    return Graph().parse(exported / f"ontology.{suffix}")


def canonical(found: Graph) -> set[Quad]:
    """What *found* holds, with names of blank nodes that are the same in isomorphic graphs."""
    dataset = Dataset(parse(found.serialize(format="nt"), format=RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def test_turtle_and_rdf_xml_say_the_same(exported: Path) -> None:
    assert canonical(graph(exported, "ttl")) == canonical(graph(exported, "rdf")) != set()


def test_all_that_the_files_declare_is_in_it(exported: Path, project: Project) -> None:
    files = Graph()
    for path in project.ontology:
        files.parse(path)
    found = graph(exported, "ttl")

    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual):
        assert set(found.subjects(RDF.type, kind)) == set(files.subjects(RDF.type, kind))
    assert set(found.subject_objects(RDFS.subClassOf)) >= {
        pair for pair in files.subject_objects(RDFS.subClassOf) if isinstance(pair[1], URIRef)
    }


def test_only_the_main_module_has_a_header(exported: Path) -> None:
    found = graph(exported, "ttl")

    assert [str(iri) for iri in found.subjects(RDF.type, OWL.Ontology)] == [
        "https://w3id.org/parley/ontology"
    ]
    assert list(found.subject_objects(OWL.imports)) == []


def test_owlready2_reads_it_and_fetches_nothing(exported: Path) -> None:
    world = World()
    world.get_ontology((exported / "ontology.rdf").as_uri()).load(only_local=True)

    assert world[f"{KG}Position"] in world.classes()
    assert world[f"{KG}holder"] in world.object_properties()
