"""Fit the sentence reader and its calibration.

    python -m training.fit_sentence_reader DATA [--questions 1200] [--store DIR]

Questions of ``dev/squad1_tune`` are asked of the 3,641 paragraphs of ``dev/``, ``bench/`` and
``train/squadshifts_new_wiki``: once with their article in the index and once with it left out.
Fitted are (1) the sentence score: the log-odds that a sentence holds the answer, (2) the
confidence: the probability that the best sentence does, over both kinds of questions, and
(3) the default threshold: the lowest at which at most 10 % of the left-out questions get an
answer. Writes ``reader.json`` and ``calibration.json`` into ``qa/models/sentence_reader``.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from index.models import load_embedder
from index.values import Span
from qa.chatbot import READ_PASSAGES, SENTENCE_CALIBRATION, SENTENCE_WEIGHTS
from qa.confidence import FEATURES, Calibration, features
from qa.decision import candidates
from qa.evaluate import Dataset, Question
from qa.reader import ScoredSpan
from qa.retriever import Hit, Retriever
from qa.sentence_reader import SentenceReader, SentenceWeights, sentence_features
from training.paragraphs import paragraph_corpus, read_all
from training.remembering import Remembering

LEFT_OUT_ANSWERED = 0.10


def main() -> None:
    """Fit and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", type=Path, help="keep the corpus here for the next run")
    options = parser.parse_args()
    datasets = read_all(options.data)
    tune = datasets[0]
    asked = random.Random(options.seed).sample(tune.questions, options.questions)  # noqa: S311
    embedder = Remembering(load_embedder())
    with paragraph_corpus(datasets, embedder, options.store) as (corpus, ids):
        retriever = Retriever(corpus)
        without = _without_article(tune, ids)
        rows: list[tuple[Question, bool, tuple[Hit, ...], Any]] = []
        for question in tqdm(asked, desc="reading", unit="question"):
            title = tune.paragraphs[question.paragraph].title
            for left_out, documents in ((False, None), (True, without[title])):
                hits = retriever.search(question.text, READ_PASSAGES, documents)
                rows.append(
                    (question, left_out, hits, sentence_features(question.text, hits, embedder))
                )
    weights = _fit_sentences(rows, tune)
    SENTENCE_WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    SENTENCE_WEIGHTS.write_text(json.dumps(asdict(weights), indent=2) + "\n", encoding="utf-8")
    reader = SentenceReader(embedder, weights)
    parts = {
        "reader": reader.fingerprint,
        "embedder": embedder.fingerprint,
        "fusion": retriever.settings.fingerprint,
    }
    calibration, notes = _fit_confidence(rows, tune, weights, parts)
    calibration.save(SENTENCE_CALIBRATION, notes)
    print(json.dumps({"sentence": asdict(weights), "confidence": notes}, indent=2))


def _without_article(tune: Dataset, ids: list[list[str]]) -> dict[str, list[str]]:
    """For each article, the ids of all documents outside it; ``ids[0]`` belongs to ``tune``."""
    others = [one for group in ids[1:] for one in group]
    titles = {paragraph.title for paragraph in tune.paragraphs}
    return {
        title: others
        + [
            id_ for id_, paragraph in zip(ids[0], tune.paragraphs, strict=True)
            if paragraph.title != title
        ]
        for title in titles
    }  # fmt: skip


def _holds(question: Question, tune: Dataset, hit: Hit, span: Span) -> bool:
    paragraph = tune.paragraphs[question.paragraph]
    return hit.document.text == paragraph.text and any(
        span.contains(gold.span) for gold in question.golds
    )


def _fit_sentences(rows: list[Any], tune: Dataset) -> SentenceWeights:
    inputs: list[tuple[float, float, float]] = []
    labels: list[bool] = []
    for question, left_out, hits, (places, values) in rows:
        if not left_out:
            inputs += values
            labels += [_holds(question, tune, hits[hit], span) for hit, span in places]
    model = LogisticRegression(C=100.0, max_iter=1000).fit(inputs, labels)
    cosine, overlap, passage = (round(float(w), 4) for w in model.coef_[0])
    return SentenceWeights(round(float(model.intercept_[0]), 4), cosine, overlap, passage)


def _fit_confidence(
    rows: list[Any], tune: Dataset, w: SentenceWeights, parts: dict[str, str]
) -> tuple[Calibration, dict[str, Any]]:
    inputs: list[list[float]] = []
    right: list[bool] = []
    left: list[bool] = []
    for question, left_out, hits, (places, values) in rows:
        spans = [
            ScoredSpan(hit, span.start, span.end, w.score(*value))
            for (hit, span), value in zip(places, values, strict=True)
        ]
        found = candidates(spans, hits)
        best = found[0].places[0]
        named = features(found, hits)
        inputs.append([named[name] for name in FEATURES])
        right.append(_holds(question, tune, best.hit, best.evidence))
        left.append(left_out)
    model = LogisticRegression(C=100.0, max_iter=1000).fit(inputs, right)
    probabilities = model.predict_proba(inputs)[:, 1]
    is_left = np.array(left)
    threshold = float(np.quantile(probabilities[is_left], 1 - LEFT_OUT_ANSWERED))
    threshold = float(np.ceil(threshold * 1e4) / 1e4)
    weights = dict(zip(FEATURES, (round(float(c), 4) for c in model.coef_[0]), strict=True))
    calibration = Calibration(weights, round(float(model.intercept_[0]), 4), threshold, parts)
    notes = {
        "data": "squad1_tune, half of the questions with their article left out",
        "questions": len(rows),
        "right_sentence_first": float(np.mean(np.array(right)[~is_left])),
        "left_out_answered": float(np.mean(probabilities[is_left] >= threshold)),
        "others_answered": float(np.mean(probabilities[~is_left] >= threshold)),
        "min_confidence": threshold,
    }
    return calibration, notes


if __name__ == "__main__":
    main()
