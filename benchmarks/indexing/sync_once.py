"""Syncs a folder once in this process and prints the cost as one JSON object.

    python -m benchmarks.indexing.sync_once FOLDER STORE [--embedder fake|real]

Used by ``benchmarks.indexing.many_files``.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index import Limits
from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.protocols import Embedder, Vectors
from qa.progress import indexing_bar


class FakeEmbedder:
    """Unit vectors from hashes of the words, with the dimension of the default model."""

    fingerprint = "benchmark hashes 384"
    dimension = 384
    max_tokens = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words."""
        return [len(text.split()) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Of the words."""
        return [match.span() for match in re.finditer(r"\S+", text)]

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """Shape (len(texts), 384)."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
            if done is not None:
                done(1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
        return vectors

    def embed_question(self, question: str) -> Vectors:
        """Shape (384,)."""
        return np.asarray(self.embed([question])[0], np.float32)


def main() -> None:
    """Print seconds of the sync (without loading the model), counts and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--embedder", choices=("fake", "real"), default="fake")
    parser.add_argument("--thorough", action="store_true", help="hash every file")
    parser.add_argument("--max-characters", type=int, default=Limits().characters)
    options = parser.parse_args()
    embedder: Embedder = FakeEmbedder() if options.embedder == "fake" else load_embedder()
    limits = Limits(characters=options.max_characters)
    with Corpus(options.store, embedder, folder=options.folder, limits=limits) as corpus:
        end = threading.Event()
        log_bytes = [0]
        watcher = threading.Thread(
            target=_largest, args=(options.store / "corpus.sqlite-wal", end, log_bytes)
        )
        watcher.start()
        begin = time.perf_counter()
        with indexing_bar(True) as bar:
            report = corpus.sync(progress=bar, thorough=options.thorough)
        seconds = time.perf_counter() - begin
        end.set()
        watcher.join()
        worker = corpus._loader.pid
        print(
            json.dumps(
                {
                    "files": report.added + report.changed + report.unchanged + len(report.refused),
                    "passages": report.passages,
                    "seconds": seconds,
                    "peak_mib": _peak("self") + (_peak(str(worker)) if worker else 0.0),
                    "extracting_mib": _peak(str(worker)) if worker else 0.0,
                    "log_mib": log_bytes[0] / 2**20,
                    "refused": [one.reason for one in report.refused[:3]],
                }
            )
        )


def _largest(path: Path, end: threading.Event, largest: list[int]) -> None:
    """Largest size of a file that comes and goes, sampled every 0.2 s."""
    while True:
        if path.exists():
            largest[0] = max(largest[0], path.stat().st_size)
        if end.wait(0.2):
            return


def _peak(process: str) -> float:
    """Peak resident memory of a process, in MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
