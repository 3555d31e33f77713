"""Table 2: speed of indexing, and size of the index."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.peers.children import Child, bytes_in
from benchmarks.peers.systems.base import Models, Text
from index.embedding.model_files import load_embedder
from index.text.passages import PassageSettings, split_passages
from index.values import document_id
from qa.evaluate import read_squad

__all__ = ["ingested_texts", "measure_ingestion"]

_SMALL = 100
"""Texts of the index whose memory is subtracted, for models and libraries."""
_LEAST = 2 * _SMALL
_QUESTION = "What was decided, and when did it happen?"
_ADDED = 5


def ingested_texts(data: Path, number: int | None, seed: int) -> list[Text]:
    """Return the passages of all paragraphs below a folder, each distinct text once.

    Citespan's splitter cuts them once, and every system gets the same ones. Each is short enough
    for the embedder to read whole.

    Args:
        data: Searched for ``*.json.gz`` in SQuAD format.
        number: Draw so many of them; all by default.
        seed: Of the draw.

    Raises:
        ValueError: There are fewer than 200 texts.
    """
    embedder = load_embedder()
    paragraphs = {
        paragraph.text: paragraph.title
        for path in sorted(data.rglob("*.json.gz"))
        for paragraph in read_squad(path).paragraphs
        if paragraph.text.strip()
    }
    chosen = list(paragraphs.items())
    if number is not None:
        random.Random(seed).shuffle(chosen)  # noqa: S311
    texts: dict[str, Text] = {}
    for text, title in tqdm(chosen, desc="cutting"):
        for draft in split_passages(text, embedder, PassageSettings()):
            passage = text[draft.start : draft.end]
            identifier = document_id(passage)
            texts.setdefault(identifier, Text(identifier, title, passage))
        if number is not None and len(texts) >= number:
            break
    embedder.close()
    found = list(texts.values())[:number]
    if len(found) < _LEAST:
        raise ValueError(f"{data}: {len(found)} passages; at least {_LEAST} are needed")
    return found


def measure_ingestion(
    name: str, texts: Sequence[Text], folder: Path, models: Models
) -> dict[str, Any]:
    """Index all texts but the last five, which are added one by one.

    Returns:
        Texts a second, until all is written; bytes of a text on disk and in resident memory;
        median seconds until an added document is found, and until it is also stored.
    """
    child = Child(name, folder, models)
    bulk, added = texts[:-_ADDED], texts[-_ADDED:]
    built = child.result("build", "bulk", [asdict(one) for one in bulk])
    child.result("build", "small", [asdict(one) for one in bulk[:_SMALL]])
    resident = {
        index: child.result("resident", index, [_QUESTION])["resident_kib"]
        for index in ("bulk", "small")
    }
    # Measured before anything is added.
    disk = bytes_in(child.folder / "bulk")
    times = []
    for number, text in enumerate(added):
        child.copy("bulk", "grown")
        times.append(child.result("add", "grown", asdict(text), f"add{number}"))
    return {
        "texts": len(bulk),
        "per_second": len(bulk) / built["seconds"],
        "disk_bytes": disk / len(bulk),
        "memory_bytes": 1024 * (resident["bulk"] - resident["small"]) / (len(bulk) - _SMALL),
        "searchable_seconds": statistics.median(one["searchable"] for one in times),
        "stored_seconds": statistics.median(one["stored"] for one in times),
    }
