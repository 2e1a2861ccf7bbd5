r"""The signs by which a plain text shows what its parts are, in tables, for any language.

The tables stay few: a sign that means one thing in one language and another in the next is left
out, and what no sign shows is a paragraph.

Must not know: positions, the order of a document, RDF.
"""

import re
from unicodedata import category, east_asian_width

_HEADING_WIDTH, _TITLE_WIDTH = 80, 160  # columns of a terminal; a wide character fills two

QUOTES = {
    "「": "」",
    "『": "』",
    "“": "”",
    "„": "“”",  # German closes with the first, Polish and Hungarian with the second
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    '"': '"',
}
_BRACKETS = {"(": ")", "[": "]", "（": "）", "［": "］", "〔": "〕", "【": "】"}
_CLOSING = "".join([*QUOTES.values(), *_BRACKETS.values(), "’'*_"])

_DIGITS, _ROMAN = "⁰¹²³⁴⁵⁶⁷⁸⁹", "ⁱᵛˣ"
_ENDS = "。．｡！？…‼⁇।॥؟۔։።။།"  # of a sentence, wherever they stand
_BEHIND = re.escape(_CLOSING + _DIGITS + _ROMAN + "[^†")  # what may follow another end, if no space
_SENTENCE = re.compile(rf"[{_ENDS}]|(?<![A-Z])[.!?](?=[\s{_BEHIND}]|$)")
_CLAUSE = re.compile(r"[、，､；،؛]")
_PAUSE = re.compile(r"[、，､；،؛：]|[,;:](?=\s|$)")
_COMPLETE = _ENDS + ".!?:：;；؛"

_MARKS_AT_END = re.compile(
    rf"(?:[\s{_DIGITS}{_ROMAN}*†‡]|\^\{{?\w{{1,5}}\}}?|[\[(（［]\^?\w{{1,5}}[\])）］]"
    rf"|(?<=[.!?{_ENDS}])\d{{1,3}})+$"
)
_MARKS_WIDTH = 40  # characters at the end of a text in which the marks of notes are looked for

_NUMBERING = re.compile(
    r"\s*(?:[(（]?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)）](?=\s)|[①-⑳㉑-㉟]|[(（]?\d{1,2}[．）]"
    r"|[(（]?[一二三四五六七八九十]{1,3}[．）、])\s*"
)
_BULLET = re.compile(r"\s*(?:[-*•‣‐–](?=[\s①-⑳])|・)\s*")
_BY, _AND = {"by", "par", "von", "por", "di", "av"}, {"and", "et", "und", "y", "e", "och", "&"}
_NAMES = 8  # words of a byline
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s+\S")
_MARKDOWN_QUOTE = re.compile(r"\s*>\s")

_RULE = re.compile(r"[\s\-‐–—―_=~*·•#]+|\s*[-–—]\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—]\s*")
_PAGE = re.compile(
    r"\s*(?:(?:[Pp]age )?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|\d{1,4}\s*[頁页]|[ivxlc]{1,6})\s*"
)


def is_rule(line: str) -> bool:
    """Say whether *line* is a dash, a row of signs, or a page number between dashes.

    >>> is_rule("-"), is_rule("* * *"), is_rule("- 12 -"), is_rule("- no")
    (True, True, True, False)
    """
    return _RULE.fullmatch(line) is not None


def is_page_number(block: str) -> bool:
    """Say whether *block*, which stands alone, is the number of a page.

    >>> is_page_number("12"), is_page_number("3 / 9"), is_page_number("2025 was dry")
    (True, True, False)
    """
    return _PAGE.fullmatch(block) is not None


def is_item(text: str) -> bool:
    """Say whether *text* begins as an enumerated thing does.

    >>> [is_item(text) for text in ("(a) grain", "- ① grain", "十、 grain", "A. North", "1.5 tons")]
    [True, True, True, False, False]
    """
    return item_form(text) is not None


def item_form(text: str) -> str | None:
    """Return what stands around the number or the letter that *text* begins with, if it counts.

    >>> item_form("(a) grain"), item_form("二、 grain"), item_form("① grain"), item_form("grain")
    ('()', '、', '', None)
    """
    match = _BULLET.match(text) or _NUMBERING.match(text)
    return match and re.sub(r"[\w\s]", "", match.group())


