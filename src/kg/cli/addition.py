"""How a new document falls into passages, and what was written of it.

Must not know: how a document is cut, RDF.
"""

from collections import Counter
from shlex import quote

from kg.add import Added, Document, Part
from kg.project import Project

_BEGINS, _ENDS = 18, 10  # characters of a passage; they fill 80 columns in a wide script, too
_GUIDE = "data/README.md"


def cut(document: Document) -> list[tuple[str, ...]]:
    """Return of each passage its name, its kind, and how it begins and ends."""
    places = [i for i, character in enumerate(document.text) if not character.isspace()]
    rows: list[tuple[str, ...]] = []
    for part in document.parts:
        first, last = places[part.passage.start], places[part.passage.end - 1]
        stretch = _shortened(document.text[first : last + 1])
        rows.append((part.passage.name, _kind(part), stretch))
    return rows


def _shortened(stretch: str) -> str:
    words = " ".join(stretch.split())
    whole = len(words) <= _BEGINS + _ENDS
    return words if whole else f"{words[:_BEGINS]} … {words[-_ENDS:]}"


def _kind(part: Part) -> str:
    return part.kind.removesuffix("Part").lower()


def told(added: Added, project: Project) -> list[tuple[str, ...]]:
    """Return which files are new or changed, and how many passages of each kind there are."""
    parts = added.document.parts
    counts = Counter(map(_kind, parts))
    rows: list[tuple[str, ...]] = [
        ("source", project.name(added.source)),
        ("labels", project.name(added.labels) if added.labels else "there already"),
        ("language", added.language),
        ("characters", str(parts[-1].passage.end)),
        ("passages", str(len(parts))),
        *((f"  {kind}", str(number)) for kind, number in counts.items()),
    ]
    if counts["footnote"]:
        marks = sum(part.mark_in is not None for part in parts)
        rows.append(("marks found", f"{marks} of {counts['footnote']}"))
    return rows


def next_steps(added: Added, project: Project, command: str) -> list[str]:
    """Return what the user may do next; *command* begins a command about the *project*."""
    text = quote(str(added.document.path))
    steps = [f"verify it: {command} evidence {added.slug} --text {text}"]
    if added.labels and added.made_up:
        steps.append(f"label it:  write better labels in {project.name(added.labels)}")
    steps.append(f"check it:  {command} check")
    if (project.root / _GUIDE).is_file():
        steps.append(f"encode it: {_GUIDE} says how")
    return steps


def as_json(added: Added, project: Project) -> dict[str, object]:
    """Return as JSON values what was *added* to *project*."""
    return {
        "name": added.slug,
        "source": project.name(added.source),
        "labels": project.name(added.labels) if added.labels else None,
        "language": added.language,
        **cut_as_json(added.document),
    }


def cut_as_json(document: Document) -> dict[str, object]:
    """Return the passages of *document* as JSON values."""
    parts = document.parts
    return {"characters": parts[-1].passage.end, "passages": list(map(_values, parts))}


def _values(part: Part) -> dict[str, object]:
    return {
        **vars(part.passage),
        "kind": _kind(part),
        "section": part.section,
        "number": part.number,
        "markIn": part.mark_in,
    }
