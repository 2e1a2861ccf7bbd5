"""What a worker can be asked: each act takes the record and what is given, and makes a reply.

An act may take long, need much memory or end its process: the front bounds it. What is wrong with
what is given is raised as BadInput, anything else for which there is no answer as Refused.

Must not know: HTTP libraries, the front, processes.
"""

from collections.abc import Callable, Mapping
from typing import Any

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
from kg.web.acts.faults import FAULTS, told
from kg.web.acts.record import Record
from kg.web.messages import Job, Reply

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
    except FAULTS as fault:
        return told(fault)