def is_marked_heading(text: str) -> bool:
    """Say whether *text* is marked as a heading, as Markdown does it."""
    return _MARKDOWN_HEADING.match(text) is not None


def is_marked_quotation(text: str) -> bool:
    """Say whether each line of *text* is marked as quoted, as in Markdown and in mail."""
    return all(_MARKDOWN_QUOTE.match(line) for line in text.splitlines())


def is_like_heading(text: str) -> bool:
    """Say whether *text* is short, and no sentence nor the beginning of one.

    >>> [is_like_heading(text) for text in ("1. The U.S. plan: a sketch", "They met.", "北国は、")]
    [True, False, False]
    """
    bare = _NUMBERING.sub("", text, count=1).strip()
    return (
        width(bare) <= _HEADING_WIDTH
        and any(map(str.isalnum, bare))
        and "://" not in bare
        and not begins_small(bare)
        and not (_SENTENCE.search(bare) or _CLAUSE.search(bare) or bare.endswith((",", ";", ":")))
        and not is_in_brackets(bare)
        and not _BULLET.match(bare)
    )


def is_like_title(text: str) -> bool:
    """Say whether *text*, which opens a document, is short and no statement.

    >>> is_like_title("Who asked? The talks, retold"), is_like_title("They met.")
    (True, False)
    """
    bare = text.strip()
    last = _without_marks(bare)[-1:]
    return width(bare) <= _TITLE_WIDTH and last not in set(_COMPLETE + ",、，") - set("!?！？")


def is_complete(text: str) -> bool:
    """Say whether *text* ends as a sentence, or before a list, does.

    >>> is_complete('They met."¹'), is_complete("They met ["), is_complete("(applause)")
    (True, False, True)
    """
    bare = _without_marks(text.strip())
    if bare[-1:] in set(_COMPLETE) or is_in_brackets(text):
        return True
    return "://" in text.rsplit(maxsplit=1)[-1]


def has_pause(text: str) -> bool:
    """Say whether *text* has the punctuation of prose, which headings and lists do without."""
    return (_SENTENCE.search(text) or _PAUSE.search(text)) is not None


def begins_small(text: str) -> bool:
    """Say whether *text* begins with a small letter that counts nothing, as no sentence does."""
    return category(text.lstrip()[:1] or " ") == "Ll" and not is_item(text)


def is_in_brackets(text: str) -> bool:
    """Say whether *text* is one pair of brackets and what they hold."""
    bare = text.strip()
    closing = _BRACKETS.get(bare[:1])
    return closing is not None and bare.find(closing) == len(bare) - 1


def is_byline(text: str) -> bool:
    """Say whether *text*, at the end of a body or below a title, names the author in brackets.

    >>> is_byline("(Ada North, Institute of Rivers)"), is_byline("(They left.)")
    (True, False)
    """
    inside = text.strip()[1:-1]
    return is_in_brackets(text) and width(inside) <= _HEADING_WIDTH and not _SENTENCE.search(inside)


def is_line_below_title(text: str) -> bool:
    """Say whether *text*, below a title, is a line such as name, place and date make.

    >>> [is_line_below_title(text) for text in ("Par Odile Brandt", "Ada North, May 1996")]
    [True, True]
    >>> [is_line_below_title(text) for text in ("Par ici", "1. Ports, and fish")]
    [False, False]
    """
    listed = "," in text and is_like_heading(text) and not is_item(text)
    first, *names = text.strip().strip("*_").split()
    named = all(name[0].isupper() or name in _AND for name in names)
    return listed or (first.lower() in _BY and named and 0 < len(names) <= _NAMES)


def without_note_marks(text: str) -> str:
    """Return *text* without the marks of notes at its end.

    >>> without_note_marks("They met.”¹ [2]")
    'They met.”'
    """
    match = _MARKS_AT_END.search(text[-_MARKS_WIDTH:])
    return text[: len(text) - len(match.group())] if match else text


def _without_marks(text: str) -> str:
    """Return *text* without what may follow the end of its last sentence."""
    return without_note_marks(text).rstrip(_CLOSING)


def width(text: str) -> int:
    """Return the columns that *text* would fill, without its white space.

    >>> width("交渉 ok")
    6
    """
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text if not c.isspace())
