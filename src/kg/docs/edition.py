"""All pages in one language.

Must not know: how files are read or written, the markup of a page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby

from kg.docs import links
from kg.docs.contents import Contents, contents
from kg.docs.diagrams import module_picture
from kg.docs.guide import Guide
from kg.docs.instances import Instance
from kg.docs.links import Place
from kg.docs.model import CodeList, Module, Named, Ontology, TermEntry
from kg.docs.phrases import Phrases
from kg.docs.picture import Picture
from kg.docs.rendering import rendered
from kg.docs.tables import Shapes
from kg.docs.usage import Usage
from kg.docs.wording import LANGUAGES, Words, words
from kg.project import Project
from kg.templates import is_address, markup
from kg.terms import KG, TYPE, compact, expand, plain
from kg.triples import in_language

_LICENCE = "http://purl.org/dc/terms/license"
_OWL = "http://www.w3.org/2002/07/owl#"
_PROJECT = KG.removesuffix("ns/")  # what is named there has a page here, or none


@dataclass(frozen=True)
class Material:
    """What the pages are made from, in whatever language."""

    project: Project
    ontology: Ontology
    shapes: Shapes
    usage: Usage
    instances: Mapping[str, Instance]
    places: Mapping[str, Place]


@dataclass(frozen=True)
class Edition:
    """The pages in the language of *words*; *label* gives the name of anything."""

    material: Material
    words: Words
    label: Callable[[str], str]

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield each page: its name from the folder of all languages, and its text."""
        ontology = self.material.ontology
        yield self._home()
        for module in ontology.modules:
            yield self._module(module)
        for term in ontology.own_terms():
            yield self._term(term)
        for code_list in ontology.lists:
            yield self._list(code_list)
        yield self._page(links.TERMS, "terms.html", letters=self._letters())
        yield self._page(links.OTHERS, "others.html", vocabularies=self._vocabularies())
        yield self._page(links.RULES, "rules.html", usage=self.material.usage)
        yield self._page(links.QUESTIONS, "questions.html", usage=self.material.usage)

    def _home(self) -> tuple[str, str]:
        ontology, page = self.material.ontology, links.HOME
        is_class = [term.is_class for term in ontology.own_terms()]
        counts = {
            "classes": sum(is_class),
            "properties": len(is_class) - sum(is_class),
            "modules": len(ontology.modules),
            "lists": len(ontology.lists),
            "codes": sum(1 for _ in ontology.codes()),
        }
        guide = Guide(
            self.material.project.guide(self.words.lang),
            address=partial(self._abbreviated, page),
            is_term=lambda name: ontology.is_own(self._expanded(name)),
            drawn=partial(self._drawn, page),
        )
        return self._page(page, "home.html", guide=markup(guide.html()), counts=counts)

    def _module(self, module: Module) -> tuple[str, str]:
        ontology, shapes = self.material.ontology, self.material.shapes
        own = ontology.own_terms(module.iri)
        kinds = [(k, list(t)) for k, t in groupby(sorted(own, key=_by_kind), lambda t: t.kind)]
        classes = {term.iri for term in own}
        drawing = module_picture(ontology, shapes.all, module, self.label)
        page = self.material.places[module.iri].page
        return self._page(
            page,
            "module.html",
            here=module.iri,
            module=module,
            kinds=kinds,
            picture=markup(self._drawn(page, drawing)) if drawing else None,
            imported=[m for m in ontology.modules if module.iri in m.imports],
            foreign=[term for term in ontology.foreign_terms() if term.module == module.iri],
            lists=[
                found
                for found in ontology.lists
                if classes & (shapes.code_classes(found) or set(shapes.valued_by(found)))
            ],
        )

    def _term(self, term: TermEntry) -> tuple[str, str]:
        ontology, shapes = self.material.ontology, self.material.shapes
        usage, example = self.material.usage, self._example(term)
        return self._page(
            self.material.places[term.iri].page,
            "term.html",
            here=term.module,
            term=term,
            children=ontology.children.get(term.iri, ()),
            characteristics=[self._characteristic(iri) for iri in term.characteristics],
            example=example,
            rule=example.rule if example and example.rule in usage.named("derive") else "",
            asked=shapes.of_class(term.iri) if term.is_class else [],
            incoming=shapes.into_class(term.iri) if term.is_class else [],
            used_on=shapes.on_property(term.iri),
            targeting=shapes.targeting(term.iri),
            lists=shapes.lists_of(term),
            rules=usage.rules_with(term.iri),
            questions=usage.questions_with(term.iri),
        )

    def _list(self, code_list: CodeList) -> tuple[str, str]:
        return self._page(
            self.material.places[code_list.iri].page,
            "list.html",
            here=code_list.iri,
            code_list=code_list,
            classes=sorted(self.material.shapes.code_classes(code_list)),
            properties=self.material.shapes.valued_by(code_list),
        )

    def _page(self, page: str, template: str, **values: object) -> tuple[str, str]:
        """Return the name of a page and its text."""
        name = f"{self.words.lang}/{page}"
        return name, rendered(template, {"here": page, **self._tools(page), **values})

    def _tools(self, page: str) -> dict[str, object]:
        """Return what every template of a page may use."""
        root = self.material.ontology.root
        notes = {predicate: plain(value) for predicate, value in root.notes}
        return {
            "w": self.words.tables,
            "say": self.words.say,
            "indefinite": self.words.indefinite,
            "lang": self.words.lang,
            "rdf_type": TYPE,
            "page": page,
            "ontology": self.material.ontology,
            "version": notes.get(_OWL + "versionInfo", ""),
            "licence": notes.get(_LICENCE, ""),
            "names": {lang: words(lang).tables["language"] for lang in LANGUAGES},
            "places": self.material.places,
            "contents": self._contents["/" in page],
            "languages": [
                (lang, links.relative(f"{self.words.lang}/{page}", f"{lang}/{page}"))
                for lang in LANGUAGES
            ],
            "style": links.relative(f"{self.words.lang}/{page}", "style.css"),
            "to": partial(links.relative, page),
            "href": partial(self._address, page),
            "label": self.label,
            "compact": self._compact,
            "expand": self._expanded,
            "anchor": partial(links.anchor, prefixes=self.material.project.prefixes),
            "in_language": partial(in_language, lang=self.words.lang),
            "phrases": self._phrases,
        }

    @cached_property
    def _contents(self) -> tuple[Contents, Contents]:
        """Return the contents for pages beside the first one, and for those in folders."""
        make = partial(contents, self.material.ontology, self.material.places, self.label)
        return make(page=links.HOME), make(page=f"folder/{links.HOME}")

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.words, self.label, self._compact)

    def _address(self, page: str, iri: str) -> str | None:
        """Return where *iri* is shown: on a page of ours, or by whoever made it; else None."""
        if place := self.material.places.get(iri):
            return links.relative(page, place)
        return iri if is_address(iri) and not iri.startswith(_PROJECT) else None

    def _abbreviated(self, page: str, name: str) -> str | None:
        """Return the address of the term that *name* abbreviates, if it is one that is shown."""
        place = self.material.places.get(self._expanded(name))
        return links.relative(page, place) if place else None

    def _expanded(self, name: str) -> str:
        """Return the IRI that *name* abbreviates, "" if it is no abbreviation."""
        node = expand(name, self.material.project.prefixes)
        return node.value if node else ""

    def _drawn(self, page: str, picture: Picture) -> str:
        values = {"picture": picture, "href": partial(self._address, page)}
        return rendered("picture.svg", values)

    def _compact(self, iri: str) -> str:
        return compact(iri, self.material.project.prefixes)

    def _characteristic(self, iri: str) -> str:
        known: dict[str, str] = self.words.tables["characteristic"]
        return known.get(iri.removeprefix(_OWL), self._compact(iri))

    def _example(self, term: TermEntry) -> Instance | None:
        """Return the example of *term* from our data, or of the first class below it."""
        below = sorted(
            self.material.ontology.below(term.iri), key=lambda iri: (iri != term.iri, iri)
        )
        found = (self.material.instances.get(iri) for iri in below)
        return next((instance for instance in found if instance), None)

    def _letters(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Return all terms and codes, by the first letter: English name, IRI, kind."""
        terms = [(_english(t), t.iri, t.kind) for t in self.material.ontology.own_terms()]
        codes = [(_english(code), code.iri, "Code") for _, code in self.material.ontology.codes()]
        found = sorted(terms + codes, key=lambda entry: (entry[0].casefold(), entry[1]))
        return [(k, list(e)) for k, e in groupby(found, lambda entry: entry[0][:1].upper())]

    def _vocabularies(self) -> list[tuple[str, str, list[TermEntry]]]:
        """Return the terms of other vocabularies by their prefix: prefix, namespace, terms."""
        prefixes = self.material.project.prefixes

        def prefix(term: TermEntry) -> str:
            return self._compact(term.iri).partition(":")[0]

        found = groupby(sorted(self.material.ontology.foreign_terms(), key=prefix), prefix)
        return [(name, prefixes.get(name, ""), list(terms)) for name, terms in found]


def _by_kind(term: TermEntry) -> tuple[int, str]:
    order = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Datatype")
    return order.index(term.kind), term.iri


def _english(entry: Named) -> str:
    return entry.label("en").value
