"""A table for each class, with a row for each member that the accepted view has.

The accepted view is read twice, sorted by subject: once to see which columns there are, once to
write the rows. Between them it is sorted by table, on disk, so that memory does not grow with the
data, and one file is open at a time.

Must not know: what a class means, how a table is described.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.build import Build
from kg.canonical import ordered
from kg.days import Days
from kg.errors import BadInput
from kg.exports.dumps import ACCEPTED_VIEW, triples
from kg.exports.packed import unpacked
from kg.exports.tables.columns import (
    ANY_URI,
    DATE,
    LABEL,
    LANGUAGES,
    STRING,
    Column,
    Part,
    Table,
    of,
    worded,
)
from kg.exports.tables.profile import Members, Profile, Values, part
from kg.exports.tables.things import Accepted, Said, things
from kg.results.people import heading
from kg.terms import KG, TYPE, compact, plain

KEY = "iri"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION = NamedNode("http://www.w3.org/2004/02/skos/core#definition")
_FIRST = (_LABEL, "http://www.w3.org/2004/02/skos/core#prefLabel", TYPE)
_IRI: tuple[Part, str] = ("iri", "")
_LITERAL: tuple[Part, str] = ("literal", "")
_NO_NAME = re.compile(r"[^A-Za-z0-9_]")  # of a variable in a template of RFC 6570, as CSVW has it


def write(build: Build, dumps: Path, out: Path) -> tuple[list[Table], str]:
    """Write the tables below *out*, and return them with the separator in their cells.

    The accepted view is read from its dump below *dumps*.
    """
    view, accepted = dumps / ACCEPTED_VIEW, Accepted(build.store())
    profile = Profile(things(triples(unpacked(view))), accepted)
    described = _Described(profile.members, accepted, build)
    tables = [described.table(kind) for kind in profile.members]
    places = {kind: place for place, kind in enumerate(profile.members)}
    found = _by_table(ordered(_keyed(view, places)))
    for place, members in found:
        path = out / tables[place].path
        _write(path, tables[place], things(members), accepted, profile.separator)
    return tables, profile.separator


class _Described:
    """The tables of classes, from what their *members* say."""

    def __init__(self, members: Mapping[str, Members], accepted: Accepted, build: Build) -> None:
        self._members, self._accepted, self._build = members, accepted, build
        self._store = build.store()
        self._names = _names({p for m in members.values() for p in m.properties}, build.prefixes)

    def table(self, kind: str) -> Table:
        """Return the table of the members of the class *kind*."""
        found = self._members[kind].properties
        properties = sorted(
            found, key=lambda p: (*(p != first for first in _FIRST), self._names[p])
        )
        columns = [c for p in properties for c in self._columns(p, found[p], self._members[kind])]
        key = Column(KEY, {"en": "IRI", "ja": "IRI"}, ANY_URI, "key")
        titles = worded(_local(kind), self._accepted.names(kind))
        return Table(self._path(kind), titles, (key, *columns), self._notes(kind), kind, keyed=True)

    def _path(self, kind: str) -> str:
        name = compact(kind, self._build.prefixes).replace(":", "-")
        return f"classes/{_local(kind) if kind.startswith(KG) else _NO_NAME.sub('-', name)}.csv"

    def _notes(self, kind: str) -> dict[str, str]:
        found = (quad.object for quad in self._store.about(NamedNode(kind), _DEFINITION))
        told = {o.language: o.value for o in found if isinstance(o, Literal)}
        return {lang: told[lang] for lang in LANGUAGES if lang in told}

    def _columns(self, prop: str, values: Values, members: Members) -> Iterator[Column]:
        """Yield the columns for the *values* of the property *prop*."""
        name = self._names[prop]
        titles = worded(heading(name), self._accepted.names(prop))
        many = {key: most > 1 for key, most in values.most.items()}
        if _IRI in many:
            table = self._referred(values, members)
            yield Column(name, titles, ANY_URI, "iri", prop, many=many[_IRI], table=table)
            for lang in sorted(values.named):
                told = f"{name}_label_{lang}"
                yield Column(told, of(titles, LABEL), STRING, "name", prop, lang, many=many[_IRI])
        if _LITERAL in many:
            told = f"{name}_value" if _IRI in many else name
            yield Column(told, titles, values.datatype, "literal", prop, many=many[_LITERAL])
        for which, lang in sorted(many.keys() - {_IRI, _LITERAL}):
            if which == "text":
                told = f"{name}_{_NO_NAME.sub('_', lang)}"
                yield Column(told, titles, STRING, "text", prop, lang, many=many[which, lang])
            else:
                end = worded(which, self._accepted.names(KG + which))
                yield Column(f"{name}_{which}", of(titles, end), DATE, which, prop)

    def _referred(self, values: Values, members: Members) -> str | None:
        """Return the widest table in which all things of a column are, if each row has just one."""
        if values.most[_IRI] > 1 or values.holders[_IRI] < members.count:
            return None
        tables = [kind for kind in values.shared or () if kind in self._members]
        widest = max(tables, key=lambda kind: (self._members[kind].count, kind), default=None)
        return self._path(widest) if widest else None


def _names(properties: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return for each of *properties* how its columns are called: ours by the last part.

    So are others that no property shares it with. Raise BadInput if two are called the same.
    """
    taken: dict[str, str] = {KEY: ""}
    for iri in sorted(properties, key=lambda iri: (not iri.startswith(KG), iri)):
        long = _NO_NAME.sub("_", compact(iri, prefixes))
        name = _local(iri) if _local(iri) not in taken else long
        if name in taken:
            raise BadInput(f"<{iri}> and <{taken[name]}> would be one column: rename one of them")
        taken[name] = iri
    return {iri: name for name, iri in taken.items() if iri}


