"""What a benchmark is made on: our own data, a made-up corpus, or a build that is there.

Must not know: what is measured.
"""

import argparse
from pathlib import Path

from bench.corpus import corpus
from kg.build import Build, bring_up_to_date
from kg.project import Project

ROOT = Path(__file__).resolve().parents[2]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a user of *parser* say on what to measure; without a word it is our own data."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--corpus", type=int, metavar="N")
    where.add_argument("--build", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1, metavar="N")


def built(given: argparse.Namespace, folder: Path) -> Build:
    """Return the build that is meant, made within *folder* unless it is there."""
    if given.build:
        return Build(given.build)
    if given.corpus:
        corpus(given.corpus, given.seed).write(folder / "made-up")
    project = Project(folder / "made-up" if given.corpus else ROOT)
    return bring_up_to_date(project, folder / "cache")
