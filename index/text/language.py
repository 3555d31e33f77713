"""The language of a text, told by its commonest words; for cutting sentences and for replies."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

__all__ = ["is_other_language", "language_of"]

_COMMON: Final = {
    "en": "the of and to in is was for that what who when where why how which does did are with "
          "on it be by from has have can this",
    "de": "der die das und ist nicht wann wer wie warum welche welcher wo was ein eine für mit "
          "den dem des von zu im wird wurde sind hat auf kann",
    "fr": "le la les des est une quand qui que quoi comment pourquoi où quel quelle dans pour "
          "avec sur sont été par du et au aux ce cette",
    "es": "el la los las es una cuándo quién qué cómo por para dónde cuál con del en fue son se "
          "y al este esta cuando quien como donde",
    "it": "il lo gli le è una quando chi che cosa come perché dove quale con per del della nel "
          "sono stato di e al questo",
    "nl": "het een is wanneer wie wat hoe waarom waar welke voor met van zijn werd niet op aan en "
          "te dat deze",
    "pt": "o os as é uma quando quem que como por para onde qual com do da em foi são e ao este "
          "esta não",
    "pl": "jest kiedy kto co jak dlaczego gdzie który która nie się na do w z i że od dla",
}  # fmt: skip
_WORDS: Final = {
    language: frozenset(word for word in words.split() if len(word) > 1)
    for language, words in _COMMON.items()
}
_OTHER_SCRIPT: Final = re.compile(
    r"[\u0370-\u05ff\u0600-\u06ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7af]"
)
_WORD: Final = re.compile(r"[^\W\d_]+")

_READ: Final = 20_000
"""Code points at the start of a text that are looked at."""
_LEAST: Final = 3
_FEW: Final = 4
"""Words up to which a single common one tells the language; in longer ones letters do as well."""


def language_of(text: str) -> str:
    """ISO 639-1 code of a text's language; ``"en"`` where nothing says more than that."""
    counts = _counts(text[:_READ])
    best = max(counts, key=lambda language: counts[language])
    is_sure = counts[best] >= max(_LEAST, 2 * counts["en"])
    return best if is_sure else "en"


def is_other_language(question: str) -> bool:
    """Whether a question is in another language than English, as far as its words tell."""
    words = _WORD.findall(question)
    if not words:
        return False
    if 2 * len(_OTHER_SCRIPT.findall(question)) > sum(map(len, words)):
        return True
    counts = _counts(question)
    english = counts.pop("en")
    most = max(counts.values())
    is_short = len(words) <= _FEW or any(not word.isascii() for word in words)
    return english < most and (most >= 2 or (english == 0 and is_short))


def _counts(text: str) -> dict[str, int]:
    """Number of the commonest words of each language."""
    words = Counter(word.casefold() for word in _WORD.findall(text))
    return {language: sum(words[word] for word in common) for language, common in _WORDS.items()}
