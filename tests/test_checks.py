"""Each check has a fault that it must find, planted into a copy of a tiny project."""

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg import checks, project
from kg.build.intake import quads
from kg.checks import presence, stored, twice, values
from kg.checks.reading import File, Files, Text, read_all
from kg.checks.rules import check as check_rules
from kg.checks.rules import load
from kg.errors import BadInput, Finding, Place, Severity
from kg.project import Project, read
from kg.terms import XSD
from planted import QUERY, REFERENCE, SOURCE, Fault, place_of

REAL = project.find(Path(__file__).parent)
HERE = Path(__file__).parent
RULE = "ontology/rules/check/passage-of-another-document.rq"
DERIVATION, MODULE = "ontology/rules/derive/hierarchy.rq", "ontology/time.ttl"
SHAPES, CODES = "ontology/shapes/time.ttl", "ontology/codes/stances.ttl"
ALIGNMENT = "ontology/alignments/sem.ttl"
LEFT_OUT = "left-out"


FAULTS = {
    "a full stop too early": Fault(
        REFERENCE,
        "a kg:Issue ;",
        "a kg:Issue .",
        '"troops in',
        "syntax",
        "cannot be read: ",
        "mend the line: what stands before this place is the commoner cause",
    ),
    "a prefix that is not declared, and known": Fault(
        SOURCE,
        "kg:mode ",
        "skos:note ",
        "skos:note ",
        "syntax",
        "the prefix skos: is not declared",
        "add the line @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    ),
    "a misspelt prefix": Fault(
        SOURCE,
        "state:northland",
        "sate:northland",
        "sate:northland",
        "syntax",
        "the prefix sate: is not declared",
        "did you mean state:?",
    ),
    "a prefix that is not declared, in a query": Fault(
        QUERY,
        "?position kg:holder",
        "?position skos:note",
        "skos:note",
        "syntax",
        "the prefix skos: is not declared",
        "add the line PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
    ),
    "a prefix with another meaning": Fault(
        SOURCE,
        "<http://www.w3.org/ns/oa#>",
        "<http://example.org/oa#>",
        "oa:       <http://example",
        "prefix",
        "oa: is bound to <http://example.org/oa#>, in the project to <http://www.w3.org/ns/oa#>",
        "write <http://www.w3.org/ns/oa#>, or choose another prefix",
    ),
    "the base of another source": Fault(
        SOURCE,
        "source/tiny>",
        "source/tinny>",
        "@base",
        "base",
        "the base is @base <https://w3id.org/parley/source/tinny>, and not that of the file's name",
        "write @base <https://w3id.org/parley/source/tiny> .",
    ),
    "no base": Fault(
        SOURCE,
        "@base <https://w3id.org/parley/source/tiny> .\n",
        "",
        "#",
        "base",
        "has no @base line",
        "write @base <https://w3id.org/parley/source/tiny> .",
    ),
    "a triple in no graph": Fault(
        SOURCE,
        "<#c2> {",
        "state:northland a kg:State .\n<#c2> {",
        "state:northland a",
        "graph",
        "a triple stands outside every graph",
        "put it into <> { } or into the graph of a claim, <#...> { }",
    ),
    "a graph of another source": Fault(
        SOURCE,
        "<#c3> {",
        "<large> {",
        "<large> {",
        "graph",
        "the graph <https://w3id.org/parley/source/large> is not one of this source",
        "only <> and the claims of this file, <#...>, are graphs here",
    ),
    "a graph without a name": Fault(
        SOURCE,
        "<#c3> {",
        "[] {",
        "[] {",
        "graph",
        "the graph <",
        "only <> and the claims of this file, <#...>, are graphs here",
    ),
    "a graph that is no claim": Fault(
        SOURCE,
        "<#c3> {",
        "<#c4> {",
        "<#c4> {",
        "graph",
        "the graph <#c4> is no claim of this source",
        "describe <#c4> as a kg:Claim in <> { }",
    ),
    "a misspelt property": Fault(
        SOURCE,
        "kg:holder",
        "kg:hodler",
        "kg:hodler",
        "undeclared",
        "kg:hodler is not declared in the ontology",
        "did you mean kg:holder?",
    ),
    "a misspelt class": Fault(
        SOURCE,
        "a kg:Meeting",
        "a kg:Meating",
        "kg:Meating",
        "undeclared",
        "kg:Meating is not declared in the ontology",
        "did you mean kg:Meeting?",
    ),
    "a misspelt code": Fault(
        SOURCE,
        "kg:Asserts",
        "kg:Assert",
        "kg:Assert ",
        "undeclared",
        "kg:Assert is not declared in the ontology",
        "did you mean kg:Asserts?",
    ),
    "a misspelt datatype": Fault(
        SOURCE,
        "^^xsd:date",
        "^^xsd:data",
        "xsd:data ",
        "undeclared",
        "xsd:data is not declared in the ontology",
        "did you mean xsd:date?",
    ),
    "a misspelt property of another vocabulary": Fault(
        REFERENCE,
        "rdfs:label",
        "rdfs:lable",
        "rdfs:lable",
        "undeclared",
        "rdfs:lable is not declared in the ontology",
        "did you mean rdfs:label?",
    ),
    "a misspelt term in a query": Fault(
        QUERY,
        "kg:holder",
        "kg:hodler",
        "kg:hodler",
        "undeclared",
        "kg:hodler is not declared in the ontology",
        "did you mean kg:holder?",
    ),
    "a misspelt term in a check rule": Fault(
        RULE,
        "a kg:Claim",
        "a kg:Clame",
        "kg:Clame",
        "undeclared",
        "kg:Clame is not declared in the ontology",
        "did you mean kg:Claim?",
    ),
    "a misspelt term in the ontology": Fault(
        MODULE,
        "a owl:Class ;",
        "a owl:Class ; kg:befor kg:Dating ;",
        "kg:befor ",
        "undeclared",
        "kg:befor is not declared in the ontology",
        "did you mean kg:before?",
    ),
    "a misspelt term in an alignment": Fault(
        ALIGNMENT,
        "kg:partOfEvent",
        "kg:partOfEvnt",
        "kg:partOfEvnt",
        "undeclared",
        "kg:partOfEvnt is not declared in the ontology",
        "did you mean kg:partOfEvent?",
    ),
    "a term that is only mapped to": Fault(
        REFERENCE,
        "a kg:Issue ;",
        "a kg:Issue , <http://semanticweb.cs.vu.nl/2009/11/sem/Event> ;",
        "<http://semanticweb",
        "undeclared",
        "sem:Event is not declared in the ontology",
        "did you mean kg:Event?",
    ),
    "a misspelt path of a shape": Fault(
        SHAPES,
        "sh:path kg:",
        "sh:path dcterms:isued , kg:",
        "dcterms:isued",
        "undeclared",
        "dcterms:isued is not declared in the ontology",
        "did you mean dcterms:issued?",
    ),
    "a day that is not in the calendar": Fault(
        SOURCE,
        '"2025-03-01"^^xsd:date',
        '"2025-02-30"^^xsd:date',
        '"2025-02-30"',
        "value",
        '"2025-02-30" is no date',
        "write a day of the calendar as YYYY-MM-DD",
    ),
    "a day that is not in the calendar, in EDTF": Fault(
        SOURCE,
        '"2025-03-01"^^edtf:EDTF',
        '"2025-02-30"^^edtf:EDTF',
        '"2025-02-30"',
        "value",
        '"2025-02-30" is no day of the calendar',
        'write a date as data/README.md lists them, such as "2025-08"^^edtf:EDTF',
    ),
    "a word for a date": Fault(
        SOURCE,
        '"2025-02"^^edtf:EDTF',
        '"autumn"',
        '"autumn"',
        "value",
        '"autumn" is plain text where a date is due',
        'write a date as data/README.md lists them, such as "2025-08"^^edtf:EDTF',
    ),
    "a number that is none": Fault(
        SOURCE,
        "oa:start 0",
        'oa:start "0,5"^^xsd:integer',
        '"0,5"',
        "value",
        '"0,5" is no integer',
        "write up to 18 digits",
    ),
    "an anonymous node": Fault(
        SOURCE,
        "kg:statement event:river-talks",
        "kg:statement [ ]",
        "[ ]",
        "blank-node",
        "a blank node, which no claim and no question can name",
        "give it an IRI, as in <#...> or reason:...",
    ),
    "a blank node": Fault(
        REFERENCE,
        "state:southland",
        "_:southland",
        "_:southland",
        "blank-node",
        "a blank node, which no claim and no question can name",
        "give it an IRI, as in <#...> or reason:...",
    ),
    "a list": Fault(
        SOURCE,
        "state:northland , state:southland",
        "( state:northland 5 )",
        "( state",
        "blank-node",
        "a blank node, which no claim and no question can name",
        "give it an IRI, as in <#...> or reason:...",
    ),
    "a claim too much": Fault(
        SOURCE,
        "void:entities 3",
        "void:entities 2",
        "2 ;\n    .\n\n    <#s1p1>",
        "expectation",
        "2 of kg:Claim are expected, 3 are there",
        "find the kg:Claim that is missing or too much, or write 3",
    ),
    "an event too much, of a narrower kind": Fault(
        SOURCE,
        "void:class kg:Claim ;\n        void:entities 3 ;",
        "void:class kg:Event ;\n        void:entities 0 ;",
        "0 ;\n    .\n\n    <#s1p1>",
        "expectation",
        "0 of kg:Event are expected, 1 are there",
        "find the kg:Event that is missing or too much, or write 1",
    ),
    "an expectation without a number": Fault(
        SOURCE,
        "        void:entities 3 ;\n",
        "",
        "<#expected-claims>\n",
        "expectation",
        "tiny#expected-claims expects nothing",
        "give it one void:class and one void:entities",
    ),
    "no expectation": Fault(
        SOURCE,
        "void:classPartition <#expected-claims>",
        'dcterms:title "tiny"',
        "<>\n        a kg:Source",
        "expectation",
        "says nowhere how many things it holds",
        "give <> a void:classPartition with void:class and void:entities for each kind",
    ),
    "a position of two": Fault(
        SOURCE,
        "kg:holder state:northland",
        "kg:holder state:northland , state:southland",
        "kg:holder state",
        "shape:Position-holder",
        "position:northland-withdrawal: a position has exactly one holder, an actor",
        "give it one kg:holder that is declared in data/reference; "
        "several holders are several positions",
    ),
    "a code without what makes it one": Fault(
        CODES,
        "    kg:rank 1 ;\n",
        "",
        "kg:Accepts\n",
        "shape:Stance-rank",
        "kg:Accepts: a stance has exactly one rank, a whole number",
        "give it one kg:rank in ontology/codes/stances.ttl, above zero for, below zero against",
    ),
    "a claim in no passage": Fault(
        SOURCE,
        "        kg:inPassage <#s1p1> ;\n",
        "",
        "<#c1>\n",
        "rule:claim-without-passage",
        "tiny#c1: a claim that stands in no passage and is relayed by no other claim",
        "give it kg:inPassage, or name it in kg:relays of the claim that passes it on",
    ),
    "a passage outside of the document": Fault(
        SOURCE,
        "oa:end 100",
        "oa:end 101",
        "101",
        "rule:passage-outside-document",
        "tiny#s1p1: a passage from 0 to 101 in a document of 100 characters",
        "correct oa:start and oa:end",
    ),
    "a parameter that the body does not have": Fault(
        QUERY,
        "VALUES ?actor",
        "VALUES ?_actor",
        "actor: {label",
        "query",
        "the header declares the parameter actor, the body has no VALUES ?actor { }",
        "make the header and the body say the same, as in the other questions",
    ),
    "an example of another question": Fault(
        QUERY,
        "{actor: Northland}",
        "{actor: Northland, issue: troops}",
        "examples:",
        "query",
        "an example gives issue, which is no parameter",
        "name one of: actor",
    ),
    "an example without what is required": Fault(
        QUERY,
        "{actor: Northland}",
        "{}",
        "examples:",
        "query",
        "an example lacks the required parameter actor",
        "give it actor",
    ),
    "a parameter of an unknown class": Fault(
        QUERY,
        "class: kg:Agent",
        "class: kg:Agnet",
        "actor: {label",
        "query",
        "the parameter actor takes a kg:Agnet, which is not declared",
        "name a class of the ontology, or a datatype, by a prefix of the project",
    ),
    "a question without a Japanese description": Fault(
        QUERY,
        "#+ description-ja: 一行は一つの立場。\n",
        "",
        "description:",
        "query",
        "the question is described in English alone",
        "add '#+ description-ja: |'",
    ),
    "a parameter without a Japanese label": Fault(
        QUERY,
        ", label-ja: 行為者",
        "",
        "actor: {label",
        "query",
        "the parameter actor has no label in Japanese",
        "add 'label-ja: ...' to it",
    ),
    "a query that cannot be read": Fault(
        QUERY,
        "kg:holder ?actor ;",
        "kg:holder ;",
        ";\n            kg:issue",
        "query",
        "the query cannot be read",
        "mend it at this place, or shortly before",
    ),
    "a prefix that the project does not have": Fault(
        QUERY,
        "PREFIX rdfs: ",
        "PREFIX ex: <http://example.org/>\nPREFIX rdfs: ",
        "ex:",
        "prefix",
        "ex: is no prefix of the project",
        "add it to ontology/prefixes.ttl, or write the IRIs out",
    ),
    "a pattern in no graph": Fault(
        QUERY,
        "GRAPH graph:accepted {",
        "{",
        "?position kg:holder",
        "query",
        "a pattern stands outside every GRAPH",
        "put it into GRAPH graph:accepted { }, or into the graph of a claim",
    ),
    "a question to another server": Fault(
        QUERY,
        "        FILTER(",
        "        SERVICE <http://example.org/> { ?a ?b ?c }\n        FILTER(",
        "SERVICE",
        "query",
        "SERVICE asks another server",
        "take it out",
    ),
    "columns without names": Fault(
        QUERY,
        "SELECT ?position ?issue ?issueLabel",
        "SELECT *",
        "SELECT *",
        "query",
        "SELECT * names no columns",
        "name each column",
    ),
    "rows in no order": Fault(
        QUERY,
        "ORDER BY ?position\n",
        "",
        "SELECT",
        "query",
        "the rows come in no fixed order",
        "end the query with ORDER BY",
    ),
    "rows without claims": Fault(
        QUERY,
        "    GRAPH ?claim { ?position a kg:Position }\n",
        "",
        "#+ summary:",
        "query",
        "no claims stand behind the rows",
        "bind them to ?claim, outside of sub-selects, or say under no-evidence why not",
    ),
    "claims that the header denies": Fault(
        QUERY,
        "#+ tags:",
        "#+ no-evidence: none\n#+ tags:",
        "no-evidence",
        "query",
        "the header says that there is no evidence, the body binds ?claim",
        "take one of them out",
    ),
    "a label without its thing": Fault(
        QUERY,
        "SELECT ?position ?issue ?issueLabel",
        "SELECT ?position ?issueLabel",
        "?issueLabel",
        "query",
        "the column ?issueLabel stands without ?issue",
        "select ?issue beside it",
    ),
    "a question of no family": Fault(
        QUERY,
        "#+ tags: [positions]\n",
        "",
        "summary:",
        "query",
        "the question belongs to no family: the header has no tags",
        "add '#+ tags: [...]', the family first",
    ),
    "a required parameter without a default": Fault(
        QUERY,
        "VALUES ?actor { state:northland }",
        "VALUES ?actor { UNDEF }\n    # state:",
        "VALUES",
        "query",
        "actor is required and has no default, so the file does not run as it stands",
        "put the value of an example there",
    ),
    "a default of another kind": Fault(
        QUERY,
        "VALUES ?actor { state:northland }",
        'VALUES ?actor { "Northland" }\n    # state:',
        "VALUES",
        "query",
        'the default of actor is no kg:Agent: "Northland"',
        "write it as kg query would bind it, or UNDEF",
    ),
    "two defaults": Fault(
        QUERY,
        "    GRAPH graph:accepted {",
        "    VALUES ?actor { state:southland }\n    GRAPH graph:accepted {",
        "VALUES ?actor { state:southland",
        "query",
        "actor has another default here than before",
        "give it the same one in every VALUES line",
    ),
    "a label away from its thing": Fault(
        QUERY,
        "?position ?issue ?issueLabel",
        "?issue ?position ?issueLabel",
        "?issueLabel",
        "query",
        "the column ?issueLabel does not stand behind ?issue",
        "move it behind ?issue",
    ),
    "a path of any length": Fault(
        QUERY,
        "?position kg:holder ?actor",
        "?position kg:holder+ ?actor",
        "+ ?actor",
        "query",
        "a path of any length, on which stores differ, and which none finds fast",
        "let a rule derive what it leads to (ontology/rules/derive), and look that up",
    ),
    "a negation of two patterns": Fault(
        QUERY,
        "        FILTER(",
        "        FILTER NOT EXISTS { ?issue kg:issue ?a ; kg:option ?b }\n        FILTER(",
        "NOT EXISTS",
        "query",
        "NOT EXISTS of more than one pattern, which a store tries anew for every row",
        "write MINUS { ... }, or compare with a sub-select of MAX or MIN",
    ),
    "a filter in place of a shared variable": Fault(
        QUERY,
        "?issue rdfs:label ?issueLabel .",
        "?other rdfs:label ?issueLabel . FILTER(?issue = ?other)",
        "FILTER(?issue",
        "query",
        "a filter that compares each of one variable with each of the other",
        "write one variable in both patterns",
    ),
    "an order by an aggregate": Fault(
        QUERY,
        "ORDER BY ?position",
        "GROUP BY ?position ?issue ?issueLabel\nORDER BY (COUNT(?issue))",
        "COUNT",
        "query",
        "the order is by an aggregate, which some stores refuse",
        "select it AS a column, and order by that",
    ),
    "a sub-select that is cut": Fault(
        QUERY,
        "?position kg:holder ?actor",
        "{ SELECT ?position { ?position a ?kind } LIMIT 100 } ?position kg:holder ?actor",
        "LIMIT 100",
        "query",
        "a sub-select that ends after some rows, whichever come first",
        "write LIMIT 9999 or 99999, which lies beyond any answer and only leads the planner",
    ),
    "what is no SPARQL 1.1": Fault(
        QUERY,
        "        FILTER(LANG",
        "        FILTER(hasLANG(?issueLabel))\n        FILTER(LANG",
        "GRAPH graph:accepted",
        "query",
        "rdflib cannot read the query, for what begins here",
        "write SPARQL 1.1 that it can read, so that the file runs in any tool",
    ),
    "a rule of unknown severity": Fault(
        RULE,
        "severity: error",
        "severity: fatal",
        "severity",
        "rule",
        "the severity must be one of error, warning, info",
        "make the rule's header and body as those of the other rules in its folder",
    ),
    "a rule without a way out": Fault(
        RULE,
        "way_out:",
        "remedy:",
        "#+",
        "rule",
        "the header of a check rule needs message, severity, title, way_out, may have description",
        "make the rule's header and body as those of the other rules in its folder",
    ),
    "a rule that speaks of what it does not select": Fault(
        RULE,
        "{value}",
        "{passage}",
        "message",
        "rule",
        "a check rule that speaks of {passage} must select ?passage",
        "make the rule's header and body as those of the other rules in its folder",
    ),
    "a derivation that derives nothing": Fault(
        DERIVATION,
        "CONSTRUCT {\n    ?class rdfs:subClassOf ?above .\n"
        "    ?property rdfs:subPropertyOf ?wider .\n}",
        "SELECT ?class",
        "#+",
        "rule",
        "a derivation rule must be a CONSTRUCT query",
        "make the rule's header and body as those of the other rules in its folder",
    ),
    "an export that only says yes or no": Fault(
        "ontology/exports/followthemoney/ties.rq",
        "CONSTRUCT {\n    ?tie a ?schema ;\n        ?first ?from ;\n        ?second ?to ;\n"
        "        ?named ?role .\n}",
        "ASK",
        "#+",
        "rule",
        "what exports must be a CONSTRUCT or a SELECT query",
        "make the rule's header and body as those of the other rules in its folder",
    ),
}


DATED = ("state:northland }", '"2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }')


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            [("class: kg:Agent", "datatype: xsd:date"), DATED],
            {('an example gives actor: "Northland" is no date', "examples:")},
        ),
        (
            [("class: kg:Agent", "datatype: xsd:date"), ("{actor: Northland}", "{actor: x}")],
            {
                ('an example gives actor: "x" is no date', "examples:"),
                (
                    "the default of actor is no xsd:date: "
                    "<https://w3id.org/parley/id/state/northland>",
                    "VALUES",
                ),
            },
        ),
        (
            [("class: kg:Agent", "datatype: xsd:gYear"), DATED],
            {
                (
                    "the parameter actor takes a xsd:gYear, of which no text can be made",
                    "actor: {label",
                ),
                ('the default of actor is no xsd:gYear: "2025-01-01"^^<' + XSD + "date>", "VALUES"),
            },
        ),
    ],
)
def test_faults_of_a_question_are_found_where_they_stand(
    tiny: Project, changes: list[tuple[str, str]], found: set[tuple[str, str]]
) -> None:
    path = tiny.root / QUERY
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")

    assert {(f.message, f.place) for f in stored.check(read_all(tiny))} == {
        (message, place_of(path, text, mark)) for message, mark in found
    }


