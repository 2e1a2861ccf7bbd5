"""The dumps, loaded by servers that others wrote as they load files of their own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import virtuoso
from kg.build import Build

pytestmark = pytest.mark.peers

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


def needed(command: str, way_out: str) -> str:
    """Return where *command* is; without it the test is skipped, or fails where all must run."""
    found = shutil.which(command)
    if found is None and "CI" not in os.environ:
        pytest.skip(f"{command} is not here: {way_out}")
    assert found, f"{command} is not here: {way_out}"
    return found


@pytest.mark.parametrize("name", ["all.nq.gz", "all.trig.gz"])
def test_oxigraph_loads_every_quad(exported: Path, build: Build, tmp_path: Path, name: str) -> None:
    command = needed("oxigraph", "pip install '.[ci]'")
    where = ["--location", str(tmp_path / "store")]
    subprocess.run([command, "load", *where, "--file", exported / "dumps" / name], check=True)
    said = subprocess.run(
        [command, "query", *where, "--query", COUNT, "--results-format", "tsv"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert said.stdout.split()[1] == str(len(build.store()))


def test_virtuoso_loads_every_quad(exported: Path, build: Build, tmp_path: Path) -> None:
    needed("virtuoso-t", virtuoso.INSTALL)
    (tmp_path / "server").mkdir()
    with virtuoso.running(tmp_path / "server", []) as server:
        server.load(exported / "dumps/all.nq.gz")
        counts = {
            name: [row["n"].value for row in server.select(COUNT.replace("?g", str(name)))]
            for name in build.store().graphs()
        }

    store = build.store()
    assert counts == {
        name: [str(sum(1 for _ in store.graph(name)))] for name in build.store().graphs()
    }


def test_virtuosos_loader_says_when_it_finds_a_fault(tmp_path: Path) -> None:
    needed("virtuoso-t", virtuoso.INSTALL)
    dump = tmp_path / "broken.nq"
    dump.write_text("<http://example.org/a> <http://example.org/b> .\n", encoding="utf-8")
    (tmp_path / "server").mkdir()

    with (
        virtuoso.running(tmp_path / "server", []) as server,
        pytest.raises(RuntimeError, match="the loader did not come to its end"),
    ):
        server.load(dump)
