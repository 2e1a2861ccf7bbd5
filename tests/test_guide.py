"""The recipes of `ontology/README.md` do what they say, and need each of their snippets.

A recipe's fenced block names its file behind the language: Turtle goes in at its place by name, or
makes a new file; a diff puts its lines where the lines around them stand.
"""

import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import checks
from kg.cli import cli
from kg.errors import Finding
from kg.project import Project

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "ontology/README.md").read_text("utf-8")
_RECIPE = re.compile(r"^### (Add [^\n]*)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^( *)```(turtle|diff) (\S+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TOP = re.compile(r"^(\w[\w-]*:[\w-]+)\n    a ([^ ;]+)", re.MULTILINE)
_OK = "ok.trig"  # the shapes' tests do not ask what a sound document shows


@dataclass(frozen=True)
class Block:
    """A snippet of *language* for *file*."""

    language: str
    file: str
    text: str

    def apply(self, root: Path) -> None:
        path = root / self.file
        if not path.exists():
            path.write_text(self.text, "utf-8")
        elif self.language == "diff":
            path.write_text(patched(path.read_text("utf-8"), self.text), "utf-8")
        else:
            path.write_text(inserted(path.read_text("utf-8"), self.text), "utf-8")


@dataclass(frozen=True)
class Recipe:
    """A recipe of the guide: its name, its steps and its snippets."""

    name: str
    text: str

    @property
    def blocks(self) -> list[Block]:
        found = _BLOCK.finditer(self.text)
        return [Block(m[2], m[3], textwrap.dedent(m[4])) for m in found]

    @property
    def see(self) -> list[str]:
        """The arguments of the command that shows what was added."""
        (line,) = re.findall(r"See it: `kg (.*)`$", self.text, re.MULTILINE)
        return shlex.split(line)

    @property
    def label(self) -> str:
        """The English label of what was added."""
        return str(re.findall(r'[lL]abel "(.*?)"@en', self.blocks[0].text)[0])


RECIPES = [Recipe(m[1], m[2]) for m in _RECIPE.finditer(GUIDE)]


def patched(text: str, diff: str) -> str:
    """Return *text* with the lines of *diff* in the one place where its other lines stand."""
    lines = diff.splitlines(keepends=True)
    old = textwrap.dedent("".join(f" {x[1:]}" for x in lines if x[0] != "+"))
    new = textwrap.dedent("".join(f" {x[1:]}" for x in lines if x[0] != "-"))
    places = [m for m in re.finditer(r"^ *", text, re.MULTILINE) if stands(text, old, m)]
    assert places, f"the guide's diff fits nowhere:\n{diff}"
    indent, start = str(places[0][0]), places[0].start()
    return (
        text[:start]
        + textwrap.indent(new, indent)
        + text[start + len(textwrap.indent(old, indent)) :]
    )


def stands(text: str, old: str, line: re.Match[str]) -> bool:
    return text.startswith(textwrap.indent(old, line[0]), line.start())


def inserted(text: str, turtle: str) -> str:
    """Return *text* with each statement of *turtle* at its place by name, among its kind."""
    for statement in re.findall(r"^\w.*?^\.\n", turtle, re.MULTILINE | re.DOTALL):
        (mine,) = _TOP.finditer(statement)
        peers = [m for m in _TOP.finditer(text) if m[2] == mine[2] and kind(m[1]) == kind(mine[1])]
        behind = [m for m in peers if m[1].casefold() > mine[1].casefold()]
        end = text.index("\n.\n", peers[-1].start()) + 3
        text = (
            text[: behind[0].start()] + statement + "\n" + text[behind[0].start() :]
            if behind
            else text[:end] + "\n" + statement + text[end:]
        )
    return text


def kind(name: str) -> str:
    return name.partition(":")[0]


def a_copy(folder: Path, recipe: Recipe | None = None) -> Path:
    """Return a copy of what *recipe* touches, with one small source."""
    needed = recipe and "trade-round" in recipe.text
    left_out = shutil.ignore_patterns("hostage-talks" if needed else "examples")
    shutil.copytree(ROOT / "ontology", folder / "ontology", ignore=left_out)
    shutil.copytree(ROOT / "queries", folder / "queries")
    for name, copy in (
        ("tests/checks/tiny.trig", "data/sources/tiny.trig"),
        ("tests/checks/reference.ttl", "data/reference/tiny.ttl"),
        ("data/reference/issues.ttl", "data/reference/issues.ttl"),
        ("tests/test_shapes.py", "tests/test_shapes.py"),
    ):
        (folder / copy).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / copy)
    shutil.copytree(ROOT / "tests/shapes", folder / "tests/shapes")
    return folder