TWICE = "write all of it in one place, or give the second one a name of its own"
AGAIN = {
    "a claim described twice": (SOURCE, "<#c3>\n", "<#c2>\n", "is described"),
    "a claim described in a second block": (
        SOURCE,
        "<#c3> {",
        "<> {\n    <#c2>\n        kg:mode kg:Summary ;\n    .\n}\n<#c3> {",
        "is described",
    ),
    "a graph written twice": (SOURCE, "<#c3> {", "<#c2> {", "has a graph"),
    "a graph whose name is written out": (
        SOURCE,
        "<#c3> {",
        "<https://w3id.org/parley/source/tiny#c2> {",
        "has a graph",
    ),
    "a thing described twice": (
        REFERENCE,
        "state:southland\n",
        "state:northland\n",
        "is described",
    ),
}


@pytest.mark.parametrize("name", AGAIN)
def test_what_is_written_twice_is_found_at_the_second_place(tiny: Project, name: str) -> None:
    file, old, new, what = AGAIN[name]
    text = (tiny.root / file).read_text("utf-8")
    assert text.count(old) == 1
    planted = text.replace(old, new)
    (tiny.root / file).write_text(planted, "utf-8")
    mark = "<#c2>\n" if "<#c2>\n" in new else new
    line = planted[: planted.rindex(mark)].count("\n") + 1

    found = list(twice.check(read_all(tiny)))

    assert [(f.place.file, f.place.line, f.way_out) for f in found] == [
        (tiny.root / file, line, TWICE)
    ]
    assert f" {what} in two places, the first in line " in found[0].message


