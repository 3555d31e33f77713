"""The text of a conversation and its footnotes as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from index.values import Span
from qa.answer import Answer
from qa.exports.shown_parts import collapsed, visible
from qa.exports.turn_outline import Block, Given, Listed, Quoted, Said, outline

__all__ = ["DocxBody"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PIECES: Final = re.compile(r"(\r\n|[\n\r\t])")
_PAGE: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" '
    'w:bottom="1417" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
)
_SEPARATORS: Final = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r>'
    "</w:p></w:footnote>"
)


class DocxBody:
    """Collects paragraphs and footnotes; footnotes are numbered through the whole document."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._notes: list[str] = []

    def document(self) -> str:
        """The main part."""
        body = "".join(self._paragraphs)
        return f"{_HEAD}<w:document {_W}><w:body>{body}{_PAGE}</w:body></w:document>"

    def footnotes(self) -> str:
        """The part with the footnotes."""
        return f"{_HEAD}<w:footnotes {_W}>{_SEPARATORS}{''.join(self._notes)}</w:footnotes>"

    def add(self, style: str, text: str, marks: str = "", signs: Sequence[Span] = ()) -> None:
        """A paragraph in a style, with marks of footnotes behind its text.

        Signs of Markdown in the text are there, as hidden text: whoever checks the file finds the
        quotation exact, and nobody has to read them.
        """
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        self._paragraphs.append(f"<w:p>{properties}{_runs(text, signs)}{marks}</w:p>")

    def add_turn(self, answer: Answer) -> None:
        """The question and everything below it."""
        self.add("Heading1", collapsed(answer.question))
        for group in _groups(outline(answer)):
            quoted = [block for block in group if isinstance(block, Quoted)]
            items = [block for block in group if isinstance(block, Listed)]
            is_given = any(isinstance(block, Given) for block in group)
            for block in group:
                if isinstance(block, Given):
                    self.add("Label", "Also found" if block.is_other else "Answer")
                    notes = "".join(map(self._note, quoted))
                    style = "AlsoFound" if block.is_other else "Answer"
                    self.add(style, block.text, notes, block.signs)
                elif isinstance(block, Said):
                    self.add("ListedLine" if block.is_listed else "Said", block.text)
                elif items and block is items[0]:
                    self._add_items(items, quoted)
            if not items and not is_given:
                for quotation in quoted:
                    note, text = self._note(quotation), quotation.citation.text
                    self.add("Sentence", text, note, quotation.signs)

    def _add_items(self, items: Sequence[Listed], quoted: Sequence[Quoted]) -> None:
        """Items, each with the footnotes that it stands in; the last one takes the rest."""
        waiting = list(quoted)
        ids: dict[int, int] = {}
        for item in items:
            marks = "".join(_again(ids[number]) for number in item.numbers if number in ids)
            last = waiting[-1].number if waiting and item is items[-1] else max(item.numbers)
            while waiting and waiting[0].number <= last:
                quotation = waiting.pop(0)
                marks += self._note(quotation)
                ids[quotation.number] = len(self._notes)
            self.add("Item", item.text, marks, item.signs)

    def _note(self, quoted: Quoted) -> str:
        """A footnote, and the run that refers to it."""
        identifier = len(self._notes) + 1
        style = '<w:pPr><w:pStyle w:val="{}"/></w:pPr>'
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        self._notes.append(
            f'<w:footnote w:id="{identifier}"><w:p>{style.format("FootnoteText")}{mark}'
            f"{_run(' ')}{_runs(quoted.citation.text, quoted.signs)}</w:p>"
            f"<w:p>{style.format('FootnotePlace')}{_run(collapsed(quoted.place))}</w:p>"
            "</w:footnote>"
        )
        return (
            f'<w:bookmarkStart w:id="{identifier}" w:name="_Note{identifier}"/><w:r><w:rPr>'
            f'<w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{identifier}"'
            f'/></w:r><w:bookmarkEnd w:id="{identifier}"/>'
        )


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """The answer with its quotations, then each other answer with its own."""
    groups: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Given) and block.is_other:
            groups.append([])
        groups[-1].append(block)
    return groups


def _again(identifier: int) -> str:
    """A reference to a footnote that was referred to before."""
    return (
        f'<w:fldSimple w:instr=" NOTEREF _Note{identifier} \\f \\h "><w:r><w:rPr><w:rStyle '
        f'w:val="FootnoteReference"/></w:rPr><w:t>{identifier}</w:t></w:r></w:fldSimple>'
    )


def _runs(text: str, signs: Sequence[Span]) -> str:
    """Text as runs, those of its signs hidden."""
    runs, at = [], 0
    for sign in signs:
        runs.append(_run(text[at : sign.start]))
        runs.append(_run(text[sign.start : sign.end], "<w:rPr><w:vanish/></w:rPr>"))
        at = sign.end
    return "".join((*runs, _run(text[at:])))


def _run(text: str, properties: str = "") -> str:
    """Text as a run, with its line ends and tabs."""
    pieces = []
    for piece in _PIECES.split(visible(text)):
        if piece == "\t":
            pieces.append("<w:tab/>")
        elif piece in ("\r\n", "\n", "\r"):
            pieces.append("<w:br/>")
        elif piece:
            pieces.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r>{properties}{''.join(pieces)}</w:r>" if pieces else ""
