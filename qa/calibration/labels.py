"""What is right about an examined question: the labels that probabilities are fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Answer, Citation, Searched
from qa.answering.citing import compose, evidence_citations
from qa.answering.confidence import Probabilities
from qa.answering.deciding import Outcome
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined
from qa.answering.finishing import finished
from qa.calibration.readings import Asked
from qa.evaluate import Dataset, Ground, Question, judge
from qa.evaluate.judging.evidence import sentence_overlap
from qa.evaluate.judging.field_answers import field_outcome, stands_in
from qa.question_kind import JUDGEMENTS

__all__ = ["Domain", "Label", "label_of", "sentence_gain"]

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Domain:
    """Questions of one kind of documents, as they were read.

    Attributes:
        dataset: The questions.
        ground: Where gold answers stand.
        asked: From ``read_questions``.
    """

    dataset: Dataset
    ground: Ground
    asked: Sequence[Asked]

    @property
    def name(self) -> str:
        """The dataset's."""
        return self.dataset.name

    def group_of(self, question: Question) -> str:
        """What questions of one document have in common, so that they are held out together."""
        return self.dataset.paragraphs[question.paragraph].title


@dataclass(frozen=True, slots=True)
class Label:
    """What is right about the best candidate and the chosen sentences.

    Attributes:
        answer: Whether the words are right; None where the words of an answer are not known, or
            none are asked for: a judgement has no words.
        evidence: Whether a person would mark the sentences.
        gain: How right the answer is, 0 to 1, for choosing between settings; None like ``answer``.
        gold_first: Whether the best candidate stands in the gold paragraph; None without one.
    """

    answer: bool | None
    evidence: bool
    gain: float | None
    gold_first: bool | None = None


def label_of(domain: Domain, asked: Asked, known: Examined, *, whole_sentences: bool) -> Label:
    """Judge one examined question by what would be shown."""
    label = _label(domain, asked, known, whole_sentences=whole_sentences)
    return replace(label, answer=None) if known.kind in JUDGEMENTS else label


def _label(domain: Domain, asked: Asked, known: Examined, *, whole_sentences: bool) -> Label:
    question = asked.question
    if asked.left_out:
        return Label(False, False, None)
    citations: Sequence[Citation] = ()
    if known.evidence:
        citations = _shown(question.text, known, "evidence", whole_sentences).citations
    outcome: Outcome = "answer" if known.candidates else "none"
    answer = _shown(question.text, known, outcome, whole_sentences)
    if domain.dataset.kind == "field":
        right = field_outcome(question, answer).right
        bears = stands_in(question, citations)
        return Label(right >= _HALF, bears, right if question.has_words else None)
    judgement = judge(question, answer, domain.ground)
    overlap = sentence_overlap(citations, question, domain.ground)
    bears = overlap is not None and (overlap.precision or 0.0) >= _HALF
    if question.answerable and not question.has_words:
        return Label(None, bears, None)
    gain = float(judgement.right) if whole_sentences else judgement.f1
    first = judgement.gold_first
    return Label(judgement.right, bears, gain if question.answerable else None, first)


def _shown(question: str, known: Examined, outcome: Outcome, whole_sentences: bool) -> Answer:
    answer = compose(
        question,
        known,
        outcome,
        Probabilities(1.0, 1.0),
        calibrated=False,
        whole_sentences=whole_sentences,
        searched=Searched(0),
        milliseconds={},
    )
    return finished(answer, known)


def sentence_gain(domain: Domain, asked: Asked, sentences: Sequence[Sentence]) -> float | None:
    """How right chosen sentences are, 0 to 1; None where that is not known, or all are left out.

    Their F1 against marked sentences; where evidence is quoted, whether it stands in them.
    """
    question = asked.question
    if asked.left_out:
        return None
    citations = evidence_citations(sentences, 1.0)
    if question.marked:
        overlap = sentence_overlap(citations, question, domain.ground)
        return None if overlap is None else overlap.f1
    return float(stands_in(question, citations)) if question.evidence else None
