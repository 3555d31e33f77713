"""Example questions drawn from the documents themselves.

Candidates are turned out of plain sentences by fixed rules (``phrases``), then asked once; those
whose answer is confident and stands in the sentence they came from are kept. No randomness: the
same documents give the same examples.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.text.sentences import sentence_spans
from index.text.terms import terms
from index.values import Document, Span
from qa.answer import Answer
from qa.page.bot import Bot
from qa.page.examples.clearness import Clearness
from qa.page.examples.phrases import NAME, questions
from qa.page.views.wording import line

__all__ = ["ExampleQuestion", "candidates", "examples", "is_answered_by"]

log = logging.getLogger(__name__)

WANTED = 4  # examples on the page
ASKED = 24  # candidates that are tried
DOCUMENTS = 12  # documents that are looked at
CHARACTERS = 40_000  # of each document
LONGEST = 80  # code points of a question
AROUND = 300  # code points looked at to tell people from things
LEAST = 0.5  # confidence of the answer to a question that is offered
SAME = 0.5  # share of the words that should answer a question, or do, that are the same
ALIKE = 2  # examples that may begin with the same word


@dataclass(frozen=True, slots=True)
class ExampleQuestion:
    """A question with what should answer it.

    Attributes:
        question: In English.
        document: Id of the document.
        sentence: That it was made from.
        weight: How often its document has the names in it.
        answer: The words of the sentence that answer it; "" for the sentence as a whole.
    """

    question: str
    document: str
    sentence: Span
    weight: int
    answer: str = ""


def examples(bot: Bot) -> tuple[str, ...]:
    """Up to ``WANTED`` questions that the documents answer, most confident first."""
    kept: list[tuple[float, str]] = []
    used: set[tuple[str, Span]] = set()
    try:
        ids = dict.fromkeys(e.document for e in bot.library.entries() if e.document)
        documents = [bot.document(id_) for id_ in list(ids)[:DOCUMENTS]]
        for candidate in list(_ranked(documents))[:ASKED]:
            place = (candidate.document, candidate.sentence)
            if place in used:
                continue
            answer = bot.ask(candidate.question)
            if is_answered_by(answer, candidate):
                kept.append((answer.confidence, candidate.question))
                used.add(place)
    except Exception as error:
        # Documents can go while they are read; a page without examples is a page all the same.
        log.warning("no example questions: %s", line(error))
        return ()
    kept.sort(key=lambda pair: -pair[0])
    return tuple(_varied(question for _, question in kept))[:WANTED]


def _varied(questions: Iterable[str]) -> Iterator[str]:
    """Not only questions of one kind."""
    begun: Counter[str] = Counter()
    for question in questions:
        word = question.partition(" ")[0]
        begun[word] += 1
        if begun[word] <= ALIKE:
            yield question


def candidates(document: Document) -> Iterator[ExampleQuestion]:
    """Questions that sentences of a document seem to answer, in reading order."""
    text = document.text[:CHARACTERS]
    names, clear = Counter(re.findall(NAME, text)), Clearness(document)
    for span in sentence_spans(text):
        sentence = " ".join(text[span.start : span.end].split())
        for phrased in questions(sentence, text[span.start : span.end + AROUND]):
            question = clear.cleared(phrased)
            if question is not None and len(question) <= LONGEST:
                weight = max((names[n] for n in re.findall(NAME, phrased.about)), default=0)
                yield ExampleQuestion(question, document.id, span, weight, phrased.answer)


def _ranked(documents: list[Document]) -> Iterator[ExampleQuestion]:
    """By turns from each document, those about names it often has first; no question twice."""
    queues = [
        sorted(candidates(document), key=lambda example: -example.weight)[:ASKED]
        for document in documents
    ]
    seen: set[str] = set()
    for rank in range(ASKED):
        for queue in queues:
            if rank < len(queue) and queue[rank].question not in seen:
                seen.add(queue[rank].question)
                yield queue[rank]


def is_answered_by(answer: Answer, candidate: ExampleQuestion) -> bool:
    """Whether an answer consists of the words that its question was made from, in their place."""
    if answer.kind != "answer" or answer.confidence < LEAST or answer.disagreeing:
        return False
    best = answer.citations[0]
    is_there = best.document.id == candidate.document and candidate.sentence.overlaps(
        Span(best.start, best.end)
    )
    wanted, given = set(terms(candidate.answer)), set(terms(answer.text))
    least = min(len(wanted), len(given))
    return is_there and (not wanted or (least > 0 and len(wanted & given) >= SAME * least))
