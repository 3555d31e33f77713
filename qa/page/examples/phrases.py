"""Turns sentences into questions by a few fixed rules of English.

"The dam was built in 1931" gives "When was the dam built?", with "in 1931" as its answer. Only
plain sentences are turned: those that begin with a name or "The ..." and do without pronouns, so
that the question can be understood away from its place. No question is better than a poor one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.document_date import MONTHS

__all__ = ["NAME", "Phrased", "questions"]

NAME = r"(?:[A-Z][\w'’.-]*)(?: (?:(?:of|the|de|van|von|al|and) )?[A-Z][\w'’.-]*){0,4}"
"""A name: words with capitals."""


class Phrased(NamedTuple):
    """A question that a sentence seems to answer.

    Attributes:
        question: In English.
        about: The name or thing that it is about, as it stands in the sentence.
        answer: The words that should answer it.
    """

    question: str
    about: str
    answer: str


_SUBJECT = rf"(?P<subject>{NAME}|[Tt]he [a-z][\w'’-]*(?: (?:of |at |in )?[\w'’-]+){{0,3}}?)"
_DONE = (
    r"(?:[a-z]+ed|born|built|found|given|held|known|laid|led|lit|lost|made|sold|taken|won|written)"
)
_YEAR = r"(?:1\d{3}|20\d{2})"
_END = r"(?P<end>[,;:]|\.(?=\s|$))"
_COUNT = r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+ty-[a-z]+)"
_SUM = r"(?:about |up to )?[£$€]\d[\d.,]*\d?(?: (?:million|billion|a (?:day|week|month|year)))?"
_LEAD = re.compile(r"^(?:(?:But|And|Still|However|Also|Then|Thus|According to [^,]{2,40}),? )+")
_BECAUSE = re.compile(
    rf"^{_SUBJECT} (?P<be>is|was|are|were|has|have|had|can|could|will|would|must|should) "
    r"(?P<rest>[^,;:()\"“”]{4,60}?),? (?P<answer>(?:because|so that|in order to)\b.+)"
)
_WHEN = re.compile(
    rf"^{_SUBJECT} (?P<be>was|were) (?P<rest>{_DONE}(?: [a-z]+){{0,3}}?)"
    rf" (?P<answer>(?:in|on)\b(?: [A-Z]\w+| \d+,?){{0,3}} {_YEAR})\b"
)
_IN_YEAR = re.compile(
    rf"^(?P<answer>In {_YEAR}),? {_SUBJECT} (?P<be>was|were) "
    rf"(?P<rest>{_DONE}(?: [a-z]+){{0,3}}?)(?: in [A-Z]\w+)?{_END}"
)
_WHAT = re.compile(
    rf"^(?P<subject>{NAME}) (?P<be>is|was|are|were) (?P<answer>(?:an?|the|one of) [a-z].+)"
)
_SAID = re.compile(
    rf"^(?P<subject>{NAME}) (?P<verb>said|announced|argued|claimed|suggested) (?P<answer>.{{12,}})"
)
_WHO = re.compile(
    rf"^(?P<answer>(?:The |the )?{NAME}|The [a-z]+(?: of [A-Za-z]+)?) "
    r"(?P<does>(?:could|would|will|might)(?: still| also)? [a-z]+|[a-z]+ed|made|won|led|built|wrote"
    r"|gave|took|found|lost|held|sold|sent|left|taught|brought) "
    rf"(?P<rest>(?:(?:an?|the|all) |[A-Z])[^,;:()\"“”]{{7,60}}?){_END}"
)
_COSTS = re.compile(
    r"^(?P<subject>[Tt]he [a-z][\w'’-]*(?: (?:of |for |to )?[\w'’-]+){0,3}?"
    r"|[A-Z][a-z]+ to [\w ]{3,30}?)"
    rf" (?P<be>is|was|are|were) (?:raised to |cut to |now )?(?P<answer>{_SUM})"
)
_HAS = re.compile(
    rf"^{_SUBJECT} (?P<has>has|have|had) (?:about |over |only )?(?P<answer>{_COUNT}) "
    r"(?P<things>(?:[a-z]+ )?[a-z]{3,}s)(?: for [a-z]+ [a-z]+)?"
    rf"(?: of which|{_END}| and | with )"
)
_MAY = re.compile(
    r"^(?P<subject>[A-Z][a-z]+s|The [a-z]+(?: [a-z]+)?) (?P<be>may|must|can|shall) "
    rf"(?P<verb>[a-z]+) (?:up to |at least |no more than )?(?P<answer>{_COUNT}) "
    r"(?P<unit>days|weeks|months|years|hours)(?P<of>['’] [a-z]+"
    r"| of(?: (?!(?:an?|the|in|for|after|per|on|at|to|if|from)\b)[a-z]+){1,3})\b"
)
_BASE = {"said": "say", "announced": "announce", "argued": "argue", "claimed": "claim"}
_NO_SUBJECT = re.compile(
    r"(?:he|she|it|they|we|you|i|this|that|these|those|there|here|who|which|what|when|where|why|how"
    r"|if|but|and|or|so|as|in|on|at|for|his|her|its|their|some|many|most|each|both|such|one|something"
    r"|none|no|nothing|nobody|everything|everyone|another|other|others|all|any|anyone)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|(?-i:it|us)|they|him|her|them|his|hers|its|their|this|that|these|those|there|then|now|today"
    r"|yesterday|ago|we|our|i|my|you|your|who|which|where|when|if|on the \d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_TITLED = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Professor|Prof|Sir|President|Minister|King|Queen|Judge|Captain)\b"
)
_SMALL = frozenset(["the", "of", "de", "van", "von", "al", "and", "an", "all"])
_TIMES = frozenset(
    [
        *(month.lower() for month in MONTHS),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("today", "tomorrow", "yesterday", "tonight"),
    ]
)
_INITIALS = 3
"""Capitals in a row, up to so many, say who or what it is only to those who know."""
_AGENT = re.compile(
    r"\b(?:board|committee|council|panel|group|team|director|manager|minister|president|chair\w*|court"
    r"|government|company|trust|department|agency|union|head|officer|secretary|inspector|engineer"
    r"|contractor|supplier|commission|parliament|university|police|ministry|nurse|teacher|author"
    r"|writer|artist|painter|composer|scientist|founder|mayor|leader|lawyer|analyst|owner)s?\b",
    re.IGNORECASE,
)


def questions(sentence: str, around: str) -> Iterator[Phrased]:
    """Questions that a sentence seems to answer.

    Args:
        sentence: On one line.
        around: The sentence with what follows it, to tell people from things.
    """
    for phrased in _phrased(_LEAD.sub("", sentence), around):
        if _is_full(phrased.about):
            yield phrased


def _phrased(sentence: str, around: str) -> Iterator[Phrased]:
    if match := _plain(_BECAUSE, sentence):
        yield _made(f"Why {_asked(match)} {match['rest'].strip()}?", match)
    for pattern in (_WHEN, _IN_YEAR):
        if match := _plain(pattern, sentence):
            yield _made(f"When {_asked(match)} {match['rest']}?", match)
    if match := _plain(_SAID, sentence):
        verb = _BASE.get(match["verb"], match["verb"].removesuffix("ed"))
        yield _made(f"What did {_inside(match['subject'])} {verb}?", match)
    yield from _defined(sentence, around)
    yield from _agents(sentence, around)
    yield from _amounts(sentence)


def _defined(sentence: str, around: str) -> Iterator[Phrased]:
    """What, or who, a name is."""
    match = _plain(_WHAT, sentence)
    if match and not match["subject"].endswith(("'s", "’s")):
        is_person = _PERSON.search(around) or _AGENT.search(_head(match["answer"]))
        yield _made(f"{'Who' if is_person else 'What'} {_asked(match)}?", match)


def _agents(sentence: str, around: str) -> Iterator[Phrased]:
    """Who did something, where that is a person or people."""
    match = _WHO.match(sentence)
    if match is None or _NO_SUBJECT.match(match["answer"]) or _POINTS_BACK.search(match["rest"]):
        return
    subject = match["answer"]
    after = around[len(sentence) :]
    names = len(re.findall(r"\b[A-Z]", subject))
    is_person = bool(_TITLED.search(subject) or (names > 1 and _PERSON.search(after)))
    is_alike = (
        names in (2, 3)
        and not subject.startswith(("The ", "the "))
        and (" of " not in subject and " and " not in subject)
    )
    if is_person or _AGENT.search(subject) or is_alike:
        yield Phrased(f"Who {match['does']} {match['rest'].strip()}?", match["rest"], subject)


def _amounts(sentence: str) -> Iterator[Phrased]:
    """How much, and how many."""
    if match := _plain(_COSTS, sentence):
        yield _made(f"How much {_asked(match)}?", match)
    if match := _plain(_HAS, sentence):
        do = {"has": "does", "have": "do", "had": "did"}[match["has"]]
        yield _made(f"How many {match['things']} {do} {_inside(match['subject'])} have?", match)
    if match := _plain(_MAY, sentence):
        who = match["subject"][0].lower() + match["subject"][1:]
        of = match["of"]
        asked = f"much {of[2:]}" if of[0] in "'’" else f"many {match['unit']}{of}"
        question = f"How {asked} {match['be']} {who} {match['verb']}?"
        yield Phrased(question, match["subject"], f"{match['answer']} {match['unit']}")


def _is_full(about: str) -> bool:
    """Whether a name has a word that is no title, no initials, no short code and no day or month.

    Not "Ms NC", and not "Wednesday", which is another one every week.
    """
    words = re.findall(r"[^\W\d_]+", _TITLED.sub("", about))
    return any(
        len(word) > _INITIALS or (len(word) > 1 and not word.isupper())
        for word in words
        if word.lower() not in _SMALL and word.lower().removesuffix("s") not in _TIMES
    )


def _made(question: str, match: re.Match[str]) -> Phrased:
    return Phrased(question, match["subject"], match["answer"])


def _plain(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    match = pattern.match(sentence)
    if match is None or _NO_SUBJECT.match(match["subject"]):
        return None
    asked = f"{match['subject']} {match.groupdict().get('rest') or ''}"
    return None if _POINTS_BACK.search(asked) else match


def _head(predicate: str) -> str:
    """What a predicate says something is: up to the first comma or preposition."""
    return re.split(
        r"[,;.]| (?:of|for|in|at|with|to|that|who|which|from)\b", predicate, maxsplit=1
    )[0]


def _asked(match: re.Match[str]) -> str:
    """Verb before subject."""
    return f"{match['be']} {_inside(match['subject'])}"


def _inside(subject: str) -> str:
    """A subject inside a sentence: "The dam" is "the dam"."""
    return f"the {subject[4:]}" if subject.startswith("The ") else subject
