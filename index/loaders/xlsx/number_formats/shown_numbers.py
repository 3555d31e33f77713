"""Numbers by the digits of a section: ``#,##0.00``, ``00000``, ``0.0%``, ``0.0E+0``, ``# ?/?``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

from index.loaders.xlsx.number_formats.format_codes import FormatSection, FormatToken

__all__ = ["general", "shown_number"]

_CONTEXT: Final = Context(prec=700, rounding=ROUND_HALF_UP)
_POINT: Final = FormatToken("mark", ".")
_COMMA: Final = FormatToken("mark", ",")
_PERCENT: Final = FormatToken("mark", "%")
_LINE: Final = FormatToken("mark", "/")


def general(value: float) -> str:
    """A number without a format: 15 digits, as many as a spreadsheet keeps."""
    text = f"{value:.15g}"
    if "e" in text and abs(value) < 1e21 and value == int(value):
        return str(int(value))
    return text


def shown_number(value: float, section: FormatSection) -> str:
    """A number that is not negative, by a section with digits."""
    tokens = section.tokens
    percent = tokens.count(_PERCENT)
    # Spreadsheets keep 15 digits, so the noise of binary fractions decides no rounding.
    number = Decimal(f"{value:.15g}").scaleb(2 * percent, _CONTEXT)
    if "exponent" in section.kinds:
        return _scientific(number, tokens)
    if _LINE in tokens:
        return _fraction(number, tokens)
    return _plain(number, tokens)


def _plain(number: Decimal, tokens: Sequence[FormatToken]) -> str:
    digits_at = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    end = digits_at[-1] + 1 if digits_at else len(tokens)
    # Commas behind the last digit divide by a thousand, commas between digits group.
    scaled = 0
    while end + scaled < len(tokens) and tokens[end + scaled] == _COMMA:
        scaled += 1
    number = number.scaleb(-3 * scaled, _CONTEXT)
    whole, decimals = _halves([*tokens[:end], *tokens[end + scaled :]])
    is_grouped = bool(digits_at) and _COMMA in whole[digits_at[0] : end]
    digits = sum(token.kind == "digit" for token in decimals)
    text = f"{number.quantize(Decimal(1).scaleb(-digits), context=_CONTEXT):f}"
    integer, _, fraction = text.partition(".")
    return _filled_whole(integer.lstrip("0"), whole, is_grouped=is_grouped) + _filled_decimals(
        fraction, decimals
    )


def _halves(tokens: Sequence[FormatToken]) -> tuple[Sequence[FormatToken], Sequence[FormatToken]]:
    """The tokens up to the decimal point, and from it on."""
    if _POINT in tokens:
        index = tokens.index(_POINT)
        return tokens[:index], tokens[index:]
    # Without a point, what follows the last digit goes with the whole number.
    return tokens, ()


def _filled_whole(digits: str, tokens: Sequence[FormatToken], *, is_grouped: bool) -> str:
    """Digits put in their places from the right; the first place takes all that are left."""
    parts: list[str] = []
    rest = digits
    written = 0
    remaining = sum(token.kind == "digit" for token in tokens)
    for token in reversed(tokens):
        if token.kind != "digit":
            parts.append("" if token == _COMMA else token.text)
            continue
        remaining -= 1
        take = rest if remaining == 0 else rest[-1:]
        rest = rest[: len(rest) - len(take)]
        if not take:
            take = {"0": "0", "?": " "}.get(token.text, "")
        for digit in reversed(take):
            if is_grouped and written and written % 3 == 0 and digit != " ":
                parts.append(",")
            parts.append(digit)
            written += 1
    return "".join(reversed(parts))


def _filled_decimals(digits: str, tokens: Sequence[FormatToken]) -> str:
    parts: list[str] = []
    kept = len(digits.rstrip("0"))
    place = 0
    for token in tokens:
        if token.kind != "digit":
            parts.append(token.text)
            continue
        if place < kept or token.text == "0":
            parts.append(digits[place])
        elif token.text == "?":
            parts.append(" ")
        place += 1
    text = "".join(parts)
    # ``0.##`` shows 5 as "5.", which nobody would write.
    return text[1:] if text.startswith(".") and not text[1:2].isdigit() else text


def _scientific(number: Decimal, tokens: Sequence[FormatToken]) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    mantissa, behind = tokens[:at], tokens[at + 1 :]
    whole, decimals = _halves(mantissa)
    width = max(1, sum(token.kind == "digit" for token in whole))
    digits = sum(token.kind == "digit" for token in decimals)
    exponent = number.adjusted() if number else 0
    exponent -= exponent % width
    scaled = number.scaleb(-exponent, _CONTEXT)
    scaled = scaled.quantize(Decimal(1).scaleb(-digits), context=_CONTEXT)
    if scaled.adjusted() >= width and scaled:
        exponent += width
        scaled = scaled.scaleb(-width, _CONTEXT)
    places = sum(token.kind == "digit" for token in behind)
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    rest = "".join(token.text for token in behind if token.kind != "digit")
    return f"{_plain(scaled, mantissa)}E{sign}{str(abs(exponent)).zfill(places)}{rest}"


def _fraction(number: Decimal, tokens: tuple[FormatToken, ...]) -> str:
    """``# ?/?`` shows 2.5 as "2 1/2"; as many digits below the line as there are places."""
    at = tokens.index(_LINE)
    places = sum(token.kind == "digit" for token in tokens[at:])
    fixed = "".join(token.text for token in tokens[at + 1 :]).strip()
    has_whole = sum(token.kind == "digit" for token in tokens[:at]) > 1
    value = Fraction(number)
    whole = int(value) if has_whole else 0
    if fixed.isdecimal() and int(fixed):
        below = int(fixed)
        part = Fraction(round((value - whole) * below), 1)
        above = int(part)
    else:
        part = (value - whole).limit_denominator(10 ** min(max(places, 1), 6) - 1)
        above, below = part.numerator, part.denominator
    if above == below:
        whole, above = whole + 1, 0
    if not above:
        return str(whole)
    return f"{whole} {above}/{below}" if whole else f"{above}/{below}"
