"""However it is installed, `kg` answers from any directory, with nothing else to set up.

Each case makes a fresh virtual environment and installs into it, so these tests are marked, and
`.ci/run` runs them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.install


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("packages")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the checkout itself."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


def installed(folder: Path, *what: str | Path) -> Path:
    """Return the command `kg` of a fresh environment into which *what* is installed."""
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    run(folder / "venv/bin/pip", "install", "-q", *what, cwd=folder)
    return folder / "venv/bin/kg"


def project_and_shifts(kg: Path, folder: Path) -> tuple[Path, list[str]]:
    """Return the project that *kg* uses in an empty folder, and the dates of the shifts."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    cache = {"KG_CACHE": str(folder / "cache")}
    shifts = run(kg, "query", "position-shifts", "--format", "csv", cwd=elsewhere, **cache)
    made = json.loads(run(kg, "build", "--json", cwd=elsewhere, **cache))
    return Path(made["project"]), [line.split(",")[0] for line in shifts.splitlines()[1:]]


@pytest.mark.parametrize("origin", ["checkout", "sdist"])
def test_a_wheel_carries_the_project(
    origin: str, wheel: Path, packages: Path, tmp_path: Path
) -> None:
    kg = installed(tmp_path, wheel if origin == "checkout" else next(packages.glob("*.whl")))
    project, dates = project_and_shifts(kg, tmp_path)

    assert project.name == "bundled"
    assert "2025-08-16" in dates


def test_an_editable_installation_uses_the_checkout(tmp_path: Path) -> None:
    kg = installed(tmp_path, "-e", ROOT)
    project, dates = project_and_shifts(kg, tmp_path)

    assert project == ROOT
    assert "2025-08-16" in dates
