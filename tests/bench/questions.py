"""Time of each stored question, beside its naive form, on our own data or on a made-up corpus.

    python tests/bench/questions.py [NAME]... [--corpus N | --build FOLDER] [--runs N] [--seed N]
        [--limit SECONDS] [--no-naive | --in-memory]

On our own data each example is asked: the goal is 20 ms. On a corpus of N quads, or in a build that
is there, each question is asked with things and days drawn from it, goal 50 ms for 95 of 100, and
without any where it needs none, goal 1 s. For each: median and 95th percentile of the processor's
time in process, the first run of each not counted, the most rows, and the same for the naive form,
`naive/<question>.rq`, which does without what rules derive. The slowest come first, before them
what gives no answer within the limit. With --in-memory the build is read into memory first, as
`kg.open(in_memory=True)` does; then there is neither a limit nor a naive form.

Must not know: what the questions are about.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bench.clock import Job, Run, timed, timed_here  # noqa: E402  # it lies beside this folder
from bench.draw import Draw, patterns  # noqa: E402
from bench.subject import add_options, built  # noqa: E402
from kg.build import Build  # noqa: E402
from kg.queries import StoredQuery, load  # noqa: E402
from kg.store import Store  # noqa: E402
from rows import pairs  # noqa: E402

NAIVE = Path(__file__).parent / "naive"
EXAMPLE, DRAWN, NOTHING = 20, 50, 1000  # milliseconds, of an example, with and without parameters


@dataclass(frozen=True)
class Case:
    """A question, what it is asked with, each NAME=VALUE, and the goal in milliseconds."""

    question: StoredQuery
    label: str
    given: list[list[str]]
    goal: int


@dataclass(frozen=True)
class Line:
    """A case with the runs of the question and of its naive form; None stands for no answer."""

    case: Case
    runs: list[Run] | None
    naive: list[Run] | None
    compared: bool

    @property
    def p95(self) -> float:
        return math.inf if self.runs is None else percentile(self.runs)

    def __str__(self) -> str:
        rows = max((run.rows for run in self.runs or []), default=0)
        cells = f"{shown(self.runs)} {self.case.goal:6} {rows:7}"
        naive = " " * 30
        if self.compared:
            ratio = f"{middle(self.naive) / middle(self.runs):7.1f}" if self.runs else " " * 7
            naive = f"{shown(self.naive)} {ratio.replace('    inf', ' ' * 7)}"
        return f"{cells} {naive}   {self.case.question.name} {self.case.label}"


def middle(runs: list[Run] | None) -> float:
    return math.inf if runs is None else median(run.milliseconds for run in runs)


def percentile(runs: list[Run]) -> float:
    """Return the milliseconds that 95 of 100 *runs* keep to."""
    times = sorted(run.milliseconds for run in runs)
    return times[math.ceil(0.95 * len(times)) - 1]


def shown(runs: list[Run] | None) -> str:
    return f"{middle(runs):10.2f} {percentile(runs):10.2f}" if runs else f"{'no answer':>21}"


def examples(question: StoredQuery) -> Iterator[Case]:
    """Yield a case for each example of *question*."""
    for number, example in enumerate(question.examples or [{}], start=1):
        yield Case(question, str(number), [pairs(example)], EXAMPLE)


def drawn(question: StoredQuery, draw: Draw) -> Iterator[Case]:
    """Yield a case for each way to ask *question* with values of *draw*, and without any."""
    for pattern in patterns(question):
        if given := draw.samples(question, pattern):
            yield Case(question, ", ".join(pattern), given, DRAWN)
    if not any(param.required for param in question.params.values()):
        yield Case(question, "(without parameters)", [[]], NOTHING)


def naive_form(question: StoredQuery) -> StoredQuery | None:
    """Return *question* as it is asked without the rules; None if that is not written."""
    path = NAIVE / f"{question.name}.rq"
    return replace(question, text=path.read_text("utf-8")) if path.is_file() else None


def measured(case: Case, build: Build, memory: Store | None, given: argparse.Namespace) -> Line:
    job = Job(build.folder / "store", case.question, case.given, build.prefixes, given.runs)
    if memory:
        return Line(case, timed_here(job, memory), None, compared=False)
    naive = None if given.no_naive else naive_form(case.question)
    other = (
        timed(replace(job, question=naive, runs=min(3, job.runs)), given.limit) if naive else None
    )
    return Line(case, timed(job, given.limit), other, compared=bool(naive))


def told(line: Line) -> Line:
    """Return *line*, shown to whoever waits for the table."""
    print(line, file=sys.stderr, flush=True)
    return line


def questions(names: list[str]) -> list[StoredQuery]:
    found = [
        load(path.read_text("utf-8"), path) for path in sorted((ROOT / "queries").glob("*.rq"))
    ]
    return [question for question in found if not names or question.name in names]


def cases(build: Build, given: argparse.Namespace) -> Iterator[Case]:
    """Yield what is to be timed, on *build*."""
    if not (given.corpus or given.build):
        for question in questions(given.names):
            yield from examples(question)
        return
    draw = Draw(build.store(), build.prefixes, given.seed)
    for question in questions(given.names):
        yield from drawn(question, draw)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What each stored question takes.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    add_options(parser)
    parser.add_argument("--runs", type=int, default=0, metavar="N")
    parser.add_argument("--limit", type=float, default=30, metavar="SECONDS")
    parser.add_argument("--no-naive", action="store_true")
    parser.add_argument("--in-memory", action="store_true")
    given = parser.parse_args()
    given.runs = given.runs or (2 if given.corpus or given.build else 21)
    return given


def main() -> None:
    """Time every case and print the slowest first."""
    given = arguments()
    with tempfile.TemporaryDirectory() as folder:
        build = built(given, Path(folder))
        print(f"{len(build.store())} quads, milliseconds of the processor")
        memory = Store(build.store()) if given.in_memory else None
        lines = [told(measured(case, build, memory, given)) for case in cases(build, given)]
    heads = "median", "p95", "goal", "rows", "naive", "p95", "times"
    print("{:>10} {:>10} {:>6} {:>7} {:>10} {:>10} {:>7}   question".format(*heads))
    for line in sorted(lines, key=lambda line: -line.p95):
        print(line)
    over = sum(line.p95 > line.case.goal for line in lines)
    print(f"{len(lines)} cases, {over} over their goal")


if __name__ == "__main__":
    main()
