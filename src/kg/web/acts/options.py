"""The parameters of an address: which there may be, and how often.

Must not know: what they mean.
"""

from collections.abc import Iterable, Sequence

from kg.errors import BadInput, did_you_mean, shown
from kg.terms import XSD, typed
from kg.web.messages import Refused

_TRUTH = {"true": True, "false": False}


class Options:
    """The values of parameters by name, in the order of the address.

    Raise Refused with near misses for a name that is none of *known*, which *what* takes, and for
    a value that is empty.
    """

    def __init__(self, told: Iterable[Sequence[str]], known: Sequence[str], what: str) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in told:
            if name not in known:
                hint = did_you_mean(name, known, f"it takes {', '.join(known) or 'none'}")
                raise _refused(name, f"{what} has no parameter {shown(name)!r}: {hint}")
            if not value:
                raise _refused(
                    name, f"the parameter {name} is empty: give a value, or leave it out"
                )
            self.values.setdefault(name, []).append(value)

    def one(self, name: str, otherwise: str) -> str:
        """Return the value of *name*, *otherwise* if it is not given."""
        found = self.values.get(name, [otherwise])
        if len(found) > 1:
            raise _refused(name, f"the parameter {name} is given {len(found)} times: give it once")
        return found[0]

    def truth(self, name: str) -> bool | None:
        """Return whether *name* is true, None if it is not given."""
        found = self.one(name, "")
        if found and found not in _TRUTH:
            raise _refused(name, f"{name}={shown(found)} is neither true nor false")
        return _TRUTH.get(found)

    def language(self) -> str:
        """Return the language of words, English if none is given."""
        try:
            return typed(self.one("lang", "en"), XSD + "language").value
        except BadInput as fault:
            raise _refused("lang", str(fault)) from fault


def _refused(name: str, detail: str) -> Refused:
    return Refused(400, detail, parameter=shown(name))
