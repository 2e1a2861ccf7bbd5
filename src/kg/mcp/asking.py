"""The stored questions: which there are, what one takes, and what is answered; and SPARQL.

Must not know: what the questions are about, commands, the protocol.
"""

from collections.abc import Mapping, Sequence

from kg import library
from kg.errors import BadInput, TimedOut, did_you_mean, shown
from kg.graph import Graph
from kg.mcp.answers import Answer, Head, Row, Window, cell, cut
from kg.queries import StoredQuery
from kg.results import Result
from kg.terms import Term, must_be_unicode
from kg.worker import Limits

_PARAMETER = ("parameter", "label", "class", "datatype", "required", "default")


def questions(graph: Graph, family: str, lang: str, window: Window) -> Answer:
    """Return the questions of *family*, or all, each with what it takes (! where it must have it).

    Raise BadInput with near misses for a family that is not known.
    """
    known = library.in_order(graph.questions.values())
    families = dict.fromkeys(question.family for question in known)
    if family and family not in families:
        hint = did_you_mean(family, families, f"there are: {', '.join(families)}")
        raise BadInput(f"there is no family {shown(family)!r}: {hint}")
    found = [question for question in known if family in ("", question.family)]

    def row(question: StoredQuery) -> Row:
        takes = [
            f"{name}{'!' if param.required else ''}: {param.cls or param.datatype}"
            for name, param in question.params.items()
        ]
        return Row((question.family, question.name, question.asks(lang), ", ".join(takes)))

    return cut(Head(), ("family", "question", "summary", "parameters"), found, row, window)


def question(graph: Graph, name: str, lang: str) -> Answer:
    """Return all that there is to know of the question *name*, its parameters as rows.

    Raise BadInput with near misses for one that is not known.
    """
    asked = _question(graph, name)
    head: dict[str, object] = {
        "question": asked.name,
        "family": asked.family,
        "summary": asked.asks(lang),
        "description": asked.tells(lang),
        "examples": [
            {"tool": "ask", "arguments": {"question": name, "parameters": _given(example)}}
            for example in asked.examples
        ],
    }
    if asked.no_evidence:
        head["noEvidence"] = asked.no_evidence
    known = library.defaults(asked, graph.prefixes)

    def row(param: str) -> Row:
        takes = asked.params[param]
        default = None if takes.required else [cell(t, graph.prefixes) for t in known[param]]
        label = takes.means(lang)
        return Row((param, label, takes.cls, takes.datatype, takes.required, default or None))

    window = Window(limit=len(asked.params) or 1)
    return cut(Head(head), _PARAMETER, list(asked.params), row, window)


def _given(example: Mapping[str, list[str]]) -> dict[str, object]:
    return {name: v[0] if len(v) == 1 else v for name, v in example.items()}


def _question(graph: Graph, name: str) -> StoredQuery:
    if name not in graph.questions:
        hint = did_you_mean(name, graph.questions, "list_questions names them all", 3)
        raise BadInput(f"there is no question {shown(name)!r}: {hint}")
    return graph.questions[name]


def answer(  # noqa: PLR0913  # what the tool takes
    graph: Graph,
    name: str,
    given: Mapping[str, object],
    lang: str,
    window: Window,
    *,
    evidence: bool,
) -> Answer:
    """Return the answer to the question *name*, with the claims behind each row if asked for.

    Raise BadInput for a question, a parameter or a value that is not known, or one that lacks.
    """
    asked = _question(graph, name)
    lacking = [n for n, p in asked.params.items() if p.required and given.get(n) in (None, [])]
    if lacking:
        told = ", ".join(
            f"{n} ({asked.params[n].cls or asked.params[n].datatype})" for n in lacking
        )
        raise BadInput(f"{name} needs {told}: describe_question shows what it takes, with examples")
    found = graph.ask(name, given, evidence=evidence, lang=lang)
    return _cut(found, window)


def query(graph: Graph, text: str, lang: str, limits: Limits, window: Window) -> Answer:
    """Return the answer to the SPARQL query *text*, which has *limits*.

    With *lang* things are named in it beside their IRIs. Raise BadInput for what is no query, or
    reaches out of the store, TimedOut for what takes too long.
    """
    must_be_unicode(text)
    try:
        found = graph.sparql(text, limits=limits)
    except TimedOut as late:
        raise TimedOut(stopped(limits.seconds)) from late
    if found.form == "ASK":
        return Answer({"answer": bool(found)})
    return _cut(graph.with_labels(found, lang) if lang else found, window)


def stopped(seconds: float) -> str:
    """Say that a query took longer than *seconds*, which it may take."""
    reason = f"the query was stopped after {seconds:g} s"
    return f"{reason}: bind more of its variables, or allow more seconds"


def _cut(found: Result, window: Window) -> Answer:
    """Return the rows of *found* that *window* wants; columns without any value are only named."""
    every = range(len(found.columns))
    kept = [i for i in every if not found or any(row[i] is not None for row in found.terms)]
    empty = [name for i, name in enumerate(found.columns) if i not in kept]

    def row(terms: Sequence[Term | None]) -> Row:
        return Row([cell(terms[i], found.prefixes) for i in kept])

    head = Head({"emptyColumns": empty} if empty else {})
    return cut(head, [found.columns[i] for i in kept], found.terms, row, window)