def grave(root: Path) -> set[tuple[str, str]]:
    """Return what `kg check` finds in the project, but for hints."""
    found: list[Finding] = checks.run(Project(root))
    return {(f.code, f.message) for f in found if f.severity != "info"}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What is found in the copy itself, as most of the data are left out."""
    return grave(a_copy(tmp_path_factory.mktemp("plain")))


def holds(recipe: Recipe, blocks: list[Block], folder: Path, known: set[tuple[str, str]]) -> bool:
    """Say whether all that the recipe promises is so with *blocks*."""
    root = a_copy(folder, recipe)
    for block in blocks:
        block.apply(root)
    if "`kg check --fix`" in recipe.text:
        checks.fix(Project(root))
    return not grave(root) - known and shown(recipe, root) and shapes_hold(recipe, root)


def shown(recipe: Recipe, root: Path) -> bool:
    asked = recipe.see if recipe.see[0] == "--project" else ["--project", ".", *recipe.see]
    asked[1] = str(root / asked[1])
    done = CliRunner().invoke(cli, asked)
    return done.exit_code == 0 and recipe.label in " ".join(done.stdout.split())


def shapes_hold(recipe: Recipe, root: Path) -> bool:
    if "pytest tests/test_shapes.py" not in recipe.text:
        return True
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "tests/test_shapes.py",
        "-k",
        "Proposal or every",
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    return done.returncode == 0


def test_the_guide_has_the_recipes() -> None:
    assert [recipe.name for recipe in RECIPES] == [
        "Add an issue",
        "Add an option",
        "Add a kind of event",
        "Add a property",
        "Add a code",
    ]
    assert all(recipe.blocks for recipe in RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_has_at_most_five_steps(recipe: Recipe) -> None:
    steps = [int(n) for n in re.findall(r"^(\d+)\. ", recipe.text, re.MULTILINE)]

    assert steps == list(range(1, len(steps) + 1))
    assert 1 < len(steps) <= 5


@pytest.mark.recipes
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_holds(recipe: Recipe, tmp_path: Path, known: set[tuple[str, str]]) -> None:
    assert holds(recipe, recipe.blocks, tmp_path, known)


@pytest.mark.recipes
@pytest.mark.parametrize(
    ("recipe", "left_out"),
    [
        pytest.param(recipe, block, id=f"{recipe.name}-{number}")
        for recipe in RECIPES
        for number, block in enumerate(recipe.blocks, 1)
        if not block.file.endswith(_OK)
    ],
)
def test_a_recipe_needs_each_snippet(
    recipe: Recipe, left_out: Block, tmp_path: Path, known: set[tuple[str, str]]
) -> None:
    rest = [block for block in recipe.blocks if block != left_out]

    assert not holds(recipe, rest, tmp_path, known)


def test_the_guide_names_each_module_and_what_it_imports(project: Project) -> None:
    header = re.compile(r"owl:imports(.*?)\n\.", re.DOTALL)
    modules = {}
    for path in project.ontology:
        if path.parent.name == "ontology" and path.stem not in ("kg", "prefixes", "vocabularies"):
            imports = header.search(path.read_text("utf-8").replace(";\n.", "\n."))
            named = re.findall(r"ontology/([\w-]+)>", imports[1] if imports else "")
            modules[path.stem] = {*named} - {"vocabularies"}
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| ?(.*?) ?\|$", GUIDE, re.MULTILINE)
    told = {name: set(re.findall(r"`([a-z-]+)`", cell)) for name, cell in rows}

    assert told.keys() == modules.keys()
    assert told | {"disjointness": set()} == modules | {"disjointness": set()}


def test_a_module_of_the_guide_stands_below_what_it_imports() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| ?(.*?) ?\|$", GUIDE, re.MULTILINE)
    names = [name for name, _ in rows]

    assert all(
        names.index(imported) < names.index(name)
        for name, cell in rows
        for imported in re.findall(r"`([a-z-]+)`", cell)
    )


def test_every_link_of_the_guide_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)]+)\)", GUIDE)

    assert links
    assert [link for link in links if not (ROOT / "ontology" / link).is_file()] == []
