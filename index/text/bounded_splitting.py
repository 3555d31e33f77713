"""Sentence starts of a text of any length and content, in time linear in its length.

The splitter searches for the closing sign of each opening quotation mark, to the end of the
text where there is none, and compares each full stop with each bracket. Both are quadratic. So
it gets windows of a text, and no window in which the searches would cost more than a few passes.
"""

from __future__ import annotations

import re
from typing import Final

import sentencex

__all__ = ["sentence_starts"]

_WINDOW: Final = 20_000
"""Code points that are split together. A paragraph hardly ever has as many."""

_SETTLED: Final = _WINDOW // 2
"""Code points of a window whose sentences are taken; the rest only shows how they go on."""

_MOST_PASSES: Final = 20
"""Times the length of a window that searching for closing signs may cost."""

_CLOSING: Final = {
    "`": "'`", "'": "'", '"': '"', "«": "»", "»": "«", "‘": "’", "‚": "‚", "“": "”", "‛": "‛",
    "„": "“", "‟": "‟", "‹": "›", "《": "》", "「": "」", "(": ")]}>）", "[": ")]}>）",
    "{": ")]}>）", "<": ")]}>）", "（": ")]}>）",
}  # fmt: skip
"""Signs that sentencex searches for from an opening one."""

_OPENING: Final = re.compile(f"[{re.escape(''.join(_CLOSING))}]")
_SIGNS: Final = re.compile(f"[{re.escape(''.join({*_CLOSING, *''.join(_CLOSING.values())}))}]")


def sentence_starts(text: str, language: str) -> list[int]:
    """Offsets at which sentences of ``text`` begin, ascending; 0 is always the first.

    Args:
        text: Without the ends of blocks.
        language: As an ISO 639-1 code.
    """
    starts = [0]
    begin = 0
    while len(text) - begin > _WINDOW:
        following = _starts(text[begin : begin + _WINDOW], language)
        settled = [start for start in following if 0 < start <= _SETTLED]
        # Without a sentence's end in half a window, the window is cut like a sentence.
        begin += settled[-1] if settled else _SETTLED
        starts += [begin - settled[-1] + start for start in settled] if settled else [begin]
    starts += [begin + start for start in _starts(text[begin:], language) if start > 0]
    return starts


def _starts(window: str, language: str) -> list[int]:
    if _costs_too_much(window):
        # No person wrote this: without its quotation marks and brackets it is split as well.
        window = _OPENING.sub(" ", window)
    bounds = sentencex.get_sentence_boundaries(language, window)
    return sorted({bound["start_index"] for bound in bounds})


def _costs_too_much(window: str) -> bool:
    """Whether the searches for closing signs pass over the window too many times."""
    if len(_OPENING.findall(window)) <= _MOST_PASSES:
        return False
    left = _MOST_PASSES * len(window)
    last: dict[str, int] = {}
    for match in reversed(list(_SIGNS.finditer(window))):
        sign, place = match[0], match.start()
        if closing := _CLOSING.get(sign):
            left -= min(last.get(other, len(window)) for other in closing) - place
            if left < 0:
                return True
        last[sign] = place
    return False
