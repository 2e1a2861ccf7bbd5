"""The stored questions that there are, by family.

Must not know: HTTP libraries, what the questions are about.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from kg import library
from kg.queries import StoredQuery
from kg.web.acts.options import Options
from kg.web.acts.plain import bullets, link, page, text
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best

_JSON, _HTML, _TURTLE = "application/json", "text/html", "text/turtle"


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the questions, as JSON, HTML or Turtle, whichever `accept` likes best.

    Of the `parameters` there is `lang`, the language of the page.
    """
    options = Options(given["parameters"], ("lang",), "the list of questions")
    lang = options.language()
    found = library.in_order(record.graph.questions.values())
    chosen = best(given["accept"], (_JSON, _HTML, _TURTLE))
    if chosen == _HTML:
        body = _page(found, lang)
    elif chosen == _TURTLE:
        body = library.turtle(found, record.graph.prefixes)
    elif chosen == _JSON:
        values = [library.as_values(question, record.graph.prefixes) for question in found]
        body = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    else:
        raise Refused(406, f"the questions come as {_JSON}, {_HTML} or {_TURTLE}")
    return document(body, chosen, Link='<openapi.json>; rel="describedby"')


def _page(found: Iterable[StoredQuery], lang: str) -> str:
    parts = []
    for family, questions in groupby(found, key=lambda question: question.family):
        items = (
            f"{link(f'q/{each.name}', each.name)}: {text(summary(each, lang))}"
            for each in questions
        )
        parts += [f"<h2>{text(family)}</h2>", bullets(items)]
    return page("質問" if lang == "ja" else "Questions", *parts, lang=lang)


def summary(question: StoredQuery, lang: str) -> str:
    """Return *question* in one sentence, in *lang* if it is told so, else in English."""
    return question.summary_ja if lang == "ja" and question.summary_ja else question.summary
