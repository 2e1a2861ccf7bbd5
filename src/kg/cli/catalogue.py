"""The stored questions as a reader finds them: all by family, or one with its parameters.

Must not know: stores, commands, how an answer looks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from kg.queries import Param, StoredQuery
from kg.results.people import safe
from kg.terms import Term, plain

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


_GAP = "  "


class _Row(NamedTuple):
    """A question of the catalogue, in words."""

    family: str
    name: str
    question: str
    params: str


@dataclass(frozen=True)
class _Words:
    """What the catalogue says of its own, in one language."""

    parameters: str = "Parameters"
    examples: str = "Examples"
    required: str = "required"
    default: str = "{} unless given"
    list_: str = ", "
    more: str = "Capitals: required. What a question takes, and examples: kg list queries NAME"


_WORDS = {
    "ja": _Words(
        parameters="引数",
        examples="例",
        required="必須",
        default="指定がなければ {}",
        list_="、",
        more="大文字は必須。引数の詳細と例は kg list queries NAME",
    )
}


def parameters(question: StoredQuery) -> str:
    """Return the names of its parameters, in capitals where a value is required."""
    return " ".join(p.upper() if v.required else p for p, v in question.params.items())


def write(console: "Console", questions: Iterable[StoredQuery], lang: str) -> None:
    """Write *questions*, which come by family, a line each where the lines are not too long."""
    from rich.text import Text

    rows = [_Row(q.family, q.name, safe(q.asks(lang)), parameters(q)) for q in questions]
    for family, group in groupby(rows, key=attrgetter("family")):
        console.print(Text(family, "bold"))
        for shown in _shown(list(group), rows, console.width):
            console.print(shown)
        console.print()
    console.print(Text(_WORDS.get(lang, _Words()).more, "dim"))


def _shown(group: list[_Row], rows: list[_Row], width: int) -> Iterator["RenderableType"]:
    """Yield a *group* of *rows* in columns, or, where *width* does not hold them, in two lines."""
    from rich.cells import cell_len, set_cell_size
    from rich.padding import Padding
    from rich.text import Text

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)][1:]
    for _, name, question, params in group:
        if sum(widths) + len(_GAP) * len(widths) <= width:
            columns = (_GAP + set_cell_size(name, widths[0]), set_cell_size(question, widths[1]))
            yield Text(_GAP.join([*columns, ""])).append(params, "dim")
        else:
            yield Padding(Text(name + _GAP).append(params, "dim"), (0, 0, 0, 2), expand=False)
            yield Padding(Text(question), (0, 0, 0, 4), expand=False)


def describe(
    console: "Console",
    question: StoredQuery,
    defaults: dict[str, list[Term]],
    lang: str,
    command: str,
) -> None:
    """Write what there is to know of *question*, with examples that begin with *command*."""
    from rich.text import Text

    words = _WORDS.get(lang, _Words())
    console.print(
        Text(question.name, "bold").append(f"  {', '.join(question.tags)}", "not bold dim")
    )
    console.print(Text(safe(question.asks(lang))))
    if description := question.tells(lang):
        console.print(Text("\n" + safe(description)))
    if question.params:
        console.print(Text(f"\n{words.parameters}", "bold"))
    width = max(map(len, question.params), default=0)
    for name, param in question.params.items():
        told = words.list_.join(_told(param, defaults[name], words))
        console.print(Text(f"  {name:<{width}}  {safe(param.means(lang))}: {told}"))
    if question.examples:
        console.print(Text(f"\n{words.examples}", "bold"))
    for example in question.examples:
        console.print(Text(f"  {safe(_line(question, example, command))}"), soft_wrap=True)


def _told(param: Param, default: list[Term], words: _Words) -> Iterator[str]:
    yield param.cls or param.datatype or ""
    if param.required:
        yield words.required
    elif default:
        yield words.default.format(words.list_.join(map(plain, default)))


def _line(question: StoredQuery, example: dict[str, list[str]], command: str) -> str:
    """Return the command that asks *question* as *example* does."""
    given = (f" -p {name}={quote(value)}" for name, several in example.items() for value in several)
    return f"{command} query {question.name}{''.join(given)}"
