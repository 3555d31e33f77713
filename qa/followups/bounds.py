"""Follow-ups that name another limit: "And more than £100?" after "Which rooms are under £50?"."""

from __future__ import annotations

import re

__all__ = ["of_another_bound"]

_BOUND = re.compile(
    r"(?:(?:no |not )?(?:more|less|fewer|higher|lower|longer|shorter|larger|smaller|cheaper) than"
    r"|under|over|above|below|at (?:the )?(?:least|most)|up to|within)"
    r"\s+(?:[£$€¥]\s?)?\d[\d,.]*(?<![,.])"
    r"(?:\s?%|\s(?:per cent|minutes?|hours?|days?|weeks?|months?|years?|pounds|euros|dollars)\b)?",
    re.IGNORECASE,
)


def of_another_bound(part: str, main: str) -> str | None:
    """An earlier question with another limit in the place of its only one.

    Args:
        part: A question without a verb, and without "and" before it or a mark behind it.
        main: The earlier question, without the mark behind it.

    >>> of_another_bound("more than 50", "Which rooms have up to 20 seats")
    'Which rooms have more than 50 seats?'
    """
    spots = list(_BOUND.finditer(main))
    if _BOUND.fullmatch(part) is None or len(spots) != 1:
        return None
    return f"{main[: spots[0].start()]}{part[:1].lower()}{part[1:]}{main[spots[0].end() :]}?"
