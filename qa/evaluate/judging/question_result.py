"""The result of one question, judged against the dataset.

Everything here is about a single question, so that whatever is later made of many (means,
intervals, calibration) needs no second look at answers or texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.values import Span
from qa.answer import Answer, Citation
from qa.answering.normalize import normalized
from qa.evaluate.datasets.model import Gold, Question
from qa.evaluate.judging.evidence import Coverage, SentenceOverlap, coverage
from qa.evaluate.judging.ground_truth import GoldPlace, Ground
from qa.evaluate.judging.matching import exact_match, f1
from qa.evaluate.judging.ranking import Ranking

__all__ = ["Cited", "Judgement", "Outcome", "judge", "rank_of", "ranking_of"]

_HALF = 0.5
"""Word F1 with a gold answer at its own place, from which on an answer is right."""
_LEAST_PART = 2
"""Words that a part of a gold answer must have to be right: one alone is mostly a fragment."""


@dataclass(frozen=True, slots=True)
class Cited:
    """The first citation, to show a person what was answered from where.

    Attributes:
        document_id: The cited document.
        title: Its title.
        start: Offset of the first cited code point.
        end: Offset after the last one.
        answer_start: Offset of the answer inside it; None if a whole sentence is the answer.
        answer_end: Offset after the answer, or None.
    """

    document_id: str
    title: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer, judged.

    Attributes:
        found: Whether an answer was given.
        confidence: As the system stated it, 0 to 1.
        exact_match: 0 or 1, by the SQuAD rules.
        f1: 0 to 1, by the SQuAD rules.
        exact_citations: One flag for each citation shown (of the answer, of its alternatives, and
            related ones): whether its text equals the evaluator's own slice, and so its answer's.
        holds_answer: Whether the first citation holds a gold answer: it covers the answer's own
            place, or the text occurs in it between word boundaries, case ignored. None for an
            unanswerable question. (Against SQuAD's token rule this keeps "1957" in "1957–1960",
            where normalisation leaves the dash.)
        in_place: For a right answer, whether the first citation covers the place of a gold answer
            that makes it right. An answer is right, for a reader that picks spans, if it matches a
            gold answer exactly; for one that cites whole sentences, if its citation
            ``holds_answer``. None if it is not right, or the gold paragraph is not in the index.
        milliseconds: Time of each stage, as the system states it.
        right: Whether the answer is right, for calibration: it matches a gold answer exactly, or
            it overlaps a gold answer's own place and agrees with it: shares at least half of its
            words (F1), holds all of it, or is a part of it of two words or more. For a reader that
            cites whole sentences: ``holds_answer``. Where the dataset quotes evidence instead of
            placing answers, the place is that of the evidence.
        gold_first: Whether the answer of the first citation, or a whole sentence that is cited,
            begins in the gold paragraph; None without one.
        score: Log-odds against no answer, as the system states it.
        evidence: How citations and evidence cover each other; None where no evidence is known.
        cited: The first citation; None without one.
        kind: Of the answer.
        as_evidence: Whether sentences are given at the thresholds, and no answer.
        sentences: How the sentences cited at the thresholds and marked ones agree; None where none
            is marked.
    """

    found: bool
    confidence: float
    exact_match: float
    f1: float
    exact_citations: tuple[bool, ...]
    holds_answer: bool | None
    in_place: bool | None
    milliseconds: Mapping[str, float]
    right: bool = False
    gold_first: bool | None = None
    score: float = -math.inf
    evidence: Coverage | None = None
    cited: Cited | None = None
    kind: str = "answer"
    as_evidence: bool = False
    sentences: SentenceOverlap | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came of it.

    Attributes:
        question: The question.
        seconds: Wall time of the measured call: ``ask``, or ``search`` if nothing was read.
        ranked: Whether its gold paragraph was looked for in a ranking.
        rank: 0-based rank of the first document that holds the gold paragraph; None if not found.
        judgement: The judged answer; None if nothing was read.
        left_out: Whether its article was taken out of the index.
        ranking: Where each of several relevant documents stands; None if one is looked for.
    """

    question: Question
    seconds: float
    ranked: bool = False
    rank: int | None = None
    judgement: Judgement | None = None
    left_out: bool = False
    ranking: Ranking | None = None


def rank_of(question: Question, documents: Sequence[str], ground: Ground) -> int | None:
    """0-based rank of the first of ``documents`` that holds the question's paragraph, or None."""
    gold = {place.document_id for place in ground.places[question.paragraph]}
    return next((rank for rank, document in enumerate(documents) if document in gold), None)


def ranking_of(question: Question, documents: Sequence[str], ground: Ground) -> Ranking:
    """The grades of ``documents`` in their order, for a question with several relevant ones.

    A text that stands in the dataset more than once is one document, of its highest grade.
    """
    grades: dict[str, int] = {}
    for paragraph, grade in question.relevant:
        for place in ground.places[paragraph]:
            grades[place.document_id] = max(grade, grades.get(place.document_id, 0))
    return Ranking(tuple(grades.get(document, 0) for document in documents), tuple(grades.values()))


