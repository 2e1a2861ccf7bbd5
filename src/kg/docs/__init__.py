"""The ontology as pages: static HTML in two languages, which can be read from disk.

Templates, because pyLODE and its like write one page in one language and leave out the shapes.

Must not know: what the ontology is about, commands.
"""

from pathlib import Path

from kg import folder
from kg.build import Build
from kg.extras import library
from kg.project import Project

__all__ = ["write"]

_NEEDED = ("igraph", "jinja2", "markdown_it")


def write(project: Project, build: Build, out: Path) -> Path:
    """Write the pages of *project* into *out* and return the first one.

    The examples come from *build*. Raise NotInstalled if the extra `docs` is not there, BadInput if
    *out* holds files of somebody else's.
    """
    _must_have_libraries()
    with folder.replacing(out, "kg docs") as new:
        for name, text in _files(project, build).items():
            folder.write(new, name, text)
    return out / "index.html"


def _must_have_libraries() -> None:
    for name in _NEEDED:
        library(name, "docs", "kg docs")


def _files(project: Project, build: Build) -> dict[str, str]:
    """Return the text of each file, by its name with slashes."""
    from kg import shapes
    from kg.docs import links, reading
    from kg.docs.edition import Edition, Material
    from kg.docs.instances import instances
    from kg.docs.rendering import rendered, style
    from kg.docs.tables import Shapes
    from kg.docs.usage import read_usage
    from kg.docs.wording import LANGUAGES, words
    from kg.names import Labels

    ontology, store = reading.read(project), build.store()
    material = Material(
        project,
        ontology,
        Shapes(ontology, shapes.read(project)),
        read_usage(project),
        instances(store),
        links.places(ontology, project.prefixes),
    )
    files = {"style.css": style()}
    for lang in LANGUAGES:
        labels = Labels(store, project.prefixes, lang)
        files.update(Edition(material, words(lang), labels.of).pages())
    editions = [words(lang) for lang in LANGUAGES]
    files["index.html"] = rendered("cover.html", {"editions": editions, "root": ontology.root})
    return files
