"""Asks the last question again with a part of it replaced by what a follow-up names.

``And for children?`` after ``How much is admission for adults?`` is ``How much is admission for
children?``: the phrase that is contrasted goes, and none is added beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.document_date import DAY_OR_MONTH
from qa.followups.bounds import of_another_bound
from qa.followups.mentions import is_time
from qa.followups.noun_phrases import noun_phrases
from qa.followups.phrase import Phrase
from qa.followups.rewrite import add_part, replace_part, without_topic
from qa.followups.words import (
    ARTICLES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    QUESTION_WORDS,
    names,
    word_set,
    words,
)

__all__ = ["amount_again", "contrasted", "is_day", "of_another_year", "of_the_same_noun"]

_END = re.compile(r"[\s?!.…,]+$")
_YEARS = re.compile(r"\b(?P<first>1[0-9]{3}|20[0-9]{2})(?:(?P<mark>[/–-])(?P<last>[0-9]{2,4}))?\b")
_DAYS = re.compile(rf"\b(?:{DAY_OR_MONTH})(?![\w/-])", re.IGNORECASE)
_ONLY_DAY = re.compile(
    rf"(?:(?:on|of|in|at|from|by) )?(?:the )?(?P<day>{DAY_OR_MONTH})", re.IGNORECASE
)
_SHIFTED = re.compile(
    r"(?:in |for )?(?:the (?:(?P<n1>previous|next|following) )?year(?: (?P<n2>before|after|later|"
    r"earlier))?(?: that)?|(?:a|one) year (?P<n3>before|after|later|earlier)|last year)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\b([^\W\d_]{3,}) \1\b", re.IGNORECASE)
_BACK = word_set("before earlier previous")
_STAND_IN = re.compile(
    r"(?:(?:the|that|those) ones?|that|those)\s+(?=(?:for|of|in|on|at|with|from|to|by)\b)",
    re.IGNORECASE,
)
_ITS_AMOUNT = re.compile(
    r"(?:what|how much|how many) (?:is|was|were|are|will|would) (?:it|that|they) (?:be )?"
    r"(?P<part>.+)",
    re.IGNORECASE,
)
_TEMPORAL = word_set("before after since until till during")
_THAT = word_set("that then this it")
_OF_A_YEAR = re.compile(
    r"(?:\w+ )?(?:the )?(?P<year>(?:1[0-9]{3}|20[0-9]{2})(?:[/–-][0-9]{2,4})?) "
    r"(?:one|ones|version|edition)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"(?:the |an)?other (?P<noun>\w+)", re.IGNORECASE)
_NO_NOUN = word_set("another else other others")
_SINGULAR = word_set("does doesn't has hasn't is isn't was wasn't")
"""Verbs whose subject no plural can be: not "What does children cost?"."""
_PLACES = word_set("first second third fourth fifth sixth last")
_WHEN = re.compile(
    r"(?:last|next|this|every|each) \w+|yesterday|today|tonight|tomorrow|now|then|later|again|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?|weekends?|"
    r"(?:current|recent|usual|previous|original|initial|final|normal|real)ly",
    re.IGNORECASE,
)
"""Says when or how, and so stands in the place of no thing."""


def contrasted(part: str, question: str, nearby: str, known: list[str]) -> str | None:
    """The earlier question with ``part`` in the place of the phrase that it is contrasted with.

    Args:
        part: A question without a verb, and without "and" or "what about" before it.
        question: The earlier question, as read.
        nearby: Text around what was cited for it.
        known: Names said before; one that ends in ``part`` completes it.

    Returns:
        None where nothing in ``question`` is alike.
    """
    part = _STAND_IN.sub("", _END.sub("", part))
    main = _END.sub("", without_topic(question)[0])
    listed = words(part)
    if not listed or not words(main) or any(w.lower in QUESTION_WORDS for w in listed):
        return None
    whole = (
        _other_place(part, main)
        or _other_day(part, main)
        or _other_year(part, main)
        or of_another_bound(part, main)
        or _other_figure(part, main)
        or replace_part(part, question, known)
        or _other_time(part, main)
        or _other_object(part, main, nearby)
        or _other_thing(part, main, nearby)
    )
    # "the cleaning agreement" in the place of "linen" of "the linen agreement".
    return None if whole is None else _TWICE.sub(r"\1", whole)


def amount_again(rest: str, questions: Sequence[str], nearby: str) -> str | None:
    """An amount asked for again with another part: "What was it in 2023?" after "How much ...?".

    Args:
        rest: The question, without "and" before it.
        questions: The earlier ones, oldest first, as read.
        nearby: Text around what was cited last.

    Returns:
        None where something with a name of its own was asked for last, which "it" stands for.
    """
    match = _ITS_AMOUNT.fullmatch(_END.sub("", rest))
    if match is None or words(match["part"])[0].lower not in PREPOSITIONS:
        return None
    for question in reversed(questions):
        first = words(question)[:1]
        if first and first[0].lower == "how":
            return contrasted(match["part"], question, nearby, [])
        if not first or first[0].lower in ("what", "which"):
            return None
    return None


def of_another_year(part: str, question: str) -> str | None:
    """Put the year of "in the 2024 one" in the place of the only year of an earlier question."""
    match = _OF_A_YEAR.fullmatch(_END.sub("", part))
    main = _END.sub("", without_topic(question)[0])
    return None if match is None else _other_year(match["year"], main)


def of_the_same_noun(part: str, question: str, nearby: str) -> str | None:
    """Put "the other room" in the place of "the Clock Room" of an earlier question."""
    part = _END.sub("", part)
    main = _END.sub("", without_topic(question)[0])
    other = _OTHER.fullmatch(part)
    if other is None:
        return None
    noun = other["noun"].lower()
    phrases = noun_phrases(main, nearby, joined=False)
    alike = next((phrase for phrase in phrases if phrase.head.lower() == noun), None)
    return None if alike is None else _put(main, alike, part)


def is_day(part: str) -> bool:
    """Whether a part of a question is only a day, or a month of a year: it asks nothing alone."""
    return _ONLY_DAY.fullmatch(_END.sub("", part)) is not None


def _other_day(part: str, main: str) -> str | None:
    """Put the day of "on 10 September" in the place of the only day, with its year if need be."""
    match, spots = _ONLY_DAY.fullmatch(part), list(_DAYS.finditer(main))
    if match is None or len(spots) != 1:
        return None
    day, before = match["day"], spots[0]
    year = _YEARS.search(before[0])
    if year is not None and not _YEARS.search(day):
        day = f"{day} {year[0]}"
    return f"{main[: before.start()]}{day}{main[before.end() :]}?"


def _other_place(part: str, main: str) -> str | None:
    """Put "the first" in the place of "the third" of "the third lot"."""
    place = [word for word in words(part) if word.lower not in ARTICLES]
    if len(place) != 1 or place[0].lower not in _PLACES:
        return None
    spots = [word for word in words(main) if word.lower in _PLACES]
    if len(spots) != 1:
        return None
    return f"{main[: spots[0].start]}{place[0].lower}{main[spots[0].end :]}?"


def _other_year(part: str, main: str) -> str | None:
    spots = list(_YEARS.finditer(main))
    if len(spots) != 1:
        return None
    spot = spots[0]
    shifted = _SHIFTED.fullmatch(part)
    if shifted is not None:
        word = next((g.lower() for g in shifted.groups() if g), "before")
        return (
            f"{main[: spot.start()]}{_moved(spot, -1 if word in _BACK else 1)}{main[spot.end() :]}?"
        )
    years = _YEARS.fullmatch(" ".join(w for w in part.split() if w.lower() not in PREPOSITIONS))
    if years is None:
        return None
    return f"{main[: spot.start()]}{years.group()}{main[spot.end() :]}?"


def _moved(spot: re.Match[str], by: int) -> str:
    """A year, or two joined by a slash, moved by one."""
    moved = str(int(spot["first"]) + by)
    if spot["last"] is None:
        return moved
    last = str(int(spot["last"]) + by).zfill(len(spot["last"]))[-len(spot["last"]) :]
    return f"{moved}{spot['mark']}{last}"


def _other_figure(part: str, main: str) -> str | None:
    """Replace the figure behind the same preposition, or the only one: "After 25?"."""
    listed = words(part)
    kept = [word for word in listed if word.lower not in PREPOSITIONS]
    if len(kept) != 1 or not kept[0].text.replace(",", "").isdigit():
        return None
    said = words(main)
    figures = [n for n, word in enumerate(said) if word.text.replace(",", "").isdigit()]
    if listed[0] is not kept[0]:
        figures = [n for n in figures if n and said[n - 1].lower == listed[0].lower]
    if len(figures) != 1:
        return None
    spot = said[figures[0]]
    return f"{main[: spot.start]}{kept[0].text}{main[spot.end :]}?"


def _other_time(part: str, main: str) -> str | None:
    """Turn to the other side of the time that the earlier question names: "Before that?"."""
    listed = words(part)
    if listed[0].lower not in _TEMPORAL or not all(w.lower in _THAT for w in listed[1:]):
        return None
    spot = next((word for word in words(main) if word.lower in _TEMPORAL), None)
    if spot is None:
        return None
    return f"{main[: spot.start]}{listed[0].lower}{main[spot.end :]}?"


def _other_object(part: str, main: str, nearby: str) -> str | None:
    """A phrase behind a preposition, in the place of the one behind the same preposition."""
    listed = words(part)
    if listed[0].lower not in PREPOSITIONS or len(listed) < 2:
        return None
    behind = part[listed[1].start :]
    alike = [
        p for p in noun_phrases(main, nearby, joined=False) if p.preposition == listed[0].lower
    ]
    if len(alike) == 1:
        return _put(main, alike[0], behind)
    return add_part(part, main)


def _other_thing(part: str, main: str, nearby: str) -> str | None:
    """Put "the windows" in the place of "the roof"."""
    listed = words(part)
    if listed[0].lower in PREPOSITIONS or names(part) or _WHEN.fullmatch(part):
        return None
    phrases = noun_phrases(main, nearby, joined=False)
    own = next(iter(noun_phrases(f"of {part}")), None)
    if own is None or own.end - len("of ") != len(part):
        return None
    same = [p for p in phrases if p.head.lower() == own.head.lower()]
    if same:
        return _put(main, same[0], part)
    if listed[0].lower not in FUNCTION_WORDS:
        return _other_bare(part, main, phrases, is_plural=own.is_plural)
    if listed[0].lower not in ARTICLES or (" of " in part and listed[0].lower == "the"):
        return None
    asks_who = words(main)[0].lower in ("who", "whom", "whose")
    if asks_who and not own.is_plural and own.is_person:
        return None  # "Who founded the museum?", "and the director?": another person is asked for
    # The whole of "the roof of the boat house" goes: the windows may be of another house, and the
    # reader would find the sentence about the roof by what is left of it.
    for phrase in noun_phrases(main, nearby):
        first = words(phrase.text)[0].lower
        alike = first in ARTICLES and (first == "the") == (listed[0].lower == "the")
        if alike and not phrase.preposition and not phrase.asked:
            return _put(main, phrase, part)
    return None


def _other_bare(part: str, main: str, phrases: Sequence[Phrase], *, is_plural: bool) -> str | None:
    """Put "locks" in the place of "light bulbs", and "reception" in that of "the kitchen".

    Of several a plural takes the place of the first plural, also of what is counted: "and cats?"
    after "How many dogs may a member keep?". A phrase without an article comes first; then the only
    one that can be meant.
    """
    others = [p for p in phrases if not p.is_name and not is_time(p)]
    bare = [p for p in others if words(p.text)[0].lower not in FUNCTION_WORDS]
    plural = next((p for p in bare if is_plural and p.is_plural and not p.preposition), None)
    if plural is not None:
        return _put(main, plural, part)
    others, bare = ([p for p in some if not p.asked] for some in (others, bare))
    alike = bare or others
    if len(alike) != 1 or part.lower() in _NO_NOUN:
        return None
    is_singular = not alike[0].preposition and bool(_SINGULAR & {w.lower for w in words(main)})
    return None if is_plural and is_singular else _put(main, alike[0], part)


def _put(main: str, phrase: Phrase, part: str) -> str:
    return f"{main[: phrase.start]}{part}{main[phrase.end :]}?"
