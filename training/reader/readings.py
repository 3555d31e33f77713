"""Texts cut from documents, with what a reader of two heads is to learn from each.

A text is a run of whole sentences, as the product's passages are. It teaches the answer's words
where a set marks words, and which sentences answer or explain where a set marks sentences; where
only words are marked, the sentences that hold them count as marked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
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
        answer_known: Whether ``golds`` says all. False: the text answers by words nobody marked.
        sentences: The text's sentences.
        marked: For each sentence whether it answers or explains; empty when nobody knows.
        source: Name of the training set.
        group: The same for texts that are read for one question together; empty for a text alone.
    """

    question: str
    lead: str
    text: str = field(repr=False)
    golds: tuple[Span, ...]
    answer_known: bool
    sentences: tuple[Span, ...] = field(repr=False)
    marked: tuple[bool, ...]
    source: str
    group: str = ""


class Cutter:
    """Cuts documents to runs of whole sentences, at random places."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._tokenizer = tokenizer
        self._rng = rng
        self._known: dict[str, list[tuple[Span, int]]] = {}

    def around_answer(self, asked: Asked, tokens: int) -> Reading:
        """The sentences of one answer or one piece of evidence, and neighbours that fit."""
        sentences = self._sentences(asked.text)
        focus = self._rng.choice(asked.golds or asked.evidence or (Span(0, len(asked.text)),))
        touched = [i for i, (span, _) in enumerate(sentences) if span.overlaps(focus)]
        if not touched:
            return self._reading(asked, Span(0, len(asked.text)))
        first, last = touched[0], touched[-1]
        used = sum(count for _, count in sentences[first : last + 1])
        while used > tokens and first < last:  # A section: any part of it that fits.
            if self._rng.random() < 0.5:
                used -= sentences[first][1]
                first += 1
            else:
                used -= sentences[last][1]
                last -= 1
        if asked.golds:
            golds = [i for i in touched if sentences[i][0].overlaps(focus)]
            first, last = min(first, golds[0]), max(last, golds[-1])
        first, last = self._grown(sentences, first, last, tokens, range(len(sentences)))
        return self._reading(asked, Span(sentences[first][0].start, sentences[last][0].end))

    def whole(self, asked: Asked, tokens: int) -> Reading | None:
        """The whole document; None if it is longer."""
        counts = [count for _, count in self._sentences(asked.text)]
        return self._reading(asked, Span(0, len(asked.text))) if sum(counts) <= tokens else None

    def beside_answer(self, asked: Asked, tokens: int) -> Reading | None:
        """Sentences of the same document that neither answer nor explain; None without such."""
        sentences = self._sentences(asked.text)
        taken = (*asked.golds, *(asked.evidence or ()))
        free = [
            i
            for i, (span, _) in enumerate(sentences)
            if not any(span.overlaps(one) for one in taken)
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
        made = self._reading(asked, span)
        return None if holds_text(made.text, asked.answers) else self._nothing(made)

    def passages(self, text: str, tokens: int) -> Iterator[tuple[Span, list[Span]]]:
        """The text cut greedily to runs of sentences, each with its sentences; they don't overlap."""
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

    @staticmethod
    def _nothing(made: Reading) -> Reading:
        return replace(
            made, golds=(), answer_known=True, marked=tuple(False for _ in made.sentences)
        )

    def _reading(self, asked: Asked, span: Span) -> Reading:
        start, end = span.start, span.end
        sentences = tuple(
            Span(max(one.start, start) - start, min(one.end, end) - start)
            for one, _ in self._sentences(asked.text)
            if one.overlaps(span)
        )
        golds = tuple(
            Span(one.start - start, one.end - start) for one in asked.golds if span.contains(one)
        )
        evidence = asked.evidence if asked.evidence is not None else asked.golds
        marks = [
            Span(max(one.start, start) - start, min(one.end, end) - start)
            for one in evidence
            if one.overlaps(span)
        ]
        marked = tuple(any(_is_about(one, mark) for mark in marks) for one in sentences)
        answer_known = not asked.is_answered or bool(asked.golds)
        return Reading(
            asked.question, asked.lead, asked.text[start:end], golds, answer_known, sentences,
            marked, asked.source,
        )  # fmt: skip

    def _grown(
        self,
        sentences: Sequence[tuple[Span, int]],
        first: int,
        last: int,
        tokens: int,
        allowed: Sequence[int],
    ) -> tuple[int, int]:
        used = sum(count for _, count in sentences[first : last + 1])
        free = set(allowed)
        while True:
            steps = [
                one for one in (first - 1, last + 1)
                if one in free and used + sentences[one][1] <= tokens
            ]  # fmt: skip
            if not steps:
                return first, last
            step = self._rng.choice(steps)
            used += sentences[step][1]
            first, last = min(first, step), max(last, step)

    def _sentences(self, text: str) -> list[tuple[Span, int]]:
        if text not in self._known:
            spans = [line for span in sentence_spans(text) for line in _lines(text, span)]
            encoded = self._tokenizer.encode_batch(
                [text[span.start : span.end] for span in spans], add_special_tokens=False
            )
            self._known[text] = [(s, len(e.ids)) for s, e in zip(spans, encoded, strict=True)]
        return self._known[text]


def _lines(text: str, sentence: Span) -> list[Span]:
    """Rows of a table, or turns of a talk, that the splitter took for one sentence."""
    lines = [match.span() for match in _LINE.finditer(text, sentence.start, sentence.end)]
    if sum(_CELLS.search(text[start:end]) is not None for start, end in lines) < 2:
        return [sentence]
    return [Span(start, end) for start, end in lines]


def _is_about(sentence: Span, mark: Span) -> bool:
    """Whether most of one lies in the other: marks and sentences were split by different tools."""
    shared = min(sentence.end, mark.end) - max(sentence.start, mark.start)
    return shared > 0 and 2 * shared >= min(len(sentence), len(mark))
