"""Whether the prefixes that are declared are used.

In `ontology/prefixes.ttl` it is enough that some file writes an IRI that begins as the prefix says;
and the prefixes of things, `.../id/person/`, stand there for whoever asks for a thing by name,
whether or not one of its kind is on record.

Must not know: which kinds of things there are.
"""

from collections.abc import Iterator

from kg.checks.names import Prefix, names, prefixes
from kg.checks.reading import Files, Text
from kg.errors import Finding

_CODE = "unused"
_THINGS = "https://w3id.org/parley/id/"
_OF_PROJECT = "ontology/prefixes.ttl"


def check(files: Files) -> Iterator[Finding]:
    """Yield the prefixes that their file does not use, and those of the project that none does."""
    texts: list[Text] = [*files.graphs, *files.sparql]
    own = [text for text in texts if files.project.name(text.path) == _OF_PROJECT]
    others = [text for text in texts if text not in own]
    for text in others:
        yield from _in_file(text)
    for text in own:
        yield from _in_project(text, others)


def _in_file(text: Text) -> Iterator[Finding]:
    used = {name.prefix for name in names(text.text)}
    for prefix in prefixes(text.text):
        if prefix.name not in used:
            yield Finding(
                text.at(prefix.start),
                _CODE,
                f"the prefix {prefix.name}: is declared and not used",
                "take the line out",
            )


def _in_project(own: Text, others: list[Text]) -> Iterator[Finding]:
    declared = {prefix.iri for text in others for prefix in prefixes(text.text)}
    for prefix in prefixes(own.text):
        if prefix.iri in declared or prefix.iri.startswith(_THINGS):
            continue
        if not any(_writes(text, prefix) for text in others):
            yield Finding(
                own.at(prefix.start),
                _CODE,
                f"no file uses the prefix {prefix.name}: or writes an IRI that begins like its own",
                "take it out, unless users shall name by it what is not in the files",
                "info",
            )


def _writes(text: Text, prefix: Prefix) -> bool:
    """Say whether *text* writes an IRI, perhaps in a string, that begins with that of *prefix*."""
    return prefix.iri in text.text.replace(f"<{prefix.iri}>", "")
