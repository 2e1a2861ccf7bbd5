"""Whether a question's header is of use: its family, its parameters, their defaults and examples.

A parameter takes things of a class that there is, or literals that the binder knows; its default is
of that kind, the same in every slot, and there is one if a value is required.

Must not know: what the body matches, answers.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from kg.checks.names import prefixes
from kg.checks.reading import Files, Text
from kg.checks.vocabulary import declared_terms
from kg.errors import BadInput, Finding
from kg.library import terms
from kg.queries import Param, Slot, StoredQuery, slots
from kg.terms import KG, TYPED, Term, expand, ill_typed, typed

_CODE = "query"


def check(files: Files, file: Text, query: StoredQuery) -> Iterator[Finding]:
    """Yield what is wrong with the header of *query*, which was read from *file*."""
    if not query.family:
        what = "the question belongs to no family: the header has no tags"
        yield Finding(file.key("summary"), _CODE, what, "add '#+ tags: [...]', the family first")
    if query.description and not query.description_ja:
        what = "the question is described in English alone"
        yield Finding(file.key("description"), _CODE, what, "add '#+ description-ja: |'")
    yield from _params(files, file, query)
    for example in query.examples:
        yield from _example(files, file, query, example)


def check_defaults(files: Files, file: Text, query: StoredQuery) -> Iterator[Finding]:
    """Yield what is wrong with the defaults of *query*, whose body can be read."""
    known = {prefix.name: prefix.iri for prefix in prefixes(file.text)}
    first: dict[str, set[Term]] = {}
    for slot in slots(query.text):
        if param := query.params.get(slot.name):
            found = terms(query.text, slot, known)
            yield from _default(files, file, slot, param, found)
            if first.setdefault(slot.name, set(found)) != set(found):
                what = f"{slot.name} has another default here than before"
                way_out = "give it the same one in every VALUES line"
                yield Finding(file.at(slot.start), _CODE, what, way_out)


def _params(files: Files, file: Text, query: StoredQuery) -> Iterator[Finding]:
    declared = declared_terms(files)
    for name, param in query.params.items():
        term = expand(str(param.cls or param.datatype), files.project.prefixes)
        if term is None or (term.value.startswith(KG) and term.value not in declared):
            yield _unknown_kind(file, name, param)
        elif param.datatype and term.value not in TYPED:
            what = f"the parameter {name} takes a {param.datatype}, of which no text can be made"
            kinds = ", ".join(map(files.compact, sorted(TYPED)))
            yield Finding(file.key(name), _CODE, what, f"name one of: {kinds}")
        if not param.label_ja:
            what = f"the parameter {name} has no label in Japanese"
            yield Finding(file.key(name), _CODE, what, "add 'label-ja: ...' to it")


def _unknown_kind(file: Text, name: str, param: Param) -> Finding:
    kind = param.cls or param.datatype
    return Finding(
        file.key(name),
        _CODE,
        f"the parameter {name} takes a {kind}, which is not declared",
        "name a class of the ontology, or a datatype, by a prefix of the project",
    )


def _example(
    files: Files, file: Text, query: StoredQuery, example: Mapping[str, list[str]]
) -> Iterator[Finding]:
    place = file.key("examples")
    required = {name for name, param in query.params.items() if param.required}
    for name in sorted(set(example) - set(query.params)):
        what = f"an example gives {name}, which is no parameter"
        yield Finding(place, _CODE, what, f"name one of: {', '.join(query.params) or 'none'}")
    for name in sorted(required - set(example)):
        what = f"an example lacks the required parameter {name}"
        yield Finding(place, _CODE, what, f"give it {name}")
    for name in sorted(set(example) & set(query.params)):
        for value in example[name]:
            if fault := _ill_typed(files, value, query.params[name]):
                what, _, way_out = fault.partition(": ")
                yield Finding(place, _CODE, f"an example gives {name}: {what}", way_out)


def _ill_typed(files: Files, value: str, param: Param) -> str | None:
    datatype = expand(param.datatype, files.project.prefixes) if param.datatype else None
    return ill_typed(value, datatype.value) if datatype else None


def _default(
    files: Files, file: Text, slot: Slot, param: Param, found: list[Term]
) -> Iterator[Finding]:
    if param.required and not found:
        what = f"{slot.name} is required and has no default, so the file does not run as it stands"
        yield Finding(file.at(slot.start), _CODE, what, "put the value of an example there")
    for term in found:
        if not _fits(files, term, param):
            what = f"the default of {slot.name} is no {param.cls or param.datatype}: {term}"
            way_out = "write it as kg query would bind it, or UNDEF"
            yield Finding(file.at(slot.start), _CODE, what, way_out)


def _fits(files: Files, term: Term, param: Param) -> bool:
    """Say whether *term* is what the binder would make of its text; of a thing, whether an IRI."""
    datatype = expand(param.datatype, files.project.prefixes) if param.datatype else None
    if datatype is None or isinstance(term, NamedNode):
        return isinstance(term, NamedNode) and datatype is None
    try:
        return typed(getattr(term, "value", ""), datatype.value) == term
    except BadInput:
        return False
