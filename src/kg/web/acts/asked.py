"""A stored question as somebody asks it: what is given, how it is wanted, what is found.

Must not know: HTTP libraries, what the questions are about, pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import QueryTriples

from kg import ask
from kg.errors import BadInput
from kg.graph import Graph
from kg.queries import StoredQuery
from kg.results import Result
from kg.store import Store
from kg.web.acts.options import Options
from kg.web.acts.record import Record
from kg.web.messages import Refused

# By suffix, the likeliest first.
FORMS = {
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "html": "text/html",
    "md": "text/markdown",
    "ndjson": "application/x-ndjson",
    "ttl": "text/turtle",
    "rq": "application/sparql-query",
    "txt": "text/plain",
}
OPTIONS = ("evidence", "excel", "labels", "lang")  # as `kg query` has them
OF_TRIPLES = ("ttl", "html", "rq")  # what a CONSTRUCT can be written as
_MERGED, _NAMED = ("html", "md"), ("html", "md", "txt")  # with labels for IRIs, unless told not to
_LONGEST = 500  # characters of parameters that links repeat: a header has limits


@dataclass(frozen=True)
class Asked:
    """A question, how it is wanted, and what is given for its parameters."""

    record: Record
    question: StoredQuery
    suffix: str
    options: Options
    lang: str

    @classmethod
    def by(
        cls, record: Record, question: StoredQuery, suffix: str, told: Sequence[Sequence[str]]
    ) -> "Asked":
        """Return *question* as the parameters *told* ask it; raise Refused for wrong ones."""
        known = list(dict.fromkeys([*question.params, *OPTIONS]))
        options = Options(told, known, question.name)
        return cls(record, question, suffix, options, _language(question, options))

    @property
    def graph(self) -> Graph:
        """What is asked."""
        return self.record.graph

    @property
    def given(self) -> dict[str, list[str]]:
        """What is given for the parameters of the question itself."""
        params = self.question.params
        return {name: told for name, told in self.options.values.items() if name in params}

    @property
    def asks_nothing(self) -> bool:
        """Say whether nothing is given where something must be."""
        needs = any(param.required for param in self.question.params.values())
        return needs and not self.given.keys() - set(OPTIONS)

    @property
    def proven(self) -> bool:
        """Say whether the claims behind each row are wanted."""
        return bool(self.options.truth("evidence"))

    @property
    def constructs(self) -> bool:
        """Say whether the answer is triples."""
        return constructs(self.question)

    def found(self) -> Result:
        """Return the answer, with labels where `kg query` adds them."""
        self._must_have()
        wanted = self.options.truth("labels")
        try:
            found = self.graph.ask(
                self.question.name, self.given, evidence=self.proven, lang=self.lang
            )
        except BadInput as fault:
            raise self._blamed(fault) from fault
        self.record.most.hold(len(found.terms))
        if self.suffix in _NAMED if wanted is None else wanted:
            return self.graph.with_labels(found, self.lang, beside=self.suffix in _MERGED)
        return found

    def bound(self) -> str:
        """Return the query as it is asked, or as it stands if nothing is given."""
        self.must_not_have(["excel", "labels"], "a query")
        if not self.options.values:
            return self.question.text
        self._must_have()
        try:
            values = ask.values(self.graph.store, self.question, self.given, self.graph.prefixes)
            bind = self.question.bind_with_claims if self.proven else self.question.bind
            return bind(values)
        except BadInput as fault:
            raise self._blamed(fault) from fault

    def must_not_have(self, names: Iterable[str], what: str) -> None:
        """Raise Refused if one of *names* is given, which *what* does not take."""
        for name in names:
            if name in self.options.values:
                raise Refused(400, f"{what} takes no parameter {name}", parameter=name)

    def links(self, parameters: Sequence[Sequence[str]]) -> dict[str, str]:
        """Return the headers that lead to other forms, to the form at hand, and to what tells."""
        query = urlencode([(name, value) for name, value in parameters])
        described = '<../openapi.json>; rel="describedby"; type="application/json"'
        if not self.constructs:
            described += f', <{self.question.name}.ttl>; rel="describedby"; type="{FORMS["ttl"]}"'
        if len(query) > _LONGEST:
            return {"Link": described}
        others = [
            f'<{self.file(form, query)}>; rel="alternate"; type="{FORMS[form]}"'
            for form in (OF_TRIPLES if self.constructs else FORMS)
            if form not in (self.suffix, "ttl", "rq")
        ]
        return {
            "Link": ", ".join([described, *others]),
            "Content-Location": self.file(self.suffix, query),
        }

    def file(self, suffix: str, query: str) -> str:
        """Return the address of the answer in the form *suffix*, relative to the question's."""
        return f"{self.question.name}.{suffix}{'?' if query else ''}{query}"

    def address(self, given: Mapping[str, Sequence[str]]) -> str:
        """Return the address of the answer to the question when *given* is given."""
        return f"{self.question.name}?{urlencode(given, doseq=True)}"

    def _must_have(self) -> None:
        for name, param in self.question.params.items():
            if param.required and name not in self.given:
                first = self.question.examples[:1]
                example = "".join(f", as in q/{self.address(each)}" for each in first)
                detail = f"{self.question.name} needs the parameter {name}{example}"
                raise Refused(400, detail, parameter=name)

    def _blamed(self, fault: BadInput) -> Refused:
        """Return *fault* with the parameter that is to blame for it."""
        for name, told in self.given.items():
            try:
                ask.values(self.graph.store, self.question, {name: told}, self.graph.prefixes)
            except BadInput as own:
                return Refused(400, str(own), parameter=name)
        return Refused(400, str(fault), **({"parameter": "evidence"} if self.proven else {}))


def constructs(question: StoredQuery) -> bool:
    """Say whether the answer to *question* is triples."""
    return isinstance(Store().query(question.text), QueryTriples)


def _language(question: StoredQuery, options: Options) -> str:
    """Return the language of labels; one that is a parameter may have several values."""
    if "lang" in question.params:
        return options.values.get("lang", ["en"])[0].lower()
    return options.language()
