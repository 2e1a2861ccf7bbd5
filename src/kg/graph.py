"""The record, as programs in Python ask it.

    g = kg.open()
    g.query("position-shifts", actor="Ukraine").df()

Must not know: commands, terminals.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg import ask, build, project
from kg.cache import cache_folder
from kg.errors import BadInput, did_you_mean, shown
from kg.names import Labels, find
from kg.queries import StoredQuery
from kg.results import Result, result
from kg.store import Store
from kg.terms import XSD, plain, typed

if TYPE_CHECKING:
    import rdflib

    from kg.entry import Article
    from kg.worker import Limits


class Graph:
    """What a project's files say, as they stood when it was opened; it is never changed."""

    def __init__(
        self, made: build.Build, *, in_memory: bool = False, bounded: bool = False
    ) -> None:
        """Open *made*; *bounded*: the process may be ended, and no query needs one of its own."""
        self._build, self._in_memory, self._bounded = made, in_memory, bounded

    def __repr__(self) -> str:
        """Name the build, and say how much it holds."""
        return f"<Graph {self._build.name}: {self._build.manifest['quads']} quads>"

    @property
    def prefixes(self) -> dict[str, str]:
        """The project's prefixes, by name."""
        return self._build.prefixes

    @property
    def questions(self) -> dict[str, StoredQuery]:
        """The stored questions, by name: each with its summary, parameters and examples.

        >>> import kg
        >>> kg.open().questions["position-shifts"].summary
        'Which positions shifted, when, and after what?'
        """
        return self._build.queries

    @cached_property
    def store(self) -> Store:
        """The store of the build, or, if that is wanted, a copy of it in memory."""
        store = self._build.store()
        return Store(store) if self._in_memory else store

    def query(self, name: str, /, *, evidence: bool = False, **given: object) -> Result:
        """Return the answer to the stored question *name* with the parameters *given*.

        A value is text (an IRI, a CURIE or a label where a thing is meant), a number, a day or an
        RDF term, or several of these. With *evidence* each row says who claims it, on whose word,
        and in which passage. Raise BadInput for a question, a parameter or a value that is not
        known.

        >>> import kg
        >>> shifts = kg.open().query("position-shifts", actor="Ukraine", lang="en")
        >>> shifts[0].kindLabel
        'strengthening'
        """
        return self.ask(name, given, evidence=evidence)

    def ask(
        self,
        name: str,
        given: Mapping[str, object] | Sequence[str],
        *,
        evidence: bool = False,
        lang: str | None = None,
    ) -> Result:
        """Return the answer to the stored question *name*; *given* is as `kg.ask.values` takes it.

        *lang* is the language of labels, where *given* names none.
        """
        question = self.question(name)
        bound = ask.values(self.store, question, given, self.prefixes)
        if lang and "lang" in question.params:
            bound.setdefault("lang", [typed(lang, XSD + "language")])
        text = question.bind_with_claims(bound) if evidence else question.bind(bound)
        found = result(self.store.query(text), self.prefixes)
        if not evidence:
            return found
        from kg.backing import with_evidence

        spoken = plain(bound["lang"][0]) if "lang" in bound else lang or "en"
        return with_evidence(self.store, found, self.labels(spoken))

    def sparql(self, text: str, *, timeout: float = 30.0, limits: "Limits | None" = None) -> Result:
        """Return the answer to the SPARQL query *text*; it may take *timeout* seconds.

        Patterns outside GRAPH read the accepted view; the project's prefixes are known. The query
        runs in a process of its own. Raise BadInput if it is refused or cannot be read, TimedOut
        if it takes longer. *limits* are all that it may use, in place of *timeout*.

        >>> import kg
        >>> bool(kg.open().sparql("ASK { person:donald-trump a kg:Person }"))
        True
        """
        from kg import worker

        if self._bounded:
            return result(worker.here(self.store, text, self.prefixes), self.prefixes)
        bounds = limits or worker.Limits(seconds=timeout)
        answer = worker.run(self._build.folder / "store", text, self.prefixes, bounds)
        return result(answer, self.prefixes)

    def show(self, thing: str, lang: str = "en") -> "Article":
        """Return what is said of *thing*, an IRI, a CURIE or a label, and who says so.

        >>> import kg
        >>> summit = kg.open().show("Budapest summit")
        >>> str(summit.derived[0].value)
        '<https://w3id.org/parley/ns/DidNotHappen>'
        """
        from kg.entry import Article
        from kg.facts import describe, kinds

        node = find(self.store, thing, self.prefixes)
        entry = describe(self.store, node)
        return Article(entry, kinds(self.store, node), self.labels(lang), self.prefixes)

    def with_labels(self, found: Result, lang: str = "en", *, beside: bool = False) -> Result:
        """Return *found* with a column of labels behind each column of IRIs that has none.

        With *beside* each label has the IRI beside it, abbreviated.
        """
        from kg.captions import with_labels

        return with_labels(found, self.labels(lang), beside=beside)

    def labels(self, lang: str = "en") -> Labels:
        """Return what things are called in *lang*, else in English.

        >>> import kg
        >>> kg.open().labels("ja").of("https://w3id.org/parley/id/person/donald-trump")
        'ドナルド・トランプ'
        """
        return Labels(self.store, self.prefixes, lang)

    def graph(self) -> "rdflib.Dataset":
        """Return the whole build as a Dataset of rdflib, each claim in a graph of its own."""
        from kg.dataset import dataset

        return dataset(self.store, self.prefixes)

    def question(self, name: str) -> StoredQuery:
        """Return the stored question *name*; raise BadInput with near misses if there is none."""
        if name in self.questions:
            return self.questions[name]
        hint = did_you_mean(name, self.questions, "kg list names them all", 3)
        raise BadInput(f"there is no question {shown(name)!r}: {hint}")


def open(  # noqa: A001  # as users write it: kg.open()
    folder: str | os.PathLike[str] | None = None,
    *,
    cache: str | os.PathLike[str] | None = None,
    in_memory: bool = False,
) -> Graph:
    """Return the record of the project in *folder*, as its files stand now.

    Without a *folder* it is the one that KG_PROJECT names, else the nearest one above the current
    folder, else the one that came with the installation. If files changed since the last time, the
    build is made anew first, in *cache* (default: KG_CACHE, else the user's cache).

    With *in_memory* the whole record is read into memory first: that takes its time once, and room,
    and large answers come several times as fast.

    >>> import kg
    >>> len(kg.open().questions) > 20
    True
    """
    named = folder or os.environ.get("KG_PROJECT")
    found = project.given(Path(named)) if named else project.find()
    place = Path(cache) if cache else cache_folder()
    return Graph(build.bring_up_to_date(found, place), in_memory=in_memory)
