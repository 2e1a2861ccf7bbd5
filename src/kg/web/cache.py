"""Answers that were given, so that they need not be made again.

Must not know: HTTP, what is answered.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """What was put in, by key, up to *most* bytes; what was not asked for longest goes first.

    >>> cache = Cache(most=10)
    >>> cache.put("a", "one", 6); cache.put("b", "two", 6); cache.get("a"), cache.get("b")
    (None, 'two')
    """

    def __init__(self, most: int, largest: int | None = None) -> None:
        self._left, self._largest = most, most if largest is None else largest
        self._kept: OrderedDict[object, tuple[T, int]] = OrderedDict()

    def get(self, key: object) -> T | None:
        """Return what lies under *key*, None if nothing does."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: object, value: T, size: int) -> None:
        """Keep *value* of *size* bytes under *key*, unless it is too large to be kept."""
        if size > self._largest or key in self._kept:
            return
        self._kept[key] = value, size
        self._left -= size
        while self._left < 0:
            _, (_, freed) = self._kept.popitem(last=False)
            self._left += freed
