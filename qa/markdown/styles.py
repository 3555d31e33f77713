"""What of a Markdown text is markup and what it emphasises, as spans of the text.

The text stays as it is: styles only say what is not drawn, and how the rest is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.structure import Block, Span
from qa.marks import Styled

__all__ = ["is_code", "is_front_matter", "is_quotation", "is_rule", "markdown_styles"]

_FENCE: Final = re.compile(r"(?:`{3,}|~{3,})[^\n]*\n?")
_SHORTEST_FENCE: Final = 3
_RULE: Final = re.compile(r"(?:[-*_][ \t]*){3,}")
_FRONT_MATTER: Final = re.compile(
    r"(---|\+\+\+)[ \t]*\r?\n(?:.*\n){0,499}?(?:\1|\.\.\.)[ \t]*(?=\r?\n|\Z)"
)
_QUOTATION: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_HEADING: Final = re.compile(r"#{1,6}[ \t]+")
_HEADING_END: Final = re.compile(r"(?<![ \t])[ \t]++#++[ \t]*+$|\r?\n[ \t]*+(?:=++|-++)[ \t]*+$")
_BULLET: Final = re.compile(r"[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_NUMBERED: Final = re.compile(r"\d{1,9}[.)][ \t]+")
_INLINE: Final = re.compile(r"[*_`\[<\\]|  \r?\n")
_LINK_END: Final = re.compile(
    r"\]\((?:[^()\\\n]|\\.|\([^()\n]*\)|\n)*\)|\]\[[^\]]*\]|\]", re.DOTALL
)
_SOFT_BREAK: Final = re.compile(r"[ \t]*\r?\n[ \t]*")
_HARD_BREAK: Final = re.compile(r"(?P<sign>\\|[ \t]{2,})\r?\n[ \t]*")
_LONGEST: Final = 20_000  # code points of a block whose emphasis is looked for
_CLASSES: Final = {"strong": "strong", "em": "em", "a": "link"}


def is_code(text: str) -> bool:
    """Whether a block is code between fences."""
    return text.startswith(("```", "~~~"))


def is_rule(text: str) -> bool:
    """Whether a block is a line across the page."""
    return _RULE.fullmatch(text.strip()) is not None


def is_quotation(text: str) -> bool:
    """Whether a block is quoted."""
    return text.startswith(">")


def is_front_matter(text: str, block: Block) -> bool:
    """Whether a block is a field above the text, which is not Markdown."""
    front_matter = _FRONT_MATTER.match(text)
    return front_matter is not None and block.start < front_matter.end()


def markdown_styles(text: str, block: Block) -> Iterator[Styled]:
    """Markup and emphasis of one block, except what stands between the cells of a row."""
    inner = text[block.start : block.end]
    if block.kind == "row":
        for cell in block.cells:
            yield from _inline(text, cell.start, cell.end)
    elif block.kind == "paragraph" and is_code(inner):
        for start, end in _fences(inner):
            yield _hidden(block.start + start, block.start + end)
    elif block.kind == "paragraph" and is_rule(inner):
        yield _hidden(block.start, block.end)
    elif block.kind != "field" or not is_front_matter(text, block):
        yield from _around(text, block)


def _fences(code: str) -> Iterator[tuple[int, int]]:
    """The line that opens a block of code, and the fence that closes it, if one does."""
    opening = _FENCE.match(code)
    begin = opening.end() if opening else 0
    yield 0, begin
    end = len(code.rstrip())
    close = max(len(code[:end].rstrip("`~")), begin)
    if end - close >= _SHORTEST_FENCE:
        yield close, len(code)


def _around(text: str, block: Block) -> Iterator[Styled]:
    """Markup at the beginning, the end and the line starts of a block, and what is inside."""
    start, end = block.start, block.end
    for match in _QUOTATION.finditer(text, start, end):
        yield _hidden(*match.span())
    if block.kind == "heading":
        if sign := _HEADING.match(text, start, end):
            yield _hidden(*sign.span())
            start = sign.end()
        if sign := _HEADING_END.search(text[start:end]):
            yield _hidden(start + sign.start(), end)
            end = start + sign.start()
    elif block.kind == "item":
        if sign := _BULLET.match(text, start, end):
            yield _hidden(*sign.span())
        sign = sign or _NUMBERED.match(text, start, end)
        start = sign.end() if sign else start
    elif block.kind == "field" and text.startswith(("\\\n", "\\\r\n"), end - 1):
        # The line after it is a block of its own.
        yield _hidden(end - 1, end)
        end -= 1
    yield from _inline(text, start, end)


def _hidden(start: int, end: int) -> Styled:
    return Styled(Span(start, end), "made", is_hidden=True)


@cache
def _parser() -> MarkdownIt:
    # Joined, the pieces of a text would no longer say which of them were escaped.
    return MarkdownIt("commonmark").disable("text_join")


def _inline(text: str, start: int, end: int) -> list[Styled]:
    """Markup and emphasis inside of a block; nothing where it cannot be followed exactly."""
    source = text[start:end]
    if len(source) > _LONGEST or not _INLINE.search(source):
        return []
    tokens = _parser().parseInline(source)[0].children or []
    walk = _Walk(source)
    if not all(walk.step(token) for token in tokens) or source[walk.at :].strip():
        return []
    return [
        Styled(Span(start + first, start + last), name, name == "made")
        for first, last, name in walk.styles
        if first < last
    ]


class _Walk:
    """Follows the parser's tokens through the source; every code point belongs to one of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.at = len(source) - len(source.lstrip())
        self.styles: list[tuple[int, int, str]] = []
        self._opened: list[int] = []

    def step(self, token: Token) -> bool:
        """Go over one token; False if the source does not go on with it."""
        if token.type.endswith("_open"):
            self._opened.append(self.at)
            return self._hide("<" if token.markup == "autolink" else token.markup or "[")
        if token.type.endswith("_close"):
            start = self._opened.pop()
            self.styles.append((start, self.at, _CLASSES.get(token.tag, "em")))
            if token.tag != "a":
                return self._hide(token.markup)
            return self._hide(">") if token.markup == "autolink" else self._hide_match(_LINK_END)
        match token.type:
            case "text":
                return self._pass(token.content)
            case "text_special":
                return self._special(token)
            case "code_inline":
                return self._code(token.markup)
            case "html_inline":
                return self._hide(token.content)
            case "softbreak":
                return self._pass_match(_SOFT_BREAK)
            case "hardbreak":
                return self._break()
            case "image":
                return self._image()
        return False

    def _pass(self, words: str) -> bool:
        is_there = self._source.startswith(words, self.at)
        self.at += len(words) if is_there else 0
        return is_there

    def _hide(self, words: str) -> bool:
        start = self.at
        is_there = self._pass(words)
        self.styles.append((start, self.at, "made"))
        return is_there

    def _pass_match(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self._source, self.at)
        self.at = match.end() if match else self.at
        return match is not None

    def _hide_match(self, pattern: re.Pattern[str]) -> bool:
        start = self.at
        is_there = self._pass_match(pattern)
        self.styles.append((start, self.at, "made"))
        return is_there

    def _special(self, token: Token) -> bool:
        """An escaped character without its backslash; a reference to a character as it is."""
        if token.info == "escape":
            return self._hide("\\") and self._pass(token.markup[1:])
        return self._pass(token.markup)

    def _code(self, fence: str) -> bool:
        close = re.compile(rf"(?<!`){re.escape(fence)}(?!`)").search(
            self._source, self.at + len(fence)
        )
        if close is None or not self._hide(fence):
            return False
        self.styles.append((self.at, close.start(), "code"))
        self.at = close.start()
        return self._hide(fence)

    def _break(self) -> bool:
        match = _HARD_BREAK.match(self._source, self.at)
        if match is None:
            return False
        self._hide(match["sign"])
        self.styles.append((self.at, match.end(), "break"))
        self.at = match.end()
        return True

    def _image(self) -> bool:
        """What is said in place of a picture."""
        if not self._hide("!["):
            return False
        end = _LINK_END.search(self._source, self.at)
        if end is None:
            return False
        self.at = end.start()
        return self._hide_match(_LINK_END)
