"""Completes a follow-up question from the turns before it, by rules for English.

The completed question is text that a person can read and edit, and the only thing that retrieval
and reading see: nothing else of the conversation reaches them. It names the topic in brackets,
``Who found the body (Nikola Tesla at his death)?``, unless a part can be put in its place:
``What about 2016?`` after ``Who won in 2012?`` is ``Who won in 2016?``.

The rules do not understand the question. They resolve a pronoun to a person only where one name
stands out, and leave everything else to the words in the brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.followups.dependence import BRIEF_TERMS, Dependence, dependence_of, unmarked, unresolved
from qa.followups.rewrite import (
    add_part,
    ask_again,
    replace_part,
    replace_person,
    statement,
    with_topic,
    without_topic,
)
from qa.followups.words import ARTICLES, content, names, word_set, words
from qa.question import MAX_QUESTION_CHARACTERS

__all__ = ["PastTurn", "completed"]

_MAN = word_set("he him his himself")
_WOMAN = word_set("she her hers herself")
_WHO = word_set("who whom whose") | _MAN | _WOMAN


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier turn.

    Attributes:
        question: As it was asked, that is completed.
        completed: Whether that differs from what was typed.
        answer: What the system answered; "" if nothing was found.
        nearby: Text around the citation, to know what "the body" can be.
    """

    question: str
    completed: bool = False
    answer: str = ""
    nearby: str = ""


def completed(question: str, turns: Sequence[PastTurn]) -> str:
    """``question`` so that it can be understood alone; itself if it already can.

    Args:
        question: As typed; one that ends in a topic in brackets is complete already.
        turns: Oldest first.

    Returns:
        At most 2,000 characters, unless ``question`` itself is longer.
    """
    if not turns or not question.strip() or without_topic(question)[1]:
        return question
    last = turns[-1]
    kind = dependence_of(
        question, frozenset(content(f"{last.question} {last.answer} {last.nearby}"))
    )
    if kind is Dependence.NOT or (kind is Dependence.PRONOUN and not _meets(question, turns)):
        return question
    made = _rewritten(kind, unmarked(question)[0], turns)
    return made if len(made) <= MAX_QUESTION_CHARACTERS else question


def _rewritten(kind: Dependence, rest: str, turns: Sequence[PastTurn]) -> str:
    thread = _thread(turns)
    last = thread[-1]
    topics = _topics(thread)
    if kind in (Dependence.ABOUT, Dependence.FRAGMENT):
        # "And in 1949?" adds to the last question; "what about 2016?" looks for a year to replace.
        earlier = thread if kind is Dependence.ABOUT else [last]
        for said in reversed(earlier):
            made = replace_part(rest, said.question, _known(turns))
            if made is not None:
                # The topic holds what was replaced: it stays away where a name is left.
                return made if names(made) else with_topic(made, topics)
        made = add_part(rest, last.question)
        if made is not None:
            return with_topic(made, topics)
        if kind is Dependence.ABOUT:
            rest = f"what about {rest}"
    elif kind is Dependence.BARE:
        made = ask_again(rest, last.question, last.answer)
        if made is not None:
            return with_topic(made, topics)
    elif kind is Dependence.PRONOUN:
        rest = replace_person(rest, last.question, last.answer) or rest
    return with_topic(rest, topics)


def _meets(question: str, turns: Sequence[PastTurn]) -> bool:
    """Whether a "he" or "she" of ``question`` can be someone whom the turns speak of.

    After a question about plants, "what did he patent?" is left to find its own person.
    """
    word = unresolved(unmarked(question)[0])
    family = next(
        (forms for forms in (_MAN, _WOMAN) if word is not None and word.lower in forms), None
    )
    if family is None:
        return True
    for said in _thread(turns):
        # Without an answer there is no passage to look for one in; a name must do.
        if not said.answer and replace_person(question, said.question, ""):
            return True
        asked = {other.lower for other in words(said.question)}
        if asked & _WHO or family & {
            other.lower for other in words(f"{said.answer} {said.nearby}")
        }:
            return True
    return False


def _known(turns: Sequence[PastTurn]) -> list[str]:
    """Names said before, the latest first."""
    texts = [text for said in reversed(turns) for text in (said.question, said.answer)]
    return [text[start:end] for text in texts for start, end in names(text)]


def _thread(turns: Sequence[PastTurn]) -> list[PastTurn]:
    """The turns since the topic was named, oldest first."""
    first = len(turns) - 1
    while first > 0 and (turns[first].completed or _vague(turns[first].question)):
        first -= 1
    return list(turns[first:])


def _vague(question: str) -> bool:
    """Whether a question that was asked as it stands still names no topic."""
    count = len(content(question))
    the = any(word.lower in ARTICLES for word in words(question))
    return not names(question) and count < (BRIEF_TERMS if the else 2)


def _topics(thread: Sequence[PastTurn]) -> list[str]:
    """What the thread is about: its first question, then what the last one added."""
    first, last = thread[0], thread[-1]
    topics = [statement(first.question, first.answer)]
    if last is not first:
        topics.append(statement(last.question, last.answer))
    return [topic for topic in topics if topic]
