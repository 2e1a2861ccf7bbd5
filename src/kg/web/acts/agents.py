"""The tools and resources for AI agents, as `kg mcp` has them.

Must not know: the protocol, HTTP libraries.
"""

import json
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from kg.errors import BadInput
from kg.mcp.record import State
from kg.web.acts.record import Record
from kg.web.messages import Reply, document

_JSON = "application/json"


def call(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return what `tool` answers to `arguments`; raise BadInput with the reason if nothing."""
    from kg.mcp import calls  # with a library that only this needs

    found = calls.call(_state(record), given["tool"], given["arguments"])
    if found.failed:
        raise BadInput(found.text)
    return document(found.text, _JSON)


def resources(record: Record, _: Mapping[str, Any]) -> Reply:
    """Return what there is to read, each as the values of a Resource."""
    from kg.mcp.resources import listed

    return document(json.dumps([astuple(each) for each in listed(_state(record))]), _JSON)


def resource(record: Record, given: Mapping[str, Any]) -> Reply:
    """Return the text at `uri`; raise BadInput with near ones if there is none."""
    from kg.mcp.resources import read

    return document(*read(_state(record), given["uri"]))


def _state(record: Record) -> State:
    return State(record.project, record.build, record.graph)
