"""Asks the last question again with another question word: ``why?``, ``from when?``."""

from __future__ import annotations

import re

from qa.document_date import DAY_OR_MONTH
from qa.followups.rewrite import person_of, without_topic
from qa.followups.words import (
    AUXILIARIES,
    PREPOSITIONS,
    QUESTION_WORDS,
    Word,
    sentence_case,
    word_set,
    words,
)

__all__ = ["asked_again"]

_END = re.compile(r"[\s?!.…]+$")
_ADVERBIAL = word_set("when where why how")
_WHOM = word_set("who whom")
_COUNTED = word_set("many much long often far old")
_LASTING = (["how", "long"], ["how", "often"])
_BY_MEASURE = (["by", "how", "much"], ["by", "how", "many"], ["by", "how", "far"])
_AMOUNTS = word_set("many much")
_OF_AMOUNTS = frozenset({"Why", "Since when", "From when", "Until when"})
"""What is asked of an amount as it is: why it is that much, and since when."""
_WHEN = re.compile(
    rf"(?: (?:in|on|for|during|since|until|before|after|by|from)(?: the)?(?: (?:financial|year))?"
    rf" (?:{DAY_OR_MONTH}|(?:1[0-9]{{3}}|20[0-9]{{2}})(?:[/–-][0-9]{{2,4}})?)"
    rf"| (?:in |on |per |an? |each |every |this |last |next )(?:the )?"
    rf"(?:day|night|week|month|quarter|year|hour)s?)+\Z",
    re.IGNORECASE,
)
_COST = re.compile(r"(?<!the )\b(?:cost|earn|weigh)\b", re.IGNORECASE)
_OF_A_NOUN = word_set("of to from between about against")
_BE = word_set("is was were are")
_PARTICIPLES = {
    "built": "built", "led": "led", "held": "held", "made": "made", "sold": "sold", "won": "won",
    "lost": "lost", "bought": "bought", "brought": "brought", "sent": "sent", "left": "left",
    "met": "met", "paid": "paid", "set": "set", "found": "found", "told": "told", "cut": "cut",
    "taught": "taught", "caught": "caught", "wrote": "written", "gave": "given", "took": "taken",
    "chose": "chosen", "drew": "drawn", "drove": "driven", "saw": "seen", "did": "done",
    "began": "begun", "broke": "broken", "spoke": "spoken", "stole": "stolen", "sang": "sung",
}  # fmt: skip
"""Irregular pasts that can stand after "who", and their participles."""


def asked_again(question: str, earlier: str, answer: str) -> str | None:
    """A bare question word with the clause of an earlier question.

    Args:
        question: "why?", "from when?", "where exactly?", "for how long?".
        earlier: The earlier question, as read.
        answer: What was answered to it; taken up only where it is a person who was asked for.

    Returns:
        None where the clause cannot be turned.
    """
    main = _END.sub("", without_topic(earlier)[0])
    listed = words(main)
    if _lows(question)[1:] == ["else"]:
        return _else(question, main, listed)
    asks = _asks(_lows(question))
    if asks is None or not listed:
        return None
    helper = next(
        (n for n, w in enumerate(listed) if w.lower in AUXILIARIES and (n == 0 or not w.capital)),
        None,
    )
    first = listed[0].lower
    if asks.endswith("whom") and (first == "who" or helper is None):
        return None  # "From whom?" after "Who ordered it?"
    if first in ("who", "what") and (helper is None or helper > 1):
        return _without_subject(asks, main, listed)
    if helper is None:
        return _of_the_noun(asks, main, listed)
    if helper + 1 >= len(listed):
        return None
    if first == "who" and helper == 1:
        return _of_someone(asks, main, listed, person_of(earlier, answer))
    if first in ("what", "which") and helper > 0:
        return _about_the_object(asks, main, listed, helper)
    if first == "how" and (whole := _of_how(asks, main, listed, helper)) is not None:
        return whole
    is_other = first in _ADVERBIAL and (asks.lower().split()[-1] != first or helper > 1)
    is_governed = first in PREPOSITIONS and listed[1].lower in QUESTION_WORDS
    return f"{asks} {main[listed[helper].start :]}?" if is_other or is_governed else None


def _lows(question: str) -> list[str]:
    return [word.lower for word in words(question)]


def _else(question: str, main: str, listed: list[Word]) -> str | None:
    """Turn "Whom do I tell" to "Who else do I tell"."""
    asked = _lows(question)[0]
    first = listed[0].lower if listed else ""
    if first != asked and {first, asked} != {"who", "whom"}:
        return None
    return f"{sentence_case(asked)} else {main[listed[0].end :].strip()}?"


