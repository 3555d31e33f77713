"""Any local Hugging Face extractive question-answering model as a reader, run by transformers.

Question and passage are encoded together; a passage longer than the model reads is windowed with
a stride, never cut. A span's score is its start logit plus its end logit, minus the window's
no-answer score (both logits at the first token; Devlin et al., 2019, section 4.3). Ends before
starts, special tokens and the question are masked.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.files import sha256_of
from qa.reader import ScoredSpan
from qa.retriever import Hit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ExtractiveReader", "ReaderError", "best_spans"]

Scores = npt.NDArray[np.float32]

MAX_WINDOW_TOKENS = 384
STRIDE_TOKENS = 128
MAX_ANSWER_TOKENS = 60
SPANS_PER_WINDOW = 20
_BATCH = 8


class ReaderError(RuntimeError):
    """A reader that cannot be loaded; the message says why in one line."""


class ExtractiveReader:
    """Scores answer spans inside passages."""

    whole_sentences = False

    def __init__(self, folder: Path) -> None:
        """Load tokenizer and weights from a folder.

        Raises:
            ReaderError: No such folder, no safetensors weights, or no fast tokenizer.
        """
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise ReaderError(f"{folder}: no reader here (model.safetensors is missing)")
        # Imported here: they take seconds, and nothing else needs them.
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._torch = torch
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(
                str(folder), local_files_only=True, trust_remote_code=False, use_fast=True
            )
            model, loading = AutoModelForQuestionAnswering.from_pretrained(
                str(folder),
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                output_loading_info=True,
            )
        except Exception as error:  # damaged files raise errors of many kinds, plain ones too
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ReaderError(f"{folder}: the reader cannot be loaded: {reason}") from error
        if loading["missing_keys"]:
            # transformers makes up random weights for what a file lacks.
            lacking = ", ".join(sorted(loading["missing_keys"])[:3])
            raise ReaderError(f"{folder}: not a question-answering model; it lacks {lacking}")
        self._model: Any = model.eval()
        if not self._tokenizer.is_fast:
            raise ReaderError(f"{folder}: the tokenizer gives no offsets; a fast one is needed")
        limit = min(
            int(self._tokenizer.model_max_length),
            int(getattr(self._model.config, "max_position_embeddings", MAX_WINDOW_TOKENS)),
        )
        self._max_tokens = min(limit, MAX_WINDOW_TOKENS)
        # A fast tokenizer keeps truncation as its own state, so one thread at a time.
        self._tokenizing = threading.Lock()
        self._fingerprint = f"extractive/1 weights={sha256_of(weights)}"

    @property
    def fingerprint(self) -> str:
        """See ``Reader.fingerprint``."""
        return self._fingerprint

    def read(self, question: str, hits: Sequence[Hit]) -> list[ScoredSpan]:
        """See ``Reader.read``."""
        if not hits:
            return []
        with self._tokenizing:
            windows = self._windows(question, [hit.text for hit in hits])
        spans: list[ScoredSpan] = []
        # Windows of like length together: padding costs time and nothing else.
        order = sorted(range(len(windows["input_ids"])), key=lambda i: len(windows["input_ids"][i]))
        for low in range(0, len(order), _BATCH):
            batch = order[low : low + _BATCH]
            starts, ends = self._logits(windows, batch)
            for row, window in enumerate(batch):
                hit = hits[windows["overflow_to_sample_mapping"][window]]
                spans += self._spans(
                    starts[row], ends[row], windows, window, hit,
                    windows["overflow_to_sample_mapping"][window],
                )  # fmt: skip
        return sorted(spans, key=lambda span: -span.score)

    def _windows(self, question: str, texts: Sequence[str]) -> Mapping[str, Any]:
        # At most a third of a window for the question, so that passages always fit in beside it.
        ids = self._tokenizer(question, add_special_tokens=False, truncation=False)["input_ids"]
        limit = self._max_tokens // 3
        if len(ids) > limit:
            offsets = self._tokenizer(
                question, add_special_tokens=False, return_offsets_mapping=True
            )["offset_mapping"]
            question = question[: offsets[limit - 1][1]]
            ids = ids[:limit]
        room = self._max_tokens - len(ids) - self._tokenizer.num_special_tokens_to_add(pair=True)
        encoded: Mapping[str, Any] = self._tokenizer(
            [question] * len(texts),
            list(texts),
            truncation="only_second",
            max_length=self._max_tokens,
            stride=min(STRIDE_TOKENS, room // 2),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        return encoded

    def _logits(self, windows: Mapping[str, Any], batch: Sequence[int]) -> tuple[Scores, Scores]:
        names = [name for name in self._tokenizer.model_input_names if name in windows]
        padded = self._tokenizer.pad(
            {name: [windows[name][i] for i in batch] for name in names}, return_tensors="pt"
        )
        with self._torch.inference_mode():
            output = self._model(**padded)
        return output.start_logits.float().numpy(), output.end_logits.float().numpy()

    def _spans(
        self,
        starts: Scores,
        ends: Scores,
        windows: Mapping[str, Any],
        window: int,
        hit: Hit,
        number: int,
    ) -> list[ScoredSpan]:
        offsets = windows["offset_mapping"][window]
        sequence = windows.encodings[window].sequence_ids  # type: ignore[attr-defined]
        inside = np.array([one == 1 for one in sequence])
        length = len(offsets)
        no_answer = float(starts[0] + ends[0])
        found = []
        for first, last, score in best_spans(starts[:length], ends[:length], inside):
            start = hit.passage.start + offsets[first][0]
            end = hit.passage.start + offsets[last][1]
            text = hit.document.text[start:end]
            # Byte-level tokenizers count the space before a word as the word's.
            start += len(text) - len(text.lstrip())
            end -= len(text) - len(text.rstrip())
            if start < end:
                found.append(ScoredSpan(number, start, end, score - no_answer))
        return found


def best_spans(
    starts: Scores, ends: Scores, inside: npt.NDArray[np.bool_]
) -> list[tuple[int, int, float]]:
    """The best spans of one window as (first token, last token, start logit + end logit).

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
        (int(first), int(last), float(starts[first] + ends[last]))
        for first in first_ones
        for last in last_ones
        if first <= last < first + MAX_ANSWER_TOKENS
    )
    return heapq.nlargest(SPANS_PER_WINDOW, pairs, key=lambda pair: pair[2])
