"""What is said to what is no question about documents: greetings, thanks, requests. By rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qa.answer import HelpTopic

__all__ = ["help_topic"]

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


def help_topic(question: str) -> HelpTopic | None:
    """What was said, if it is no question about documents; None for a question."""
    text = " ".join(question.split())
    return next((topic for topic, pattern in _TOPICS.items() if pattern.match(text)), None)