def judge(question: Question, answer: Answer, ground: Ground) -> Judgement:
    """Hold an answer against the gold answers and its citations against the evaluator's texts."""
    first = answer.citations[0] if answer.citations else None
    return Judgement(
        found=answer.found,
        confidence=answer.confidence,
        exact_match=exact_match(answer.text, question.gold_texts),
        f1=f1(answer.text, question.gold_texts),
        exact_citations=tuple(_is_exact(each, ground) for each in _citations(answer)),
        holds_answer=_holds_answer(first, question, ground) if question.answerable else None,
        in_place=_in_place(first, question, ground) if first is not None else None,
        milliseconds=dict(answer.milliseconds),
        right=_is_right(first, question, ground),
        gold_first=_in_gold_paragraph(first, question, ground),
        score=answer.score,
        kind=answer.kind,
        evidence=coverage(answer.citations, ground.evidence[question.paragraph])
        if question.paragraph in ground.evidence
        else None,
        cited=None
        if first is None
        else Cited(
            first.document.id,
            first.document.title,
            first.start,
            first.end,
            first.answer_start,
            first.answer_end,
        ),
    )


def _citations(answer: Answer) -> Iterator[Citation]:
    """Every citation that a user is shown."""
    yield from answer.citations
    for alternative in answer.alternatives:
        yield from alternative.citations
    yield from answer.related


def _is_exact(citation: Citation, ground: Ground) -> bool:
    """Whether the quotation equals the slice of the text that the evaluator holds."""
    text = ground.texts.get(citation.document.id)
    return text is not None and citation.text == text[citation.start : citation.end]


def _holds_answer(citation: Citation | None, question: Question, ground: Ground) -> bool:
    """Whether the citation covers a gold answer's place or has its text as words."""
    if citation is None:
        return False
    return bool(_covered(citation, question, ground)) or any(
        _occurs(text, citation.text) for text in question.gold_texts
    )


def _in_place(citation: Citation, question: Question, ground: Ground) -> bool | None:
    """Whether a right answer is cited from where a gold answer stands; None if it is not right."""
    if not ground.places[question.paragraph] or not question.golds:
        return None
    covered = _covered(citation, question, ground)
    if citation.answer_start is None:
        right = {gold for gold in question.golds if _occurs(gold.text, citation.text)} | covered
    else:
        answer = citation.answer_text
        right = {gold for gold in question.golds if exact_match(answer, [gold.text])}
    return bool(right & covered) if right else None


def _is_right(citation: Citation | None, question: Question, ground: Ground) -> bool:
    if citation is None or not question.answerable:
        return False
    if citation.answer_start is None:
        return _holds_answer(citation, question, ground)
    answer = citation.answer_text
    if exact_match(answer, question.gold_texts):
        return True
    return any(
        _agrees(answer, text)
        for text, place in _placed_answers(question, ground)
        if place.document_id == citation.document.id
        and citation.answer_start < place.offset + place.length
        and place.offset < (citation.answer_end or 0)
    )


def _agrees(answer: str, gold: str) -> bool:
    """Whether an answer at a gold answer's own place says the same, more, or a part of it."""
    if f1(answer, [gold]) >= _HALF:
        return True
    own, marked = normalized(answer).split(), normalized(gold).split()
    if len(own) < len(marked):
        return len(own) >= _LEAST_PART and _stands_in(own, marked)
    return bool(marked) and _stands_in(marked, own)


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether words stand in others, in a row."""
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def _placed_answers(question: Question, ground: Ground) -> Iterator[tuple[str, GoldPlace]]:
    """Each gold answer with the place that it is known to stand at, or somewhere within."""
    for place in ground.places[question.paragraph]:
        for gold in question.golds:
            yield (
                gold.text,
                GoldPlace(place.document_id, place.offset + gold.start, len(gold.text)),
            )
    for places in ground.evidence.get(question.paragraph, ()):
        for place in places:
            for text in question.unplaced:
                yield text, place


def _in_gold_paragraph(
    citation: Citation | None, question: Question, ground: Ground
) -> bool | None:
    places = ground.places[question.paragraph]
    if not question.answerable or not places:
        return None
    if citation is None:
        return False
    # The sentences around an answer may reach into the paragraph before.
    start = citation.start if citation.answer_start is None else citation.answer_start
    return any(
        place.document_id == citation.document.id
        and place.offset <= start < place.offset + place.length
        for place in places
    )


def _covered(citation: Citation, question: Question, ground: Ground) -> set[Gold]:
    """The gold answers whose own place lies inside the citation."""
    cited = Span(citation.start, citation.end)
    offsets = [
        place.offset
        for place in ground.places[question.paragraph]
        if place.document_id == citation.document.id
    ]
    return {
        gold
        for gold in question.golds
        for offset in offsets
        if cited.contains(Span(offset + gold.span.start, offset + gold.span.end))
    }


def _occurs(answer: str, text: str) -> bool:
    """Whether ``answer`` occurs in ``text`` without cutting a word, case ignored."""
    before = r"\b" if re.match(r"\w", answer) else ""
    after = r"\b" if re.search(r"\w\Z", answer) else ""
    return re.search(before + re.escape(answer) + after, text, re.IGNORECASE) is not None
