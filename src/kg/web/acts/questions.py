"""The stored questions that there are, by family.

Must not know: HTTP libraries, what the questions are about.
"""

import json
from collections.abc import Mapping
from typing import Any

from kg import library
from kg.web.acts import pages
from kg.web.acts.options import Options
from kg.web.acts.pages.questions import listed
from kg.web.acts.record import Record
from kg.web.messages import Refused, Reply, document
from kg.web.negotiation import best

_LINK = '<openapi.json>; rel="describedby"'
_JSON, _HTML, _TURTLE = "application/json", "text/html", "text/turtle"


def answer(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the questions, as JSON, HTML or Turtle, whichever `accept` likes best.

    Of the `parameters` there is `lang`, the language of the page.
    """
    options = Options(given["parameters"], ("lang",), "the list of questions")
    options.language()
    found = library.in_order(record.graph.questions.values())
    chosen = best(given["accept"], (_JSON, _HTML, _TURTLE))
    if chosen == _HTML:
        return pages.reply(listed(record, found, given), headers={"Link": _LINK})
    if chosen == _TURTLE:
        body = library.turtle(found, record.graph.prefixes)
    elif chosen == _JSON:
        values = [library.as_values(question, record.graph.prefixes) for question in found]
        body = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    else:
        raise Refused(406, f"the questions come as {_JSON}, {_HTML} or {_TURTLE}")
    return document(body, chosen, Link=_LINK)
