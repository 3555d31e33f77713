"""Decides again what a turn gets that depends on those before it.

Such a question leaves out what it is about, and the words that its probabilities are computed from
leave it out too: they are too low. What it asks for stands in the best answer all the same, more
often than in the best sentence. So the sentence of an unsure answer is given where nothing would
be. And a year that the user typed is what the question differs in from the one before: a document
that does not name it says nothing about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from index.values import Document
from qa.answering.confidence import Probabilities
from qa.answering.deciding import Outcome
from qa.answering.features import Examined
from qa.answering.question_words import QuestionWords
from qa.question_kind import JUDGEMENTS

__all__ = [
    "LEAST_OF_AN_ANSWER",
    "LEAST_WITH_TOPIC",
    "Decision",
    "decided_again",
    "is_of_the_typed",
]

LEAST_OF_AN_ANSWER: Final = 0.2
"""Probability of an answer from which its sentence is given (docs/decisions/0054)."""
LEAST_WITH_TOPIC: Final = 0.25
"""Probability from which something is given that was only found by the topic."""
_YEARS: Final = re.compile(
    r"(?:^|\b(?:in|for|of|since|during|from|the|year) )(?P<first>(?:19|20)[0-9]{2})"
    r"(?:[/–-](?:20)?(?P<last>[0-9]{2}))?(?![0-9])(?! +(?!ones?\b)[a-z])",
    re.IGNORECASE,
)
"""Years, but neither "2000 visitors" nor "room 1990"; "after 2024" may stand there as 2025."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a question gets.

    Attributes:
        examined: What is known, with the sentences that are evidence.
        probabilities: Of answer and evidence.
        outcome: Which of them is given.
        not_named: The name that is asked of, where the best answer is of another one; else "".
    """

    examined: Examined
    probabilities: Probabilities
    outcome: Outcome
    not_named: str = ""


def decided_again(typed: str, decision: Decision) -> Decision:
    """The decision on a turn that depends on those before it.

    Args:
        typed: The question as the user typed it.
        decision: As on a question that stands alone.
    """
    if decision.outcome == "none":
        decision = _with_its_sentence(decision)
    if decision.outcome != "none" and not _names_the_years(typed, _given(decision)):
        return replace(decision, outcome="none")
    return decision


def is_of_the_typed(decision: Decision, typed: str, typed_words: QuestionWords) -> bool:
    """Whether what was read with its topic is about what the user typed, and sure enough.

    The topic finds the sentence of the question before; every word that was typed must stand in
    the passage or above it too.

    Args:
        decision: On the question with its topic.
        typed: The question as typed.
        typed_words: Those of its words that say what it is about.
    """
    if decision.outcome == "none" or not _names_the_years(typed, _given(decision)):
        return False
    known, probabilities = decision.examined, decision.probabilities
    is_answer = decision.outcome == "answer"
    least = probabilities.answer if is_answer else probabilities.evidence
    hit = known.candidates[0].places[0].hit if is_answer else known.hits[known.evidence[0].hit]
    held = typed_words.share_in(f"{hit.lead}\n{hit.text}") if typed_words.words else 1.0
    return least >= LEAST_WITH_TOPIC and held >= 1.0


def _with_its_sentence(decision: Decision) -> Decision:
    """The sentence of the best answer as evidence, where it is likely enough and was scored."""
    examined, probabilities = decision.examined, decision.probabilities
    if probabilities.answer < LEAST_OF_AN_ANSWER or examined.kind in JUDGEMENTS:
        return decision
    place = examined.candidates[0].places[0]
    own = tuple(
        sentence
        for sentence in examined.sentences
        if sentence.document.id == place.document.id and sentence.span.overlaps(place.answer)
    )
    if not own:
        return decision
    return Decision(
        replace(examined, evidence=own[:1]),
        replace(probabilities, evidence=probabilities.answer),
        "evidence",
    )


def _given(decision: Decision) -> Document:
    """The document of what is given first."""
    if decision.outcome == "answer":
        return decision.examined.candidates[0].places[0].document
    return decision.examined.evidence[0].document


def _names_the_years(typed: str, document: Document) -> bool:
    """Whether a document has every year of a question, however "2024/25" is written in it."""
    text = f"{document.title}\n{document.text}"
    for year in _YEARS.finditer(typed):
        first, last = year["first"], year["last"]
        if not re.search(_written(first), text):
            return False
        if last and not re.search(rf"{_written(first[:2] + last)}|[/–-]{last}(?![0-9])", text):
            return False
    return True


def _written(year: str) -> str:
    """A pattern for a year, also as that of the accounts: "2025" and "FY25"."""
    return rf"(?<![0-9]){year}(?![0-9])|\bFY ?{year[2:]}(?![0-9])"
