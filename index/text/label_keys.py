"""Labels as they are looked up: ``Section 4``, ``clause 4`` and ``4.`` are the same place."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["label_key"]

_GENERAL: Final = frozenset(
    {
        "section", "sections", "sec", "article", "art", "clause", "cl", "paragraph", "para",
        "point", "item", "number", "no", "rule", "§", "§§", "subsection", "subclause",
        "sub-clause", "sub-section",
    }
)  # fmt: skip
"""Words that name a place by its number alone; a schedule, a table or a step is another thing."""

_LONG: Final = {"fig": "figure", "app": "appendix", "annexe": "annex", "sch": "schedule"}
_WORDS: Final = re.compile(r"§+|[^\W_][\w.()-]*")


def label_key(label: str) -> str:
    """The form under which a label is indexed: lower case, without general words.

    ``"Section 4.2"``, ``"§ 4.2"`` and ``"4.2."`` give ``"4.2"``; ``"Schedule 1"`` gives
    ``"schedule 1"``. Empty for what is no label.
    """
    words = [word.strip(".-") for word in _WORDS.findall(label.casefold())]
    return " ".join(_LONG.get(word, word) for word in words if word not in _GENERAL)
