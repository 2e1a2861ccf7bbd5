"""An article on a terminal.

Must not know: stores, commands, what an article says.
"""

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from kg.entry import Article, Section
from kg.results.people import safe

if TYPE_CHECKING:
    from rich.console import Console


def write(article: Article) -> None:
    """Print *article* for a reader: name, facts, what speaks of it, and who says so in notes."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(safe(article.label), style="bold"))
    console.print(Text(article.about, style="dim"))
    for section in article.sections():
        _section(console, section)
    if article.nothing:
        console.print(f"\n{article.nothing}")


def _section(console: "Console", section: Section) -> None:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"\n{section.title}", style="bold") if section.title else "")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for heading, group in groupby(section.rows, key=attrgetter("heading")):
        for i, row in enumerate(group):
            told = Text(safe(row.value)).append(safe(f" {row.marks}" if row.marks else ""), "dim")
            below = [Padding(Text(safe(row.details), "dim"), (0, 0, 0, 2))] if row.details else []
            table.add_row(Text(safe(heading) if i == 0 else "", "dim"), Group(told, *below))
    console.print(Padding(table, (0, 0, 0, 2)))
