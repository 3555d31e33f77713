"""Writes made-up passages for ``benchmarks.cluster.growth``; goes on where it was ended.

Beside the tables lie their ids and vectors, for the exact search. The passages of a portion depend
on its number alone, so that what a run that was ended did not write comes out the same.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.cluster.made_up import portions
from index.cluster.cluster_store import ClusterStore
from index.cluster.connecting import is_remote
from index.cluster.passage_columns import passage_id
from index.cluster.prepared import PreparedDocument
from index.embedding.model_files import load_embedder
from index.platform.files import write_json_whole
from index.protocols import Vectors
from index.text.passages import PassageSettings, passage_fingerprint

__all__ = ["Clock", "load_made_up", "peak_mib"]


class Clock:
    """Adds up seconds on the clock and of the processor; a context manager."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def __enter__(self) -> None:
        self._begin = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._begin[0]
        self.processor += time.process_time() - self._begin[1]


def peak_mib() -> int:
    """The most memory that this process has had."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) // 1024


def load_made_up(work: Path, real: Path, place: str, size: int) -> dict[str, object]:
    """Write so many passages; returns what it took, earlier runs that were ended included.

    Args:
        work: Keeps ids, vectors and how far it got.
        real: Directory of a local corpus of real paragraphs.
        place: Of the tables.
        size: Passages.
    """
    embedder = load_embedder()
    made_with = passage_fingerprint(embedder, PassageSettings())
    state = work / f"loading-{size}{'-remote' if is_remote(place) else ''}.json"
    done = json.loads(state.read_text(encoding="utf-8")) if state.exists() else {"seconds": []}
    at = done.get("passages", 0)
    ids, vectors = _beside(work, size, embedder.dimension, anew=not at)
    with ClusterStore.create(place, made_with, embedder.dimension) as store:
        for portion in portions(real, made_with, embedder.dimension, size, at):
            at = _copied(portion, made_with, ids, vectors, at)
            clock = Clock()
            with clock:
                store.put(portion)
            done = {
                "passages": at,
                "seconds": [*done["seconds"], clock.seconds],
                "processor": done.get("processor", 0.0) + clock.processor,
            }
            write_json_whole(state, done)
            print(f"{at:,} passages, {clock.seconds:.1f} s", file=sys.stderr, flush=True)
    taken = done["seconds"]
    return {
        "passages": size, "load_s": sum(taken), "load_processor_s": done["processor"],
        "first_commits_s": float(np.mean(taken[:5])), "last_commits_s": float(np.mean(taken[-5:])),
        "writer_mib": peak_mib(),
    }  # fmt: skip


def _beside(
    work: Path, size: int, dimension: int, *, anew: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float16]]:
    """Files for ids and vectors, in memory as far as they are used."""
    opened = [
        np.lib.format.open_memmap(work / f"{name}-{size}.npy", "w+" if anew else "r+", type_, shape)
        for name, type_, shape in (
            ("ids", np.int64, (size,)),
            ("vectors", np.float16, (size, dimension)),
        )
    ]
    return opened[0], opened[1]


def _copied(
    portion: list[PreparedDocument], made_with: str, ids: npt.NDArray[np.int64],
    vectors: Vectors | npt.NDArray[np.float16], at: int,
) -> int:  # fmt: skip
    """Note ids and vectors of a portion; returns where the next begins."""
    for each in portion:
        count = len(each.drafts)
        vectors[at : at + count] = each.vectors
        ids[at : at + count] = [passage_id(each.document.id, made_with, n) for n in range(count)]
        at += count
    return at