def _local(iri: str) -> str:
    return _NO_NAME.sub("_", re.split("[/#]", iri)[-1])


def _keyed(view: Path, places: Mapping[str, int]) -> Iterator[bytes]:
    """Yield each line of *view* once for each table into which its subject belongs."""
    pairs = zip(triples(unpacked(view)), unpacked(view), strict=True)
    for _, found in groupby(pairs, lambda pair: pair[0].subject):
        both = list(found)
        types = (plain(t.object) for t, _ in both if t.predicate.value == TYPE)
        for place in sorted(places[kind] for kind in types if kind in places):
            for _, line in both:
                yield b"%06d %b" % (place, line)


def _by_table(keyed: Iterable[bytes]) -> Iterator[tuple[int, Iterator[Triple]]]:
    for place, lines in groupby(keyed, lambda line: line[:6]):
        yield int(place), triples(line[7:] for line in lines)


def _write(
    path: Path,
    table: Table,
    members: Iterable[tuple[NamedNode, Said]],
    accepted: Accepted,
    separator: str,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    dated = any(column.part in ("earliest", "latest") for column in table.columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)  # with the line ends of RFC 4180, section 2
        writer.writerow(column.name for column in table.columns)
        for thing, said in members:
            days = accepted.days(thing) if dated else {}
            cells = (_cell(column, thing, said, days, accepted) for column in table.columns)
            writer.writerow(separator.join(cell) if any(cell) else "" for cell in cells)


def _cell(
    column: Column, thing: NamedNode, said: Said, days: Mapping[str, Days], accepted: Accepted
) -> Sequence[str]:
    """Return the values in the cell of *thing* under *column*; a thing without a name has ""."""
    if column.part == "key":
        return [thing.value]
    prop = column.property or ""
    if column.part in ("earliest", "latest"):
        found = days.get(prop, Days())
        return [found.first if column.part == "earliest" else found.last]
    if column.part == "name":
        iris = (term for term in said.get(prop, ()) if part(term)[0] == "iri")
        return [accepted.names(plain(term)).get(column.lang or "", "") for term in iris]
    wanted = (column.part, column.lang or "")
    return [plain(term) for term in said.get(prop, ()) if part(term) == wanted]
