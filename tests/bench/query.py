"""CPU time of `kg query position-shifts` beside bare scripts that read the same files.

Each command runs as a whole process, in turn; the medians are compared: what `kg` takes with its
build up to date, what a bare pyoxigraph script takes that parses the same files and runs the same
query, and the same by rdflib. The goal: at most 5 times the first, at most a third of the second.

    python tests/bench/query.py [RUNS]
"""

import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bench.clock import cpu  # noqa: E402  # it lies beside this folder

FILES = """
import sys
from pathlib import Path
root = Path(sys.argv[1])
turtle = [p for folder in ("ontology", "ontology/codes", "data/reference")
          for p in sorted((root / folder).glob("*.ttl"))]
trig = sorted((root / "data/sources").glob("*.trig"))
query = (root / "queries/position-shifts.rq").read_text("utf-8")
"""
PYOXIGRAPH = (
    FILES
    + """
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Store
store = Store()
for path in turtle:
    store.load(path=path, format=RdfFormat.TURTLE, to_graph=NamedNode(path.as_uri()))
for path in trig:
    store.load(path=path, format=RdfFormat.TRIG)
print(store.query(query).serialize(format=QueryResultsFormat.CSV).decode())
"""
)
RDFLIB = (
    FILES
    + """
from rdflib import Dataset, URIRef
dataset = Dataset()
for path in turtle:
    dataset.graph(URIRef(path.as_uri())).parse(path, format="turtle")
for path in trig:
    dataset.parse(path, format="trig")
print(len(list(dataset.query(query))))
"""
)
COMMANDS = {
    "kg": [sys.executable, "-m", "kg", "query", "position-shifts"],
    "pyoxigraph": [sys.executable, "-c", PYOXIGRAPH, str(ROOT)],
    "rdflib": [sys.executable, "-c", RDFLIB, str(ROOT)],
}


def main() -> None:
    """Measure each command, the first run of each not counted, and print medians and ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for command in COMMANDS.values():
        cpu(command)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            times[name].append(cpu(command))
    medians = {name: median(found) for name, found in times.items()}
    for name, seconds in medians.items():
        print(f"{name:<12}{seconds:6.3f} s   kg takes {medians['kg'] / seconds:5.2f} times that")


if __name__ == "__main__":
    main()
