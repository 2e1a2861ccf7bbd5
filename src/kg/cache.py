"""The cache, where builds and verdicts lie: which folder it is, and that it is ours.

Must not know: what lies in it.
"""

import os
from pathlib import Path

from kg.errors import StoreError

_MARKER = "CACHEDIR.TAG"
# https://bford.info/cachedir/: the first line that marks a folder as a cache.
_MARK = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by Parley; safe to delete.\n"


def cache_folder() -> Path:
    """Return the folder of the cache: `KG_CACHE`, else the user's."""
    if given := os.environ.get("KG_CACHE"):
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("parley", appauthor=False)


def claim(cache: Path) -> None:
    """Create the cache, or see that it is ours; raise StoreError if it holds other things."""
    cache.mkdir(parents=True, exist_ok=True)
    marker = cache / _MARKER
    found = any(cache.iterdir())  # asked first: another process puts the marker before all else
    if marker.exists():
        return
    if found:
        raise StoreError(f"{cache} holds other files: set KG_CACHE to an empty folder")
    marker.write_text(_MARK, encoding="utf-8")
