"""What was collected of one block, to a draft of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from index.loaders.drafts import Draft, Piece, draft
from index.loaders.entries import Entry
from index.loaders.labels import label_of
from index.structure import BlockKind

__all__ = ["Emitter", "Sink", "TextContext", "Texts"]

_CAPTION: Final = re.compile(r"(?:Table|Figure|Chart|Tabelle|Abbildung|Tableau)\s")
_LONGEST_CAPTION: Final = 300
_LONGEST_BOLD_HEADING: Final = 80
_SENTENCE_END: Final = tuple(".!?…:;,")
_BULLETS: Final = tuple("-–—•◦▪‣·*")


class Sink(Protocol):
    """Takes blocks, as ``TextBuilder`` does."""

    def add(self, block: str | Draft | None) -> None:
        """Take a block."""

    def add_table(self, rows: Iterable[Draft]) -> None:
        """Take the rows of a table."""


class Texts:
    """Takes blocks and keeps only their texts, for cells of tables."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, block: str | Draft | None) -> None:
        """Keep a text."""
        if block is not None:
            self.texts.append(block if isinstance(block, str) else block.text)

    def add_table(self, rows: Iterable[Draft]) -> None:
        """Keep the texts of rows."""
        for row in rows:
            self.add(row)


@dataclass(slots=True)
class TextContext:
    """What the text directly in an element becomes.

    Attributes:
        kind: Of its first block.
        rest: Of the blocks after that.
        level: Of its headings or items.
        number: Of an item of a numbered list or of a note, empty where none is shown; None for an
            item with a bullet.
        role: ``term`` and ``definition`` in a list of terms; ``cell`` where it only lays out.
        is_used: Whether it has given its first block.
    """

    kind: BlockKind = "paragraph"
    rest: BlockKind = "paragraph"
    level: int = 0
    number: str | None = None
    role: str = ""
    is_used: bool = False


class Emitter:
    """Makes drafts and hands them on.

    Args:
        sink: Takes the drafts.
        is_bare: Whether only words count: no numbers of items and no guessed headings.
    """

    def __init__(self, sink: Sink, is_bare: bool = False) -> None:
        self._sink = sink
        self.is_bare = is_bare
        self._after_item = False
        self._terms: list[list[Piece]] = []
        self._are_defined = False
        self.heading_level = 0

    def emit(self, pieces: Sequence[Piece], context: TextContext, *, is_bold: bool) -> None:
        """Make a block of pieces that are not blank."""
        if context.role == "term":
            if self._are_defined:
                self._terms.clear()
                self._are_defined = False
            self._terms.append(list(pieces))
            return
        kind = context.rest if context.is_used else context.kind
        text = "".join(piece.text for piece in pieces).strip()
        if context.role == "definition" and not context.is_used and self._terms:
            terms, label = self._defined()
            self._add([*terms, *pieces], "item", level=context.level, label=label)
        elif kind == "heading":
            self.end_terms()
            self._add(pieces, kind, level=context.level, label=label_of(text, is_heading=True))
        elif (kind == "item" or context.number) and not context.is_used:
            self.end_terms()
            self._add_item(pieces, text, kind, context)
        else:
            self.end_terms()
            self._add_plain(pieces, text, kind, is_bold and context.role != "cell")
        context.is_used = True

    @property
    def awaits_definition(self) -> bool:
        """Whether terms were given, and nothing yet of what they mean."""
        return bool(self._terms) and not self._are_defined

    def add_table(self, rows: Iterable[Draft]) -> None:
        """Hand on a table."""
        self.end_terms()
        self._sink.add_table(rows)
        self._after_item = False

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Hand on blocks and tables that were made elsewhere."""
        for entry in entries:
            if isinstance(entry, Draft):
                self.end_terms()
                self._sink.add(entry)
                self._after_item = False
            else:
                self.add_table(row for row in entry if isinstance(row, Draft))

    def end_terms(self) -> None:
        """Terms that no text follows are items of their own."""
        if self.awaits_definition:
            pieces = self._joined_terms()
            self._are_defined = True
            self._add(pieces, "item", level=1)

    def _defined(self) -> tuple[list[Piece], str]:
        """Terms with what stands between them and what they mean, and the label that they are.

        They are generated when they are given again.
        """
        pieces = self._joined_terms()
        text = "".join(piece.text for piece in pieces).strip()
        # "4.1" is a label if a clause may follow it.
        label = label_of(f"{text} Xx", is_heading=True)
        label = label if label == text.strip("().:") else ""
        if self._are_defined:
            pieces = [Piece(piece.text, is_generated=True) for piece in pieces]
        self._are_defined = True
        separator = " " if label or text.endswith((":", "?", "!")) else ": "
        return [*pieces, Piece(separator, is_generated=True)], label

    def _joined_terms(self) -> list[Piece]:
        pieces: list[Piece] = []
        for term in self._terms:
            if pieces:
                pieces.append(Piece(", ", is_generated=True))
            last = term[-1]
            pieces += [*term[:-1], Piece(last.text.rstrip(), last.is_generated)]
        return pieces

    def _add_item(
        self, pieces: Sequence[Piece], text: str, kind: BlockKind, context: TextContext
    ) -> None:
        number = context.number
        if kind == "footnote" and number:
            label = number
            pieces, marker = _noted(pieces, text, number)
        else:
            # What has its own number or bullet is not numbered twice.
            label = label_of(text)
            has_own = bool(label) or text.startswith(_BULLETS)
            label = label or number or ""
            marker = "" if has_own or number == "" else "- " if number is None else f"{number}. "
        if marker and not self.is_bare:
            pieces = [Piece(marker, is_generated=True), *pieces]
        self._add(pieces, kind, level=context.level, label=label)

    def _add_plain(
        self, pieces: Sequence[Piece], text: str, kind: BlockKind, is_bold: bool
    ) -> None:
        if kind != "paragraph" or self.is_bare:
            self._add(pieces, kind, label=label_of(text) if kind == "caption" else "")
            return
        is_title = (
            is_bold
            and len(text) <= _LONGEST_BOLD_HEADING
            and "\n" not in text
            and not text.endswith(_SENTENCE_END)
            and any(map(str.isalpha, text))
        )
        if is_title:
            level = min(6, self.heading_level + 1)
            self._add(pieces, "heading", level=level, label=label_of(text, is_heading=True))
            return
        label = label_of(text)
        is_caption = bool(label and _CAPTION.match(text)) and len(text) <= _LONGEST_CAPTION
        self._add(pieces, "caption" if is_caption else kind, label=label)

    def _add(
        self, pieces: Sequence[Piece], kind: BlockKind, *, level: int = 0, label: str = ""
    ) -> None:
        is_item = kind == "item"
        block = draft(pieces, kind, level=level, label=label, is_tight=is_item and self._after_item)
        if block is not None:
            self._sink.add(block)
            self._after_item = is_item


def _noted(pieces: Sequence[Piece], text: str, number: str) -> tuple[list[Piece], str]:
    """The pieces of a note, and the mark that is missing in front of them."""
    first, *rest = pieces
    start = first.text.lstrip().removeprefix("^").lstrip()
    if not text.lstrip("[(^ ").startswith(number):
        mark = f"{number}. " if number.isalnum() else f"{number} "
        return [Piece(start, first.is_generated), *rest], mark
    # "22Sometimes": the mark was raised.
    if start.startswith(number) and start[len(number) : len(number) + 1].isalpha():
        space = Piece(" ", is_generated=True)
        return [Piece(number), space, Piece(start[len(number) :]), *rest], ""
    return [Piece(start, first.is_generated), *rest], ""
