"""Findings as text, as JSON, for GitHub, and as SARIF.

Paths are written from the root of the project, with slashes; columns count code points from 1.

Must not know: how findings come about, where they are printed.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg import __version__
from kg.errors import Finding

__all__ = ["as_json", "github", "sarif", "text", "values"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
# SARIF 2.1.0, section 3.27.10
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def text(findings: Sequence[Finding], root: Path) -> str:
    """Return *findings* one a line: `file:line:column severity code message -> way out`."""
    return "\n".join(f"{_place(f, root)} {f.severity} {f.code} {_sentence(f)}" for f in findings)


def as_json(findings: Sequence[Finding], root: Path) -> str:
    """Return *findings* as a JSON array of objects; line and column are null if unknown."""
    return json.dumps(values(findings, root), ensure_ascii=False, indent=1)


def values(findings: Sequence[Finding], root: Path) -> list[dict[str, Any]]:
    """Return *findings* as JSON values; line and column are None if unknown."""
    return [_values(finding, root) for finding in findings]


def github(findings: Sequence[Finding], root: Path) -> str:
    """Return *findings* as workflow commands, which GitHub shows beside the lines."""
    return "\n".join(_command(finding, root) for finding in findings)


def sarif(findings: Sequence[Finding], root: Path) -> str:
    """Return *findings* as a log in SARIF 2.1.0."""
    codes = sorted({finding.code for finding in findings})
    rules = [{"id": code} for code in codes]
    run = {
        "tool": {"driver": {"name": "Parley", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, root) for finding in findings],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1)


def _file(finding: Finding, root: Path) -> str:
    return finding.place.file.relative_to(root).as_posix()


def _place(finding: Finding, root: Path) -> str:
    known = (number for number in (finding.place.line, finding.place.column) if number)
    return ":".join([_file(finding, root), *map(str, known)])


def _values(finding: Finding, root: Path) -> dict[str, Any]:
    return {
        "file": _file(finding, root),
        "line": finding.place.line or None,
        "column": finding.place.column or None,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "way_out": finding.way_out,
    }


def _sentence(finding: Finding) -> str:
    return f"{finding.message} -> {finding.way_out}"


def _command(finding: Finding, root: Path) -> str:
    place = finding.place
    properties = {
        "file": _file(finding, root),
        "line": place.line,
        "col": place.column,
        "title": finding.code,
    }
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    return f"::{_COMMANDS[finding.severity]} {given}::{_escaped(_sentence(finding))}"


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _escaped(words).replace(":", "%3A").replace(",", "%2C")


def _result(finding: Finding, root: Path) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(_file(finding, root))}}
    if finding.place.line:
        location["region"] = {
            "startLine": finding.place.line,
            "startColumn": finding.place.column or 1,
        }
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": _sentence(finding)},
        "locations": [{"physicalLocation": location}],
    }
