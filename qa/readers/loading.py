"""Loads a reader: the shipped one, or a Hugging Face model by its folder."""

from __future__ import annotations

from pathlib import Path

from qa.readers.manifest import MANIFEST
from qa.readers.onnx import OnnxReader
from qa.readers.protocol import Reader

__all__ = ["SHIPPED_READER", "SMALL", "load_reader"]

SMALL = "small"
"""Stands for the shipped reader without its larger model."""

SHIPPED_READER = Path(__file__).parents[1] / "models" / "reader"
"""Model, tokenizer, calibration, manifest and model card."""


def load_reader(folder: str | Path | None = None) -> Reader:
    """Load a reader.

    Args:
        folder: An extractive question-answering model: an export of ours, or a Hugging Face
            folder with safetensors weights. The shipped reader if not given; without its larger
            model if ``small``.

    Raises:
        ReaderError: It cannot be loaded.
    """
    if str(folder) == SMALL:
        return OnnxReader(SHIPPED_READER, small=True)
    folder = SHIPPED_READER if folder is None else Path(folder)
    if (folder / MANIFEST).is_file() or folder == SHIPPED_READER:
        return OnnxReader(folder)
    # Imported here: torch and transformers take seconds, and only these readers need them.
    from qa.readers.transformers import ExtractiveReader

    return ExtractiveReader(folder)
