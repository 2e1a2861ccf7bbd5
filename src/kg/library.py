"""The stored questions as a library that others read: their defaults, as JSON values, and as RDF.

In RDF a question is a SHACL executable, as in SIB's collection of examples
(https://github.com/sib-swiss/sparql-examples), whose parameters are said as those of SHACL's
functions (https://www.w3.org/TR/shacl-af/#functions-parameters). Nodes have IRIs.

Must not know: what the questions are about, commands, terminals.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from kg.queries import Param, Slot, StoredQuery, slots
from kg.store import Store, readable
from kg.terms import TYPE, XSD, Term, expand, plain

_QUERY = "https://w3id.org/parley/query/"
_SH = "http://www.w3.org/ns/shacl#"
_VOCABULARIES = {
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",  # as SIB writes it; the project's prefix has http
    "sh": _SH,
}
_DECLARATIONS = NamedNode(_QUERY + "#prefixes")
_ANYTHING = "rdfs:Resource"  # a class that nobody states
_FORM = re.compile(r"^ *(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)


def defaults(question: StoredQuery, prefixes: Mapping[str, str]) -> dict[str, list[Term]]:
    """Return what each parameter of *question* is bound to if the query runs as it stands.

    Of several slots the first counts; the list is empty where the slot holds UNDEF.
    """
    found: dict[str, list[Term]] = {}
    for slot in slots(question.text):
        if slot.name in question.params and slot.name not in found:
            found[slot.name] = terms(question.text, slot, prefixes)
    return found


def terms(text: str, slot: Slot, prefixes: Mapping[str, str]) -> list[Term]:
    """Return the terms in a *slot* of the query *text*."""
    known = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    values = text[slot.start : slot.close + 1]
    rows = Store().select(f"{known}SELECT ?{slot.name} {{ {values} }}")
    return [row[0] for row in rows if row[0] is not None]


def in_order(questions: Iterable[StoredQuery]) -> list[StoredQuery]:
    """Return *questions* by family, and within one by name."""
    return sorted(questions, key=lambda question: (question.family, question.name))


def as_values(question: StoredQuery, prefixes: Mapping[str, str]) -> dict[str, object]:
    """Return *question* as JSON values; a parameter that is required has no default."""
    known = defaults(question, prefixes)
    return {
        "name": question.name,
        "family": question.family,
        "tags": question.tags,
        "summary": question.summaries,
        "description": question.descriptions,
        "view": question.view,
        "noEvidence": question.no_evidence or None,
        "parameters": [
            {
                "name": name,
                "label": param.labels,
                "class": param.cls,
                "datatype": param.datatype,
                "required": param.required,
                "default": [] if param.required else [plain(term) for term in known[name]],
            }
            for name, param in question.params.items()
        ],
        "examples": question.examples,
    }


def turtle(questions: Iterable[StoredQuery], prefixes: Mapping[str, str]) -> str:
    """Return *questions* as RDF, in Turtle that can be read."""
    known = {**prefixes, **_VOCABULARIES, "query": _QUERY}
    return readable(triples(questions, prefixes), known)


def triples(questions: Iterable[StoredQuery], prefixes: Mapping[str, str]) -> Iterator[Triple]:
    """Yield *questions* as RDF, with *prefixes* as declarations that they share."""
    yield from declarations(prefixes)
    for question in questions:
        yield from _question(question, prefixes)


def declarations(prefixes: Mapping[str, str]) -> Iterator[Triple]:
    """Yield *prefixes* as SHACL's declarations."""
    for name, start in prefixes.items():
        node = NamedNode(f"{_QUERY}#prefix-{name}")
        yield Triple(_DECLARATIONS, _term("sh:declare"), node)
        yield Triple(node, _term("sh:prefix"), Literal(name))
        namespace = Literal(start, datatype=NamedNode(XSD + "anyURI"))
        yield Triple(node, _term("sh:namespace"), namespace)


def _question(question: StoredQuery, prefixes: Mapping[str, str]) -> Iterator[Triple]:
    node = NamedNode(_QUERY + question.name)
    form = _form(question.sparql)
    said: list[tuple[str, Term]] = [
        (TYPE, _term("sh:SPARQLExecutable")),
        (TYPE, _term(f"sh:SPARQL{form.title()}Executable")),
        *(("rdfs:comment", Literal(t, language=lang)) for lang, t in question.summaries.items()),
        *(("schema:keywords", Literal(tag)) for tag in question.tags),
        ("sh:prefixes", _DECLARATIONS),
        (f"sh:{form.lower()}", Literal(question.sparql)),
    ]
    for lang, text in question.descriptions.items():
        said.append(("dcterms:description", Literal(text, language=lang)))
    yield from _statements(node, said)
    known = defaults(question, prefixes)
    for order, (name, param) in enumerate(question.params.items()):
        own = NamedNode(f"{node.value}#{name}")
        yield Triple(node, _term("sh:parameter"), own)
        yield from _statements(own, _parameter(name, param, order, known[name], prefixes))


def _parameter(
    name: str, param: Param, order: int, default: list[Term], prefixes: Mapping[str, str]
) -> Iterator[tuple[str, Term]]:
    """Yield predicates and values of a parameter; its variable is the last part of its path."""
    yield TYPE, _term("sh:Parameter")
    yield "sh:path", NamedNode(f"{_QUERY}parameter/{name}")
    for lang, label in param.labels.items():
        yield "sh:name", Literal(label, language=lang)
    yield "sh:order", Literal(order)
    kind = expand(param.datatype or param.cls or "", prefixes)
    if kind and param.datatype:
        is_language = kind.value == XSD + "language"  # which is bound as LANG() gives it
        yield "sh:datatype", NamedNode(XSD + "string") if is_language else kind
    elif kind:
        yield "sh:nodeKind", _term("sh:IRI")
        if param.cls != _ANYTHING:
            yield "sh:class", kind
    if not param.required:
        yield "sh:optional", Literal(True)
        if len(default) == 1:
            yield "sh:defaultValue", default[0]


def _statements(node: NamedNode, said: Iterable[tuple[str, Term]]) -> Iterator[Triple]:
    for predicate, value in said:
        yield Triple(node, NamedNode(TYPE) if predicate == TYPE else _term(predicate), value)


def _term(curie: str) -> NamedNode:
    prefix, _, name = curie.partition(":")
    return NamedNode(_VOCABULARIES[prefix] + name)


def _form(sparql: str) -> str:
    """Return the word with which the query *sparql* begins, behind its prefixes."""
    found = _FORM.search(sparql)
    return found[1] if found else "SELECT"
