"""Labels: the number or letter at the start of a block by which other places refer to it.

A label is recognised by its form and by what follows it: ``6.2 Liability`` has one, ``3.5 million``
has none. What is no sure label is none, since a wrong one would send "see clause 12" astray.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["label_of"]

_LONGEST: Final = 200
"""Code points at the start of a block among which a label and the word after it are looked for."""

_WORDS: Final = (
    "Section", "Article", "Clause", "Schedule", "Annexe", "Annex", "Appendix", "Chapter", "Part",
    "Paragraph", "Rule", "Regulation", "Exhibit", "Attachment", "Addendum", "Enclosure", "Book",
    "Volume", "Table", "Figure", "Chart", "Box", "Map", "Plate", "Equation", "Example", "Module",
    "Unit", "Lesson", "Exercise", "Step", "Stage", "Phase", "Item", "Question", "Recommendation",
    "Principle", "Amendment", "Note",
    "Abschnitt", "Artikel", "Anlage", "Anhang", "Kapitel", "Teil", "Tabelle", "Abbildung",
    "Chapitre", "Partie", "Tableau",
)  # fmt: skip
_SHORT_WORDS: Final = {
    "Sec": "Section", "Art": "Article", "Cl": "Clause", "Sch": "Schedule", "App": "Appendix",
    "Ch": "Chapter", "Chap": "Chapter", "Para": "Paragraph", "Fig": "Figure", "Tab": "Table",
    "Vol": "Volume", "Eq": "Equation",
}  # fmt: skip
_MONTHS: Final = (
    "Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|"
    "Aug(?:ust)?|Sep(?:t|tember)?|Oct(?:ober)?|Okt(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|"
    "Dez(?:ember)?"
)
_QUANTITIES: Final = (
    # What is counted or measured: such a number is an amount.
    "[%°€£$¥]|(?:percent|per|pounds?|dollars?|crowns?|hundred|thousand|million|billion|trillion|"
    "mio|mrd|prozent|uhr|euros?|eur|usd|gbp|chf|seconds?|minutes?|hours?|days?|weeks?|months?|"
    "years?|miles?|feet|inch(?:es)?|met(?:re|er)s?|kilomet(?:re|er)s?|tonnes?|tons?|times|points?|"
    "people|[kmgt]?hz|[kmgt]i?b|[kmg]?w|kwh|[kcm]?m²?|km/h|mph|kg|mg|ml|ha|am|pm|a\\.m|p\\.m|x)\\b"
)

_ROMAN: Final = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_SUB: Final = r"(?:\((?:[a-z]{1,4}|\d{1,2})\))*"
_NUMBER: Final = rf"\d{{1,3}}(?:\.\d{{1,2}}){{0,5}}[A-Z]{{0,2}}{_SUB}"
_NAMED: Final = re.compile(
    rf"(?P<word>(?i:{'|'.join(_WORDS)})|(?:{'|'.join(_SHORT_WORDS)})\.?|(?:FIG|SEC|ART|APP)\.?)"
    rf"[^\S\r\n]+(?:(?i:nos?|nr)\.[^\S\r\n]*)?"
    rf"(?P<id>{_NUMBER}|[A-Z](?:[.-]?\d{{1,2}}(?:\.\d{{1,2}})*)?|{_ROMAN})"
    r"(?![\w%])(?P<mark>[.:)]?)(?P<rest>.*)",
    re.DOTALL,
)
_PARAGRAPH_SIGN: Final = re.compile(
    rf"(?P<sign>§§?)\s*(?P<id>{_NUMBER}[a-z]?)(?![\w%])(?P<rest>.*)", re.DOTALL
)
_NUMBERED: Final = re.compile(
    rf"(?P<id>(?:[A-Z]\.)?{_NUMBER})(?P<mark>[.:)]?)(?P<rest>(?:\s.*)?)", re.DOTALL
)
_BRACKETED: Final = re.compile(r"\((?P<id>\d{1,3}|[a-z]{1,2}|[ivxl]{1,6}|[A-Z])\)\s+\S")
_HALF_BRACKETED: Final = re.compile(r"(?P<id>[a-z]|[ivx]{1,4}|[A-Z])\)\s+\S")
_LETTERED: Final = re.compile(rf"(?P<id>[A-H]|{_ROMAN})\.\s+[^\W\d_]{{2}}")
_MONTH: Final = re.compile(rf"(?:{_MONTHS})\b")
_QUANTITY: Final = re.compile(_QUANTITIES, re.IGNORECASE)
_DASH: Final = re.compile(r"\s*[–—:|-](?:\s|$)")
_OPENING: Final = "\"'“‘„«»[("


def label_of(text: str, *, is_heading: bool = False) -> str:
    """The label at the start of a block's text; empty where it has none.

    Labels are given without punctuation at their ends, and abbreviated words in full:
    ``"6.2"``, ``"4A"``, ``"B.1"``, ``"IV"``, ``"a"``, ``"Section 4"`` (also of ``SEC. 4:``),
    ``"Table 3"``, ``"§ 7"``. Numbers of other things have none: ``12 people came``,
    ``2024 was a good year``, ``3.5 million``, ``12.5.2024``, ``1 May``.

    Args:
        text: Of the block, from its start; more than its first words is not looked at.
        is_heading: Whether the block is a heading: its number may stand without a full stop
            (``6 Liability``), before a small letter, or alone.
    """
    head = text[:_LONGEST].strip()
    return _named(head, is_heading) or _numbered(head, is_heading) or _lettered(head, is_heading)


def _named(head: str, is_heading: bool) -> str:
    """A word and a number: Section 4, Annex B, § 7."""
    sign = _PARAGRAPH_SIGN.match(head)
    if sign:
        is_label = is_heading or _begins(sign["rest"].lstrip(". \t\xa0"))
        return f"{sign['sign']} {sign['id']}" if is_label else ""
    named = _NAMED.match(head)
    if named is None or not named["word"][0].isupper():
        return ""
    rest = named["rest"]
    is_separate = bool(named["mark"]) or not rest or bool(_DASH.match(rest)) or rest[0] in "\r\n"
    # "Section 4 applies" and "Part A, however" are sentences about it.
    if not is_separate and not (rest[0].isspace() and _begins(rest.lstrip(), letters_only=True)):
        return ""
    word = named["word"].rstrip(".").capitalize()
    return f"{_SHORT_WORDS.get(word, word)} {named['id']}"


def _numbered(head: str, is_heading: bool) -> str:
    """A number of one or more levels."""
    match = _NUMBERED.fullmatch(head)
    if match is None:
        return ""
    label, mark, rest = match["id"], match["mark"], match["rest"].lstrip()
    levels = label.partition("(")[0].split(".")
    if not _counts(levels, is_heading) or (not rest and not is_heading):
        return ""
    if rest and (_MONTH.match(rest) or (not mark and _QUANTITY.match(rest))):
        return ""
    if len(levels) >= 3 or "(" in label or mark:
        return label
    if len(levels) == 2:
        return label if is_heading or _begins(rest) else ""
    # A bare number: "6 Liability" is a heading of a section, "12 people came" of another kind.
    is_label = is_heading and (not rest or (len(label) <= 2 and label.isdigit() and _begins(rest)))
    return label if is_label else ""


def _counts(levels: list[str], is_heading: bool) -> bool:
    """Whether the levels may number a clause: no date, time, amount or address."""
    digits = [level.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for level in levels]
    numbers = [int(level) for level in digits if level]
    if any(len(level) > 1 and level[0] == "0" for level in digits):
        return False
    if 0 in numbers and not (is_heading and len(numbers) == 2 and numbers[0] > 0):
        return False
    # 31.12.24 is a date.
    is_date = len(numbers) == 3 and numbers[0] <= 31 and numbers[1] <= 12 and numbers[2] >= 20
    return not is_date


def _lettered(head: str, is_heading: bool) -> str:
    """A letter, a Roman number or a number in brackets: (a), b), IV."""
    match = _BRACKETED.match(head) or _HALF_BRACKETED.match(head)
    if match is None and is_heading:
        match = _LETTERED.match(head)
    return match["id"] if match else ""


def _begins(rest: str, *, letters_only: bool = False) -> bool:
    """Whether a title or a sentence begins here."""
    rest = rest.lstrip(_OPENING)
    if not rest:
        return False
    return rest[0].isupper() or (not letters_only and not rest[0].islower() and rest[0].isalpha())
