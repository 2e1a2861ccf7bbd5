"""What a worker can be asked: each act takes the record and what is given, and makes a reply.

An act may take long, need much memory or end its process: the front bounds it. What is wrong with
what is given is raised as BadInput, anything else for which there is no answer as Refused.

Must not know: HTTP libraries, the front, processes.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kg.errors import BadInput, BadQuery, Forbidden, StoreError
from kg.web.acts import (
    agents,
    described,
    linked,
    openapi,
    question,
    questions,
    service,
    sparql,
)
from kg.web.acts.record import Record
from kg.web.messages import Job, Refused, Reply, problem

__all__ = ["ACTS", "Record", "perform"]

Act = Callable[[Record, Mapping[str, Any]], Reply]

ACTS: dict[str, Act] = {
    "call": agents.call,
    "catalogue": described.dcat,
    "document": linked.of,
    "file": described.file,
    "graph": described.graph,
    "openapi": openapi.answer,
    "question": question.answer,
    "questions": questions.answer,
    "resource": agents.resource,
    "resources": agents.resources,
    "service": service.answer,
    "sparql": sparql.answer,
    "start": linked.start,
    "thing": linked.thing,
}


def perform(record: Record, job: Job) -> Reply:
    """Return the reply to *job* from *record*, or a problem that says why there is none."""
    try:
        return ACTS[job.act](record, job.given)
    except Forbidden as fault:
        return problem(403, str(fault))
    except Refused as fault:
        return fault.reply
    except BadQuery as fault:
        return problem(400, str(fault), line=fault.line, column=fault.column)
    except BadInput as fault:
        return problem(400, str(fault))
    except (StoreError, MemoryError) as fault:
        return problem(503, str(fault) or "the answer needs more memory than it may use")
