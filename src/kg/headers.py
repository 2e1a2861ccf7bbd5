"""The `#+` headers of stored questions and of rules: YAML, and where in it a word stands.

Must not know: what a header says, what stands below it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import BadInput, Place
from kg.tokens import line_column

if TYPE_CHECKING:
    from yaml import MappingNode, Node

_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)


def header(text: str, path: Path) -> dict[str, Any]:
    """Return the `#+` header of *text*; raise BadInput with its line if it is no YAML mapping."""
    import yaml

    lines = _HEADER.findall(text)
    if not lines:
        raise BadInput("has no #+ header: start it with '#+ summary: ...'", Place(path, 1, 1))
    first = line_column(text, text.find("#+"))[0]
    try:
        values = _read("\n".join(lines))
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        place = Place(path, first + mark.line, mark.column + 4) if mark else Place(path, first, 1)
        reason = getattr(fault, "problem", None) or str(fault).splitlines()[0]
        raise BadInput(f"the header is no YAML: {reason}", place) from fault
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise BadInput("the header is no mapping of words to values", Place(path, first, 1))
    return dict(values)


@lru_cache(maxsize=512)  # a check reads the header of each rule for its form, order and rows
def _read(lines: str) -> object:
    import yaml

    loader = yaml.SafeLoader(lines)
    whole = loader.get_single_node()
    for node in _mappings(whole):
        seen = set[str]()
        for key, _ in node.value:
            if str(key.value) in seen:  # YAML's last one would win without a word
                raise yaml.MarkedYAMLError(None, None, f"{key.value} stands twice", key.start_mark)
            seen.add(str(key.value))
    return loader.construct_document(whole) if whole else None


def _mappings(node: "Node | None") -> "Iterator[MappingNode]":
    """Yield the mappings in *node* and below."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def place_of_key(text: str, path: Path, name: str) -> Place:
    """Return where the `#+` header of *text*, read from *path*, has the key *name*, else 1:1."""
    key = re.compile(rf"^#\+.*?(?<![\w-])({re.escape(name)})\s*:", re.MULTILINE)
    found = key.search(text)
    return Place(path, *line_column(text, found.start(1) if found else 0))
