"""Whether each stored question is one: header, body, and what every one of them promises.

Its columns are named and come in a fixed order, a label column stands beside the thing it names,
every pattern stands in a GRAPH (a pattern outside finds nothing in one store and everything in
another), and nothing is fetched from elsewhere.

Must not know: what the questions are about, their answers.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import QuerySolutions

from kg.checks.names import prefixes, undeclared
from kg.checks.reading import Files, Text, finding
from kg.checks.sparql import answer, outline
from kg.checks.vocabulary import declared_terms
from kg.errors import BadInput, Finding
from kg.projection import with_claims
from kg.queries import Param, StoredQuery, load
from kg.terms import KG, expand
from kg.tokens import tokens

_CODE = "query"
_AGREE = "make the header and the body say the same, as in the other questions"


def check(files: Files) -> Iterator[Finding]:
    """Yield what is wrong with the stored questions."""
    for file in files.queries:
        yield from _prefixes(files, file)
        yield from _header(files, file)
        if not any(undeclared(file.text)):  # else told by the check of syntax
            yield from _body(file)


def _prefixes(files: Files, file: Text) -> Iterator[Finding]:
    for prefix in prefixes(file.text):
        if prefix.name not in files.project.prefixes:
            yield Finding(
                file.at(prefix.start),
                "prefix",
                f"{prefix.name}: is no prefix of the project",
                "add it to ontology/prefixes.ttl, or write the IRIs out",
            )


def _header(files: Files, file: Text) -> Iterator[Finding]:
    try:
        query = load(file.text, file.path)
    except BadInput as fault:
        yield finding(fault, _CODE, file.path, _AGREE)
        return
    yield from _params(files, file, query)
    yield from _evidence(file, query)
    for example in query.examples:
        yield from _example(file, query, example)


def _evidence(file: Text, query: StoredQuery) -> Iterator[Finding]:
    bound = with_claims(file.text) is not None
    if bound and query.no_evidence:
        yield Finding(
            file.key("no-evidence"),
            _CODE,
            "the header says that there is no evidence, the body binds ?claim",
            "take one of them out",
        )
    if not bound and not query.no_evidence:
        yield Finding(
            file.at(0),
            _CODE,
            "no claims stand behind the rows",
            "bind them to ?claim, outside of sub-selects, or say under no-evidence why not",
        )


def _params(files: Files, file: Text, query: StoredQuery) -> Iterator[Finding]:
    declared = declared_terms(files)
    for name, param in query.params.items():
        term = expand(str(param.cls or param.datatype), files.project.prefixes)
        if term is None or (term.value.startswith(KG) and term.value not in declared):
            yield _unknown_kind(file, name, param)


def _unknown_kind(file: Text, name: str, param: Param) -> Finding:
    kind = param.cls or param.datatype
    return Finding(
        file.key(name),
        _CODE,
        f"the parameter {name} takes a {kind}, which is not declared",
        "name a class of the ontology, or a datatype, by a prefix of the project",
    )


def _example(file: Text, query: StoredQuery, example: Mapping[str, object]) -> Iterator[Finding]:
    required = {name for name, param in query.params.items() if param.required}
    for name in sorted(set(example) - set(query.params)):
        yield Finding(
            file.key("examples"),
            _CODE,
            f"an example gives {name}, which is no parameter",
            f"name one of: {', '.join(query.params) or 'none'}",
        )
    for name in sorted(required - set(example)):
        yield Finding(
            file.key("examples"),
            _CODE,
            f"an example lacks the required parameter {name}",
            f"give it {name}",
        )


def _body(file: Text) -> Iterator[Finding]:
    try:
        found = answer(file)
    except BadInput as fault:
        yield finding(fault, _CODE, file.path, "mend it at this place, or shortly before")
        return
    yield from _patterns(file)
    if isinstance(found, QuerySolutions):
        yield from _columns(file, found)


def _patterns(file: Text) -> Iterator[Finding]:
    seen = outline(file.text)
    for start in seen.outside_graph:
        yield Finding(
            file.at(start),
            _CODE,
            "a pattern stands outside every GRAPH",
            "put it into GRAPH graph:accepted { }, or into the graph of a claim",
        )
    for start in seen.services:
        yield Finding(file.at(start), _CODE, "SERVICE asks another server", "take it out")
    for start in seen.stars:
        yield Finding(file.at(start), _CODE, "SELECT * names no columns", "name each column")


def _columns(file: Text, found: QuerySolutions) -> Iterator[Finding]:
    if not outline(file.text).ordered:
        start = next(t.start for t in tokens(file.text) if t.text.upper() == "SELECT")
        yield Finding(
            file.at(start), _CODE, "the rows come in no fixed order", "end the query with ORDER BY"
        )
    names = [variable.value for variable in found.variables]
    for name in names:
        thing = name.removesuffix("Label")
        if thing not in names:
            start = next(t.start for t in tokens(file.text) if t.text[1:] == name)
            yield Finding(
                file.at(start),
                _CODE,
                f"the column ?{name} stands without ?{thing}",
                f"select ?{thing} beside it",
            )
