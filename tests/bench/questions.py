"""Time of each stored question's examples on the project's own data, in process.

For each example: the median of RUNS, binding and reading all rows included, the slowest of them,
and the rows. The goal: no median over 20 ms.

    python tests/bench/questions.py [RUNS]
"""

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from kg.ask import values
from kg.build import bring_up_to_date
from kg.project import Project

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from rows import pairs  # noqa: E402  # it lies beside this folder

GOAL = 20


def main() -> None:
    """Time every example, the first run of each not counted, and print the slowest first."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with tempfile.TemporaryDirectory() as cache:
        build = bring_up_to_date(Project(ROOT), Path(cache))
        store = build.store()
        lines = []
        for question in build.queries.values():
            for number, example in enumerate(question.examples or [{}], 1):
                times = []
                for _ in range(runs + 1):
                    start = perf_counter()
                    given = values(store, question, pairs(example), build.prefixes)
                    rows = len(list(store.select(question.bind(given))))
                    times.append((perf_counter() - start) * 1000)
                lines.append((median(times[1:]), max(times[1:]), rows, f"{question.name} {number}"))
    for middle, slowest, rows, name in sorted(lines, reverse=True):
        print(f"{middle:8.2f} ms {slowest:8.2f} ms {rows:6} rows   {name}")
    over = sum(middle > GOAL for middle, *_ in lines)
    print(f"{len(lines)} examples, {over} over {GOAL} ms")


if __name__ == "__main__":
    main()
