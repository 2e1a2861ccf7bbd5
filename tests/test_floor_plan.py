"""The floor plan in `kg.__doc__` is what the imports do."""

import ast
import re
import shutil
from pathlib import Path

import pytest

import kg

PACKAGE = Path(str(kg.__file__)).parent


def rows() -> dict[str, int]:
    found = re.findall(r"^    row (\d+) +(.+)$", str(kg.__doc__), re.MULTILINE)
    return {module: int(row) for row, modules in found for module in modules.split()}


def imports(path: Path, package: Path) -> set[str]:
    """The modules right below kg that the file at *path* imports, its own apart."""
    own = path.relative_to(package).parts[0].removesuffix(".py")
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            names |= {f"kg.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    modules = {name.split(".")[1] for name in names if name.startswith("kg.")}
    return modules - {own, "__version__"}


def climbs(package: Path) -> list[str]:
    """Each import that does not go down the plan."""
    plan = rows()
    found = []
    for path in sorted(package.rglob("*.py")):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        found += [
            f"{own} imports {name}" for name in imports(path, package) if plan[name] >= plan[own]
        ]
    return found


def test_every_module_has_a_row() -> None:
    modules = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
    modules -= {"__init__", "__pycache__", "py.typed", "bundled"}

    assert modules == set(rows())


def test_imports_go_down_the_plan() -> None:
    assert climbs(PACKAGE) == []


@pytest.mark.parametrize(
    "line", ["import kg.cli", "from kg.build import make", "from kg import cli"]
)
def test_an_upward_import_is_found(tmp_path: Path, line: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / "kg", ignore=shutil.ignore_patterns("bundled"))
    planted = tmp_path / "kg/evidence.py"
    planted.write_text(planted.read_text("utf-8") + f"\n{line}\n", "utf-8")

    assert len(climbs(tmp_path / "kg")) == 1


def test_every_module_states_its_border() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]

    assert files
    assert [
        p.name
        for p in files
        if "Must not know:" not in (ast.get_docstring(ast.parse(p.read_text("utf-8"))) or "")
    ] == []
