"""What probabilities are computed from: figures of the best answer and of the best sentences.

None is relative to the number of documents: in a folder of one document some passage is always the
best by far, whether it answers or not. Evidence has few features: more fit the questions that the
function is fitted to, and carry over worse to other documents (docs/decisions/0055-*.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from qa.answering.candidates import Candidate, Place, runner_up
from qa.answering.evidence_choice import Sentence
from qa.answering.question_words import QuestionWords
from qa.question_kind import JUDGEMENTS, QuestionKind
from qa.retriever import Hit

__all__ = [
    "ANSWER_FEATURES",
    "EVIDENCE_FEATURES",
    "Examined",
    "answer_features",
    "evidence_features",
]

_MOST_MARGIN = 8.0
_NO_RIVALS = -4.0
_MOST_SCORE = 20.0
_MOST_HEAD = 10.0

ANSWER_FEATURES = (
    "score", "margin", "spread", "sentence", "agreement", "words", "passage_words", "rank",
    "length", "judgement", "cosine", "known", "figures_missing", "names_missing", "title",
    "reason", "manner", "listing", "keywords", "label", "amount",
)  # fmt: skip
EVIDENCE_FEATURES = (
    "best", "second", "span", "words", "passage_words", "title", "cosine", "passage_cosine",
    "ahead",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examined:
    """All that is known of a question before it is decided.

    Attributes:
        kind: Of the question.
        words: Of the question.
        hits: The passages that were read.
        candidates: Distinct answers, best first.
        sentences: The best sentences, best first.
        evidence: Those of them that would be shown, best first.
    """

    kind: QuestionKind
    words: QuestionWords
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    sentences: tuple[Sentence, ...]
    evidence: tuple[Sentence, ...]


def answer_features(examined: Examined) -> dict[str, float]:
    """Features of the best candidate; there must be one.

    ``score``: log-odds of the best answer against none, within 20. ``margin``: log of its
    probability over that of the next distinct answer, at most 8, times a share that falls from 1
    to 0 around a score of -4: that one wrong answer beats another says nothing. ``spread``: share
    of the candidates' probability that it has. ``sentence``: log-odds of the sentence it stands
    in. ``agreement``: whether that is the best sentence. ``words``, ``passage_words``: shares of
    the question's words in its sentences, and in its passage with title and headings. ``rank``:
    what its passage falls short of the best one. ``length``: log of its characters. ``cosine``: of
    the question and the nearest passage.
    """
    best = examined.candidates[0]
    place = best.places[0]
    second = runner_up(examined.candidates)
    margin = _MOST_MARGIN
    if second is not None and second.probability > 0:
        margin = min(_MOST_MARGIN, math.log(best.probability / second.probability))
    score = max(-_MOST_SCORE, min(_MOST_SCORE, best.score))
    evidence = place.document.text[place.evidence.start : place.evidence.end]
    own = [s for s in examined.sentences if _holds(s, place)]
    values = {
        "score": score,
        "margin": margin / (1 + math.exp((_NO_RIVALS - score) / 2)),
        "spread": best.probability,
        "sentence": _head(max((s.head for s in own), default=-_MOST_HEAD)),
        "agreement": float(bool(examined.sentences) and _holds(examined.sentences[0], place)),
        "words": examined.words.share_in(evidence),
        "length": math.log(len(place.answer)),
        "judgement": float(examined.kind in JUDGEMENTS),
    }
    return values | _of_passage(examined, place.hit, evidence)


def evidence_features(examined: Examined) -> dict[str, float]:
    """Features of the chosen sentences; there must be one.

    ``best``, ``second``: log-odds of the best sentence, and of the next one. ``span``: log-odds of
    the best answer against none. ``words``, ``passage_words``, ``title``: shares of the question's
    words in the sentences, with the passage of the best one and its title and headings, and in
    these alone. ``cosine``, ``passage_cosine``: of the question and the nearest passage, and of the
    question and the passage of the best sentence. ``ahead``: how far the score of the best passage
    is above the mean of those that were read: where nothing bears on a question, all passages are
    about as far from it.
    """
    first, best = examined.evidence[0], examined.sentences[0]
    text = " ".join(s.document.text[s.span.start : s.span.end] for s in examined.evidence)
    others = [s.head for s in examined.sentences if s is not best]
    score = examined.candidates[0].score if examined.candidates else -_MOST_SCORE
    hit = examined.hits[first.hit]
    scores = [each.score for each in examined.hits]
    return {
        "best": _head(best.head),
        "second": _head(max(others, default=-_MOST_HEAD)),
        "span": max(-_MOST_SCORE, min(_MOST_SCORE, score)),
        "words": examined.words.share_in(text),
        "passage_words": examined.words.share_in(f"{hit.lead}\n{hit.text}\n{text}"),
        "title": examined.words.share_in(hit.lead),
        "cosine": max(each.dense for each in examined.hits),
        "passage_cosine": hit.dense,
        "ahead": max(scores) - sum(scores) / len(scores),
    }


def _of_passage(examined: Examined, hit: Hit, text: str) -> dict[str, float]:
    words, kind = examined.words, examined.kind
    around = f"{hit.lead}\n{hit.text}\n{text}"
    return {
        "passage_words": words.share_in(around),
        "rank": hit.score - max(each.score for each in examined.hits),
        "cosine": max(each.dense for each in examined.hits),
        "known": 1 - words.unknown_share,
        "figures_missing": words.missing_in(around, figures=True),
        "names_missing": words.missing_in(around, figures=False),
        "title": words.share_in(hit.lead),
        "reason": float(kind == "why"),
        "manner": float(kind == "how"),
        "listing": float(kind == "list"),
        "keywords": float(kind == "keyword"),
        "label": float(kind == "clause"),
        "amount": float(kind in ("how-many", "when")),
    }


def _holds(sentence: Sentence, place: Place) -> bool:
    return sentence.document.id == place.document.id and sentence.span.overlaps(place.answer)


def _head(value: float) -> float:
    return max(-_MOST_HEAD, min(_MOST_HEAD, value))
