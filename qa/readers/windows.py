"""Turns a question and passages into windows of tokens, and logits into spans of the document.

Question and passage are encoded together; a passage longer than the model reads is windowed with
a stride, never cut. A span's score is its start logit plus its end logit, minus the window's
no-answer score (both logits at the first token; Devlin et al., 2019, section 4.3), less a little
for each further token. Ends before starts, special tokens, the question and the lead are masked.

The lead, title and headings above a passage, stands before the passage in each of its windows, as
in training.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from qa.readers.protocol import ScoredSpan
from qa.retriever import Hit

__all__ = ["MAX_WINDOW_TOKENS", "Logits", "Window", "Windower", "best_spans", "spans_of"]

Logits = npt.NDArray[np.float32]

MAX_WINDOW_TOKENS = 384
STRIDE_TOKENS = 128
MAX_LEAD_TOKENS = 24
MAX_ANSWER_TOKENS = 60
SPANS_PER_WINDOW = 20
TOKEN_COST = 0.1
"""Log-odds that each token of a span after its first one costs. Start and end are chosen apart from
each other, which favours spans from the start of one good answer to the end of another
(docs/reader.md)."""


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model.

    Attributes:
        passage: Index of the passage.
        ids: Token ids, special tokens included.
        type_ids: Segment of each token.
        inside: Whether each token belongs to the passage, shape (tokens,); the lead does not.
        offsets: Half-open code-point range of each token in the passage's text.
    """

    passage: int
    ids: Sequence[int]
    type_ids: Sequence[int]
    inside: npt.NDArray[np.bool_]
    offsets: Sequence[tuple[int, int]]


class Windower:
    """Makes windows; safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        """Take a tokenizer over.

        Args:
            tokenizer: Any with a template for pairs; its padding and truncation are switched off.
            max_tokens: Longest input of the model, special tokens included.
        """
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._max_tokens = min(max_tokens, MAX_WINDOW_TOKENS)
        self._special = tokenizer.num_special_tokens_to_add(True)

    def windows(
        self, question: str, texts: Sequence[str], leads: Sequence[str] = ()
    ) -> list[Window]:
        """Windows of all texts, in order; every token of a text is in at least one.

        Args:
            question: As asked.
            texts: To be read.
            leads: What stands above each text; none if not given, and none where one is empty. A
                long one loses its beginning, since the end of a path of headings says most.
        """
        asked: Encoding = self._tokenizer.encode(question, add_special_tokens=False)
        # At most a third of a window for the question, so that passages always fit in beside it.
        asked.truncate(self._max_tokens // 3)
        room = self._max_tokens - len(asked.ids) - self._special
        windows = []
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for number, text in enumerate(encoded):
            lead = self._lead(leads[number] if leads else "", room)
            free = room - len(lead.ids)
            text.truncate(free, min(STRIDE_TOKENS, free // 2))
            for part in (text, *text.overflowing):
                both = Encoding.merge([lead, part], growing_offsets=False)
                pair = self._tokenizer.post_process(asked, both)
                inside = np.array([side == 1 for side in pair.sequence_ids], np.bool_)
                inside[np.flatnonzero(inside)[: len(lead.ids)]] = False
                windows.append(Window(number, pair.ids, pair.type_ids, inside, pair.offsets))
        return windows

    def _lead(self, lead: str, room: int) -> Encoding:
        most = min(MAX_LEAD_TOKENS, room // 4)
        encoded: Encoding = self._tokenizer.encode(
            f"{lead}:" if lead else "", add_special_tokens=False
        )
        encoded.truncate(most, direction="left")
        return encoded


def spans_of(window: Window, starts: Logits, ends: Logits, hit: Hit) -> list[ScoredSpan]:
    """The window's best spans as spans of the document, best first.

    Args:
        window: Of the hit's passage.
        starts: Start logits, shape (tokens,) or longer (padding).
        ends: End logits, likewise.
        hit: The passage.
    """
    length = len(window.ids)
    no_answer = float(starts[0] + ends[0])
    spans = []
    for first, last, score in best_spans(starts[:length], ends[:length], window.inside):
        start = hit.passage.start + window.offsets[first][0]
        end = hit.passage.start + window.offsets[last][1]
        text = hit.document.text[start:end]
        # Byte-level tokenizers count the space before a word as the word's.
        start += len(text) - len(text.lstrip())
        end -= len(text) - len(text.rstrip())
        if start < end:
            spans.append(ScoredSpan(window.passage, start, end, score - no_answer))
    return spans


def best_spans(
    starts: Logits, ends: Logits, inside: npt.NDArray[np.bool_]
) -> list[tuple[int, int, float]]:
    """The best spans of one window as (first token, last token, score).

    A score is the start logit plus the end logit, less ``TOKEN_COST`` for each further token.

    Args:
        starts: Start logits, shape (tokens,).
        ends: End logits, shape (tokens,).
        inside: Whether each token belongs to the passage.

    Returns:
        At most 20, best first; last is never before first, both lie inside the passage, and a
        span has at most 60 tokens.
    """
    tokens = np.flatnonzero(inside)
    if not len(tokens):
        return []
    first_ones = tokens[np.argsort(-starts[tokens], kind="stable")[:SPANS_PER_WINDOW]]
    last_ones = tokens[np.argsort(-ends[tokens], kind="stable")[:SPANS_PER_WINDOW]]
    pairs = (
        (int(first), int(last), float(starts[first] + ends[last] - TOKEN_COST * (last - first)))
        for first in first_ones
        for last in last_ones
        if first <= last < first + MAX_ANSWER_TOKENS
    )
    return heapq.nlargest(SPANS_PER_WINDOW, pairs, key=lambda pair: pair[2])
