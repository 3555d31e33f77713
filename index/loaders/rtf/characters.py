"""Bytes and numbers of characters to text: code pages, fonts, and what stands for old readers."""

from __future__ import annotations

from collections.abc import Callable

from index.loaders.rtf.fonts import Font, code_page, decode_bytes, private_character

__all__ = ["Characters"]


class Characters:
    """Decodes what stands between control words.

    Bytes are kept until something else comes: a character may have two, and only the first of
    them has to be written as a number.

    Attributes:
        fonts: The fonts of the document, by number.
        to_skip: Characters still to come that only stand for a Unicode character.
    """

    def __init__(self, source: bytes, put: Callable[[str], None]) -> None:
        self.fonts: dict[int, Font] = {}
        self.to_skip = 0
        self._put = put
        self._encoding = "cp1252"
        self._is_utf8 = _is_utf8(source)
        self._bytes = bytearray()
        self._bytes_encoding = ""

    def set_encoding(self, encoding: str) -> None:
        """The encoding of the document; "" leaves it as it is."""
        self._encoding = encoding or self._encoding

    def set_code_page(self, number: int | None) -> None:
        """The same by its number on Windows."""
        self.set_encoding(code_page(number or 0))

    def add_font(self, number: int) -> None:
        """A font's entry in the table begins."""
        self.fonts[number] = Font()

    def add_unicode(self, number: int, font: int, fallback: int) -> None:
        """A character by its code; ``fallback`` characters behind it say the same."""
        self._put(private_character(number & 0xFFFF, self.fonts.get(font)))
        self.to_skip = max(fallback, 0)

    def add_character(self, character: str) -> None:
        """A character that has a control word."""
        if self.to_skip:
            self.to_skip -= 1
        else:
            self._put(character)

    def add_bytes(self, data: bytes, font_number: int, *, is_raw: bool) -> None:
        """Bytes in the code page of a font (-1: the document's own).

        Args:
            data: One or more.
            font_number: Of the font.
            is_raw: They stand in the source as they are, not as numbers.
        """
        if self.to_skip:
            skipped = min(self.to_skip, len(data))
            self.to_skip -= skipped
            data = data[skipped:]
        if not data:
            return
        font = self.fonts.get(font_number)
        if font is not None and font.is_symbols:
            self.flush()
            self._put("".join(map(font.character, data)))
            return
        encoding = (font.encoding if font else "") or self._encoding
        if is_raw and self._is_utf8 and not data.isascii():
            encoding = "utf-8"
        if encoding != self._bytes_encoding:
            self.flush()
            self._bytes_encoding = encoding
        self._bytes += data

    def flush(self) -> None:
        """Decode what is kept."""
        if self._bytes:
            text = decode_bytes(bytes(self._bytes), self._bytes_encoding)
            self._bytes.clear()
            self._put(text)


def _is_utf8(source: bytes) -> bool:
    """Whether bytes beyond ASCII stand in the source as UTF-8, as some programs write them."""
    if source.isascii():
        return False
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