@pytest.mark.parametrize(
    ("written", "shown"),
    [("\\u0000", "U+0000"), ("\x07", "U+0007"), ("\\r", "U+000D"), ("\u202e", "U+202E")],
)
def test_an_unseen_character_is_found(tiny: Project, written: str, shown: str) -> None:
    file = tiny.root / REFERENCE
    text = file.read_text("utf-8").replace('"Northland"', f'"North{written}land"')
    file.write_text(text, "utf-8")

    found = list(values.check(read_all(tiny)))

    assert [(f.place, f.message, f.way_out) for f in found] == [
        (
            place_of(file, text, '"North'),
            f"the text holds the unseen character {shown}",
            "take it out",
        )
    ]


def test_a_tab_and_a_line_feed_are_no_unseen_characters(tiny: Project) -> None:
    file = tiny.root / REFERENCE
    text = file.read_text("utf-8").replace('"Northland"', '"North\\t\\nland"')
    file.write_text(text, "utf-8")

    assert list(values.check(read_all(tiny))) == []


OPEN = "put a file there that you may read"


def unread(tiny: Project) -> list[tuple[Place, str, str, str]]:
    """What is found about files of which not even the text is read."""
    found = checks.run(tiny, [tiny.root / "data"])
    return [(f.place, f.code, f.message, f.way_out) for f in found if f.code != LEFT_OUT]


