"""Reads a dataset in the format that its file name implies."""

from __future__ import annotations

from pathlib import Path

from qa.evaluate.datasets.beir import read_beir
from qa.evaluate.datasets.field_folder import QUESTIONS, read_field
from qa.evaluate.datasets.jsonl import read_jsonl
from qa.evaluate.datasets.model import Dataset
from qa.evaluate.datasets.squad import read_squad

__all__ = ["read_dataset"]


def read_dataset(path: Path) -> Dataset:
    """Read a dataset by what its name and its content imply.

    A folder with ``questions.jsonl`` brings documents and questions about them (``field``), any
    other folder is BEIR. ``.jsonl`` (``.gz``) asks a folder; anything else is SQuAD.

    Raises:
        DatasetError: The content is malformed or contradicts itself.
        OSError: It cannot be read.
    """
    if path.is_dir():
        return read_field(path) if (path / QUESTIONS).is_file() else read_beir(path)
    if path.name.removesuffix(".gz").endswith(".jsonl"):
        return read_jsonl(path)
    return read_squad(path)
