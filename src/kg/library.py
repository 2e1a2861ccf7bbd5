"""The stored questions as a library that others read: their defaults, as values, and as RDF.

Must not know: what the questions are about, commands, formats.
"""

from collections.abc import Mapping

from kg.queries import Slot, StoredQuery, slots
from kg.store import Store
from kg.terms import Term


def defaults(question: StoredQuery, prefixes: Mapping[str, str]) -> dict[str, list[Term]]:
    """Return what each parameter of *question* is bound to if the query runs as it stands.

    Of several slots the first counts; the list is empty where the slot holds UNDEF.
    """
    found: dict[str, list[Term]] = {}
    for slot in slots(question.text):
        if slot.name in question.params and slot.name not in found:
            found[slot.name] = terms(question.text, slot, prefixes)
    return found


def terms(text: str, slot: Slot, prefixes: Mapping[str, str]) -> list[Term]:
    """Return the terms in a *slot* of the query *text*."""
    known = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    values = text[slot.start : slot.close + 1]
    rows = Store().select(f"{known}SELECT ?{slot.name} {{ {values} }}")
    return [row[0] for row in rows if row[0] is not None]
