"""Text to unit vectors.

Contract: an embedding depends on its text alone. Texts are therefore run one by one, a worker a
core, and never padded together: the graph knows no padding, and its dynamic int8 one scale for
a whole batch, so that a vector would depend on its neighbours. On two cores this is also the
faster way (docs/decisions/0001-one-text-per-run.md). Importing this module imports neither torch
nor transformers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.errors import TextTooLongError
from index.onnx.session import open_session, run_tokens
from index.platform.foreground import give_way
from index.protocols import Vectors
from index.text.search_text import search_text

__all__ = ["OnnxEmbedder", "default_workers"]

_COUNTED_AT_ONCE = 1_000_000
"""Characters, about."""


def default_workers() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class OnnxEmbedder:
    """A sentence-transformers model exported to ONNX, run by ONNX Runtime on the CPU.

    The export holds pooling and normalisation too: token ids in, unit vector out.
    """

    def __init__(
        self,
        model_file: Path,
        tokenizer_file: Path,
        *,
        fingerprint: str,
        dimension: int,
        max_tokens: int,
        workers: int | None = None,
    ) -> None:
        self._session = open_session(model_file, arena=False)
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._special_tokens = self._tokenizer.num_special_tokens_to_add(False)
        self._workers = workers or default_workers()
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="embed")
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.max_tokens = max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        counts: list[int] = []
        # An encoding takes a hundred bytes a token: those of a long text are not kept together.
        for some in _portions(texts):
            copies = [search_text(text) for text in some]
            counts += map(len, self._tokenizer.encode_batch_fast(copies, add_special_tokens=False))
        return counts

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """See ``Embedder.token_spans``."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text's normalised copy, special tokens included, as the model gets them."""
        copies = [search_text(text) for text in texts]
        return [list(e.ids) for e in self._tokenizer.encode_batch_fast(copies)]

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """See ``Embedder.embed``."""
        ids = self.token_ids(texts)
        for tokens in ids:
            if len(tokens) > self.max_tokens:
                raise TextTooLongError(
                    f"a passage has {len(tokens)} tokens, the model reads {self.max_tokens}"
                )
        vectors = np.empty((len(ids), self.dimension), np.float32)
        # Longest first: the workers then finish together.
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        for row, vector in zip(order, self._map([ids[i] for i in order]), strict=True):
            vectors[row] = vector
            if done is not None:
                done(1)
        return vectors

    def embed_question(self, question: str) -> Vectors:
        """See ``Embedder.embed_question``."""
        (ids,) = self.token_ids([question])
        if len(ids) > self.max_tokens:
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
        return self._run(ids)

    def close(self) -> None:
        """Stop the workers."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _map(self, ids: Sequence[Sequence[int]]) -> Iterable[Vectors]:
        if len(ids) == 1 or self._workers == 1:
            return map(self._run_in_background, ids)
        return self._pool.map(self._run_in_background, ids)

    def _run_in_background(self, ids: Sequence[int]) -> Vectors:
        give_way()
        return self._run(ids)

    def _run(self, ids: Sequence[int]) -> Vectors:
        (vector,) = run_tokens(self._session, ids)
        return vector


def _portions(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    """The texts in order, in runs that end where they have ``_COUNTED_AT_ONCE`` characters."""
    start = characters = 0
    for number, text in enumerate(texts, 1):
        characters += len(text)
        if characters >= _COUNTED_AT_ONCE or number == len(texts):
            yield texts[start:number]
            start, characters = number, 0