def test_what_cannot_be_opened_gets_its_own_way_out(tiny: Project) -> None:
    path = tiny.root / "data/reference/folder.ttl"
    path.mkdir()

    assert unread(tiny) == [(Place(path), "unread", "cannot be read (Is a directory)", OPEN)]


def test_a_pipe_is_no_file_of_the_project(tiny: Project) -> None:
    path = tiny.root / "data/sources/pipe.trig"
    os.mkfifo(path)
    what = "cannot be read (it is a pipe or a device)"

    assert unread(tiny) == [(Place(path), "unread", what, OPEN)]


@pytest.mark.parametrize("name", ["data/sources/a b<>.trig", "data/reference/a#b.ttl"])
def test_a_name_that_is_no_part_of_an_iri_is_a_fault(tiny: Project, name: str) -> None:
    path = tiny.root / name
    shutil.copy(tiny.root / REFERENCE, path)
    what = "has a name that is no part of an IRI"

    assert unread(tiny) == [(Place(path), "unread", what, "use letters, digits and hyphens")]


@pytest.mark.parametrize("name", ["ontology/kg.ttl", REFERENCE, "ontology/shapes/time.ttl"])
def test_a_file_that_says_nothing_is_a_fault(tiny: Project, name: str) -> None:
    (tiny.root / name).write_text("# to be written\n", "utf-8")

    found = list(presence.check(read_all(tiny)))

    assert [(f.place, f.code, f.message) for f in found] == [
        (Place(tiny.root / name), "empty", f"{name} says nothing")
    ]


