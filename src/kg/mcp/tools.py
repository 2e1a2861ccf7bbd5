"""The tools: what each is for, what it takes, and who answers it.

A tool is a model of its arguments; its docstring is what an agent reads of it.

Must not know: how an answer travels, what the record is about.
"""

import json
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from kg.mcp import asking, finding, telling
from kg.mcp.answers import Answer, Window
from kg.mcp.record import State
from kg.mcp.schema import Schema
from kg.worker import Limits

_LANGUAGE = r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"
_TEXT = 1_000  # characters of a name
_QUERY = 50_000  # characters of a query
_MOST = 8 << 20  # bytes that its answer may have before it is cut
_THING = "An IRI, a CURIE as find gives it, or a label, in capitals or not."

_Scalar = str | int | float | bool


def _object(given: object) -> object:
    """Return *given*, which some clients write as JSON in a text."""
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return given


class Tool(BaseModel):
    """A tool, and what it was called with; one that is *heavy* has a process of its own."""

    model_config = ConfigDict(extra="forbid")

    name: ClassVar[str]
    title: ClassVar[str]
    heavy: ClassVar[bool] = False

    lang: Annotated[str, AfterValidator(str.lower)] = Field(
        "en", pattern=_LANGUAGE, description="Language of labels and words, as en or ja."
    )
    build: str = Field(
        "",
        max_length=64,
        description="From next: refuses to go on in an answer if the files changed since.",
    )

    @property
    def patience(self) -> float | None:
        """The seconds that the answer may take, None if the caller does not say."""
        return None

    def answer(self, state: State) -> Answer:
        """Return what *state* answers."""
        raise NotImplementedError


class Paged(Tool):
    """A tool whose answers may be cut."""

    offset: int = Field(0, ge=0, description="The first row that is wanted; from next.")
    limit: int = Field(50, ge=1, le=500, description="The most rows that are wanted.")

    @property
    def window(self) -> Window:
        """The rows that are wanted."""
        return Window(self.offset, self.limit)


class Find(Paged):
    """Find things by words of their names, in any language, the likeliest first.

    Give words as text, or a class to list its members, or both. Use the CURIE in the first column
    in other calls. Also finds classes and properties.
    """

    name = "find"
    title = "Find a thing"

    text: str = Field("", max_length=_TEXT, description="Words that stand in the name.")
    cls: str = Field(
        "", alias="class", max_length=_TEXT, description="A class: CURIE or label; see schema."
    )

    def answer(self, state: State) -> Answer:
        """Return the things that are found."""
        return finding.things(state.graph, self.text, self.cls, self.lang, self.window)


class ListQuestions(Paged):
    """List the stored questions by family, each with its parameters (! is required).

    Look here first: a stored question is tested, ordered, and knows the claims behind its rows.
    """

    name = "list_questions"
    title = "List the stored questions"

    family: str = Field("", max_length=_TEXT, description="Only the questions of this family.")
    limit: int = Field(100, ge=1, le=500, description="The most rows that are wanted.")

    def answer(self, state: State) -> Answer:
        """Return the questions."""
        return asking.questions(state.graph, self.family, self.lang, self.window)


class DescribeQuestion(Tool):
    """Tell all of one stored question: its parameters with class or datatype, examples to copy."""

    name = "describe_question"
    title = "Describe a stored question"

    question: str = Field(max_length=_TEXT, description="Its name, from list_questions.")

    def answer(self, state: State) -> Answer:
        """Return what there is to know of it."""
        return asking.question(state.graph, self.question, self.lang)


class Ask(Paged):
    """Ask a stored question. A column xLabel names what stands in the column x.

    A parameter with a class takes an IRI, a CURIE or a label; one with a datatype takes a value of
    it, as 2025-08-14 for xsd:date. Several values go in a list.
    """

    name = "ask"
    title = "Ask a stored question"

    question: str = Field(max_length=_TEXT, description="Its name, from list_questions.")
    parameters: Annotated[
        dict[str, _Scalar | list[_Scalar]], BeforeValidator(_object, json_schema_input_type=dict)
    ] = Field(default_factory=dict, description='By name, as in {"name": "value"}.')
    evidence: bool = Field(
        False, description="Add behind each row the claim, who claims it, and the passage."
    )

    def answer(self, state: State) -> Answer:
        """Return its rows."""
        return asking.answer(
            state.graph,
            self.question,
            self.parameters,
            self.lang,
            self.window,
            evidence=self.evidence,
        )


class Show(Paged):
    """Show what the record holds of one thing, and the evidence for each fact.

    Rows are facts about it, what rules derive, and what else speaks of it (in the order of time).
    labels says what the names mean; claims has the evidence of each claim in the rows: its
    standing, and the chain of who says it, from the document inwards, each [who, day, document].
    """

    name = "show"
    title = "Show a thing"

    thing: str = Field(max_length=_TEXT, description=_THING)

    def answer(self, state: State) -> Answer:
        """Return what is said of it."""
        return telling.show(state.graph, self.thing, self.lang, self.window)


class Evidence(Paged):
    """Show who says so: of a claim what it holds, of a passage its claims, else who claims it.

    The chain tells who says it, from the document inwards, each [who, day, document]. A passage
    is a place in a document; the record holds no text of it.
    """

    name = "evidence"
    title = "Show the evidence"

    of: str = Field(max_length=_TEXT, description=f"A claim, a passage or a thing. {_THING}")

    def answer(self, state: State) -> Answer:
        """Return the claims, each with its evidence."""
        return telling.proof(state.graph, self.of, self.lang, self.window)


class SchemaOf(Paged):
    """Tell what a class, property or code means, and what is asked of it; or list all classes.

    Of a class: its properties with count (as 0..1) and values, what leads to it, its codes, the
    classes right below it, and an example from the record.
    """

    name = "schema"
    title = "Look up the schema"

    term: str = Field(
        "", max_length=_TEXT, description="An IRI, a CURIE or a label; without it, all classes."
    )
    limit: int = Field(100, ge=1, le=500, description="The most rows that are wanted.")

    def answer(self, state: State) -> Answer:
        """Return the term, or all classes."""
        schema = Schema(state.project, self.lang)
        if not self.term:
            return schema.overview(self.window)
        return schema.term(self.term, state.graph, self.window)


class Sparql(Paged):
    """Ask a SPARQL 1.1 query of your own, read-only: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Use it for what no stored question answers, after schema. Prefixes are known. Patterns outside
    GRAPH read the accepted view, which leaves disputed claims out; GRAPH ?claim { ... } reads what
    a claim says. ORDER BY something, so that a cut answer goes on where it ended. No SERVICE.
    """

    name = "sparql"
    title = "Ask a SPARQL query"
    heavy = True

    query: str = Field(max_length=_QUERY, description="The query.")
    labels: bool = Field(False, description="Add a column of labels behind each of IRIs.")
    seconds: float = Field(20, ge=0.1, le=60, description="How long it may take.")

    @property
    def patience(self) -> float | None:
        """The seconds that the query may take."""
        return self.seconds

    def answer(self, state: State) -> Answer:
        """Return its rows."""
        lang = self.lang if self.labels else ""
        limits = Limits(self.seconds, answer=_MOST, stop=state.stop)
        return asking.query(state.graph, self.query, lang, limits, self.window)


TOOLS: dict[str, type[Tool]] = {
    tool.name: tool
    for tool in (Find, ListQuestions, DescribeQuestion, Ask, Show, Evidence, SchemaOf, Sparql)
}
