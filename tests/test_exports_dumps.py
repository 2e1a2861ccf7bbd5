"""The dumps hold the build, by the word of readers that others wrote."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import Graph

from command import kg
from kg.build import Build
from kg.store import ACCEPTED


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def quads(path: Path, rdf_format: RdfFormat) -> set[Quad]:
    return {quad for quad in parse(content(path), format=rdf_format) if "_:" not in str(quad)}


def test_everything_is_there_once_in_order(exported: Path, build: Build) -> None:
    lines = content(exported / "dumps/all.nq.gz").splitlines()

    assert len(lines) == len(set(lines)) == len(build.store())
    assert lines == sorted(lines)


def test_the_hash_is_that_of_the_sorted_quads(exported: Path) -> None:
    manifest = json.loads((exported / "manifest.json").read_text("utf-8"))
    whole = content(exported / "dumps/all.nq.gz")

    assert manifest["rdfc10-sha256"] == hashlib.sha256(whole).hexdigest()


def test_trig_holds_what_n_quads_hold(exported: Path) -> None:
    as_quads = quads(exported / "dumps/all.nq.gz", RdfFormat.N_QUADS)

    assert quads(exported / "dumps/all.trig.gz", RdfFormat.TRIG) == as_quads


def test_trig_writes_each_graph_in_one_piece(exported: Path) -> None:
    lines = content(exported / "dumps/all.trig.gz").decode().splitlines()
    opened = [line for line in lines if line.endswith("{")]

    assert len(opened) == len(set(opened)) > 1


def test_the_accepted_view_is_there_once(exported: Path, build: Build) -> None:
    lines = content(exported / "dumps/accepted.nt.gz").splitlines()

    assert len(lines) == len(set(lines)) == sum(1 for _ in build.store().graph(ACCEPTED))


def test_rdflib_reads_the_accepted_view(trade_round: Path) -> None:
    written = content(trade_round / "dumps/accepted.nt.gz")
    triples = Graph().parse(data=written, format="nt")
    turtle = Graph().parse(data=content(trade_round / "dumps/accepted.ttl.gz"), format="turtle")

    assert len(triples) == len(written.splitlines()) > 1000
    assert set(turtle) == set(triples)


def test_the_same_build_gives_the_same_bytes(trade_round: Path, tmp_path: Path) -> None:
    example = ["--project", "ontology/examples/trade-round"]
    done = kg(*example, "export", "--out", str(tmp_path / "again"), PYTHONHASHSEED="1")

    assert done.returncode == 0
    assert (tmp_path / "again/SHA256SUMS").read_bytes() == (trade_round / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize("name", ["all.nq.gz", "accepted.ttl.gz"])
def test_what_is_packed_tells_no_time_and_no_name(exported: Path, name: str) -> None:
    flags, time = (exported / "dumps" / name).read_bytes()[3], slice(4, 8)

    assert flags == 0
    assert (exported / "dumps" / name).read_bytes()[time] == bytes(4)
