"""Tables as they are described: their columns, and what stands in a cell.

Must not know: stores, where cells come from, how a description is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kg.terms import XSD

Part = Literal["key", "iri", "literal", "text", "name", "earliest", "latest"]

LANGUAGES = ("en", "ja")  # of titles, and of names beside IRIs
LABEL = {"en": "label", "ja": "ラベル"}

ANY_URI, DATE, STRING = XSD + "anyURI", XSD + "date", XSD + "string"


@dataclass(frozen=True)
class Column:
    """A column *name*, as the header of the file has it, and what its cells are.

    *titles* are its name in words, by language. *part* says what of the values of *property*, an
    IRI, is in it: IRIs, literals, texts in *lang*, names in *lang* of the things that the IRIs are
    of, or the first and last day that *property* can mean. A cell of a column that is *many* holds
    several values with a separator between them. *table* is the one whose keys the values are.
    """

    name: str
    titles: Mapping[str, str]
    datatype: str = STRING
    part: Part = "literal"
    property: str | None = None
    lang: str | None = None
    many: bool = False
    table: str | None = None


@dataclass(frozen=True)
class Table:
    """A file *path*, from the folder of the tables, with its columns.

    *titles* and *notes* are by language; *about* is the IRI of what it holds, if it has one. If
    *keyed* the first column is the key, an IRI, of which the other columns tell.
    """

    path: str
    titles: Mapping[str, str]
    columns: tuple[Column, ...]
    notes: Mapping[str, str] = field(default_factory=dict)
    about: str | None = None
    keyed: bool = False


def worded(name: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return *labels* in our languages; in English at least *name*.

    >>> worded("inPost", {"ja": "役職", "fr": "fonction"})
    {'en': 'inPost', 'ja': '役職'}
    """
    told = {"en": name, **labels}
    return {lang: told[lang] for lang in LANGUAGES if lang in told}


def of(titles: Mapping[str, str], what: Mapping[str, str]) -> dict[str, str]:
    """Return *titles*, each with the part that a column has of what it names.

    >>> of({"en": "holder", "ja": "主体"}, LABEL)
    {'en': 'holder (label)', 'ja': '主体 (ラベル)'}
    """
    return {lang: f"{title} ({what.get(lang, what['en'])})" for lang, title in titles.items()}
