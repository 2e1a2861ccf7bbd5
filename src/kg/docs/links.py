"""Which page shows what, and how one page leads to another.

A page is named as it stands in the folder of its language, as `class/Claim.html`. Classes and
properties lie in folders of their own, because names that differ by a capital are one file on some
machines.

Must not know: what stands on the pages.
"""

import re
from dataclasses import dataclass

from kg.docs.model import Ontology
from kg.terms import compact

HOME, TERMS, OTHERS, RULES, QUESTIONS = (
    f"{name}.html" for name in ("index", "terms", "others", "rules", "questions")
)
_FOLDERS = {"Class": "class", "Datatype": "datatype"}


@dataclass(frozen=True)
class Place:
    """A page, and an anchor on it if it is only a part."""

    page: str
    anchor: str = ""


def places(ontology: Ontology, prefixes: dict[str, str]) -> dict[str, Place]:
    """Return where each term, code, code list and module of *ontology* is shown, by its IRI."""
    found = {
        term.iri: Place(OTHERS, anchor(term.iri, prefixes)) for term in ontology.foreign_terms()
    }
    for term in ontology.own_terms():
        folder = _FOLDERS.get(term.kind, "property")
        found[term.iri] = Place(f"{folder}/{_file(term.iri.removeprefix(ontology.own))}")
    for code_list in ontology.lists:
        page = f"code/{_file(code_list.name)}"
        found[code_list.iri] = Place(page)
        for code in code_list.codes:
            found[code.iri] = Place(page, anchor(code.iri, prefixes))
    found |= {m.iri: Place(f"module/{_file(m.name)}") for m in ontology.modules}
    return {ontology.root.iri: Place(HOME), **found}


def anchor(iri: str, prefixes: dict[str, str]) -> str:
    """Return the anchor of *iri* on a page that shows many things.

    >>> anchor("http://www.w3.org/ns/prov#Entity", {"prov": "http://www.w3.org/ns/prov#"})
    'prov-Entity'
    """
    return _safe(compact(iri, prefixes))


def relative(page: str, target: Place | str) -> str:
    """Return the address of *target* on *page*; both are written from the same folder.

    >>> relative("en/class/Claim.html", Place("ja/class/Claim.html", "shape"))
    '../../ja/class/Claim.html#shape'
    """
    place = Place(target) if isinstance(target, str) else target
    path = "../" * page.count("/") + place.page
    return f"{path}#{place.anchor}" if place.anchor else path


def _file(name: str) -> str:
    return f"{_safe(name)}.html"


def _safe(name: str) -> str:
    return re.sub(r"[^\w-]", "-", name, flags=re.ASCII)
