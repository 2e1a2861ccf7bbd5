"""From the files of the ontology to the whole that the pages show.

Must not know: how a file is written, HTML, languages of the pages, shapes, data.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from kg.docs import model
from kg.docs.entries import File
from kg.docs.model import CodeList, Module, Ontology, TermEntry
from kg.errors import BadInput
from kg.project import Project
from kg.terms import KG

_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
_Mappings = Mapping[str, tuple[model.Mapping, ...]]


def read(project: Project) -> Ontology:
    """Return the ontology of *project*; raise BadInput if not one module of it has a version."""
    files = [File.read(project, path) for path in project.ontology]
    mappings = _mappings(File.read(project, path) for path in project.alignments)
    modules = [module for file in files if file.folder == "ontology" for module in file.modules()]
    root = _root(project, modules)
    terms = {term.iri: term for file in files for term in file.terms()}
    disjoint = _disjoint(terms, files)
    return Ontology(
        root,
        _in_order([module for module in modules if module != root], terms.values()),
        {iri: _completed(term, mappings, disjoint) for iri, term in terms.items()},
        tuple(_mapped(found, mappings) for file in files for found in file.lists()),
        KG,
        _children(terms),
    )


def _root(project: Project, modules: list[Module]) -> Module:
    roots = [m for m in modules if any(predicate == _VERSION for predicate, _ in m.notes)]
    if len(roots) != 1:
        raise BadInput(
            f"{len(roots)} modules in {project.root / 'ontology'} have owl:versionInfo: "
            "one must, that which imports the others"
        )
    return roots[0]


def _mappings(files: Iterable[File]) -> _Mappings:
    found: dict[str, list[model.Mapping]] = defaultdict(list)
    for file in files:
        for iri, mapping in file.mappings():
            found[iri].append(mapping)
    return {iri: tuple(sorted(set(all_of))) for iri, all_of in found.items()}


def _in_order(modules: list[Module], terms: Iterable[TermEntry]) -> tuple[Module, ...]:
    """Return *modules*, each behind those that it imports; else by their names.

    Those that declare no term of the project's own come last.
    """
    declaring = {term.module for term in terms if term.iri.startswith(KG)}
    return tuple(sorted(_by_imports(modules), key=lambda module: module.iri not in declaring))


def _by_imports(modules: list[Module]) -> list[Module]:
    by_iri = {module.iri: module for module in modules}
    order = TopologicalSorter({m.iri: [iri for iri in m.imports if iri in by_iri] for m in modules})
    try:
        order.prepare()
    except CycleError as fault:
        names = " -> ".join(by_iri[iri].name for iri in fault.args[1])
        raise BadInput(f"the modules of the ontology import each other: {names}") from fault
    found: list[Module] = []
    while order.is_active():
        ready = sorted(order.get_ready(), key=lambda iri: by_iri[iri].name)
        found += (by_iri[iri] for iri in ready)
        order.done(*ready)
    return found


def _disjoint(terms: Mapping[str, TermEntry], files: Iterable[File]) -> Mapping[str, set[str]]:
    """Return for each term all that are disjoint with it, whichever of the two says so."""
    pairs = {(iri, other) for iri, term in terms.items() for other in term.disjoint}
    for members in (members for file in files for members in file.disjoint()):
        pairs |= {(a, b) for a in members for b in members if a != b}
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        found[a].add(b)
        found[b].add(a)
    return found


def _completed(term: TermEntry, mappings: _Mappings, disjoint: Mapping[str, set[str]]) -> TermEntry:
    return replace(
        term,
        mappings=mappings.get(term.iri, ()),
        disjoint=tuple(sorted(disjoint.get(term.iri, ()))),
    )


def _mapped(found: CodeList, mappings: _Mappings) -> CodeList:
    codes = (replace(code, mappings=mappings.get(code.iri, ())) for code in found.codes)
    return replace(found, codes=tuple(codes))


def _children(terms: Mapping[str, TermEntry]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri, term in sorted(terms.items()):
        for parent in term.parents:
            found[parent].append(iri)
    return {iri: tuple(below) for iri, below in found.items()}
