"""Names that hold the hash of what they name: trusty URIs of module RA.

Whoever has quads can tell by such a name that none of them was changed. Quads stand in the order of
their terms, the name in them gives way to a blank, and each term has a line to itself:
https://arxiv.org/abs/1401.5775, https://trustyuri.net/spec/v1/.

Must not know: what the quads say.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from pyoxigraph import DefaultGraph, Literal, Quad, RdfFormat, parse, serialize

from kg.terms import Term, plain

UNNAMED = "RA" + "-" * 43  # as long as the codes, and none of them


def named(quads: Iterable[Quad], base: str) -> list[Quad]:
    """Return *quads* with the name *base* + code where they have *base* + `UNNAMED`, or begin so.

    The code is that of the quads, so that the name depends on nothing else.
    """
    draft = (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()
    name = base + code(parse(draft, format=RdfFormat.N_QUADS), base + UNNAMED)
    return list(parse(draft.replace(base + UNNAMED, name), format=RdfFormat.N_QUADS))


def code(quads: Iterable[Quad], name: str) -> str:
    """Return the code of *quads* that are called *name*."""
    rows = sorted({_row(quad, name) for quad in quads})
    digest = hashlib.sha256("".join(text for *_, text in rows).encode()).digest()
    return "RA" + urlsafe_b64encode(digest).decode().rstrip("=")


def _row(quad: Quad, name: str) -> tuple[str, ...]:
    """Return that by which *quad* is put in order, and last the lines that stand for it."""
    iris = [_blanked(term, name) for term in (quad.graph_name, quad.subject, quad.predicate)]
    value = quad.object
    if not isinstance(value, Literal):
        last = _blanked(value, name)
        return (*iris, "0", last, "", "", _lines([*iris, last]))
    escaped = value.value.replace("\\", "\\\\").replace("\n", "\\n")
    datatype = "" if value.language else value.datatype.value
    mark = f"@{value.language.lower()}" if value.language else f"^{datatype}"
    lines = _lines([*iris, f"{mark} {escaped}"])
    return (*iris, "1", value.value, datatype, value.language or "", lines)


def _blanked(term: Term | DefaultGraph, name: str) -> str:
    base = name.rpartition("/")[0]
    text = plain(term)
    return f"{base}/ {text.removeprefix(name)}" if text.startswith(name) else text


def _lines(terms: Iterable[str]) -> str:
    return "".join(f"{term}\n" for term in terms)