def test_two_files_of_the_ontology_with_one_name_are_a_fault(tiny: Project) -> None:
    path = tiny.root / "ontology/codes/time.ttl"
    shutil.copy(tiny.root / MODULE, path)

    found = list(presence.check(read_all(tiny)))

    assert [(f.place, f.code) for f in found] == [(Place(path), "name")]


@pytest.fixture(scope="module")
def found_in_project() -> list[Finding]:
    return checks.run(REAL)


def test_the_project_has_no_fault(found_in_project: list[Finding]) -> None:
    found = {(f.severity, f.code, f.message.split(":")[1].strip()) for f in found_in_project}

    assert found == KNOWN


KNOWN = {
    # Messages of which the essay does not say what was in them.
    ("info", "shape:Transmission-content", "putin-message-to-trump-2025-02"),
    ("info", "shape:Transmission-content", "trump-message-to-putin-2025-02"),
    # The date of the Moscow talks that cannot be, and of the visit with them.
    ("info", "rule:order-against-dates", "talks-2025-11-23"),
    ("info", "rule:part-outside-whole", "moscow-talks"),
    ("info", "rule:version-before-report", "27-point-peace-plan"),
}


def test_the_date_that_cannot_be_is_explained_by_the_curators(
    found_in_project: list[Finding],
) -> None:
    (found,) = (f for f in found_in_project if f.code == "rule:order-against-dates")

    assert "event:moscow-talks" in found.message
    assert found.message.endswith("explained by abiru-2025#c-s6p7-04")
    assert found.place.file.name == "abiru-2025.trig"


