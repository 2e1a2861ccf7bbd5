"""What changed as an RDF Patch, which a replica applies.

The format is that of https://afs.github.io/rdf-delta/rdf-patch.html. The headers `id` and `prev`
are made of the hashes of the new and the old side, so that patches join into a log, and a replica
sees whether a patch is meant for its state; `old` and `new` are the hashes themselves.

Must not know: what is compared, what the quads say.
"""

from typing import IO
from uuid import NAMESPACE_URL, uuid5

from kg.diff.lines import Part


def write(gone: Part, come: Part, out: IO[bytes]) -> None:
    """Write to *out* the patch that makes the old side the new one, what goes first."""
    for name, value in (
        ("id", f"<uuid:{_uuid(come)}>"),
        ("prev", f"<uuid:{_uuid(gone)}>"),
        ("old", f'"sha256:{gone.hash}"'),
        ("new", f'"sha256:{come.hash}"'),
    ):
        out.write(f"H {name} {value} .\n".encode())
    out.write(b"TX .\n")
    out.writelines(b"D " + line for line in gone)
    out.writelines(b"A " + line for line in come)
    out.write(b"TC .\n")


def _uuid(side: Part) -> str:
    return str(uuid5(NAMESPACE_URL, f"sha256:{side.hash}"))