def _asks(lows: list[str]) -> str | None:
    """The question word with the prepositions before it: "From when"; None for another one."""
    at = next((n for n, low in enumerate(lows) if low in _ADVERBIAL), None)
    if lows[-1] in _WHOM and len(lows) > 1 and PREPOSITIONS.issuperset(lows[:-1]):
        return sentence_case(" ".join((*lows[:-1], "whom")))
    if at is not None and lows[at:] in _LASTING and lows[:at] in ([], ["for"]):
        return "For how long" if lows[-1] == "long" else "How often"
    if lows in _BY_MEASURE:
        return sentence_case(" ".join(lows))
    if at is None or set(lows) & _COUNTED or set(lows[at:]) & PREPOSITIONS:
        return None
    if any(low not in PREPOSITIONS for low in lows[:at]):
        return None
    return sentence_case(" ".join(lows[: at + 1]))


def _of_how(asks: str, main: str, listed: list[Word], helper: int) -> str | None:
    """A clause that keeps how much it says: "Why does the permit cost that much".

    None where what was asked how is no part of the clause: "When did the meeting take place".
    """
    is_reason = asks in _OF_AMOUNTS
    if helper == 2 and is_reason:
        return _with_object(asks, main[listed[2].start :], f"that {listed[1].text}")
    if helper > 2 and listed[1].lower in _AMOUNTS:
        return _of_the_counted(asks, main, listed, helper, is_reason=is_reason)
    return None


def _of_the_counted(
    asks: str, main: str, listed: list[Word], helper: int, *, is_reason: bool
) -> str:
    """Turn "How many samples were taken" to "When were samples taken".

    Behind another verb than "be", what is counted is the object: "Why did we take that many
    samples".
    """
    begin = listed[3 if listed[2].lower == "of" and helper > 3 else 2].start
    noun = main[begin : listed[helper].start].strip()
    if listed[helper].lower in _BE:
        return f"{asks} {listed[helper].text} {noun} {main[listed[helper].end :].strip()}?"
    if is_reason:
        noun = f"that {main[listed[1].start : listed[helper].start].strip()}"
    return _with_object(asks, main[listed[helper].start :], noun)


def _with_object(asks: str, clause: str, object_: str) -> str:
    """A clause with an object behind its verb, else before what only says when, else at its end."""
    cost, time = _COST.search(clause), _WHEN.search(clause)
    end = len(clause) if time is None else time.start()
    end = end if cost is None else cost.end()
    return f"{asks} {clause[:end]} {object_}{clause[end:]}?"


def _of_the_noun(asks: str, main: str, listed: list[Word]) -> str | None:
    """Turn "Which band gave the concert" to "When was it that the band gave the concert"."""
    if listed[0].lower not in ("which", "what") or len(listed) < 2:
        return None
    past = any(w.lower.endswith("ed") or w.lower in _PARTICIPLES for w in listed[1:])
    return f"{asks} {'was' if past else 'is'} it that the {main[listed[1].start :]}?"


def _without_subject(asks: str, main: str, listed: list[Word]) -> str:
    """Turn "Who praised Kim for it" to "When was Kim praised for it", else use "someone"."""
    someone = "someone" if listed[0].lower == "who" else "something"
    rest = main[listed[0].end :].strip()
    verb = listed[1]
    regular = verb.lower.endswith("ed") and len(verb.lower) > 4
    participle = verb.lower if regular else _PARTICIPLES.get(verb.lower)
    if participle is None or len(listed) < 3 or listed[2].lower in PREPOSITIONS:
        is_ = "is" if verb.lower.endswith("s") else "was"
        return f"{asks} {is_} it that {someone} {rest}?"
    end = next((w.start for w in listed[3:] if w.lower in PREPOSITIONS - _OF_A_NOUN), len(main))
    object_ = main[listed[2].start : end].strip()
    return f"{asks} was {object_} {participle} {main[end:]}".strip() + "?"


def _of_someone(asks: str, main: str, listed: list[Word], person: str | None) -> str:
    """Turn "Who is borrowing the chair" to "From when is someone borrowing the chair"."""
    verb = listed[1]
    tail = main[verb.end :].strip()
    return f"{asks} {verb.text} {person or 'someone'} {tail}?"


def _about_the_object(asks: str, main: str, listed: list[Word], helper: int) -> str | None:
    """Turn "What is the limit"; "Which wards does it describe" cannot be turned."""
    if helper == 1 and listed[1].lower in _BE:
        return f"{asks} {main[listed[1].start :]}?"
    if helper > 1:
        noun = main[listed[1].start : listed[helper].start].strip()
        if listed[helper].lower in _BE:
            return f"{asks} {listed[helper].text} {noun} {main[listed[helper].end :].strip()}?"
    return None
