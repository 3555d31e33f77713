"""Puts what a pronoun stands for in its place.

What stands there is a phrase of an earlier question, or the short name that answered it; nothing
else of a document. ``When does it meet again?`` after ``Who chaired the panel in June?`` becomes
``When does the panel meet again?``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups.dependence import unresolved
from qa.followups.mentions import EarlierTurn, as_known, bare, is_time
from qa.followups.noun_phrases import noun_phrases
from qa.followups.ordinals import in_order
from qa.followups.phrase import Phrase, singular
from qa.followups.rewrite import person_of, short_name, without_topic
from qa.followups.stand_ins import counted, demonstrated, placed, with_noun
from qa.followups.words import (
    DEMONSTRATIVES,
    FUNCTION_WORDS,
    Word,
    word_set,
    words,
)

__all__ = ["subject_after", "with_antecedents"]

_PERSON = word_set("he him his himself she her hers herself")
_PLURAL = word_set("they them their theirs themselves these those ones")
_OWNING = word_set("his her hers their theirs its")
_ONE = word_set("one ones")
_OWN = {"mine": "my", "yours": "your", "ours": "our"}
_MEASURES = word_set(
    "aim amount chance cost date deadline duration fee height length name number outcome price "
    "purpose rate reason result score size status title value weight width"
)
"""What is asked for of a thing, so that "it" is the thing."""
_NO_THING = _MEASURES | word_set(
    "colour day hour kind month part percentage place quarter share sort time type way week year"
)
"""What "it" does not stand for where it is asked for: "which year"."""
_CHOSEN = re.compile(
    r"(?:which|what) .+ (?:do|does|did|has|have|had|will|would|should|can|could|must) .+ "
    r"(?:choose|chosen|pick|select|elect|buy|order|use|need|want|prefer|favour|approve|reject"
    r"|hire|rent|lease|install|replace|recommend|propose|adopt|accept|agree on|decide on"
    r"|vote for|opt for|settle on)(?:ed|d)?\b|(?:which|what) .+ (?:has|have|had) .+ bought\b",
    re.IGNORECASE,
)
"""A question for what someone takes or rejects: its object is what is spoken of then."""
_TITLED = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Lord|Dame|Rev|Reverend|Canon|Captain)\b"
)
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})(?:[/–-][0-9]{2,4})?\b ?")
_LEFT_OPEN = re.compile(r"(?:\s+(?:for|of|in|from|to|since|until|at|on))*\s*\Z", re.IGNORECASE)
"""Prepositions at the end, which governed a year, and spaces."""
_OF_GROUPS = word_set(
    "meet meets met sit sits sat vote votes voted decide decides decided say says said agree "
    "agreed elect elected choose chose want wants approve approved reject rejected discuss "
    "discussed plan plans think thinks consist consists recommend recommended members chair "
    "chairs chaired"
)
"""Words of what a board or a company does, and no oven."""
_HELPS = word_set("do does did has have had will would should can could must")
_COUNTS = re.compile(r"(?:\w+ )?how (?:many|much)\b", re.IGNORECASE)
_MOST_PRONOUNS = 2
_LONGEST = 12  # words of an antecedent


def with_antecedents(question: str, turns: Sequence[EarlierTurn]) -> str:
    """``question`` with its open pronouns replaced, as far as their antecedents are known.

    Args:
        question: Without "and" before it.
        turns: Oldest first.
    """
    question = in_order(question, [(turn.answer, turn.items) for turn in turns])
    question = demonstrated(question, turns)
    question = counted(question, turns)
    for _ in range(_MOST_PRONOUNS):
        pronoun = unresolved(question)
        if pronoun is None:
            break
        antecedent = _antecedent(question, pronoun, turns)
        if antecedent is None or len(words(antecedent)) > _LONGEST:
            break
        antecedent = _of_that_year(antecedent, question)
        question = f"{question[: pronoun.start]}{antecedent}{question[pronoun.end :]}"
        if pronoun.lower in _PERSON:
            question = _given(question, pronoun.start + len(antecedent), turns)
    return placed(with_noun(question, turns), turns)


def _antecedent(question: str, pronoun: Word, turns: Sequence[EarlierTurn]) -> str | None:
    low = pronoun.lower
    said = {word.lower for word in words(question)}
    persons = _persons(turns)
    for turn in reversed(turns):
        open_ = unresolved(without_topic(turn.question)[0])
        if open_ is not None and (open_.lower in _PERSON) == (low in _PERSON):
            continue  # nobody knows whom that question was about: it was the same as now
        if low in _PERSON:
            text = person_of(turn.question, turn.answer)
        elif low in _OWN:
            text = _owned(turn, _OWN[low])
        elif low == "there" or low in _ONE or low in DEMONSTRATIVES:
            text = None
        else:
            does = any(w.lower in _OF_GROUPS for w in words(question[pronoun.end :]))
            text = _thing(turn, persons, plural=low in _PLURAL, does=does)
        if text is not None and not {w.lower for w in words(text)} <= said:
            return _owning(text) if _owns(question, pronoun) else text
    return None


def _of_that_year(antecedent: str, question: str) -> str:
    """An antecedent without its year where the question names one: "the budget for linen"."""
    rest = _LEFT_OPEN.sub("", _YEAR.sub("", antecedent))
    if not _YEAR.search(question) or not words(rest):
        return antecedent
    return rest


def _given(question: str, after: int, turns: Sequence[EarlierTurn]) -> str:
    """Replace "it" behind a person: "In what year did Napoleon give it to her?"."""
    thing = next((w for w in words(question) if w.start >= after and w.lower == "it"), None)
    antecedent = None if thing is None else _antecedent(question, thing, turns)
    if thing is None or antecedent is None or len(words(antecedent)) > _LONGEST:
        return question
    return f"{question[: thing.start]}{antecedent}{question[thing.end :]}"


def _owns(question: str, pronoun: Word) -> bool:
    if pronoun.lower not in _OWNING:
        return False
    if pronoun.lower != "her":
        return True
    after = re.match(r"\s*([\w'’-]+)", question[pronoun.end :])
    return after is not None and after.group(1).lower() not in FUNCTION_WORDS


def _owning(text: str) -> str:
    if text.endswith(("'s", "’s")):
        return text
    return f"{text}'" if text.endswith("s") and not text[:1].isupper() else f"{text}'s"


def _persons(turns: Sequence[EarlierTurn]) -> frozenset[str]:
    """Names that answered "who": "it" stands for none of them."""
    asked = [turn for turn in turns if words(turn.question)[:1]]
    return frozenset(
        name
        for turn in asked
        if words(turn.question)[0].lower == "who"
        and (name := person_of(turn.question, turn.answer)) is not None
    )


def _owned(turn: EarlierTurn, owner: str) -> str | None:
    """What "mine" is after a turn: "my parking permit" where permits were spoken of."""
    for phrase in noun_phrases(without_topic(turn.question)[0], turn.nearby, joined=False):
        if not phrase.is_name and not is_time(phrase):
            noun = bare(phrase.text)
            if noun.endswith(phrase.head):
                noun = noun[: len(noun) - len(phrase.head)] + singular(phrase.head)
            return f"{owner} {noun}"
    return None


def _thing(
    turn: EarlierTurn, persons: frozenset[str], *, plural: bool, does: bool = True
) -> str | None:
    """What "it" or "they" is after a turn: a short name that was asked for, else a phrase.

    Args:
        turn: It.
        persons: Names that it is not.
        plural: Whether it is "they".
        does: Whether it does what a board does; else a board is the last that it can be.
    """
    question = without_topic(turn.question)[0]
    phrases = [p for p in noun_phrases(question, turn.nearby) if not is_time(p)]
    first = words(question)[0].lower if words(question) else ""
    named = short_name(turn.answer)
    if named is not None and plural and first in ("who", "which", "what"):
        return named
    asked = next((p for p in phrases if p.asked), None)
    if asked is not None and not plural and not does and _is_object(question, asked, phrases):
        return named or as_known(asked)
    if named is not None and asked is not None and first in ("which", "what") and not plural:
        if not asked.is_person:
            return named
        phrases.remove(asked)
    if asked is not None and " of " in asked.text and _COUNTS.match(question) and not plural:
        return asked.text.split(" of ", 1)[1]  # "How many MWh of gas did we use?": gas
    if not plural:
        phrases = [
            p
            for p in phrases
            if not any(name in p.text for name in persons) and not _TITLED.match(p.text)
        ]
    return _likeliest(phrases, plural=plural, does=does)


def _likeliest(phrases: Sequence[Phrase], *, plural: bool, does: bool) -> str | None:
    """The phrase that "it" or "they" likeliest stands for; None where none fits."""
    alike = [p for p in phrases if p.is_plural == plural or p.is_name or (plural and p.is_group)]
    if not alike:
        return None
    if not plural:
        # "It" is rarely what is asked for, and not "home" of "work from home". "They" can be both.
        alike.sort(key=lambda p: (p.asked, bare(p.text) == p.text and not p.is_name))
    # The subject or object of the question stands before what only places it.
    free = [p for p in alike if not p.preposition] or alike
    if not plural and not does:
        things = [p for p in free if not p.is_group]
        free = things or [p for p in alike if p.preposition == "about"] or free
    return _measured(as_known(free[0]))


def _is_object(question: str, asked: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether what is asked for is a thing that someone chooses, and so what "it" is then."""
    if asked.is_plural or asked.head.lower() in _NO_THING:
        return False
    listed = words(question)
    behind = next((w.lower for w in listed if w.start >= asked.end), "")
    subject = next((p for p in phrases if p is not asked and not p.preposition), None)
    is_of_group = subject is not None and subject.is_group and behind in _HELPS
    return is_of_group or _CHOSEN.match(question) is not None


def _measured(text: str) -> str:
    """What a measure is of: "the application" of "the deadline for the application"."""
    head, joint, whole = (*re.split(r"\s(of|for)\s", text, maxsplit=1), "", "")[:3]
    last = words(head)[-1].lower if joint and words(head) else ""
    return whole if last in _MEASURES else text


def subject_after(turn: EarlierTurn) -> str | None:
    """Whom or what a turn was about: the person who was asked for, else its first phrase."""
    return person_of(turn.question, turn.answer) or _thing(turn, frozenset(), plural=False)
