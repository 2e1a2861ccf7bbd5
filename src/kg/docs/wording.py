"""The words of the pages themselves, one TOML file a language, in `wording/`.

Must not know: the ontology, HTML.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("wording")
LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Words:
    """The words in one language: *tables* are the tables of the file."""

    lang: str
    tables: dict[str, Any]

    def say(self, table: str, key: str, **values: object) -> str:
        """Return the words for *key* of *table*, with *values* in their places."""
        text: str = self.tables[table][key]
        return text.format(**values) if values else text

    def indefinite(self, name: str) -> str:
        """Return *name* with the indefinite article, where the language has one.

        >>> [words("en").indefinite(name) for name in ("actor", "claim", "use")]
        ['an actor', 'a claim', 'a use']
        """
        plain, before_vowel = self.tables["phrase"]["indefinite"]
        vowel = name[:1].lower() in set("aeiou") and not name.lower().startswith(
            ("eu", "uni", "us")
        )
        return str(before_vowel if vowel else plain).format(name)

    def count(self, low: int, high: int | None) -> str:
        """Return how many there may be, from *low* to *high*, None for any number.

        >>> [words("en").count(*bounds) for bounds in ((1, 1), (0, 1), (2, None), (2, 4))]
        ['exactly one', 'at most one', 'at least 2', '2 to 4']
        """
        if high == 0:
            return self.say("count", "none")
        if high is None:
            return self.say("count", _one("at_least", low), n=low) if low else self._any
        if low and low != high:
            return self.say("count", "between", low=low, high=high)
        return self.say("count", _one("exactly" if low else "at_most", high), n=high)

    @property
    def _any(self) -> str:
        return self.say("count", "any")


def _one(key: str, count: int) -> str:
    return f"{key}_one" if count == 1 else key


@cache
def words(lang: str) -> Words:
    """Return the words in *lang*, one of LANGUAGES."""
    import tomllib

    return Words(lang, tomllib.loads((_FOLDER / f"{lang}.toml").read_text("utf-8")))
