"""Questions to ask next, drawn from what stands near the quotation of an answer.

Where a row of a table was asked for, the same is asked of the rows below (``rows``). Plain
sentences around the cited place are turned into questions (``phrases``). Where a numbered part was
asked for, so is the next one. Each is checked by asking it: only what comes out as an answer from
the place and with the words it was drawn from is offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from index.text.sentences import sentence_spans
from index.values import Span
from qa.answer import Answer, Citation
from qa.page.bot import Bot
from qa.page.examples.clearness import Clearness
from qa.page.examples.phrases import questions
from qa.page.examples.rows import rows_alike
from qa.page.examples.selection import AROUND, LONGEST, ExampleQuestion, is_answered_by

__all__ = ["following", "next_questions"]

WANTED = 3  # questions that are offered
TRIED = 10  # candidates that are asked
NEAR = 4_000  # code points on both sides of a citation
_PARTS = 1  # numbered parts after it
_PART = re.compile(r"\b(clause|section|article|paragraph) \d", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})+")


def next_questions(
    bot: Bot, answer: Answer, asked: Collection[str], wanted: Callable[[], bool]
) -> tuple[str, ...]:
    """Up to ``WANTED`` questions that the same documents answer.

    Args:
        bot: Asked each of them, of the documents that ``answer`` was asked of.
        answer: What they follow.
        asked: Questions of the conversation, which are not offered again.
        wanted: Whether to go on; looked at before each question.
    """
    before = {question.casefold() for question in asked}
    places: set[tuple[str, Span]] = set()
    kept: list[str] = []
    for candidate in list(following(answer))[:TRIED]:
        if len(kept) == WANTED or not wanted():
            break
        place = (candidate.document, candidate.sentence)
        if candidate.question.casefold() in before or place in places:
            continue
        if is_answered_by(bot.ask(candidate.question, answer.searched.chosen), candidate):
            kept.append(candidate.question)
            places.add(place)
    return tuple(kept)


def following(answer: Answer) -> Iterator[ExampleQuestion]:
    """Questions that the text around the best citation seems to answer, nearest first."""
    if not answer.found:
        return
    best = answer.citations[0]
    cited = [c for c in answer.citations if c.document.id == best.document.id]
    yield from rows_alike(answer)
    near = sorted(_sentences(best), key=lambda span: _distance(span, best))
    clear = Clearness(best.document)
    parts = list(_parts(best, answer.asked_as))
    seen: set[str] = set()
    for span in near:
        if any(span.overlaps(Span(c.start, c.end)) for c in cited):
            continue
        for candidate in (*_asked(best, span, clear), *parts[:1]):
            if candidate.question not in seen:
                seen.add(candidate.question)
                yield candidate
        del parts[:1]
    yield from parts


def _sentences(best: Citation) -> Iterator[Span]:
    begin = max(0, best.start - NEAR)
    for span in sentence_spans(best.document.text[begin : best.end + NEAR]):
        yield Span(begin + span.start, begin + span.end)


def _distance(span: Span, best: Citation) -> int:
    """Characters between; what stands before counts twice, since reading goes on."""
    return span.start - best.end if span.start >= best.end else 2 * (best.start - span.end)


def _asked(best: Citation, span: Span, clear: Clearness) -> Iterator[ExampleQuestion]:
    text = best.document.text
    sentence = " ".join(text[span.start : span.end].split())
    for phrased in questions(sentence, text[span.start : span.end + AROUND]):
        question = clear.cleared(phrased)
        if question is not None and len(question) <= LONGEST:
            yield ExampleQuestion(question, best.document.id, span, 0, phrased.answer)


def _parts(best: Citation, question: str) -> Iterator[ExampleQuestion]:
    """The numbered part after the citation, named as in the question; none if it names none."""
    named = _PART.search(question)
    if named is None:
        return
    numbered = (
        block
        for block in best.document.structure.blocks
        if block.start >= best.end and block.label and _NUMBER.fullmatch(block.label)
    )
    for block in islice(numbered, _PARTS):
        question = f"What does {named[1].lower()} {block.label} say?"
        yield ExampleQuestion(question, best.document.id, Span(block.start, block.end), 0)
