"""Noun phrases of an English question, found by the words around them.

No tagger is at hand. A phrase is an article or a name with the content words that follow it. A verb
at one of its ends is cut off where the order of words of a question says that one stands there, or
where the cited text has the phrase without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.terms import terms
from qa.followups.phrase import Phrase
from qa.followups.words import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    FUNCTION_WORDS,
    OWNERS,
    PREPOSITIONS,
    Word,
    names,
    word_set,
    words,
)

__all__ = ["noun_phrases"]

_ADJOINING = re.compile(r"[ \t]+")
_BE = word_set("is are was were isn't aren't wasn't weren't")
_DETERMINERS = ARTICLES | DEMONSTRATIVES | OWNERS
_ASKS_NOUN = word_set("which what whose many much")
_JOINING = word_set("of for")
_CONTRACTED = re.compile(r"^(?:what|who|where|when|how|it|that|there|he|she)'s$|'(?:m|re|ve|ll|d)$")
_MODAL = word_set("can could may might must shall should will would can't cannot mustn't won't")
_DO = word_set("do does did don't doesn't didn't")
_INDEFINITE = word_set(
    "anybody anyone anything everybody everyone everything half nobody nothing somebody none"
)
_PARTICLES = word_set("back away place part together care")
_PARTICIPIAL = re.compile(r".{2,}(?:ed|ing)", re.IGNORECASE)
_PREDICATE = re.compile(r".{2,}(?:ed|ing|en)", re.IGNORECASE)
_PARTICIPLE = re.compile(r".{2,}(?:ed|en)", re.IGNORECASE)


def noun_phrases(question: str, nearby: str = "", *, joined: bool = True) -> list[Phrase]:
    """Noun phrases of a question in order.

    Args:
        question: One question.
        nearby: Text that speaks of the same, to see where a phrase ends.
        joined: Whether a phrase takes along what "of" and "for" join to it.
    """
    listed = words(question)
    known = terms(nearby)
    runs = [_cut(run, listed, known) for run in _runs(question, listed)]
    phrases: list[Phrase] = []
    for run in runs:
        if not run:
            continue
        first, last = run[0], run[-1]
        before = listed[first - 1].lower if first else ""
        asked = before in _ASKS_NOUN and first <= 3  # "in how many wards"
        start = listed[first].start
        previous = phrases[-1] if phrases else None
        if (
            joined
            and previous is not None
            and before in _JOINING
            and first >= 2
            and listed[first - 2].end == previous.end
            and (before == "of" or not previous.is_name)
        ):
            phrases[-1] = Phrase(
                previous.start, listed[last].end, question[previous.start : listed[last].end],
                previous.preposition, previous.asked,
            )  # fmt: skip
            continue
        preposition = before if before in PREPOSITIONS else ""
        text = question[start : listed[last].end]
        phrases.append(Phrase(start, listed[last].end, text, preposition, asked))
    return phrases


def _runs(question: str, listed: Sequence[Word]) -> list[list[int]]:
    """Numbers of the words of each run: a determiner, and content words with spaces between."""
    runs: list[list[int]] = []
    spans = names(question)
    for number, word in enumerate(listed):
        if runs and runs[-1][-1] == number - 1 and _inside(listed[number - 1], word, spans):
            runs[-1].append(number)
            continue
        begins = word.lower in _DETERMINERS
        if _CONTRACTED.search(word.lower) or word.lower in _INDEFINITE or word.lower == "i":
            continue
        if _begins_sentence(question, word) and not begins and not _named(word, spans):
            continue  # "Tell me about the mill": an imperative has a capital too
        if runs and (_joins_name(runs[-1], number, listed) or _tells_apart(number, listed)):
            runs[-1].append(number)
            continue
        if word.lower in FUNCTION_WORDS and not begins and not (word.capital and number):
            continue
        joins = (
            runs
            and runs[-1][-1] == number - 1
            and not begins
            and not (word.lower.endswith("ing") and listed[number - 1].capital)
            and _ADJOINING.fullmatch(question[listed[number - 1].end : word.start])
        )
        if joins:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _joins_name(run: Sequence[int], number: int, listed: Sequence[Word]) -> bool:
    """Whether "and" goes on with a name under its article: "the Peat and floods application"."""
    after = listed[number + 1 : number + 3]
    return (
        listed[number].lower == "and"
        and run[-1] == number - 1
        and listed[run[0]].lower in ARTICLES
        and listed[number - 1].capital
        and len(after) == 2
        and not any(word.lower in FUNCTION_WORDS for word in after)
    )


def _tells_apart(number: int, listed: Sequence[Word]) -> bool:
    """Whether a word stands between article and noun: "other" of "the other room"."""
    after = listed[number + 1].lower if number + 1 < len(listed) else ""
    return (
        listed[number].lower in ("other", "same")
        and listed[number - 1].lower in ARTICLES
        and after not in FUNCTION_WORDS | {""}
    )


def _inside(left: Word, right: Word, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether two words belong to one name."""
    return any(start <= left.start and right.end <= end for start, end in spans)


