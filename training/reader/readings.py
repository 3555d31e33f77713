"""Texts cut from documents, with what a reader with two heads learns from each.

A text is a run of whole sentences, like the product's passages. It teaches the answer's words where
a set marks words, and the sentences that answer or explain where a set marks sentences. Where a set
marks only words, the sentences that hold them count as marked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tokenizers import Tokenizer

from index.text.sentences import sentence_spans
from index.values import Span
from training.reader.examples import holds_text
from training.reader.sources import Asked

__all__ = ["Cutter", "Reading"]

_LINE = re.compile(r"\S[^\n]*(?<=\S)")
_CELLS = re.compile(r" \| |: ")


@dataclass(frozen=True, slots=True)
class Reading:
    """One question read against one text.

    Attributes:
        question: As asked.
        lead: Title or heading path that is read before the text and cannot answer; may be empty.
        text: What is read.
        golds: Answer spans in ``text``, repeated where annotators agreed; empty when it has none.
        answer_known: Whether ``golds`` is complete; False where unmarked words answer.
        sentences: Spans of the text's sentences.
        marked: For each sentence whether it answers or explains; empty when unknown.
        source: Name of the training set.
    """

    question: str
    lead: str
    text: str = field(repr=False)
    golds: tuple[Span, ...]
    answer_known: bool
    sentences: tuple[Span, ...] = field(repr=False)
    marked: tuple[bool, ...]
    source: str


class Cutter:
    """Cuts documents to runs of whole sentences, at random places."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._tokenizer = tokenizer
        self._rng = rng
        self._sentences_of: dict[str, list[tuple[Span, int]]] = {}

    def around_answer(self, asked: Asked, tokens: int) -> Reading:
        """Cut the sentences of one answer or one piece of evidence, and neighbours that fit.

        A section of evidence that is longer than ``tokens`` gives some part of it; the sentences
        of an answer stay whole. A document without answer is cut anywhere.
        """
        sentences = self._sentences(asked.text)
        focus = self._rng.choice(asked.golds or asked.evidence or (Span(0, len(asked.text)),))
        touched = [i for i, (span, _) in enumerate(sentences) if span.overlaps(focus)]
        if not touched:
            return self._reading(asked, Span(0, len(asked.text)))
        first, last = touched[0], touched[-1]
        used = sum(count for _, count in sentences[first : last + 1])
        while used > tokens and first < last:
            if self._rng.random() < 0.5:
                used -= sentences[first][1]
                first += 1
            else:
                used -= sentences[last][1]
                last -= 1
        if asked.golds:
            first, last = touched[0], touched[-1]
        first, last = self._grown(sentences, first, last, tokens, range(len(sentences)))
        start, end = sentences[first][0].start, sentences[last][0].end
        if asked.golds:
            # Some annotators marked blanks before or behind the words.
            start, end = min(start, focus.start), max(end, focus.end)
        return self._reading(asked, Span(start, end))

    def whole(self, asked: Asked, tokens: int) -> Reading | None:
        """Return the whole document; None if it has more than ``tokens`` tokens."""
        counts = [count for _, count in self._sentences(asked.text)]
        return self._reading(asked, Span(0, len(asked.text))) if sum(counts) <= tokens else None

    def beside_answer(self, asked: Asked, tokens: int) -> Reading | None:
        """Cut sentences of the same document that neither answer nor explain; None without any."""
        sentences = self._sentences(asked.text)
        taken = (*asked.golds, *(asked.evidence or ()))
        free = [
            i
            for i, (span, _) in enumerate(sentences)
            if not any(span.overlaps(other) for other in taken)
            and not holds_text(asked.text[span.start : span.end], asked.answers)
        ]
        if not free:
            return None
        start = self._rng.choice(free)
        first, last = self._grown(sentences, start, start, tokens, free)
        span = Span(sentences[first][0].start, sentences[last][0].end)
        used = sum(count for _, count in sentences[first : last + 1])
        if used < tokens // 4 or used > 2 * tokens:
            return None
        reading = self._reading(asked, span)
        if holds_text(reading.text, asked.answers):
            return None
        nothing_marked = tuple(False for _ in reading.sentences)
        return replace(reading, golds=(), answer_known=True, marked=nothing_marked)

    def passages(self, text: str, tokens: int) -> Iterator[tuple[Span, list[Span]]]:
        """Cut a text greedily to runs of sentences that do not overlap; yield each with them."""
        run: list[Span] = []
        used = 0
        for span, count in self._sentences(text):
            if run and used + count > tokens:
                yield Span(run[0].start, run[-1].end), run
                run, used = [], 0
            run.append(span)
            used += count
        if run:
            yield Span(run[0].start, run[-1].end), run

    def _reading(self, asked: Asked, span: Span) -> Reading:
        sentences = _within((sentence for sentence, _ in self._sentences(asked.text)), span)
        marks = _within(asked.evidence if asked.evidence is not None else asked.golds, span)
        return Reading(
            question=asked.question,
            lead=asked.lead,
            text=asked.text[span.start : span.end],
            golds=_within((gold for gold in asked.golds if span.contains(gold)), span),
            answer_known=not asked.is_answered or bool(asked.golds),
            sentences=sentences,
            marked=tuple(any(_is_about(part, mark) for mark in marks) for part in sentences),
            source=asked.source,
        )

    def _grown(
        self,
        sentences: Sequence[tuple[Span, int]],
        first: int,
        last: int,
        tokens: int,
        allowed: Sequence[int],
    ) -> tuple[int, int]:
        """Add allowed neighbours at random ends as long as one fits; return first and last."""
        used = sum(count for _, count in sentences[first : last + 1])
        free = set(allowed)
        while True:
            steps = [
                i for i in (first - 1, last + 1) if i in free and used + sentences[i][1] <= tokens
            ]
            if not steps:
                return first, last
            step = self._rng.choice(steps)
            used += sentences[step][1]
            first, last = min(first, step), max(last, step)

    def _sentences(self, text: str) -> list[tuple[Span, int]]:
        """Split a text; return each sentence with its number of tokens."""
        if text not in self._sentences_of:
            spans = [line for span in sentence_spans(text) for line in _lines(text, span)]
            encoded = self._tokenizer.encode_batch(
                [text[span.start : span.end] for span in spans], add_special_tokens=False
            )
            self._sentences_of[text] = [
                (span, len(encoding.ids)) for span, encoding in zip(spans, encoded, strict=True)
            ]
        return self._sentences_of[text]


def _within(spans: Iterable[Span], outer: Span) -> tuple[Span, ...]:
    """Cut spans to ``outer`` and count their offsets from its start; drop those outside it."""
    return tuple(
        Span(max(span.start, outer.start) - outer.start, min(span.end, outer.end) - outer.start)
        for span in spans
        if span.overlaps(outer)
    )


def _lines(text: str, sentence: Span) -> list[Span]:
    """Split rows of a table, or turns of a talk, that the splitter took for one sentence."""
    lines = [match.span() for match in _LINE.finditer(text, sentence.start, sentence.end)]
    if sum(_CELLS.search(text[start:end]) is not None for start, end in lines) < 2:
        return [sentence]
    return [Span(start, end) for start, end in lines]


def _is_about(sentence: Span, mark: Span) -> bool:
    """Whether half of the shorter lies in the other: different tools split marks and sentences."""
    shared = min(sentence.end, mark.end) - max(sentence.start, mark.start)
    return shared > 0 and 2 * shared >= min(len(sentence), len(mark))
