"""Cost of the dumps of an export, beside `oxigraph dump` of the same store.

    python tests/bench/exports.py [--corpus N | --build FOLDER] [--seed N] [--peer COMMAND]

Both write N-Quads, TriG and JSON-LD of everything, N-Triples and Turtle of the accepted view; ours
sorts, packs and sums besides, and shortens names in JSON-LD by its context. The goal: at most twice
the peer's seconds of the processor, which do not depend on what else runs. The peer is the command
of the package `oxigraph`.

Must not know: what the quads say.
"""

import argparse
import resource
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bench.clock import cpu  # noqa: E402  # it lies beside this folder
from bench.subject import add_options, built  # noqa: E402
from kg.build import Build  # noqa: E402
from kg.store import ACCEPTED  # noqa: E402

GOAL = 2.0
OURS = """
import sys
from pathlib import Path
from kg import contexts
from kg.build import Build
from kg.exports import dumps
from kg.project import Project
context = contexts.latest(Project(Path(sys.argv[3])))
dumps.write(Build(Path(sys.argv[1])), context, Path(sys.argv[2]))
"""


def peer(command: str, build: Build, out: Path) -> float:
    """Return the seconds that `oxigraph dump` takes for the five files."""
    dump = [command, "dump", "--location", str(build.folder / "store"), "--file"]
    view = ["--graph", ACCEPTED.value]
    return sum(
        cpu([*dump, str(out / name), *(view if name.startswith("accepted") else [])])
        for name in ("all.nq", "all.trig", "all.jsonld", "accepted.nt", "accepted.ttl")
    )


def main() -> None:
    """Measure both, and print seconds, memory and the ratio."""
    parser = argparse.ArgumentParser(description="What the dumps of an export take.")
    add_options(parser)
    parser.add_argument("--peer", default="oxigraph", metavar="COMMAND")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build = built(given, out)
        ours = cpu([sys.executable, "-c", OURS, str(build.folder), str(out / "ours"), str(ROOT)])
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        theirs = peer(given.peer, build, out)
        print(f"{build.manifest['quads']:,} quads: ours {ours:.1f} s and {memory} MB, ", end="")
        print(f"oxigraph dump {theirs:.1f} s, {ours / theirs:.2f} times (goal: {GOAL:g})")


if __name__ == "__main__":
    main()
