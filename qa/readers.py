"""Which reader to use: the shipped one, or a Hugging Face model by its folder.

A trained reader is used where its files are in ``qa/models/reader``. Until then there is none, and
sentences are scored by embedder and terms (``default_reader``).
"""

from __future__ import annotations

from pathlib import Path

from index.embedder import Embedder
from qa.onnx_reader import MANIFEST, OnnxReader
from qa.reader import Reader
from qa.sentence_reader import SentenceReader, SentenceWeights

__all__ = ["SENTENCE_READER", "SHIPPED_READER", "default_reader", "load_reader"]

SHIPPED_READER = Path(__file__).parent / "models" / "reader"
"""Model, tokenizer, calibration, manifest and model card."""

SENTENCE_READER = SHIPPED_READER.with_name("sentence_reader")
"""Weights and calibration of the reader that needs no trained model."""


def load_reader(folder: str | Path | None = None) -> Reader:
    """Load a reader.

    Args:
        folder: An extractive question-answering model: an export of ours, or a Hugging Face
            folder with safetensors weights. The shipped reader if not given.

    Raises:
        ReaderError: It cannot be loaded.
    """
    folder = SHIPPED_READER if folder is None else Path(folder)
    if (folder / MANIFEST).is_file() or folder == SHIPPED_READER:
        return OnnxReader(folder)
    # Imported here: torch and transformers take seconds, and only these readers need them.
    from qa.extractive_reader import ExtractiveReader

    return ExtractiveReader(folder)


def default_reader(embedder: Embedder) -> Reader:
    """The shipped reader, or, where none is shipped, the one that scores whole sentences.

    Raises:
        ReaderError: The shipped one cannot be loaded.
    """
    if (SHIPPED_READER / MANIFEST).is_file():
        return load_reader()
    return SentenceReader(embedder, SentenceWeights.load(SENTENCE_READER / "reader.json"))