def test_classes_in_a_circle_are_counted_all_the_same(tiny: Project) -> None:
    module = tiny.root / "ontology/events.ttl"
    circle = "\nkg:Event\n    rdfs:subClassOf kg:Meeting ;\n.\n"
    module.write_text(module.read_text("utf-8") + circle, "utf-8")
    source = tiny.root / SOURCE
    expected = "void:class kg:Event ;\n        void:entities 2"
    told = source.read_text("utf-8")
    source.write_text(told.replace("void:class kg:Claim ;\n        void:entities 3", expected))

    assert "2 of kg:Event are expected, 1 are there" in "\n".join(map(str, checks.run(tiny)))


def test_the_tiny_project_has_no_fault(tiny: Project) -> None:
    assert checks.run(tiny) == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found_where_it_stands(tiny: Project, fault: Fault) -> None:
    text = fault.plant(tiny.root)
    file = tiny.root / fault.file
    place = place_of(file, text, fault.at)

    found = [f for f in checks.run(tiny, [file]) if f.code == fault.code]

    assert [(f.place, f.way_out) for f in found] == [(place, fault.way_out)]
    assert found[0].message.startswith(fault.message)


@pytest.mark.parametrize(
    "folder",
    [
        "data/sources",
        "data/reference",
        "queries",
        "ontology/shapes",
        "ontology/rules/check",
        "ontology/rules/derive",
        "ontology/rules/terms",
    ],
)
def test_an_empty_folder_is_a_fault(tiny: Project, folder: str) -> None:
    for path in (tiny.root / folder).iterdir():
        path.unlink()

    found = [f for f in checks.run(tiny) if f.code == "empty"]

    assert [f.place for f in found] == [Place(tiny.root / folder)]
    assert "a check that finds nothing to check proves nothing" in found[0].way_out


