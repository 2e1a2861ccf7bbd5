"""What a build says of itself in its store."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.build import Build
from kg.build.descriptions import EXAMPLES, VOID, descriptions
from kg.store import ACCEPTED, Store

# The queries of SIB's editor (https://github.com/sib-swiss/sparql-editor, README), as it sends them
# but for the word that makes them read the graphs in question: it has them in the default graph.
COMPLETION = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype
WHERE {
    {
        ?cp void:class ?subjectClass ;
            void:propertyPartition ?pp .
        ?pp void:property ?prop .
        OPTIONAL {
            { ?pp void:classPartition [ void:class ?objectClass ] . }
            UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] . }
        }
    } UNION {
        ?linkset void:subjectsTarget ?subjectClass ;
            void:linkPredicate ?prop ;
            void:objectsTarget ?objectClass .
    }
}
"""
QUESTIONS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query
WHERE {
    ?sq a sh:SPARQLExecutable ;
        rdfs:comment ?comment ;
        sh:select|sh:ask|sh:construct|sh:describe ?query .
}
ORDER BY ?sq
"""
PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace
WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
ORDER BY ?prefix
"""
EX = "http://example.org/"
SMALL = """
@prefix : <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a a :Boat , :Thing ; :crew :b , :c ; :built "1901-02-03"^^xsd:date .
:b a :Person .
:c :built 1950 .
"""
# Read off the lines above: :c has no class, so that it counts as a value and in no part.
EXPECTED = """
@prefix : <http://example.org/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix ext: <http://ldf.fi/void-ext#> .
@prefix g: <https://w3id.org/parley/graph/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/parley/.well-known/void> .
g:accepted a void:Dataset ;
    void:triples 7 ; void:distinctSubjects 3 ; void:properties 3 ; void:distinctObjects 7 ;
    void:classPartition <#ex:Boat> , <#ex:Thing> , <#ex:Person> .
<#ex:Boat> void:class :Boat ; void:entities 1 ;
    void:propertyPartition <#ex:Boat/rdf:type> , <#ex:Boat/ex:crew> , <#ex:Boat/ex:built> .
<#ex:Boat/rdf:type> void:property rdf:type ; void:triples 2 .
<#ex:Boat/ex:crew> void:property :crew ; void:triples 2 ;
    void:classPartition <#ex:Boat/ex:crew/ex:Person> .
<#ex:Boat/ex:crew/ex:Person> void:class :Person ; void:triples 1 .
<#ex:Boat/ex:built> void:property :built ; void:triples 1 ;
    ext:datatypePartition <#ex:Boat/ex:built/xsd:date> .
<#ex:Boat/ex:built/xsd:date> ext:datatype xsd:date ; void:triples 1 .
<#ex:Thing> void:class :Thing ; void:entities 1 ;
    void:propertyPartition <#ex:Thing/rdf:type> , <#ex:Thing/ex:crew> , <#ex:Thing/ex:built> .
<#ex:Thing/rdf:type> void:property rdf:type ; void:triples 2 .
<#ex:Thing/ex:crew> void:property :crew ; void:triples 2 ;
    void:classPartition <#ex:Thing/ex:crew/ex:Person> .
<#ex:Thing/ex:crew/ex:Person> void:class :Person ; void:triples 1 .
<#ex:Thing/ex:built> void:property :built ; void:triples 1 ;
    ext:datatypePartition <#ex:Thing/ex:built/xsd:date> .
<#ex:Thing/ex:built/xsd:date> ext:datatype xsd:date ; void:triples 1 .
<#ex:Person> void:class :Person ; void:entities 1 ; void:propertyPartition <#ex:Person/rdf:type> .
<#ex:Person/rdf:type> void:property rdf:type ; void:triples 1 .
"""
KNOWN = {
    "ex": EX,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def accepted(text: str) -> Iterator[Quad]:
    for quad in parse(text, format=RdfFormat.TURTLE):
        yield Quad(quad.subject, quad.predicate, quad.object, ACCEPTED)


def test_the_void_of_a_small_view_is_written_out() -> None:
    found = {
        quad.triple
        for quad in descriptions(Store(accepted(SMALL)), [], KNOWN)
        if quad.graph_name == VOID
    }

    assert found == {quad.triple for quad in parse(EXPECTED, format=RdfFormat.TURTLE)}


def test_a_class_without_a_prefix_has_a_part_of_its_own() -> None:
    store = Store(accepted("<urn:a> a <urn:B#c> ."))
    parts = {
        plain.value
        for quad in descriptions(store, [], {})
        if isinstance(plain := quad.subject, NamedNode) and quad.graph_name == VOID
    }

    assert f"{VOID.value}#urn:B%23c" in parts


def test_sibs_editor_finds_what_completes_a_query(build: Build) -> None:
    kg = build.prefixes["kg"]
    rows = {
        tuple(term and term.value for term in row)
        for row in build.store().select(COMPLETION, [VOID])
    }

    assert (f"{kg}Position", f"{kg}option", f"{kg}Option", None) in rows
    assert (
        f"{kg}Proposal",
        "http://www.w3.org/2000/01/rdf-schema#label",
        None,
        KNOWN["rdf"] + "langString",
    ) in rows


def test_sibs_editor_finds_each_question_as_it_runs(build: Build) -> None:
    rows = [
        (row["sq"].value.rpartition("/")[2], row["query"].value, row["comment"].value)
        for row in build.store().select(QUESTIONS, [EXAMPLES])
        if row["comment"].language == "en"
    ]

    assert rows == [(name, q.sparql, q.summary) for name, q in sorted(build.queries.items())]


def test_sibs_editor_finds_the_prefixes(build: Build) -> None:
    rows = build.store().select(PREFIXES, [EXAMPLES])

    assert {row["prefix"].value: row["namespace"].value for row in rows} == build.prefixes
