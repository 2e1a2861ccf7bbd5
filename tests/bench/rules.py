"""What each rule costs on a made-up corpus.

    python tests/bench/rules.py [--quads N] [--seed N] [RULE]...

prints, the slowest first, the time of each derivation rule and each check rule, its share of all,
its triples or rows, and how many times as long it takes as loading the same quads into pyoxigraph.
With names, only these are timed, after those that they need.

Must not know: what the rules are about.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pyoxigraph import NamedNode, Quad, RdfFormat
from pyoxigraph import Store as Oxigraph

from bench.corpus import ROOT, Corpus, corpus
from kg.build import intake, rules
from kg.build.datings import datings
from kg.checks.rules import shared
from kg.project import Project, read
from kg.store import Store, parse
from kg.terms import GRAPH, SOURCE

REFERENCE = GRAPH + "reference/"


@dataclass(frozen=True)
class Cost:
    """What a rule took, in seconds of the processor, and how much it gave."""

    rule: str
    seconds: float
    found: int


def quads(project: Project, made: Corpus) -> Iterator[Quad]:
    """Yield the ontology of *project* and the corpus *made*, as a build would read them."""
    for path in project.ontology:
        yield from intake.quads(project, path)
    for name, text in made.reference.items():
        for quad in parse(text, RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(REFERENCE + name))
    for name, text in made.sources.items():
        yield from parse(text, RdfFormat.TRIG, SOURCE + name)


def timed(what: Callable[[], int], rule: str) -> Cost:
    start = time.process_time()
    found = what()
    return Cost(rule, time.process_time() - start, found)


def deriving(store: Store, rule: rules.Rule) -> Callable[[], int]:
    def run() -> int:
        found = list(rules.run(rule, store))
        store.add(found)
        return len(found)

    return run


def checking(store: Store, text: str) -> Callable[[], int]:
    return lambda: sum(1 for _ in store.select(text))


def costs(project: Project, store: Store, names: list[str]) -> Iterator[Cost]:
    """Yield what each rule costs on *store*, to which the derivation rules add."""
    for rule in rules.ordered(project):
        cost = timed(deriving(store, rule), f"derive/{rule.path.stem}")
        yield from [cost] if not names or rule.path.stem in names else []
    shared(store)
    for path in project.rules:
        if not names or path.stem in names:
            yield timed(checking(store, read(path)), f"check/{path.stem}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What each rule costs.")
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("rules", nargs="*")
    given = parser.parse_args()
    project = Project(ROOT)
    found = list(quads(project, corpus(given.quads, given.seed)))
    loading = min(timed(lambda: loaded(found), "load").seconds for _ in range(3))
    store = Store(found)
    dates = timed(lambda: dated(store, found), "dates")
    measured = [dates, *costs(project, store, given.rules)]
    whole = sum(cost.seconds for cost in measured)
    print(f"{len(found)} quads, loaded in {loading:.2f} s; {len(store)} with what is derived")
    print(f"all rules {whole:.2f} s")
    print(f"{'rule':<38}{'seconds':>9}{'share':>7}{'found':>9}{'x load':>8}")
    for cost in sorted(measured, key=lambda c: -c.seconds):
        share, ratio = cost.seconds / whole, cost.seconds / loading
        print(f"{cost.rule:<38}{cost.seconds:9.3f}{share:7.1%}{cost.found:9}{ratio:8.1f}")


def loaded(found: list[Quad]) -> int:
    store = Oxigraph()
    store.bulk_extend(found)
    return len(store)


def dated(store: Store, found: list[Quad]) -> int:
    made = list(datings(found))
    store.add(made)
    return len(made)


if __name__ == "__main__":
    main()