def test_an_ontology_without_modules_is_a_fault(tiny: Project) -> None:
    for path in tiny.ontology:
        if path.name not in ("kg.ttl", "prefixes.ttl"):
            path.unlink()

    assert "empty" in {f.code for f in checks.run(Project(tiny.root)) if f.place.line == 0}


def test_a_file_that_nothing_reads_is_a_fault(tiny: Project) -> None:
    path = tiny.root / "data/sources/tiny.ttl"
    path.write_text("", "utf-8")

    assert [(f.place, f.code) for f in checks.run(tiny)] == [(Place(path), "stray")]


def test_a_project_without_prefixes_is_a_fault(tiny: Project) -> None:
    (tiny.root / "ontology/prefixes.ttl").unlink()

    assert {(f.place, f.code) for f in checks.run(tiny)} >= {(Place(tiny.root), "project")}


def test_a_file_that_is_not_utf_8_is_a_fault(tiny: Project) -> None:
    path = tiny.root / SOURCE
    path.write_bytes(path.read_bytes() + "# é".encode("latin-1"))

    assert (Place(path), "unread") in {(f.place, f.code) for f in checks.run(tiny)}


def test_what_depends_on_a_file_with_a_fault_is_left_out_and_that_is_said(tiny: Project) -> None:
    FAULTS["a full stop too early"].plant(tiny.root)
    FAULTS["a position of two"].plant(tiny.root)

    found = checks.run(tiny)

    assert [(f.code, f.severity) for f in found] == [("syntax", "error"), (LEFT_OUT, "info")]


def test_a_file_with_a_fault_does_not_hide_the_faults_of_others(tiny: Project) -> None:
    FAULTS["a full stop too early"].plant(tiny.root)
    FAULTS["a misspelt property"].plant(tiny.root)

    assert {f.code for f in checks.run(tiny)} == {LEFT_OUT, "syntax", "undeclared"}


def test_findings_are_told_only_of_the_files_asked_for(tiny: Project) -> None:
    FAULTS["a word for a date"].plant(tiny.root)
    FAULTS["rows in no order"].plant(tiny.root)

    def codes(path: str) -> set[str]:
        return {f.code for f in checks.run(tiny, [tiny.root / path])}

    assert codes("queries") == {"query"}
    assert codes("data/reference") == set()
    assert "value" in codes(SOURCE)


