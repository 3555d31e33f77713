"""Completes a follow-up question from the turns before it, for English.

Two texts come of it. The one that is read and judged, and that a person sees and can edit, holds
what the user asked and, in the place of a pronoun or of a contrasted phrase, the phrase that it
stands for: ``When was the tower block finished?``. The one that passages are retrieved with names
the topic as well: ``When was the tower block finished (built the tower block)?``. A reader that
found the topic there would answer the earlier question again, and be sure of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.followups.again import asked_again
from qa.followups.antecedents import subject_after, with_antecedents
from qa.followups.contrast import (
    amount_again,
    contrasted,
    is_day,
    of_another_year,
    of_the_same_noun,
)
from qa.followups.dependence import (
    BRIEF_TERMS,
    Dependence,
    clause,
    dependence_of,
    unmarked,
    unresolved,
)
from qa.followups.mentions import EarlierTurn
from qa.followups.named_nearby import asked_of_the_text
from qa.followups.numbered_parts import names_part_and_document, of_another_part
from qa.followups.pairs import asks_of_both, with_both
from qa.followups.rewrite import statement, with_topic, without_topic
from qa.followups.signals import signals
from qa.followups.stand_ins import with_noun
from qa.followups.weighing import shipped_model
from qa.followups.words import (
    ARTICLES,
    QUESTION_WORDS,
    content,
    names,
    sentence_case,
    word_set,
    words,
)
from qa.question import MAX_QUESTION_CHARACTERS

__all__ = ["Completion", "PastTurn", "completed"]

DEPENDS = 0.5
"""Lowest probability at which a question counts as dependent."""

SURELY_DEPENDS = 0.7
"""The same where nothing in the question can be replaced, so that only the topic is added."""

_ALWAYS = frozenset({Dependence.ABOUT, Dependence.BARE})
"""Kinds that say themselves that something came before: "what about ...?", "why?"."""

_REASON = re.compile(
    r"what(?:'s|’s| is| was| were| are) the (?:reasons?|causes?|explanation)"
    r"(?: (?:for|of|behind) (?:it|that|this))?[\s?!.]*",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"what (?:do|does|did) .+ (?:say|state|write|report|think|suggest|recommend|propose)[\s?!.]*",
    re.IGNORECASE,
)
_VERSIONS = word_set("old older former previous earlier original new newer current latest other")
_DONE = re.compile(r"\w+ed by whom\b", re.IGNORECASE)
_MAN = word_set("he him his himself")
_WOMAN = word_set("she her hers herself")
_WHO = word_set("who whom whose") | _MAN | _WOMAN


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier turn.

    Attributes:
        question: As it was read.
        depends: Whether it depended on the turns before it.
        answer: Words that answered it; "" if none did.
        nearby: Text around the citation, to know what "the body" can be.
        title: Of the cited document, and the heading above the citation.
        items: The parts of the answer, where it is a list.
    """

    question: str
    depends: bool = False
    answer: str = ""
    nearby: str = ""
    title: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What a question means after the turns before it.

    Attributes:
        read: What is read and judged; the question as typed if it stands alone.
        retrieve: What passages are retrieved for as well: the same with its topic.
        depends: Whether the question depends on the turns.
        is_elsewhere: Whether it is about another document than the one cited last.
    """

    read: str
    retrieve: str
    depends: bool
    is_elsewhere: bool = False


def completed(question: str, turns: Sequence[PastTurn]) -> Completion:
    """``question`` so that it can be understood without ``turns``, in at most 2,000 characters.

    Args:
        question: As typed; one that ends in a topic in brackets is complete already.
        turns: Oldest first.
    """
    alone = Completion(question, question, False)
    if not turns or not question.strip() or without_topic(question)[1]:
        return alone
    if any(turn.question == question and not turn.depends for turn in turns):
        return alone  # what stood alone before is answered in the same way again
    if names_part_and_document(question):
        return alone
    if _REASON.fullmatch(unmarked(question)[0]):
        question = "Why?"
    turns = [replace(turn, question=clause(turn.question)) for turn in turns]
    said = [text for turn in turns for text in (turn.question, turn.answer, turn.nearby)]
    kind = dependence_of(question, frozenset(content(" ".join(said[-3:]))))
    is_sure = _surely_depends(kind, question)
    sure = 1.0 if is_sure else shipped_model().probability(signals(question, said))
    if sure < DEPENDS:
        return alone
    if kind is Dependence.PRONOUN and not _meets(question, turns):
        return alone
    thread = _thread(turns)
    read = _read(kind, question, thread, turns)
    if read == question and sure < SURELY_DEPENDS:
        return replace(alone, depends=True)  # the thread goes on, whatever was meant
    replaced = kind in (Dependence.ABOUT, Dependence.FRAGMENT, Dependence.BARE)
    stem, topic = without_topic(read)
    topics = _topics(thread, replaced=replaced and not topic)
    is_elsewhere = replaced and _is_of_another(read, thread[-1])
    if is_elsewhere and thread[-1].title:
        topics = topics[:-1]
    retrieve = with_topic(stem, topics)
    if max(len(read), len(retrieve)) > MAX_QUESTION_CHARACTERS:
        return alone
    return Completion(read, retrieve, True, is_elsewhere)


def _surely_depends(kind: Dependence, question: str) -> bool:
    """Whether a question says itself that something came before."""
    is_other_day = kind is Dependence.FRAGMENT and is_day(unmarked(question)[0])
    is_marked = kind in _ALWAYS or asks_of_both(question)
    return is_marked or is_other_day or _asks_for_words(kind, question)


def _read(
    kind: Dependence, question: str, thread: Sequence[PastTurn], turns: Sequence[PastTurn]
) -> str:
    """What a dependent question asks, with the topic in brackets only where nothing else goes."""
    rest = unmarked(question)[0]
    last = thread[-1]
    earlier = [EarlierTurn(turn.question, turn.answer, turn.nearby, turn.items) for turn in thread]
    # The two things of "the two" may have been asked about one by one.
    paired = with_both(rest, [EarlierTurn(t.question, t.answer, t.nearby, t.items) for t in turns])
    other_part = of_another_part(rest, last.question)
    if paired != rest or other_part is not None:
        return sentence_case(other_part or paired)
    whole: str | None = rest
    if kind in (Dependence.ABOUT, Dependence.FRAGMENT):
        # "What about 2016?" looks further back for a year to replace than "and in 1949?".
        whole = of_another_year(rest, last.question)
        rest = with_noun(rest, earlier)
        said = reversed(thread) if kind is Dependence.ABOUT else [last]
        parts = (contrasted(rest, turn.question, turn.nearby, _known(turns)) for turn in said)
        same = (of_the_same_noun(rest, t.question, t.nearby) for t in reversed(thread))
        whole = whole or next((part for part in (*parts, *same) if part is not None), None)
        whole = whole or asked_of_the_text(rest, last.question, last.nearby)
    elif kind is Dependence.BARE:
        whole = asked_again(rest, last.question, last.answer)
    elif kind is Dependence.PRONOUN:
        asked = [turn.question for turn in thread]
        whole = amount_again(rest, asked, last.nearby) or with_antecedents(rest, earlier)
        whole = None if unresolved(whole) is not None else whole
    elif _asks_for_words(kind, rest):
        # After "What did the doctor say?" the mayor is not asked about the doctor.
        is_alike = _SAYS.fullmatch(without_topic(last.question)[0]) is not None
        about = None if is_alike else subject_after(earlier[-1])
        whole = f"{rest.rstrip(' ?!.')} about {about}?" if about else rest
    else:
        # Nothing but a noun that was spoken of, or not even that: it is read as typed.
        whole = with_antecedents(rest, earlier)
        if whole == rest and not unmarked(question)[1]:
            return question
    return _read_with_topic(kind, rest, thread, earlier) if whole is None else sentence_case(whole)


def _read_with_topic(
    kind: Dependence, rest: str, thread: Sequence[PastTurn], earlier: Sequence[EarlierTurn]
) -> str:
    """What a question asks whose own words stand for nothing that was said."""
    last = thread[-1]
    subject = subject_after(earlier[-1])
    if kind is Dependence.FRAGMENT and subject is not None and _DONE.match(rest):
        return f"{subject} {rest}"  # "Created by whom?"
    substituted = with_antecedents(rest, earlier)
    if substituted != rest and unresolved(substituted) is None:
        return sentence_case(substituted)  # "And her deputy?"
    asks = any(word.lower in QUESTION_WORDS for word in words(rest))
    said = [last] if kind is Dependence.BARE and len(content(last.question)) > 1 else thread
    named = next((turn for turn in reversed(said) if names(turn.question)), last)
    about = thread[0] if kind is Dependence.FRAGMENT and not asks else named
    return with_topic(substituted, [statement(about.question, "")])


def _asks_for_words(kind: Dependence, question: str) -> bool:
    """Whether a question asks what someone says, and not about what: "What did the mayor say?"."""
    asks = _SAYS.fullmatch(unmarked(question)[0]) is not None
    return asks and kind in (Dependence.NOT, Dependence.DEFINITE)


def _is_of_another(read: str, last: PastTurn) -> bool:
    """Whether what was replaced in the last question tells its document from the one that is meant.

    "And in 2025?" after a question whose answer stands in the price list of 2024.
    """
    gone = set(content(without_topic(last.question)[0])) - set(content(read))
    is_version = bool({word.lower for word in words(read)} & _VERSIONS)
    return is_version or bool(gone & set(content(last.title)))


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
        earlier = [EarlierTurn(said.question)]
        if not said.answer and with_antecedents(question, earlier) != question:
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
    while first > 0 and (turns[first].depends or _vague(turns[first].question)):
        first -= 1
    return list(turns[first:])


def _vague(question: str) -> bool:
    """Whether a question that was asked as it stands still names no topic."""
    count = len(content(question))
    the = any(word.lower in ARTICLES for word in words(question))
    return not names(question) and count < (BRIEF_TERMS if the else 2)


def _topics(thread: Sequence[PastTurn], *, replaced: bool) -> list[str]:
    """What the thread is about: its first question, what the last one added, where it was answered.

    Args:
        thread: Oldest first.
        replaced: Whether the last question was asked again with another part: what it had in the
            place of this part is no topic, and it stands in the new question otherwise.
    """
    first, last = thread[0], thread[-1]
    told = [] if replaced and last is first else [statement(first.question, first.answer)]
    if last is not first and not replaced:
        told.append(statement(last.question, last.answer))
    told.append(last.title)
    return [topic for topic in told if topic]
