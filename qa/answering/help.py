"""What is said to what is no question about documents: greetings, thanks, requests, languages.

English by rules; another language is told by its commonest words.
"""

from __future__ import annotations

import re
from typing import Final, Literal

__all__ = ["HelpTopic", "help_topic", "is_other_language"]

HelpTopic = Literal["greeting", "thanks", "abilities", "summary", "language"]
"""What was said instead of a question."""

_ENDING: Final = r"[\s!.,?:;)\u2019'\U0001f44b\U0001f642]*"
_GREETINGS: Final = (
    r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))"
    r"(?:[, ]+(?:there|all|everyone|team|again|citespan))?(?:[,.! ]+how are you(?: today)?)?|"
    r"how are you(?: today| doing)?|(?:good)?bye|see you"
)
_THANKS: Final = (
    r"(?:ok(?:ay)?[, ]+|great[, ]+|perfect[, ]+)?"
    r"(?:many thanks|thanks|thank you|thx|cheers|ta)"
    r"(?: (?:a lot|so much|very much|again|for (?:your|the) help))?|"
    r"(?:great|perfect|ok(?:ay)?|cool|nice|well done|good(?: job)?|got it|understood|super)"
)
_ABILITIES: Final = (
    r"(?:and )?what (?:can|do|could) (?:you|i) (?:do|ask|help(?: me)? with|offer)"
    r"(?: (?:here|you|for me))?|(?:who|what) are you|"
    r"are you (?:an? )?(?:ai|bot|robot|human)|how (?:do|does) (?:you|this|it) work|"
    r"help(?: me)?(?: please)?|what is this|what is citespan|can you help(?: me)?|"
    r"how (?:do|can|should) i (?:use (?:this|you|it)|ask(?: a question)?)|"
    r"what (?:should|shall|could) i ask"
)
_WHOLES: Final = (
    r"(?:this|the|these|those|all|my|our|it|everything|each|every|whole|entire|uploaded|"
    r"documents?|files?|articles?|texts?|reports?|pdfs?|pages?|contracts?|papers?|books?|folder|"
    r"corpus|main|key|points?|briefly|please|in|a|few|one|two|three|sentences?|words?)"
)
_SUMMARIES: Final = (
    r"(?:please |(?:can|could|would) you )*(?:(?:give me|write|make|provide|i (?:want|need)) )?"
    r"(?:an? |the )?(?:short |brief |quick )?"
    r"(?:summar(?:y|ies|i[sz]e)|tl;?dr|overview|gist|abstract|outline)"
    rf"(?: (?:of|for))?(?: {_WHOLES})*|"
    r"what (?:is|are) (?:this|the|these|those|my|our) "
    r"(?:documents?|files?|articles?|texts?|reports?|pdfs?|papers?|folder) about"
)
_PATTERNS: Final[dict[HelpTopic, str]] = {
    "greeting": _GREETINGS,
    "thanks": _THANKS,
    "abilities": _ABILITIES,
    "summary": _SUMMARIES,
}
_TOPICS: Final = {
    topic: re.compile(rf"\s*(?:{pattern}){_ENDING}\Z", re.IGNORECASE)
    for topic, pattern in _PATTERNS.items()
}

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
_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_OTHER_SCRIPT: Final = re.compile(
    r"[\u0370-\u05ff\u0600-\u06ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7af]"
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def help_topic(question: str) -> HelpTopic | None:
    """What was said, if it is no question about documents; None for a question."""
    text = " ".join(question.split())
    return next((topic for topic, pattern in _TOPICS.items() if pattern.match(text)), None)


def is_other_language(question: str) -> bool:
    """Whether a question is in another language than English, as far as its words tell."""
    words = [word.casefold() for word in _WORD.findall(question)]
    if not words:
        return False
    if 2 * len(_OTHER_SCRIPT.findall(question)) > sum(map(len, words)):
        return True
    counts = {language: sum(w in common for w in words) for language, common in _WORDS.items()}
    english = counts.pop("en")
    most = max(counts.values())
    return english < most and (most >= 2 or (english == 0 and len(words) <= 4))
