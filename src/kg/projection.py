"""A question's text, made to answer with the claims behind its rows as well.

A question binds the innermost claims behind a row to `?claim`, at the top level of its WHERE
clause. Here that variable is put into its SELECT; where the rows are groups, the claims of a group
are joined in one cell, so that counts and names in the other cells stay what they are.

Must not know: stores, RDF terms, what the questions are about.
"""

from collections.abc import Sequence
from itertools import pairwise

from kg.tokens import Token, tokens

CLAIM, CLAIMS = "claim", "claimsBehind"

_JOINED = f' (GROUP_CONCAT(DISTINCT COALESCE(STR(?{CLAIM}), ""); SEPARATOR=" ") AS ?{CLAIMS}) '
_AGGREGATES = {"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"}
_FORMS = {"ASK", "CONSTRUCT", "DESCRIBE", "SELECT"}
_HIDING = ("MINUS", "EXISTS")
_DEPTH = {"(": 1, "{": 1, ")": -1, "}": -1}


def with_claims(text: str) -> str | None:
    """Return the query *text* with the claims behind each row; None if it has no rows, or none.

    They are in the column `claim`, or joined by spaces in `claimsBehind`.

    >>> with_claims("SELECT ?x WHERE { GRAPH ?claim { ?x ?y ?z } }")
    'SELECT ?x  ?claim WHERE { GRAPH ?claim { ?x ?y ?z } }'
    >>> with_claims("SELECT ?x WHERE { ?x ?y ?z MINUS { GRAPH ?claim { ?x ?y ?z } } }")
    """
    found = list(tokens(text))
    form = next((i for i, token in enumerate(found) if token.text.upper() in _FORMS), len(found))
    body = _body(found, form)
    head = found[form:body]
    if not head or head[0].text.upper() != "SELECT" or not _binds(found[body:]):
        return None
    if _projects(head):
        return text
    at = next((t for t in head if t.text.upper() in ("FROM", "WHERE")), found[body]).start
    grouped = any(t.text.upper() == "GROUP" for t in found[_close(found, body) :])
    joins = grouped or any(t.text.upper() in _AGGREGATES for t in head)
    return text[:at] + (_JOINED if joins else f" ?{CLAIM} ") + text[at:]


def _body(found: Sequence[Token], select: int) -> int:
    """Return where the WHERE clause of the SELECT at *select* opens."""
    depth = 0
    for i in range(select, len(found)):
        if found[i].text == "{" and depth == 0:
            return i
        depth += _DEPTH.get(found[i].text, 0)
    return len(found)


def _close(found: Sequence[Token], opening: int) -> int:
    """Return where the brace at *opening* closes."""
    depth = 0
    for i in range(opening, len(found)):
        depth += _DEPTH.get(found[i].text, 0)
        if depth == 0:
            return i
    return len(found)


def _binds(body: Sequence[Token]) -> bool:
    """Say whether the claim is bound in *body*, and hidden by nothing."""
    i = 0
    while i < len(body):
        if body[i].text == f"?{CLAIM}":
            return True
        hidden = body[i].text == "{" and i > 0 and _hides(body, i)
        i = _close(body, i) if hidden else i + 1
    return False


def _hides(body: Sequence[Token], opening: int) -> bool:
    """Say whether what is bound in the group at *opening* is not known outside."""
    if body[opening - 1].text.upper() in _HIDING:
        return True
    within = opening + 1
    if within >= len(body) or body[within].text.upper() != "SELECT":
        return False
    return not _projects(body[within : _body(body, within)])


def _projects(head: Sequence[Token]) -> bool:
    """Say whether the SELECT clause *head* has the claim as a column."""
    depth = 0
    for before, token in pairwise(head):
        depth += _DEPTH.get(token.text, 0)
        if token.text == f"?{CLAIM}" and (depth == 0 or before.text.upper() == "AS"):
            return True
    return False
