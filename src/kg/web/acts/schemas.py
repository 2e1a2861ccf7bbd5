"""Parts of an OpenAPI description that stand in many places: schemas, answers, parameters.

Must not know: which addresses there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.queries import Param
from kg.web.messages import TITLES

Values = dict[str, Any]

TEXT: Values = {"type": "string"}
_WORD: Values = {"type": "string", "minLength": 1}
_NUMBER_OF_18_DIGITS = 10**18
# By datatype what JSON Schema knows of its values; what it does not know is text.
_TYPES: Mapping[str, Values] = {
    "xsd:boolean": {"type": "boolean"},
    "xsd:date": {"type": "string", "format": "date", "minLength": 10, "maxLength": 10},
    "xsd:dateTime": {"type": "string", "format": "date-time"},
    "xsd:decimal": {"type": "number"},
    "xsd:double": {"type": "number"},
    "xsd:integer": {
        "type": "integer",
        "exclusiveMinimum": -_NUMBER_OF_18_DIGITS,
        "exclusiveMaximum": _NUMBER_OF_18_DIGITS,
    },
    "xsd:language": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
}
_TERM: Values = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {"type": ["string", "object"]},
        "datatype": TEXT,
        "xml:lang": TEXT,
    },
}
_RESULTS: Values = {
    "description": "SPARQL 1.1 Query Results: of an ASK boolean, else results.",
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {
            "type": "object",
            "properties": {"vars": {"type": "array", "items": TEXT, "uniqueItems": True}},
        },
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": {"$ref": "#/components/schemas/Term"},
                    },
                }
            },
        },
    },
}
_PROBLEM: Values = {
    "description": "Why there is no answer, by RFC 9457.",
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "title": TEXT,
        "detail": {"type": "string", "description": "What is wrong, and the way out."},
        "parameter": {"type": "string", "description": "The parameter that is to blame."},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
SCHEMAS = {"Problem": _PROBLEM, "Results": _RESULTS, "Term": _TERM}
_PROBLEMS = ("application/problem+json", "application/json")


def components() -> Values:
    """Return what operations refer to."""
    problem: Values = {name: {"schema": _ref("schemas/Problem")} for name in _PROBLEMS}
    content = {**problem, **written(["text/plain", "text/html"])}
    faults = {
        _name(status): {"description": title, "content": content}
        for status, title in TITLES.items()
    }
    known = {"description": "The client has the answer, by its ETag."}
    return {"schemas": SCHEMAS, "responses": {**faults, "NotModified": known}}


def answers(content: Values, *faults: int) -> Values:
    """Return the responses of an operation: 200 with *content*, and *faults* by status."""
    found: Values = {
        "description": "The answer.",
        "headers": {"ETag": {"schema": TEXT}, "Link": {"schema": TEXT}},
        "content": content,
    }
    told = {str(status): _ref(f"responses/{_name(status)}") for status in (*faults, 414, 503)}
    return {"200": found, "304": _ref("responses/NotModified"), **told}


def written(media_types: Iterable[str]) -> Values:
    """Return what is written as *media_types*, of which no schema knows more."""
    return {name: {"schema": {} if name.endswith("json") else TEXT} for name in media_types}


def results(columns: Sequence[str]) -> Values:
    """Return the schema of rows in SPARQL's JSON, each with some of *columns* at least."""
    term = {"$ref": "#/components/schemas/Term"}
    head = {"properties": {"vars": {"minItems": len(columns), "examples": [list(columns)]}}}
    row = {"properties": dict.fromkeys(columns, term)}
    bindings = {"properties": {"bindings": {"items": row}}}
    own = {"required": ["head", "results"], "properties": {"head": head, "results": bindings}}
    return {"allOf": [_ref("schemas/Results"), own]}


def parameter(name: str, param: Param, default: Sequence[str], given: Iterable[object]) -> Values:
    """Return the parameter *name* of a question; *given* are values of it in examples."""
    takes = "an IRI, a CURIE or a label" if param.cls else "a value"
    items = _TYPES.get(param.datatype or "", _WORD)
    schema: Values = {"type": "array", "minItems": 1, "items": items}
    if default and not param.required:
        schema["default"] = list(default)
    found: Values = {
        "name": name,
        "in": "query",
        "required": param.required,
        "description": f"{param.label}: {takes} ({param.cls or param.datatype}); may be repeated.",
        "schema": schema,
        "x-label-ja": param.label_ja,
    }
    examples = {f"example-{i}": {"value": value} for i, value in enumerate(given, 1)}
    return found | ({"examples": examples} if examples else {})


def option(name: str, description: str, schema: Values) -> Values:
    """Return a parameter that need not be given."""
    return {"name": name, "in": "query", "description": description, "schema": schema}


def language() -> Values:
    """Return the parameter for the language of words."""
    return option("lang", "The language of labels.", _TYPES["xsd:language"] | {"default": "en"})


def part(name: str, known: Iterable[str]) -> Values:
    """Return the parameter *name* in a path, one of *known*."""
    return {"name": name, "in": "path", "required": True, "schema": {"enum": sorted(known)}}


def _name(status: int) -> str:
    return TITLES[status].replace(" ", "")


def _ref(place: str) -> Values:
    return {"$ref": f"#/components/{place}"}
