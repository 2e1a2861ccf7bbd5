"""A page of HTML, as tests read it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
INLINE = {"a", "b", "code", "p", "span", "text"}
SVG_ALONE = {"path", "rect"}


@dataclass
class Page(HTMLParser):
    """A page, read strictly: what is opened is closed, in order."""

    name: str
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    lang: str = ""
    words: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.faults += [f"an attribute twice in <{tag}>"] * (len(given) != len(attrs))
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.words += " "
        if tag == "html":
            self.lang = given["lang"]
        if tag == "input":
            self.fields.append((given["name"], given["value"]))
        self.ids += [given["id"]] if "id" in given else []
        if "href" in given:
            self.links.append(given["href"])
        if tag == "link" and given["rel"] == "alternate" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]
        self.faults += [name for name in given if name.startswith("on") or name == "style"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in SVG_ALONE:
            self.open.pop()
        elif tag not in VOID:
            self.faults.append(f"<{tag}/> is no element that closes itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self.words += data