def test_a_check_of_questions_leaves_nothing_out_for_a_fault_in_the_data(tiny: Project) -> None:
    FAULTS["a full stop too early"].plant(tiny.root)

    assert checks.run(tiny, [tiny.root / "queries"]) == []
    assert [f.code for f in checks.run(tiny, [tiny.root / "data/sources"])] == [LEFT_OUT]


def test_a_check_of_other_files_reads_no_question(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_one(text: str) -> None:
        raise AssertionError(text)

    monkeypatch.setattr(stored, "beyond_sparql", read_one)

    (tiny.root / "ontology/examples").mkdir()
    for path in ("data", "ontology/examples", "ontology/time.ttl"):
        assert checks.run(tiny, [tiny.root / path]) == []
    with pytest.raises(AssertionError, match="SELECT"):
        checks.run(tiny, [tiny.root / QUERY])


@pytest.mark.parametrize("path", ["nowhere", "../"])
def test_a_path_that_is_not_in_the_project_is_refused(tiny: Project, path: str) -> None:
    with pytest.raises(BadInput):
        checks.run(tiny, [tiny.root / path])


RULE_FOLDERS = sorted(path for path in (HERE / "rules").iterdir() if path.is_dir())
ON_DATA = [HERE / "rules" / rule.stem for rule in REAL.rules]
EXAMPLES = sorted(path for folder in ON_DATA for path in folder.iterdir())


def examples(kind: str) -> list[Path]:
    """The examples of the check rules that are named *kind*, or *kind* and a reason."""
    return [path for path in EXAMPLES if path.stem.split("-")[0] == kind]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_every_rule_has_an_example_that_passes_and_one_that_fails() -> None:
    rules = [path.stem for path in [*REAL.rules, *REAL.term_rules]]

    assert [folder.name for folder in RULE_FOLDERS] == sorted(rules) != []
    for folder in RULE_FOLDERS:
        assert {"ok", "bad"} <= {path.stem for path in folder.iterdir()}, folder.name


def test_every_example_of_a_check_rule_is_run() -> None:
    run = [path for kind in ("bad", "explained", "ok", "warning") for path in examples(kind)]

    assert sorted(run) == EXAMPLES
    assert {path.suffix for path in EXAMPLES} == {".trig"}


@pytest.fixture(scope="module")
def files() -> Files:
    return read_all(REAL)


def found_in(files: Files, example: Path) -> list[Severity]:
    """How grave is each thing that the rule of *example* finds in it, beside shared reference."""
    reference, source = (
        File(path, read(path), quads(REAL, path))
        for path in (HERE / "rules/reference.ttl", example)
    )
    rules = [rule for rule in files.rules if rule.path.stem == example.parent.name]
    given = replace(files, reference=[reference], sources=[source], rules=rules)
    return [f.severity for f in set(check_rules(given))]


@pytest.mark.parametrize("example", examples("bad"), ids=named)
def test_a_rule_blames_a_bad_example_once(files: Files, example: Path) -> None:
    rule = load(
        Text(path := REAL.root / f"ontology/rules/check/{example.parent.name}.rq", read(path))
    )

    assert found_in(files, example) == [rule.severity]


@pytest.mark.parametrize("example", examples("explained"), ids=named)
def test_what_is_set_aside_explains_a_conflict(files: Files, example: Path) -> None:
    assert found_in(files, example) == ["info"]


@pytest.mark.parametrize("example", examples("warning"), ids=named)
def test_what_may_be_a_gap_of_the_record_is_a_warning(files: Files, example: Path) -> None:
    assert found_in(files, example) == ["warning"]


@pytest.mark.parametrize("example", examples("ok"), ids=named)
def test_a_rule_does_not_blame_a_good_example(files: Files, example: Path) -> None:
    assert found_in(files, example) == []


def test_a_row_of_unknown_severity_is_refused(tiny: Project) -> None:
    rule = tiny.root / "ontology/rules/check/option-unused.rq"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("SELECT ?focus", 'SELECT ?focus ("fatal" AS ?severity)'), "utf-8")
    shutil.copy(HERE / "rules/option-unused/bad.trig", tiny.root / "data/sources")

    with pytest.raises(BadInput, match=r"option-unused\.rq:1:1 the severity must be one of"):
        list(check_rules(read_all(tiny)))


README = REAL.root / "ontology/rules/README.md"


def test_the_readme_names_every_check_rule_with_its_severity() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (error|warning|info) \|", README.read_text("utf-8"), re.M
    )
    rules = [load(Text(path, read(path))) for path in REAL.rules]

    assert sorted(rows) == sorted((rule.file.path.stem, rule.severity) for rule in rules)
