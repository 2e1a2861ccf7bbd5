"""A made-up corpus of any size: documents about talks that never were, valid in our model.

    python tests/bench/corpus.py FOLDER [--quads N] [--seed N]

writes it as a project. Each document has passages with chains of one to three claims, about events
with their dates and order, positions over time, stated shifts, proposals in versions, tenures; some
are denied, dated twice, ruled upon or identified. The same numbers give the same corpus.

Must not know: what is told in a passage, how long anything takes.
"""

import argparse
import random
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.documents import CURATORS, Document, Triple, xsd
from bench.episodes import EPISODES
from bench.world import World

ROOT = Path(__file__).resolve().parents[2]
RECORDED = "2026-11-22"
PASSAGES = 40


@dataclass(frozen=True)
class Corpus:
    """Files by name: the reference data in Turtle, the documents in TriG."""

    reference: dict[str, str]
    sources: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the corpus as a project into *folder*, with our ontology and questions."""
        for part in ("ontology", "queries"):
            shutil.copytree(ROOT / part, folder / part)
        for kind, suffix, files in (
            ("reference", "ttl", self.reference),
            ("sources", "trig", self.sources),
        ):
            (folder / "data" / kind).mkdir(parents=True)
            for name, text in files.items():
                (folder / "data" / kind / f"{name}.{suffix}").write_text(text, "utf-8")


def corpus(quads: int, seed: int = 1) -> Corpus:
    """Return a corpus of *quads* quads or, at most by a passage, more."""
    world = World(random.Random(seed))  # noqa: S311  # no secret
    world.named(CURATORS, "kg:Organisation", "curators", "編者")
    sources: dict[str, str] = {}
    total = 0
    while total + world.size < quads:
        world.turn()
        document = Document(world, len(sources))
        while document.passages < PASSAGES and total + len(document) + world.size + 16 < quads:
            episode = world.rng.choices(list(EPISODES), list(EPISODES.values()))[0]
            episode(document)
        triples = list(described(document))
        document.own[:0] = triples
        total += len(document)
        sources[document.slug] = trig(document)
    return Corpus({name: turtle(things) for name, things in world.reference.items()}, sources)


def described(doc: Document) -> Iterator[Triple]:
    """Yield what a document says of itself."""
    yield from (
        ("<>", "a", "kg:Source"),
        ("<>", "a", "void:Dataset"),
        ("<>", "dcterms:creator", doc.author),
        ("<>", "dcterms:language", '"en"'),
        ("<>", "kg:characterCount", str(100 * max(doc.passages, 1))),
        ("<>", "kg:recordedOn", xsd(RECORDED)),
    )
    for name, kind, number in (
        ("<#claims>", "kg:Claim", doc.claims),
        ("<#passages>", "kg:Passage", doc.passages),
    ):
        yield "<>", "void:classPartition", name
        yield name, "void:class", kind
        yield name, "void:entities", str(number)


def prefixes(body: str) -> str:
    """Return the @prefix lines that *body* needs, as they stand in the project, aligned."""
    text = (ROOT / "ontology/prefixes.ttl").read_text("utf-8")
    needed = set(re.findall(r"(?<![\w<\"-])([a-z][a-z-]*):(?=\w)", re.sub(r'"[^"]*"', "", body)))
    known = [pair for pair in re.findall(r"@prefix (\S+):\s+(<.*>) \.", text) if pair[0] in needed]
    width = max(len(name) for name, _ in known) + 1
    return "".join(f"@prefix {name + ':':<{width}} {iri} .\n" for name, iri in sorted(known))


def blocks(triples: list[Triple], indent: str) -> str:
    """Return *triples* laid out as the other files are, one block for each subject."""
    things: dict[str, dict[str, list[str]]] = {}
    for thing, predicate, value in triples:
        things.setdefault(thing, {}).setdefault(predicate, []).append(value)
    return "\n".join(
        f"{indent}{thing}\n"
        + "".join(f"{indent}    {p} {' , '.join(v)} ;\n" for p, v in pairs.items())
        + f"{indent}.\n"
        for thing, pairs in things.items()
    )


def turtle(things: dict[str, list[str]]) -> str:
    parted = ((thing, line.partition(" ")) for thing in sorted(things) for line in things[thing])
    triples = [(thing, predicate, value) for thing, (predicate, _, value) in parted]
    body = blocks(triples, "")
    return f"{prefixes(body)}\n{body}"


def trig(doc: Document) -> str:
    base = f"@base <https://w3id.org/parley/source/{doc.slug}> .\n"
    graphs = {"<>": doc.own, **doc.content}
    body = "\n".join(
        f"{name} {{\n{blocks(triples, '    ')}}}\n" for name, triples in graphs.items()
    )
    return f"{base}{prefixes(body)}\n{body}"


def main() -> None:
    """Write a corpus into a folder."""
    parser = argparse.ArgumentParser(description="Write a made-up corpus as a project.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    corpus(given.quads, given.seed).write(given.folder)


if __name__ == "__main__":
    main()
