"""Stored questions: a `#+` header in YAML, and SPARQL that runs as it stands.

Each parameter has a line `VALUES ?name { default }` in the group that uses it. Binding puts other
RDF terms between those braces, written by the RDF library; an optional parameter without a value
loses its line. The convention of the header is grlc's.

Must not know: stores, what the questions are about, how a label becomes an IRI.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

from kg.errors import BadInput, Place, shown
from kg.headers import header, place_of_key
from kg.projection import with_claims
from kg.terms import Term, spelt
from kg.tokens import Token, line_column, tokens

_HEADER_LINES = re.compile(r"^#\+.*\n?", re.MULTILINE)
_MODEL = "a stored question of the project"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_params(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(param, dict) for name, param in value.items()
    )


def _is_examples(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(example, dict)
        and _is_texts([*example])
        and all(_is_text(given) or _is_texts(given) for given in example.values())
        for example in value
    )


_KEYS: dict[str, Callable[[object], bool]] = {
    "description": _is_text,
    "description-ja": _is_text,
    "examples": _is_examples,
    "no-evidence": _is_text,
    "params": _is_params,
    "summary": _is_text,
    "summary-ja": _is_text,
    "tags": _is_texts,
    "view": _is_text,
}
_PARAM_KEYS = {"label": str, "label-ja": str, "class": str, "datatype": str, "required": bool}


def _by_language(**texts: str) -> dict[str, str]:
    return {lang: text for lang, text in texts.items() if text}


@dataclass(frozen=True)
class Param:
    """What a parameter takes: a thing of *cls* (a CURIE), or a literal of *datatype* (a CURIE)."""

    label: str
    cls: str | None = None
    datatype: str | None = None
    required: bool = False
    label_ja: str = ""

    @property
    def labels(self) -> dict[str, str]:
        """The label in each language in which there is one."""
        return _by_language(en=self.label, ja=self.label_ja)

    def means(self, lang: str) -> str:
        """Return the label in *lang* if there is one, else in English."""
        return self.labels.get(lang, self.label)


@dataclass(frozen=True)
class StoredQuery:
    """A question with its header; *name* is the file's name without suffix.

    An example gives for each of its parameters one or more values. *no_evidence* says why there
    are no claims behind the rows, where there are none.
    """

    name: str
    text: str
    summary: str
    summary_ja: str = ""
    description: str = ""
    description_ja: str = ""
    tags: list[str] = field(default_factory=list)
    params: dict[str, Param] = field(default_factory=dict)
    view: str = "table"
    examples: list[dict[str, list[str]]] = field(default_factory=list)
    no_evidence: str = ""

    @property
    def family(self) -> str:
        """Return the first of the tags, "" if there is none."""
        return self.tags[0] if self.tags else ""

    @property
    def summaries(self) -> dict[str, str]:
        """The question in one sentence, in each language in which it is told so."""
        return _by_language(en=self.summary, ja=self.summary_ja)

    @property
    def descriptions(self) -> dict[str, str]:
        """The description in each language in which there is one, on one line."""
        return _by_language(
            en=" ".join(self.description.split()),
            ja="".join(line.strip() for line in self.description_ja.splitlines()),
        )

    def asks(self, lang: str) -> str:
        """Return the question in one sentence, in *lang* if it is told so, else in English."""
        return self.summaries.get(lang, self.summary)

    def tells(self, lang: str) -> str:
        """Return the description in *lang*, else in English, "" if there is none."""
        known = self.descriptions
        return known.get(lang, known.get("en", ""))

    @property
    def sparql(self) -> str:
        """Return the text without its header."""
        return _HEADER_LINES.sub("", self.text).strip() + "\n"

    def to_json(self) -> dict[str, Any]:
        """Return the question as JSON values, for the manifest of a build."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "StoredQuery":
        """Return the question that `to_json` wrote."""
        params = {name: Param(**param) for name, param in values["params"].items()}
        return cls(**{**values, "params": params})

    def bind(self, values: Mapping[str, Sequence[Term]]) -> str:
        """Return the text with *values* in place of the defaults.

        Raise BadInput for an unknown parameter, for one given without a value, and for a required
        one that is not given.
        """
        self._must_know(values)
        pieces, done = [], 0
        for slot in self._slots:
            if slot.name in values:
                bound = " ".join(map(spelt, values[slot.name]))
                pieces += [self.text[done : slot.open], f" {bound} "]
                done = slot.close
            elif slot.unbound:
                pieces.append(self.text[done : slot.start])
                done = slot.close + 1
        return "".join([*pieces, self.text[done:]])

    def bind_with_claims(self, values: Mapping[str, Sequence[Term]]) -> str:
        """Return the text as `bind` does, with the claims behind each row in a column of their own.

        Raise BadInput, too, for a question whose rows no claim stands behind.
        """
        text = with_claims(self.bind(values))
        if self.no_evidence or text is None:
            why = f": {self.no_evidence}" if self.no_evidence else ""
            raise BadInput(f"there are no claims behind the rows of {self.name}{why}")
        return text

    def param(self, name: str) -> Param:
        """Return the parameter *name*; raise BadInput if there is none."""
        if name not in self.params:
            known = ", ".join(self.params) or "none"
            raise BadInput(f"{self.name} has no parameter {shown(name)!r}; it has: {known}")
        return self.params[name]

    @cached_property
    def _slots(self) -> list["Slot"]:
        return list(slots(self.text))

    def _must_know(self, values: Mapping[str, Sequence[Term]]) -> None:
        for name, given in values.items():
            if self.param(name) and not given:
                raise BadInput(f"{self.name} is given the parameter {name} without a value")
        for name, param in self.params.items():
            if param.required and name not in values:
                raise BadInput(
                    f"{self.name} needs the parameter {name}: give -p {name}=..., "
                    f"as in kg list queries {self.name}"
                )


