"""A value and a code to what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from index.loaders.xlsx.number_formats.format_codes import FormatSection, sections_of
from index.loaders.xlsx.number_formats.shown_dates import shown_date
from index.loaders.xlsx.number_formats.shown_numbers import general, shown_number

__all__ = ["shown"]


def shown(value: float | str, code: str = "General", *, is_1904: bool = False) -> str:
    """A cell's value as a spreadsheet shows it in a column that is wide enough.

    Args:
        value: A text, or a number; dates and times are numbers of days.
        code: Of the number format.
        is_1904: Whether the file counts days from 1904.
    """
    if code == "General":
        return value if isinstance(value, str) else general(value)
    sections = sections_of(code)
    if isinstance(value, str):
        return _shown_text(value, sections)
    section, is_absolute = _section(value, sections)
    text: str | None
    if section.is_date:
        text = shown_date(value, section, is_1904=is_1904)
    elif "digit" in section.kinds:
        text = shown_number(abs(value), section)
    elif section.kinds & {"general"}:
        text = "".join(
            general(abs(value)) if token.kind == "general" else token.text
            for token in section.tokens
        )
    elif section.is_text:
        return _filled_text(general(value), section)
    else:
        # A code of words alone stands for the value: "none" for 0.
        text = "".join(token.text for token in section.tokens)
        is_absolute = True
    text = None if text is None else text.strip()
    # What a format hides, or what is no date, is shown as it is stored.
    if not text:
        return general(value)
    has_sign = value < 0 and not is_absolute and not section.is_date
    return f"-{text}" if has_sign and any(digit in text for digit in "123456789") else text


def _section(value: float, sections: Sequence[FormatSection]) -> tuple[FormatSection, bool]:
    """The section for a number, and whether it shows the sign itself."""
    for section in sections:
        if section.condition is not None and section.condition(value):
            return section, len(sections) > 1 and section is not sections[0]
    free = [section for section in sections[:3] if section.condition is None]
    if any(section.condition is not None for section in sections):
        return (free[-1] if free else sections[0]), False
    numeric = [section for section in free if not section.is_text or len(sections) == 1]
    if value < 0 and len(numeric) > 1:
        # Where colour alone tells a negative, a text needs the sign.
        return numeric[1], numeric[1].tokens != numeric[0].tokens
    if value == 0 and len(numeric) > 2:
        return numeric[2], True
    return (numeric or free)[0], False


def _shown_text(value: str, sections: Sequence[FormatSection]) -> str:
    section = sections[3] if len(sections) > 3 else sections[-1]
    return _filled_text(value, section) if section.is_text else value


def _filled_text(value: str, section: FormatSection) -> str:
    return "".join(
        value if token.text == "@" and token.kind == "mark" else token.text
        for token in section.tokens
    ).strip()
