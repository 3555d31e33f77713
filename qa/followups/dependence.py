"""Decides whether and how a question depends on the turns before it.

Rules for English. In doubt they leave a question alone: a question that names its subject is never
completed.
"""

from __future__ import annotations

import re
from enum import Enum

from qa.followups.words import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    FILLERS,
    FUNCTION_WORDS,
    OWNERS,
    POSSESSIVE,
    PREPOSITIONS,
    QUESTION_WORDS,
    Word,
    content,
    names,
    word_set,
    words,
)

__all__ = ["Dependence", "clause", "dependence_of", "unmarked", "unresolved"]

FRAGMENT_WORDS = 9  # a question without a verb is at most so long
BRIEF_TERMS = 3  # so many terms of content do not name a topic

_MARKER = re.compile(
    r"\s*(?:(?:and|but|or|so|then|also|ok|okay|well|now|what about|how about|what of)\b"
    r"(?![-'’])[\s,:;…–—-]*)+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"[^:?]{2,60}:\s+(?=(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did"
    r"|can|could|will|would|should|may|must|has|have)\b)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:and|but|or)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:what|how) about\b|\bwhat of\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"it (?:be )?(?:takes?|took|has|had|called|possible|impossible|important|common|known|said"
    r"|believed|estimated|necessary|true|likely|thought|difficult|hard|easy|better|when|that|for|to"
    r"|rains?|raining|snows?|snowing|freezes)\b",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"(?P<pronoun>it|he|she|they|that)['’](?:s|re|ll|d|ve)", re.IGNORECASE)
_IS = re.compile(r"(?:what|who|where|when|why|how|that|it|he|she|there)'s\Z")
_OWN = word_set("mine yours ours")
_OBJECTS = word_set("it them him her")
_JOINS_CLAUSES = QUESTION_WORDS | word_set("that if because while and or but than whether as")
_LEADS_TO_OWN = AUXILIARIES | PREPOSITIONS | word_set("if and than what")
_PERSONS = word_set("he she him her his hers himself herself they them their theirs")
_THINGS = word_set("it its itself")


class Dependence(Enum):
    """How a question depends on the turns before it."""

    NOT = "stands alone"
    ABOUT = "names only what differs: what about 2019?"
    BARE = "is only a question word: why?"
    FRAGMENT = "has no verb: and the cause of death?"
    PRONOUN = "has a pronoun for something not in it: who criticised it?"
    DEFINITE = "speaks of something known: who found the body?"


def unmarked(question: str) -> tuple[str, bool]:
    """The question without leading "and", "but", "what about"; whether there was one."""
    match = _MARKER.match(question)
    if match is None:
        return question.strip(), False
    rest = question[match.end() :].strip()
    return (rest, True) if words(rest) else (question.strip(), False)


def clause(question: str) -> str:
    """The question without what leads to it: "Changing the subject: how long ...?"."""
    match = _LEAD.match(question)
    return question[match.end() :] if match is not None else question


def dependence_of(question: str, nearby: frozenset[str]) -> Dependence:
    """How ``question`` depends on the turns before it.

    Args:
        question: As typed.
        nearby: Stemmed terms of the previous question, its answer and the text cited.
    """
    rest, marked = unmarked(question)
    listed = words(rest)
    if not listed:
        return Dependence.NOT
    if marked and _ABOUT.search(question[: question.rindex(rest)]):
        return Dependence.ABOUT
    if _bare(listed):
        return Dependence.BARE
    if _fragment(rest, listed, marked):
        return Dependence.FRAGMENT
    if unresolved(rest) is not None:
        return Dependence.PRONOUN
    if names(rest):
        return Dependence.NOT
    if marked and _JOINED.match(question):
        return Dependence.DEFINITE
    return Dependence.DEFINITE if _definite(rest, listed, nearby) else Dependence.NOT


def _bare(listed: list[Word]) -> bool:
    """Only a question word, with nothing that says of what."""
    lows = [word.lower for word in listed]
    if not any(low in QUESTION_WORDS for low in lows) or len(lows) > 5:
        return False
    light = QUESTION_WORDS | AUXILIARIES | DEMONSTRATIVES | FILLERS | PREPOSITIONS
    light |= word_set("it one ones there come happen happened")
    return all(low in light for low in lows)


def _fragment(rest: str, listed: list[Word], marked: bool) -> bool:
    lows = [word.lower for word in listed]
    if len(lows) > FRAGMENT_WORDS or any(low in AUXILIARIES or _IS.match(low) for low in lows):
        return False
    asks = [number for number, low in enumerate(lows) if low in QUESTION_WORDS]
    first = lows[0]
    if not asks:
        if marked or first in PREPOSITIONS:
            return True
        # One word or two may be a search of its own; the question mark says that it is not.
        bare = first in ARTICLES or len(lows) <= 2
        return rest.endswith("?") and bare and not any(word.capital for word in listed[1:])
    if first in PREPOSITIONS:  # after whose observation?
        return asks == [1] and len(lows) <= 4
    if asks[0] == 0:  # where, nowadays?
        return len(lows) <= 3 and rest[listed[0].end : listed[0].end + 1] == ","
    return len(lows) <= 4 and asks == [len(lows) - 1]  # created by whom?


def unresolved(rest: str) -> Word | None:
    """The first pronoun of a question that stands for nothing in the question itself."""
    listed = [_expanded(word) for word in words(rest)]
    lows = [word.lower for word in listed]
    helper = next((n for n, low in enumerate(lows) if low in AUXILIARIES), len(lows))
    asked = next((n for n, low in enumerate(lows) if low in QUESTION_WORDS), 0)
    spans = names(rest)
    bound = False  # whether what follows can stand for something in the question
    for number, word in enumerate(listed):
        before = [start for start, _ in spans if start < word.start]
        if _is_object(lows, number, helper):
            subject = listed[helper + 1].start
            if not before or (before == [subject] and word.lower in ("it", "them")):
                return word
        bound |= bool(before)
        bound |= any(other.lower not in FUNCTION_WORDS for other in listed[helper + 1 : number])
        if bound or not _points_back(lows, number, helper, rest[word.start :]):
            continue
        # "Before he died, what did Tesla do?": the name comes after.
        if number < asked and spans:
            return None
        if number <= helper + 1 and _of_the_asked(lows, number, helper, bool(spans)):
            return None
        return word
    return None


def _expanded(word: Word) -> Word:
    """The pronoun of "it's" and "they're"; any other word as it is."""
    match = _CONTRACTED.fullmatch(word.text)
    if match is None:
        return word
    pronoun = match["pronoun"]
    return Word(word.start, word.start + len(pronoun), pronoun, pronoun.lower())


def _is_object(lows: list[str], number: int, helper: int) -> bool:
    """Whether the pronoun is the object of the only clause: "Could a grant pay for them?".

    An object pronoun never stands for the subject of its own clause (principle B of the binding
    theory), so that nothing in the question can be meant. A second phrase before it could be.
    """
    between = lows[helper + 1 : number]
    after = lows[number + 1] if number + 1 < len(lows) else ""
    return (
        lows[number] in _OBJECTS
        and any(low not in FUNCTION_WORDS for low in between)
        and (not after or after in PREPOSITIONS | FILLERS)
        and not _JOINS_CLAUSES & set(between)
        and not (ARTICLES | POSSESSIVE | OWNERS | DEMONSTRATIVES) & set(between[1:])
    )


def _points_back(lows: list[str], number: int, helper: int, tail: str) -> bool:
    """Whether the word at ``number`` is a pronoun that can stand for something said before."""
    low = lows[number]
    after = lows[number + 1] if number + 1 < len(lows) else ""
    if low in _PERSONS or low in _THINGS:
        return _EXPLETIVE.match(tail) is None
    # "Who decided that?": at the end it leads to no clause and to no noun.
    is_alone = helper + 1 == number or number == len(lows) - 1
    if low in ("this", "these") or (low in ("that", "those") and is_alone):
        # "What is that power that enables us": explained in the question itself.
        explained = {"who", "which", "that", "whose", "with", "of", "by"}
        return not explained & set(lows[number + 1 : -1])
    if low == "there":
        return not after and lows[0] != "how"
    if low in _OWN:  # "What if mine is refused?", but "What does the mine yield?"
        return number > 0 and lows[number - 1] in _LEADS_TO_OWN
    return low in ("one", "ones") and number > 0 and lows[number - 1] in ("that", "this", "other")


def _of_the_asked(lows: list[str], number: int, helper: int, named: bool) -> bool:
    """Whether the pronoun belongs to what is asked for: "Which actor lost his hat?"."""
    noun = lows[0] in ("what", "which", "whose")
    said = sum(low not in FUNCTION_WORDS for low in lows[: min(number, helper)])
    belongs = lows[number] in POSSESSIVE | {"her"}
    if number > helper:
        return belongs and noun and said > 0 and lows[helper] in ("has", "have", "had")
    # "Who handed him over": nothing but the verb stands before.
    return said > 1 + noun or (belongs and (noun or named))


def _definite(rest: str, listed: list[Word], nearby: frozenset[str]) -> bool:
    """Few words, no name, and some of them were spoken of just before."""
    said = content(rest)
    if not said or len(said) > BRIEF_TERMS or not any(term in nearby for term in said):
        return False
    lows = [word.lower for word in listed]
    if "the" not in lows:
        return False
    # "The role of teachers", "the grace that goes before": explained in the question itself.
    explained = {"of", "for", "in", "that", "who", "which", "when"}
    return not explained & set(lows[lows.index("the") + 1 : -1])
