"""Counting numbers as word processors write them: Arabic, Roman, letters, words.

Numbers for which a way of writing has no form (0 in Roman numerals, a million in words) are written
in Arabic digits, so that no number makes a long text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["counted_letters", "number_text", "repeated_letters", "roman"]

_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_ROMAN: Final = 4_999
_MOST_LETTERS: Final = 30
_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_IRREGULAR: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_CHINESE: Final = "〇一二三四五六七八九"
_MARKS: Final = "*†‡§"


def roman(number: int) -> str:
    """A Roman numeral in capitals: 4 is ``"IV"``."""
    if not 0 < number <= _LARGEST_ROMAN:
        return str(number)
    letters = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        letters += numeral * count
    return letters


def repeated_letters(number: int) -> str:
    """A capital letter, repeated after Z as Word does: 27 is ``"AA"``, 28 is ``"BB"``."""
    rounds, letter = divmod(number - 1, 26)
    if number < 1 or rounds >= _MOST_LETTERS:
        return str(number)
    return chr(ord("A") + letter) * (rounds + 1)


def counted_letters(number: int) -> str:
    """Capital letters as columns of a spreadsheet have them: 27 is ``"AA"``, 28 is ``"AB"``."""
    if number < 1:
        return str(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _ordinal(number: int) -> str:
    last = number % 100
    suffix = "th" if 10 < last < 20 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return f"{number}{suffix}"


def _cardinal_words(number: int) -> str:
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    words = _ONES[number] if number < 20 else _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    return words.capitalize()


def _ordinal_words(number: int) -> str:
    if not 0 < number < 100:
        return _ordinal(number)
    first, hyphen, last = _cardinal_words(number).lower().rpartition("-")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{first}{hyphen}{_IRREGULAR.get(last, regular)}".capitalize()


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    lead = "" if tens < 2 else _CHINESE[tens]
    return lead + ("十" if tens else "") + (_CHINESE[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _mark(number: int) -> str:
    rounds, mark = divmod(number - 1, len(_MARKS))
    return _MARKS[mark] * (rounds + 1) if 0 < number <= 40 else str(number)


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": repeated_letters,
    "lowerLetter": lambda number: repeated_letters(number).lower(),
    "ordinal": _ordinal,
    "cardinalText": _cardinal_words,
    "ordinalText": _ordinal_words,
    "chicago": _mark,
    "hex": lambda number: f"{number:X}",
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "koreanCounting": _chinese,
    "ideographDigital": _chinese,
    "none": lambda _: "",
}


def number_text(number: int, number_format: str) -> str:
    """A number in one of the formats that OOXML names (``ST_NumberFormat``).

    Formats without a form here are written in Arabic digits; words are English.
    """
    return _FORMATS.get(number_format, str)(number)
