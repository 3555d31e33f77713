"""Training examples: a question, a text, and where annotators marked the answer."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tokenizers import Tokenizer

from index.text.sentences import sentence_spans
from index.values import Span
from qa.answering.normalize import normalized
from qa.evaluate import Dataset, Question

__all__ = ["Cropper", "Example", "holds_text", "positives"]


@dataclass(frozen=True, slots=True)
class Example:
    """One question about one text.

    Attributes:
        question: As asked.
        text: The passage.
        golds: Answer spans in ``text``, repeated where annotators agreed; empty when the text
            does not answer the question.
        answers: The answers' texts, also when ``text`` does not hold them.
        source: Name of the dataset.
        key: Identifies the paragraph that the question was written for.
        group: Equal for texts that are read together for one question; empty for a single text.
    """

    question: str
    text: str = field(repr=False)
    golds: tuple[Span, ...]
    answers: tuple[str, ...]
    source: str
    key: str
    group: str = ""


def positives(dataset: Dataset, questions: Iterable[Question]) -> list[Example]:
    """Return the questions with their whole paragraphs."""
    found = []
    for question in questions:
        golds = tuple(gold.span for gold in question.golds)
        if golds:
            found.append(
                Example(
                    question.text.strip(),
                    dataset.paragraphs[question.paragraph].text,
                    golds,
                    question.gold_texts,
                    dataset.name,
                    f"{dataset.name}:{question.paragraph}",
                )
            )
    return found


def holds_text(text: str, answers: Sequence[str]) -> bool:
    """Whether one of the answers occurs in the text, by SQuAD's normalisation, as whole words."""
    padded = f" {normalized(text)} "
    return any(f" {answer} " in padded for answer in map(normalized, answers) if answer)


class Cropper:
    """Cuts texts to runs of whole sentences, at random places."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._tokenizer = tokenizer
        self._rng = rng
        self._known: dict[str, list[tuple[Span, int]]] = {}

    def around_answer(self, example: Example, tokens: int) -> Example:
        """Cut to the sentences of one annotator's answer and as many neighbours as fit.

        Answers of other annotators outside the cut are dropped.
        """
        sentences = self._sentences(example.text)
        gold = self._rng.choice(example.golds)
        touched = [i for i, (span, _) in enumerate(sentences) if span.overlaps(gold)]
        if not touched:
            return example
        kept = self._grown(sentences, touched[0], touched[-1], tokens)
        start = min(kept.start, gold.start)
        end = max(kept.end, gold.end)
        golds = tuple(
            Span(one.start - start, one.end - start)
            for one in example.golds
            if start <= one.start and one.end <= end
        )
        return replace(example, text=example.text[start:end], golds=golds)

    def beside_answer(self, example: Example, tokens: int) -> Example | None:
        """Return neighbouring sentences without the answer; None if there are none."""
        sentences = self._sentences(example.text)
        free = [
            i
            for i, (span, _) in enumerate(sentences)
            if not any(span.overlaps(gold) for gold in example.golds)
            and not holds_text(example.text[span.start : span.end], example.answers)
        ]
        if not free:
            return None
        first = last = self._rng.choice(free)
        used = sentences[first][1]
        allowed = set(free)
        while True:
            steps = [
                one for one in (first - 1, last + 1)
                if one in allowed and used + sentences[one][1] <= tokens
            ]  # fmt: skip
            if not steps:
                break
            step = self._rng.choice(steps)
            used += sentences[step][1]
            first, last = min(first, step), max(last, step)
        if used < tokens // 4 or used > 2 * tokens:
            return None
        text = example.text[sentences[first][0].start : sentences[last][0].end]
        if holds_text(text, example.answers):
            return None
        return replace(example, text=text, golds=())

    def _grown(
        self, sentences: Sequence[tuple[Span, int]], first: int, last: int, tokens: int
    ) -> Span:
        used = sum(count for _, count in sentences[first : last + 1])
        while True:
            steps = [
                one for one in (first - 1, last + 1)
                if 0 <= one < len(sentences) and used + sentences[one][1] <= tokens
            ]  # fmt: skip
            if not steps:
                return Span(sentences[first][0].start, sentences[last][0].end)
            step = self._rng.choice(steps)
            used += sentences[step][1]
            first, last = min(first, step), max(last, step)

    def _sentences(self, text: str) -> list[tuple[Span, int]]:
        if text not in self._known:
            spans = sentence_spans(text)
            encoded = self._tokenizer.encode_batch(
                [text[span.start : span.end] for span in spans], add_special_tokens=False
            )
            self._known[text] = [(s, len(e.ids)) for s, e in zip(spans, encoded, strict=True)]
        return self._known[text]
