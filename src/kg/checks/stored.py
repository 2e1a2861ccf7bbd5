"""Whether each stored question is one: header and body agree, and the body keeps what all promise.

Its columns are named and come in a fixed order, a label column stands behind the thing it names,
every pattern stands in a GRAPH (a pattern outside finds nothing in one store and everything in
another), and nothing is fetched from elsewhere. It is SPARQL 1.1, and has no form that was measured
to be quadratic or to give other rows in other stores.

Must not know: what the questions are about, their answers.
"""

from collections.abc import Iterator

from pyoxigraph import QuerySolutions

from kg.checks import params
from kg.checks.names import prefixes, undeclared
from kg.checks.reading import Files, Text, finding
from kg.checks.sparql import answer, beyond_sparql, outline
from kg.errors import BadInput, Finding, Place
from kg.projection import with_claims
from kg.queries import StoredQuery, load
from kg.store import Answer
from kg.tokens import tokens

_CODE = "query"
_REPEAT = "a path of any length, on which stores differ, and which none finds fast"
_DERIVE = "let a rule derive what it leads to (ontology/rules/derive), and look that up"
_NEGATION = "NOT EXISTS of more than one pattern, which a store tries anew for every row"
_SUBTRACT = "write MINUS { ... }, or compare with a sub-select of MAX or MIN"
_EQUATION = "a filter that compares each of one variable with each of the other"
_SHARE = "write one variable in both patterns"
_AGGREGATE = "the order is by an aggregate, which some stores refuse"
_NAME_IT = "select it AS a column, and order by that"
_CUT = "a sub-select that ends after some rows, whichever come first"
_HINT = "write LIMIT 9999 or 99999, which lies beyond any answer and only leads the planner"
_AGREE = "make the header and the body say the same, as in the other questions"


def check(files: Files) -> Iterator[Finding]:
    """Yield what is wrong with the stored questions."""
    for file in files.queries:
        yield from _prefixes(files, file)
        try:
            query = load(file.text, file.path)
        except BadInput as fault:
            yield finding(fault, _CODE, file.path, _AGREE)
            query = None
        if query:
            yield from params.check(files, file, query)
            yield from _evidence(file, query)
        if not any(undeclared(file.text)):  # else told by the check of syntax
            yield from _body(files, file, query)


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


def _prefixes(files: Files, file: Text) -> Iterator[Finding]:
    for prefix in prefixes(file.text):
        if prefix.name not in files.project.prefixes:
            yield Finding(
                file.at(prefix.start),
                "prefix",
                f"{prefix.name}: is no prefix of the project",
                "add it to ontology/prefixes.ttl, or write the IRIs out",
            )


def _body(files: Files, file: Text, query: StoredQuery | None) -> Iterator[Finding]:
    try:
        names = _names(answer(file))
    except BadInput as fault:
        yield finding(fault, _CODE, file.path, "mend it at this place, or shortly before")
        return
    if place := beyond_sparql(file.text):
        what = "rdflib cannot read the query, for what begins here"
        way_out = "write SPARQL 1.1 that it can read, so that the file runs in any tool"
        yield Finding(Place(file.path, *place), _CODE, what, way_out)
    if query:
        yield from params.check_defaults(files, file, query)
    yield from _patterns(file)
    if names is not None:
        yield from _columns(file, names)


def _names(found: Answer) -> list[str] | None:
    """Return the names of the columns of *found*, which may be dropped in its own thread alone."""
    return [v.value for v in found.variables] if isinstance(found, QuerySolutions) else None


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
    for what, starts, way_out in (
        (_REPEAT, seen.repeats, _DERIVE),
        (_NEGATION, seen.negations, _SUBTRACT),
        (_EQUATION, seen.equations, _SHARE),
        (_AGGREGATE, seen.aggregates, _NAME_IT),
        (_CUT, seen.cuts, _HINT),
    ):
        for start in starts:
            yield Finding(file.at(start), _CODE, what, way_out)


def _columns(file: Text, names: list[str]) -> Iterator[Finding]:
    if not outline(file.text).ordered:
        start = next(t.start for t in tokens(file.text) if t.text.upper() == "SELECT")
        yield Finding(
            file.at(start), _CODE, "the rows come in no fixed order", "end the query with ORDER BY"
        )
    for name in names:
        thing = name.removesuffix("Label")
        start = next(t.start for t in tokens(file.text) if t.text[1:] == name)
        if thing not in names:
            what = f"the column ?{name} stands without ?{thing}"
            yield Finding(file.at(start), _CODE, what, f"select ?{thing} beside it")
        elif name != thing and names.index(name) != names.index(thing) + 1:
            what = f"the column ?{name} does not stand behind ?{thing}"
            yield Finding(file.at(start), _CODE, what, f"move it behind ?{thing}")
