"""The question-answering pipeline that transformers had until version 4, with its defaults.

Version 5 has no ``pipeline("question-answering")``, so this module does its documented steps.
Windows have 384 tokens and overlap by 128. Question and special tokens are masked, except the first
token, which takes part in the softmax as "no answer". The score of a span is the probability of its
start times that of its end, over spans of at most 15 tokens. The best span of all windows wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from benchmarks.peers.best_span import ScoredSpan, best_span

__all__ = ["SpanPipeline"]

_LONGEST_WINDOW = 384
_STRIDE = 128


class SpanPipeline:
    """Reads texts for one question at a time."""

    def __init__(self, folder: Path) -> None:
        """Load a Hugging Face question-answering checkpoint in fp32."""
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModelForQuestionAnswering.from_pretrained(
            str(folder), local_files_only=True
        ).eval()

    def __call__(self, question: str, texts: Sequence[str]) -> list[ScoredSpan | None]:
        """Return score, start and end of each text's best span, in characters; None for no span."""
        windows = self._tokenizer(
            [question] * len(texts),
            list(texts),
            truncation="only_second",
            max_length=_LONGEST_WINDOW,
            stride=_STRIDE,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        owners = windows.pop("overflow_to_sample_mapping").tolist()
        offsets = windows.pop("offset_mapping").tolist()
        with torch.inference_mode():
            output = self._model(**windows)
        starts = output.start_logits.numpy().astype(np.float64)
        ends = output.end_logits.numpy().astype(np.float64)
        best: list[ScoredSpan | None] = [None] * len(texts)
        for number, owner in enumerate(owners):
            context = np.array([part == 1 for part in windows.sequence_ids(number)])
            found = best_span(starts[number], ends[number], context)
            known = best[owner]
            if found is not None and (known is None or found[0] > known[0]):
                score, first, last = found
                best[owner] = (score, offsets[number][first][0], offsets[number][last][1])
        return best
