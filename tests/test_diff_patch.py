"""A patch makes the old dump the new one, in a program that nobody here wrote: rdflib's parser."""

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.canonical import lines
from kg.diff import Side, Sides
from kg.diff.lines import Part, parted
from kg.diff.patch import write
from kg.errors import StoreError
from kg.project import Project

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")

GRAPH = "<http://x/g>"


@pytest.fixture(scope="module")
def sides(history: Project, cache: Path) -> Iterator[tuple[Side, Side]]:
    with ExitStack() as files:
        yield Sides(history, cache, files).pair("before", "after")


@pytest.fixture(scope="module", autouse=True)
def as_written() -> Iterator[None]:
    """Literals stay as they are spelt: rdflib would write 1 for 01."""
    rdflib.NORMALIZE_LITERALS = False
    yield
    rdflib.NORMALIZE_LITERALS = True


def patch_of(old: Iterable[Quad], new: Iterable[Quad]) -> bytes:
    out = io.BytesIO()
    with ExitStack() as files:
        write(*parted(old, new, files), out)
    return out.getvalue()


def patched(dump: Iterable[bytes], patch: bytes) -> list[bytes]:
    """The lines of a replica that held *dump*, each blank node under its name, after *patch*."""
    replica = rdflib.Dataset()
    held = b"".join(b"A " + line for line in dump)
    for rows in (held, patch):
        replica.parse(data=rows.decode(), format="patch")
    written = replica.serialize(format="nquads", encoding="utf-8")
    quads = parse(written, format=RdfFormat.N_QUADS)
    return sorted((serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def sha256(found: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(found)).hexdigest()


def quads(*texts: str) -> list[Quad]:
    return list(parse("\n".join(texts), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("back", [False, True], ids=["forth", "back"])
def test_a_patch_makes_one_dump_the_other(sides: tuple[Side, Side], back: bool) -> None:
    old, new = (side.store for side in (reversed(sides) if back else sides))
    patch = patch_of(old, new)
    found = patched(lines(old), patch)

    assert b"\nD _:c14n" in patch  # rows about blank nodes are among them
    assert sha256(found) == sha256(lines(new))
    assert sha256(found) != sha256(lines(old))


def test_the_consumer_does_apply_rows() -> None:
    first, second = (f'<http://x/a> <http://x/p> "{n}" {GRAPH} .' for n in "12")

    assert patched([f"{first}\n".encode()], f"D {first}\nA {second}\n".encode()) == [
        f"{second}\n".encode()
    ]


def test_a_patch_has_headers_a_transaction_and_what_goes_before_what_comes() -> None:
    kept, gone, come = (f'<http://x/a> <http://x/p> "{n}" {GRAPH} .' for n in ("k", "g", "c"))
    rows = patch_of(quads(kept, gone), quads(kept, come)).decode().splitlines()
    old, new = (
        sha256(f"{line}\n".encode() for line in sorted(s)) for s in ([gone, kept], [come, kept])
    )

    assert [row.split(" ")[:2] for row in rows[:2]] == [["H", "id"], ["H", "prev"]]
    assert rows[2:] == [
        f'H old "sha256:{old}" .',
        f'H new "sha256:{new}" .',
        "TX .",
        f"D {gone}",
        f"A {come}",
        "TC .",
    ]


def test_patches_join_into_a_log() -> None:
    states = [quads(f'<http://x/a> <http://x/p> "{n}" {GRAPH} .') for n in "123"]
    first, second = (patch_of(*pair).decode().splitlines() for pair in (states[:2], states[1:]))

    assert first[0].replace("H id", "H prev") == second[1]
    assert first[0] != first[1]


def test_the_same_sides_give_the_same_patch(sides: tuple[Side, Side]) -> None:
    old, new = (side.store for side in sides)

    assert patch_of(old, new) == patch_of(old, new)


def test_rows_are_sorted(sides: tuple[Side, Side]) -> None:
    rows = patch_of(*(side.store for side in sides)).splitlines()

    for letter in (b"D ", b"A "):
        found = [row for row in rows if row.startswith(letter)]
        assert found == sorted(found)
        assert found


def test_no_difference_is_a_transaction_without_rows(sides: tuple[Side, Side]) -> None:
    store = sides[0].store

    assert patch_of(store, store).splitlines()[4:] == [b"TX .", b"TC ."]


def test_the_lines_of_one_side_alone_are_those_of_the_sets() -> None:
    names = [f'<http://x/a> <http://x/p> "{n}" {GRAPH} .' for n in range(20)]
    old, new = names[:13], names[7:]
    with ExitStack() as files:
        gone, come = parted(quads(*old), quads(*new), files)

        def told(part: Part) -> set[str]:
            return {line.decode().strip() for line in part}

        assert told(gone) == set(old) - set(new)
        assert told(come) == set(new) - set(old)


def test_files_that_cannot_be_written_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(StoreError, match=r"gone cannot hold what is sorted .*set TMPDIR"):
        patch_of([], [])


def test_a_file_that_is_full_is_said() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        part = Part(full)

        with pytest.raises(StoreError, match="No space left"):
            part.put(b"x")
