"""Files of the project as they are written: whole or not at all, in lines that are not too long.

Must not know: what the files hold.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from kg.errors import BadInput, Place

WIDTH = 120  # characters in a line, as far as it can be broken

_WAY_OUT = "make it writable, or work on a copy of the project"


def put(files: Mapping[Path, str]) -> None:
    """Write the text of each of *files*, whose folders are made; raise BadInput if one cannot be.

    Each is written beside its place first, and none is put there before all are written.
    """
    beside: dict[Path, Path] = {}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            place = path.resolve()  # a link stays one
            beside[place] = place.with_name(f".{place.name}.new-{os.getpid()}")
            beside[place].write_text(text, encoding="utf-8", newline="\n")
        for place, new in beside.items():
            new.replace(place)
    except OSError as fault:
        reason = f"cannot be written ({fault.strerror}): {_WAY_OUT}"
        raise BadInput(reason, Place(path)) from fault
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)