@dataclass(frozen=True)
class Slot:
    """A line `VALUES ?name { ... }`: offsets of VALUES, of what follows {, and of }."""

    name: str
    start: int
    open: int
    close: int
    unbound: bool


def slots(text: str) -> Iterator[Slot]:
    """Yield each single-variable VALUES block of a SPARQL *text* that comes to an end."""
    found = list(tokens(text))
    for i, token in enumerate(found):
        if token.text.upper() == "VALUES" and _opens_slot(found, i):
            inside = list(takewhile(lambda t: t.text != "}", found[i + 3 :]))
            for close in found[i + 3 + len(inside) :][:1]:
                yield Slot(
                    found[i + 1].text[1:],
                    token.start,
                    found[i + 2].end,
                    close.start,
                    unbound=[t.text.upper() for t in inside] == ["UNDEF"],
                )


def _opens_slot(found: list[Token], i: int) -> bool:
    follows = found[i + 1 : i + 3]
    return len(follows) == 2 and follows[0].kind == "variable" and follows[1].text == "{"  # noqa: PLR2004  # the variable and the brace


def load(text: str, path: Path) -> StoredQuery:
    """Return the question in *text*; raise BadInput where header and body disagree."""
    values = header(text, path)
    _refuse_unknown(values, set(_KEYS), text, path)
    for key in ("summary", "summary-ja"):
        if key not in values:
            raise BadInput(f"the header has no {key}: add '#+ {key}: ...'", Place(path, 1, 1))
    for key, value in values.items():
        if not _KEYS[key](value):
            raise BadInput(
                f"the header's {key} is not what it should be: see {_MODEL}",
                place_of_key(text, path, key),
            )
    given = values.pop("params", {})
    examples = [_each_in_a_list(example) for example in values.pop("examples", [])]
    params = {name: _param(name, param, text, path) for name, param in given.items()}
    _must_agree(text, params, path)
    told = {key.replace("-", "_"): value for key, value in values.items()}
    return StoredQuery(path.stem, text, params=params, examples=examples, **told)


def _each_in_a_list(example: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: [v] if isinstance(v, str) else v for name, v in example.items()}


def _param(name: str, given: Mapping[str, Any], text: str, path: Path) -> Param:
    _refuse_unknown(given, set(_PARAM_KEYS), text, path)
    for key, value in given.items():
        if not isinstance(value, _PARAM_KEYS[key]):
            fault = f"parameter {name} has a {key} that is not what it should be: see {_MODEL}"
            raise BadInput(fault, place_of_key(text, path, name))
    if ("class" in given) == ("datatype" in given):
        fault = f"parameter {name} needs either a class or a datatype"
        raise BadInput(fault, place_of_key(text, path, name))
    return Param(
        given.get("label", name),
        given.get("class"),
        given.get("datatype"),
        given.get("required", False),
        given.get("label-ja", ""),
    )


def _refuse_unknown(values: Mapping[str, Any], known: set[str], text: str, path: Path) -> None:
    for key in values:
        if key not in known:
            raise BadInput(
                f"the header has an unknown key {key!r}; it may have: {', '.join(sorted(known))}",
                place_of_key(text, path, key),
            )


def _must_agree(text: str, params: Mapping[str, Param], path: Path) -> None:
    found = {slot.name: slot for slot in slots(text)}
    for name in params:
        if name not in found:
            raise BadInput(
                f"the header declares the parameter {name}, the body has no VALUES ?{name} {{ }}",
                place_of_key(text, path, name),
            )
    for name, slot in found.items():
        if name not in params and not name.startswith("_"):
            raise BadInput(
                f"the body has VALUES ?{name}, the header does not declare the parameter {name}",
                Place(path, *line_column(text, slot.start)),
            )