def _begins_sentence(question: str, word: Word) -> bool:
    before = question[: word.start].rstrip(" \"'“‘(")
    return not before or before[-1] in ".!?"


def _named(word: Word, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a word is part of a name of several words, which no lone imperative is."""
    return any(start <= word.start and word.end < end for start, end in spans)


def _cut(run: list[int], listed: Sequence[Word], known: Sequence[str]) -> list[int]:
    """A run without verbs at its ends; [] if nothing is left."""
    determined = listed[run[0]].lower in _DETERMINERS
    lows = [word.lower for word in listed]
    before = lows[run[0] - 1] if run[0] else ""
    first_helper = next((n for n, low in enumerate(lows) if low in AUXILIARIES), len(lows))
    after = lows[run[-1] + 1] if run[-1] + 1 < len(lows) else ""
    if before == "what" and after in AUXILIARIES:
        return run
    if _is_passive(run, lows):
        return []  # "What was decided about the fees?"
    if before in _ASKS_NOUN and first_helper > run[-1] + 1 and len(run) > 1:
        run = run[:-1]  # "Which architect made a design"
    if not determined and before in ("who", "what", "that") and lows[run[0]] not in AUXILIARIES:
        # "Who praised Kim": the verb stands before its object.
        run = run[1:]
    elif (
        not determined
        and before not in PREPOSITIONS | _ASKS_NOUN | (AUXILIARIES - {"be", "been"})
        and run[0]
    ):
        # A verb, an adverb or a predicate: "How fast must linen come", "the roof was repaired".
        named = listed[run[0]].capital or _is_figure(listed[run[0]])
        run = run if named else run[1:] if lows[run[0]].endswith("ing") else []
    elif before in AUXILIARIES and not determined and not listed[run[0]].capital:
        if lows[0] == "how" and _is_done(run, listed, first_helper) and len(run) > 1:
            return run[:-1]  # "How many points does reception get?"
        run = _behind_helper(run, listed)
    if not run:
        return []
    if listed[run[0]].capital and len(run) > 1 and _PREDICATE.fullmatch(listed[run[-1]].text):
        run = run if listed[run[-1]].capital else run[:-1]
    noun = run[1:] if determined else run
    if not noun:
        return []
    least = len(run) - len(noun)
    owners = [k for k, n in enumerate(run) if lows[n].endswith(("'s", "s'"))]
    return _without_verb(run, max([least, *(k + 1 for k in owners)]), listed, known, first_helper)


def _is_passive(run: Sequence[int], lows: Sequence[str]) -> bool:
    """Whether a run is the participle of a question for what was done."""
    after = lows[run[-1] + 1] if run[-1] + 1 < len(lows) else ""
    is_verb = run == [2] and lows[1] in _BE and _PARTICIPLE.fullmatch(lows[2]) is not None
    return is_verb and lows[0] in ("what", "who") and (not after or after in PREPOSITIONS)


def _behind_helper(run: list[int], listed: Sequence[Word]) -> list[int]:
    """A run without an article behind a helping verb, without the verb that it may begin with."""
    asks, second = listed[0].lower, listed[1].lower
    if run[0] - 1 > 1 and asks in _ASKS_NOUN | {"how"} and second not in AUXILIARIES:
        if asks != "how" or second in _ASKS_NOUN:
            return run[1:] if _PREDICATE.fullmatch(listed[run[0]].text) else []
    elif asks == "who" and (listed[run[0]].lower.endswith("ing") or second in _MODAL):
        return run[1:]  # "Who must approve expensive journeys?"
    return run


def _without_verb(
    run: list[int], least: int, listed: Sequence[Word], known: Sequence[str], helper: int
) -> list[int]:
    """A run that follows the helping verb, without the verb or predicate at its end."""
    if listed[run[-1]].lower in _PARTICLES and len(run) - least > 2:
        run = run[:-1]  # "come back", "take place"
    last = listed[run[-1]]
    if _is_last_verb(run, listed, helper):
        return run[:-1]  # "What would new pumps for Alder Court cost?"
    governed = run[0] and listed[run[0] - 1].lower == "of" and run[0] - 1 > helper
    if not (run[0] == helper + 1 or governed) or len(run) - least < 2 or last.capital:
        return run
    if listed[run[-1] + 1 : run[-1] + 2] and _verb_at_end(run[-1] + 1, listed):
        return run
    if governed and _is_done(run, listed, helper):
        return run[:-1]  # "What did a case of fresh eggs cost in 2025?"
    copular = listed[helper].lower in _BE and listed[0].lower in ("who", "what", "what's")
    for length in range(len(run), least, -1):
        part = [t for n in run[least:length] for t in terms(listed[n].text)]
        if _is_figure(listed[run[length - 1]]):
            break
        # A single word stands in any text: it counts only where one word follows it.
        if length - least < 2 and len(run) - length > 1:
            break
        if part and _contains(known, part) and (length < len(run) or copular):
            return run[:length]
    kept = listed[run[-2]]
    if governed and not kept.capital and any(listed[n].capital for n in run):
        # "of the United Methodist Church take place"
        return [n for n in run if n <= max(n for n in run if listed[n].capital)]
    if (copular or _PARTICIPIAL.fullmatch(kept.text)) and not _PREDICATE.fullmatch(last.text):
        return run
    if governed and not kept.capital:
        return run
    return run[:-1]


def _is_done(run: Sequence[int], listed: Sequence[Word], helper: int) -> bool:
    """Whether the last word of a run is the verb of "does": nothing else can be."""
    after = listed[run[-1] + 1].lower if run[-1] + 1 < len(listed) else ""
    return (
        helper < len(listed)
        and listed[helper].lower in _DO
        and run[0] > helper
        and not listed[run[-1]].capital
        and (not after or after in PREPOSITIONS)
    )


def _is_last_verb(run: list[int], listed: Sequence[Word], helper: int) -> bool:
    """Whether the last word of a run is the verb, which ``_verb_at_end`` sees."""
    before = run[0] - 1
    last = run[-1] == len(listed) - 1 and len(run) > 1
    return last and before > helper + 1 and _verb_at_end(before, listed)


def _verb_at_end(after: int, listed: Sequence[Word]) -> bool:
    """Whether the verb of a phrase stands behind what a preposition joins to the phrase.

    ``What does a starting teacher in Ireland earn?``: a verb follows the name.
    """
    tail = listed[after:]
    governing = [word for word in tail if word.lower in PREPOSITIONS]
    if governing != tail[:1] or len(tail) < 3:
        return False
    last, before = tail[-1], tail[-2]
    plain = not last.capital and last.lower not in FUNCTION_WORDS
    return plain and before.capital and tail[1].lower not in _DETERMINERS


def _contains(known: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(
        list(known[n : n + size]) == list(part) for n, term in enumerate(known) if term == part[0]
    )


def _is_figure(word: Word) -> bool:
    return any(char.isdigit() for char in word.text)
