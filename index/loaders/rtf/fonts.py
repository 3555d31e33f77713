"""Code pages of fonts, and the characters of fonts that hold symbols."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

__all__ = ["CHARACTER_SETS", "Font", "code_page", "decode_bytes", "private_character"]

CHARACTER_SETS: Final = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""Code pages by the number of a font's character set; others are the document's own."""

_SYMBOL_SET: Final = 2
_LONGEST_NAME: Final = 100
_ASCII_END: Final = 0x80
_NAMES_OF_SYMBOLS: Final = ("symbol", "wingdings", "webdings", "zapf dingbats", "monotype sorts")
_PRIVATE: Final = range(0xF000, 0xF100)
"""Where Unicode keeps the characters of such fonts: their bytes, moved."""

_GREEK: Final = dict(
    zip(
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SYMBOLS: Final = {
    **_GREEK, 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
    0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD1: "∇", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD6: "√", 0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫", 0x2D: "−", 0xA2: "′",
}  # fmt: skip
_DINGBATS: Final = {
    0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xE0: "→", 0xE8: "→",
    0xDF: "←", 0x4A: "☺", 0x28: "☎", 0x2A: "✉",
}  # fmt: skip


@dataclass(slots=True)
class Font:
    """A font of the document.

    Attributes:
        character_set: Number of its character set.
        code_page: Number of its code page, which counts more; 0 without one.
        name: As the table has it.
    """

    character_set: int = 0
    code_page: int = 0
    name: str = ""

    def add_name(self, text: str) -> None:
        """A part of its name."""
        self.name = (self.name + text)[:_LONGEST_NAME]

    @property
    def is_symbols(self) -> bool:
        """Whether its bytes are no letters."""
        name = self.name.lower().lstrip()
        return self.character_set == _SYMBOL_SET or name.startswith(_NAMES_OF_SYMBOLS)

    @property
    def encoding(self) -> str:
        """Its encoding; "" for the document's own."""
        if self.code_page:
            return code_page(self.code_page)
        return CHARACTER_SETS.get(self.character_set, "")

    def character(self, byte: int) -> str:
        """What it shows for a byte, if it is a font of symbols: a bullet for most."""
        if self.name.lower().lstrip().startswith("symbol") or not self.name:
            return _SYMBOLS.get(byte, chr(byte) if byte < _ASCII_END else "•")
        return " " if byte == ord(" ") else _DINGBATS.get(byte, "•")


def code_page(number: int) -> str:
    """The encoding of a Windows code page; "" for one that Python does not know."""
    name = {65001: "utf-8", 10000: "mac_roman", 936: "gb18030", 1361: "johab"}.get(number)
    name = name or f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name


def decode_bytes(data: bytes, encoding: str) -> str:
    """The text of bytes; a byte that its code page does not have is U+FFFD."""
    return data.decode("ascii") if data.isascii() else data.decode(encoding, "replace")


def private_character(number: int, font: Font | None) -> str:
    """The character of a code of two bytes."""
    if number in _PRIVATE:
        return (font if font and font.is_symbols else Font(name="symbol")).character(number & 0xFF)
    return chr(number)
