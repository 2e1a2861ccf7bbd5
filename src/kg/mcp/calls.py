"""From the name and the arguments of a call to the text of its answer.

Must not know: the protocol, what the tools do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kg.errors import BadInput, KgError, did_you_mean, shown
from kg.mcp.answers import written
from kg.mcp.record import State
from kg.mcp.tools import TOOLS, Paged, Tool


@dataclass(frozen=True)
class Outcome:
    """What a call came to: the answer as JSON, or a sentence that says why there is none."""

    text: str
    failed: bool = False


def call(state: State, name: str, arguments: Mapping[str, object]) -> Outcome:
    """Return what the tool *name* answers to *arguments* from *state*.

    What is cut has `truncated` and, as `next`, the call that goes on. Work ends early if the stop
    of *state* is set, for nobody waits for it.
    """
    given = _given(arguments)
    try:
        return Outcome(written(_answer(state, _tool(name), given)))
    except KgError as fault:
        return Outcome(str(fault), failed=True)


def seconds(name: str, arguments: Mapping[str, object]) -> float | None:
    """Return how long the call of *name* with *arguments* may take, None if it does not say."""
    try:
        return _asked(_tool(name), _given(arguments)).patience
    except BadInput:
        return None


def _given(arguments: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in arguments.items() if value is not None}


def _answer(state: State, tool: type[Tool], given: Mapping[str, object]) -> dict[str, object]:
    asked = _asked(tool, given)
    build = state.build.name
    if asked.build not in ("", build):
        raise BadInput(
            f"the files changed since build {shown(asked.build)}, and so may the rows: "
            "begin again, with offset 0 and without build"
        )
    found = asked.answer(state)
    told: dict[str, object] = {"build": build}
    if state.warning:
        told["warning"] = state.warning
    place = ("total", "offset", "truncated")
    told |= {key: found.values[key] for key in place if key in found.values}
    if found.follows is not None:
        told["next"] = {
            "tool": tool.name,
            "arguments": {**given, "offset": found.follows, "build": build},
        }
    return told | found.values


def _tool(name: str) -> type[Tool]:
    if name not in TOOLS:
        hint = did_you_mean(name, TOOLS, f"there are: {', '.join(TOOLS)}")
        raise BadInput(f"there is no tool {shown(name)!r}: {hint}")
    return TOOLS[name]


def _asked(tool: type[Tool], given: Mapping[str, object]) -> Tool:
    """Return *tool* with the arguments *given*; raise BadInput that says what they lack."""
    try:
        return tool.model_validate(given)
    except ValidationError as fault:
        faults = "; ".join(dict.fromkeys(_faults(tool, fault)))
        raise BadInput(f"{tool.name} cannot be called so: {faults}") from fault


def _faults(tool: type[Tool], fault: ValidationError) -> Iterator[str]:
    known = takes(tool)
    for error in fault.errors(include_url=False, include_context=False, include_input=False):
        where = ".".join(map(str, error["loc"]))
        if error["type"] == "extra_forbidden":
            hint = did_you_mean(where, known, f"it has {', '.join(known)}")
            yield f"it has no {shown(where)}: {hint}"
        elif error["type"] == "missing":
            yield f"it needs {where} ({known[where].get('description', '')})"
        elif len(error["loc"]) > 1:  # as many as there are types that it might have
            name = ".".join(map(str, error["loc"][:2]))
            yield f"{name}: give a text, a number, true or false, or a list of these"
        else:
            yield f"{where}: {error['msg']}"


def takes(tool: type[Tool]) -> dict[str, dict[str, Any]]:
    """Return what *tool* takes: the JSON Schema of each argument, by its name, its own first."""
    properties: dict[str, dict[str, Any]] = tool.model_json_schema()["properties"]
    return {
        name: {key: value for key, value in properties[name].items() if key != "title"}
        for name in sorted(properties, key=lambda name: name in Paged.model_fields)
    }


def schema(tool: type[Tool]) -> dict[str, Any]:
    """Return the JSON Schema of what *tool* takes, without what it says twice."""
    whole: dict[str, Any] = tool.model_json_schema()
    kept = {key: whole[key] for key in ("type", "required", "additionalProperties") if key in whole}
    return kept | {"properties": takes(tool)}
