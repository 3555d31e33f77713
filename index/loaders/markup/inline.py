"""The inline content of one block, with white space as a browser folds it."""

from __future__ import annotations

import re
from typing import Final

from index.loaders.drafts import Piece

__all__ = ["Inline"]

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")


class Inline:
    """Collects text; runs of white space become one space, none stands at a line's ends."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._last = "\n"
        self._bold = True

    @property
    def last(self) -> str:
        """The last character so far; a newline at the beginning."""
        return self._last

    @property
    def end(self) -> str:
        """The last few characters so far."""
        return "".join(piece.text for piece in self._pieces[-2:])[-12:]

    @property
    def is_bold(self) -> bool:
        """Whether all words so far are bold."""
        return self._bold and bool(self._pieces)

    def add(self, text: str, *, as_is: bool = False, is_bold: bool = False) -> None:
        """Add text of the file; ``as_is`` keeps its white space."""
        if not as_is:
            text = _SPACES.sub(" ", text)
            if self._last in " \n" and text.startswith(" "):
                text = text[1:]
        self._bold = self._bold and (is_bold or not text or text.isspace())
        self._append(text, False)

    def add_generated(self, text: str) -> None:
        """Add what stands in no file."""
        self._append(text, True)

    def break_line(self) -> bool:
        """Begin a new line; whether the line before is empty, so that a paragraph ends here."""
        if self._last == "\n":
            return True
        if self._last == " " and not self._pieces[-1].is_generated:
            self._pieces[-1] = Piece(self._pieces[-1].text[:-1])
        self._append("\n", False)
        return False

    def take(self) -> list[Piece]:
        """All pieces, without white space at the ends; nothing is left."""
        pieces, self._pieces, self._last, self._bold = self._pieces, [], "\n", True
        joined: list[Piece] = []
        texts: list[str] = []
        for piece in [*pieces, Piece("", is_generated=True)]:
            if not piece.is_generated:
                texts.append(piece.text)
                continue
            if texts:
                joined.append(Piece("".join(texts)))
                texts = []
            joined.append(piece)
        return joined[:-1] if any(piece.text.strip() for piece in joined) else []

    def _append(self, text: str, is_generated: bool) -> None:
        if text:
            self._pieces.append(Piece(text, is_generated))
            self._last = text[-1]
