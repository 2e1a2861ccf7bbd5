"""Class expressions and lists without a name, in the words of OWL's Manchester syntax.

The grammar is that of https://www.w3.org/TR/owl2-manchester-syntax/, as far as people read it.

Must not know: files, pages, languages.
"""

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal

from kg.terms import Term, plain
from kg.triples import Triples

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_JOINED = {"unionOf": " or ", "intersectionOf": " and ", "oneOf": " , "}
_RESTRICTED = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "hasSelf": "Self",
    "minCardinality": "min",
    "maxCardinality": "max",
    "cardinality": "exactly",
    "minQualifiedCardinality": "min",
    "maxQualifiedCardinality": "max",
    "qualifiedCardinality": "exactly",
}


def written(triples: Triples, node: Term, compact: Callable[[str], str]) -> str:
    """Return what *node* stands for; *compact* abbreviates an IRI.

    >>> from pyoxigraph import RdfFormat, parse
    >>> text = '''@prefix : <a:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... :C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :D ] .'''
    >>> found = Triples(parse(text, format=RdfFormat.TURTLE))
    >>> node = found.value("a:C", "http://www.w3.org/2002/07/owl#equivalentClass")
    >>> written(found, node, str)
    'a:p some a:D'
    """
    if not isinstance(node, BlankNode):
        return plain(node) if isinstance(node, Literal) else compact(plain(node))

    def part(term: Term) -> str:
        text = written(triples, term, compact)
        return f"({text})" if isinstance(term, BlankNode) else text

    said = {name.removeprefix(_OWL): values[0] for name, values in triples.about(node).items()}
    if _RDF + "first" in said:
        return " , ".join(part(term) for term in triples.listed(node))
    for name, joint in _JOINED.items():
        if name in said:
            return joint.join(part(term) for term in triples.listed(said[name]))
    if "complementOf" in said:
        return f"not {part(said['complementOf'])}"
    if "inverseOf" in said:
        return f"inverse {part(said['inverseOf'])}"
    words = [part(said["onProperty"])] if "onProperty" in said else []
    words += [f"{word} {part(said[name])}" for name, word in _RESTRICTED.items() if name in said]
    words += [part(said[name]) for name in ("onClass", "onDataRange") if name in said]
    return " ".join(words)
