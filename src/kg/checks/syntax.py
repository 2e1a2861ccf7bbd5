"""Whether the files can be read, and mean by a prefix what the project means by it.

Must not know: what the terms mean.
"""

from collections.abc import Iterator
from pathlib import Path

from kg.checks.names import Name, Prefix, prefixes, undeclared
from kg.checks.reading import Files, Text, finding
from kg.errors import BadInput, Finding, Place, did_you_mean
from kg.project import read
from kg.tokens import line_column

UNREAD = "unread"
_MEND = "mend the line: what stands before this place is the commoner cause"


def check(files: Files) -> Iterator[Finding]:
    """Yield the faults that kept a file from being read, and the prefixes that mean other IRIs."""
    for path, fault in files.unread:
        yield _unread(path, fault, files.project.prefixes)
    for file in [*files.graphs, *files.sparql]:
        yield from _prefixes(file, files.project.prefixes)
    for query in files.sparql:
        yield from _undeclared(query, files.project.prefixes)


def missing_prefix(name: Name, place: Place, known: dict[str, str]) -> Finding:
    """Return the finding that the prefix of *name* is not declared."""
    return Finding(
        place, "syntax", f"the prefix {name.prefix}: is not declared", _declare(name, place, known)
    )


def _unread(path: Path, fault: BadInput, known: dict[str, str]) -> Finding:
    if fault.place is None or not fault.place.line:
        return _unopened(path, fault)
    name = _undeclared_at(fault.place)
    if name:
        return missing_prefix(name, fault.place, known)
    return finding(fault, "syntax", path, _MEND)


def _unopened(path: Path, fault: BadInput) -> Finding:
    """Return the finding for a file of which not even the text was read."""
    what, _, way_out = finding(fault, UNREAD, path, "").message.partition(": ")
    return Finding(Place(path), UNREAD, what, way_out)


def _undeclared_at(place: Place) -> Name | None:
    """Return the name at *place* if its prefix is not declared there."""
    text = read(place.file)
    at = (place.line, place.column)
    return next((n for n in undeclared(text) if line_column(text, n.start) == at), None)


def _undeclared(query: Text, known: dict[str, str]) -> Iterator[Finding]:
    seen = {name.prefix: name for name in reversed(list(undeclared(query.text)))}
    for name in seen.values():
        yield missing_prefix(name, query.at(name.start), known)


def _declare(name: Name, place: Place, known: dict[str, str]) -> str:
    """Say how the prefix of *name* comes to be declared."""
    if name.prefix in known:
        line = f"{name.prefix}: <{known[name.prefix]}>"
        return f"add the line {_line(place.file.suffix, line)}"
    return did_you_mean(name.prefix, known, "declare it at the head of the file", 1, "{}:".format)


def _line(suffix: str, prefix: str) -> str:
    return f"PREFIX {prefix}" if suffix == ".rq" else f"@prefix {prefix} ."


def _prefixes(file: Text, known: dict[str, str]) -> Iterator[Finding]:
    for prefix in prefixes(file.text):
        if prefix.iri != known.get(prefix.name, prefix.iri):
            yield _other(file, prefix, known[prefix.name])


def _other(file: Text, prefix: Prefix, meant: str) -> Finding:
    return Finding(
        file.at(prefix.start),
        "prefix",
        f"{prefix.name}: is bound to <{prefix.iri}>, in the project to <{meant}>",
        f"write <{meant}>, or choose another prefix",
    )
