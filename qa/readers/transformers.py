"""A reader that runs a local Hugging Face question-answering model with transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.platform.files import sha256_of
from qa.errors import ReaderError
from qa.readers.protocol import Reading, ScoredSpan
from qa.readers.sentences import sentences_of_spans
from qa.readers.windows import MAX_WINDOW_TOKENS, Logits, Window, Windower, spans_of
from qa.retriever import Hit

__all__ = ["ExtractiveReader"]

_BATCH = 8


class ExtractiveReader:
    """Scores answer spans of passages, and sentences by the spans inside them."""

    whole_sentences = False

    def __init__(self, folder: Path, batch: int = _BATCH) -> None:
        """Load tokenizer and weights.

        Args:
            folder: Of a Hugging Face model.
            batch: Windows read at once.

        Raises:
            ReaderError: No such folder, no safetensors weights, or no fast tokenizer.
        """
        self._batch = batch
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise ReaderError(f"{folder}: no reader here (model.safetensors is missing)")
        # Imported here: it takes seconds, and nothing else needs it.
        import torch

        self._torch = torch
        tokenizer, self._model = _loaded(folder)
        limit = min(
            int(tokenizer.model_max_length),
            int(getattr(self._model.config, "max_position_embeddings", MAX_WINDOW_TOKENS)),
        )
        self._windower = Windower(tokenizer.backend_tokenizer, limit)
        self._inputs = frozenset(tokenizer.model_input_names)
        self._padding = int(tokenizer.pad_token_id or 0)
        tokenizer_file = folder / "tokenizer.json"
        words = sha256_of(tokenizer_file) if tokenizer_file.is_file() else "converted"
        self._fingerprint = f"extractive/2 weights={sha256_of(weights)} tokenizer={words}"

    @property
    def fingerprint(self) -> str:
        """See ``Reader.fingerprint``."""
        return self._fingerprint

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See ``Reader.read``."""
        windows = self._windower.windows(question, [hit.text for hit in hits])
        # Windows of like length together: padding costs time and nothing else.
        windows.sort(key=lambda window: len(window.ids))
        spans: list[ScoredSpan] = []
        for low in range(0, len(windows), self._batch):
            batch = windows[low : low + self._batch]
            starts, ends = self._logits(batch)
            for row, window in enumerate(batch):
                spans += spans_of(window, starts[row], ends[row], hits[window.passage])
        spans.sort(key=lambda span: (-span.score, span.hit, span.start))
        return Reading(tuple(spans), tuple(sentences_of_spans(spans, hits)))

    def _logits(self, batch: Sequence[Window]) -> tuple[Logits, Logits]:
        longest = max(len(window.ids) for window in batch)
        columns = {
            "input_ids": np.full((len(batch), longest), self._padding, np.int64),
            "attention_mask": np.zeros((len(batch), longest), np.int64),
            "token_type_ids": np.zeros((len(batch), longest), np.int64),
        }
        for row, window in enumerate(batch):
            length = len(window.ids)
            columns["input_ids"][row, :length] = window.ids
            columns["attention_mask"][row, :length] = 1
            columns["token_type_ids"][row, :length] = window.type_ids
        given = {
            name: self._torch.from_numpy(column)
            for name, column in columns.items()
            if name in self._inputs
        }
        with self._torch.inference_mode():
            output = self._model(**given)
        return output.start_logits.float().numpy(), output.end_logits.float().numpy()


def _loaded(folder: Path) -> tuple[Any, Any]:
    """Tokenizer and model of a folder.

    Raises:
        ReaderError: They cannot be loaded, or are not what a reader needs.
    """
    # Imported here: it takes seconds, and nothing else needs it.
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), use_fast=True, **options)
        model, loading = AutoModelForQuestionAnswering.from_pretrained(
            str(folder), use_safetensors=True, output_loading_info=True, **options
        )
    except Exception as error:  # damaged files raise errors of many kinds, plain ones too
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ReaderError(f"{folder}: the reader cannot be loaded: {reason}") from error
    if loading["missing_keys"]:
        # transformers makes up random weights for what a file lacks.
        lacking = ", ".join(sorted(loading["missing_keys"])[:3])
        raise ReaderError(f"{folder}: not a question-answering model; it lacks {lacking}")
    if not tokenizer.is_fast:
        raise ReaderError(f"{folder}: the tokenizer gives no offsets; a fast one is needed")
    return tokenizer, model.eval()
