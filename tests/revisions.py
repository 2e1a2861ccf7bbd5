"""A small project with a history in git: `before`, `after` and the files as they stand, as after.

What differs between the two is planted here; the claims stand in `diff/`.
"""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent

RIVER = """
@prefix kg:   <https://w3id.org/parley/ns/> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

kg:Raft a owl:Class ; rdfs:label "raft"@en ; skos:definition "A boat of logs."@en .
kg:Ferry a owl:Class ; rdfs:label "ferry"@en ; rdfs:subClassOf [ owl:unionOf ( kg:Raft ) ] .
kg:Canoe a owl:Class ; rdfs:label "canoe"@en .
"""
PLANTED = (
    ("ontology/river.ttl", "A boat of logs.", "A boat of logs, tied."),
    ("ontology/river.ttl", 'kg:Canoe a owl:Class ; rdfs:label "canoe"@en .', ""),
    (
        "ontology/river.ttl",
        "kg:Ferry a owl:Class",
        "kg:Punt owl:equivalentClass [ owl:oneOf ( kg:x ) ] .\nkg:RiverFerry a owl:Class",
    ),
    ("ontology/shapes/claims.ttl", "sh:maxCount 1", "sh:maxCount 2"),
    ("ontology/rules/derive/tracks.rq", "#+ title: ", "#+ title: All the "),
    ("ontology/rules/derive/shifts.rq", "CONSTRUCT", "# A word more.\nCONSTRUCT"),
    ("ontology/exports/followthemoney/ties.rq", "CONSTRUCT", "CONSTRUCT # A word more.\n"),
    ("ontology/exports/followthemoney/actors.rq", "#+ title: Actors", "#+ title: All actors"),
    ("queries/position-shifts.rq", "#+ summary: Which", "#+ summary: And which"),
    ("data/reference/reference.ttl", '"南国"@ja', '"南の国"@ja'),
)


def git(root: Path, *arguments: str) -> str:
    """Run git, as nobody in particular, on a day that never changes."""
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@x"), ("DATE", "2025-01-01T00:00:00Z"))
    }
    own = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    told = subprocess.run(
        ["git", "-C", str(root), *arguments], env=own, check=True, capture_output=True
    )
    return told.stdout.decode().strip()


def with_history(root: Path) -> Path:
    """Return *root*, with a project in it whose revisions `before` and `after` git knows."""
    no_examples = shutil.ignore_patterns("examples")
    shutil.copytree(ROOT / "ontology", root / "ontology", ignore=no_examples)
    for folder in ("queries", "data/sources", "data/reference"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "queries/position-shifts.rq", root / "queries")
    shutil.copy(ROOT / "queries/issues.rq", root / "queries")
    shutil.copy(HERE / "checks/reference.ttl", root / "data/reference")
    (root / "ontology/river.ttl").write_text(RIVER, "utf-8")
    git(root, "init", "-q", "-b", "main")
    _commit(root, "before")
    _plant(root)
    (root / "queries/issues.rq").unlink()
    shutil.copy(ROOT / "queries/disputed-claims.rq", root / "queries")
    _commit(root, "after")
    for version, name in (("v0.1", "before"), ("v0.2", "after")):
        git(root, "tag", version, name)
    return root


def _plant(root: Path) -> None:
    for name, old, new in PLANTED:
        text = (root / name).read_text("utf-8")
        assert old in text, f"what is planted into {name} does not fit it any more"
        (root / name).write_text(text.replace(old, new, 1), "utf-8")


def _commit(root: Path, name: str) -> None:
    shutil.copy(HERE / f"diff/{name}.trig", root / "data/sources/tiny.trig")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", name)
    git(root, "tag", name)
