"""The bench of the questions asks what can be answered, and waits for nothing that cannot."""

from dataclasses import replace

from bench.clock import Job, timed
from bench.draw import SAMPLES, Draw, patterns
from bench.questions import questions
from kg.ask import values
from kg.build import Build

ENDLESS = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } FILTER(?b != ?h) }"


def job(build: Build, text: str, runs: int = 1) -> Job:
    question = replace(build.queries["issues"], text=text, params={})
    return Job(build.folder / "store", question, [[]], build.prefixes, runs)


def test_every_question_can_be_asked_with_what_is_drawn_for_it(build: Build) -> None:
    store, draw = build.store(), Draw(build.store(), build.prefixes)
    drawn = [
        (question, given)
        for question in questions([])
        for pattern in patterns(question)
        for given in draw.samples(question, pattern)
    ]

    assert len(drawn) > SAMPLES * len(questions([])) / 2
    for question, given in drawn:
        assert question.bind(values(store, question, given, build.prefixes))


def test_the_same_seed_draws_the_same(build: Build) -> None:
    question = build.queries["positions-of-actor"]
    one, same, other = (
        Draw(build.store(), build.prefixes, seed).samples(question, {"actor": ""})
        for seed in (1, 1, 2)
    )

    assert one == same
    assert one != other


def test_each_run_but_the_first_is_counted(build: Build) -> None:
    text = "SELECT ?issue { GRAPH ?any { ?issue a <https://w3id.org/parley/ns/Issue> } }"
    runs = timed(job(build, text, runs=3), limit=60)

    assert runs
    assert len(runs) == 3
    assert all(run.milliseconds > 0 and run.rows > 0 for run in runs)


def test_what_takes_too_long_is_ended(build: Build) -> None:
    assert timed(job(build, ENDLESS), limit=2) is None
