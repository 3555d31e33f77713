"""Loses nodes and the committer while Ray indexes a folder, and compares what there is at last.

    python -m benchmarks.cluster.lost_nodes --work DIR [--files 60] [--json FILE]

Starts a head and three nodes on this machine, in a network of their own, and indexes a folder of
made-up texts four times, each time into a new store: on this machine alone; with Ray, undisturbed;
with Ray, one node killed in the middle; with Ray, the committer killed in the middle, and a second
run. Every document has to be there once, equal to the first store.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.cluster.ray_nodes import HEAD, RayNodes, run_alone
from benchmarks.cluster.slow_embedder import SlowEmbedder
from index.distributed.ray_reading import RayReading, connect
from index.distributed.shared_reading import sync_shared
from index.storage.store import Store
from index.sync.merging import StoreIntake, TakenIn
from index.sync.portions import Portion, PortionReader, ReadPortion
from index.text.passages import PassageSettings, passage_fingerprint

__all__ = ["digest", "main", "write_folder"]

SETTINGS = PassageSettings(max_tokens=40)
FINGERPRINT = passage_fingerprint(SlowEmbedder(0), SETTINGS)
WORDS = [
    "tide",
    "bell",
    "harbour",
    "rope",
    "salt",
    "snow",
    "road",
    "boat",
    "ann",
    "ben",
    "kelp",
    "urchin",
    "otter",
    "moon",
    "night",
    "school",
]
SEED = 20
PORTION_FILES = 4


def write_folder(folder: Path, files: int) -> None:
    """Write texts of the same words in another order each, and some twice."""
    draw = random.Random(SEED)  # noqa: S311  # the same texts each time
    folder.mkdir(parents=True)
    texts: list[str] = []
    for number in range(files):
        sentences = [" ".join(draw.choices(WORDS, k=8)).capitalize() + "." for _ in range(40)]
        texts.append(" ".join(sentences) if number % 10 else (texts or ["The tide rose."])[-1])
        (folder / f"{number:04}.txt").write_text(texts[-1])


def digest(store: Store) -> tuple[str, int, int]:
    """Of all that a store holds of the folder, in its order; numbers of documents and passages."""
    total, passages = hashlib.sha256(), 0
    ids = store.documents.ids()
    for id_ in ids:
        numbers = store.passages.ids(FINGERPRINT, [id_])
        spans = store.passages.get(numbers)
        _, vectors = store.passages.vectors(numbers, SlowEmbedder.dimension)
        sources = [(source, kind, state.sha256) for source, kind, state in store.sources.of(id_)]
        places = [(spans[n].start, spans[n].end, spans[n].sentences) for n in numbers]
        document = store.documents.get(id_)
        total.update(repr((document, sources, places)).encode() + vectors.tobytes())
        passages += len(numbers)
    return total.hexdigest(), len(ids), passages


class _Telling(StoreIntake):
    """Says each portion that it has stored."""

    def take_in(self, portion: ReadPortion) -> TakenIn:
        """See ``StoreIntake``."""
        taken = super().take_in(portion)
        print("stored", len(taken.sources), flush=True)
        return taken


def _indexed(
    folder: Path, path: Path, read_all: Callable[[Sequence[Portion]], Iterator[ReadPortion]]
) -> None:
    with closing(Store(path)) as store:
        intake = _Telling(store, FINGERPRINT, SlowEmbedder.dimension)
        sync_shared(folder, intake, read_all, portion_files=PORTION_FILES)


def _here(batch: Sequence[Portion]) -> Iterator[ReadPortion]:
    with closing(PortionReader(SlowEmbedder(0), SETTINGS)) as reader:
        yield from map(reader.read, batch)


def drive(folder: Path, path: Path, seconds: float) -> None:
    """Index with Ray, as a driver of its own."""
    connect(HEAD, "127.0.0.1")
    _indexed(folder, path, RayReading(lambda: SlowEmbedder(seconds), SETTINGS))


def _driver(folder: Path, path: Path, seconds: float) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "benchmarks.cluster.lost_nodes", "--work", str(folder.parent),
        "--drive", str(path), "--seconds", str(seconds),
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603


def _stored(driver: subprocess.Popen[str], most: int | None = None) -> int:
    """Portions that a driver stores from now on; returns after ``most`` of them or at its end."""
    count = 0
    for line in driver.stdout or ():
        count += line.startswith("stored")
        if count == most:
            return count
    if driver.wait() != 0:
        raise RuntimeError(f"the driver ended with status {driver.returncode}")
    return count


def measure(work: Path, files: int, seconds: float) -> dict[str, object]:
    """All four runs; see above."""
    folder = work / "folder"
    write_folder(folder, files)
    figures: dict[str, object] = {"files": files}
    stores = {name: work / f"{name}.sqlite" for name in ("alone", "whole", "node", "driver")}
    _indexed(folder, stores["alone"], _here)
    with (
        tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as own,
        RayNodes(Path(own)) as nodes,
    ):
        begin = time.monotonic()
        figures["portions"] = portions = _stored(_driver(folder, stores["whole"], seconds))
        figures["seconds, undisturbed"] = round(time.monotonic() - begin, 1)
        begin = time.monotonic()
        driver = _driver(folder, stores["node"], seconds)
        before = _stored(driver, max(portions // 4, 1))
        nodes.kill(nodes.addresses[-1])
        figures["portions stored before and after a node was killed"] = [before, _stored(driver)]
        figures["seconds, one of three nodes killed"] = round(time.monotonic() - begin, 1)
        nodes.start(nodes.addresses[-1])
        driver = _driver(folder, stores["driver"], seconds)
        before = _stored(driver, max(portions // 2, 1))
        os.kill(driver.pid, signal.SIGKILL)
        driver.wait()
        after = _stored(_driver(folder, stores["driver"], seconds))
        figures["portions stored before and after the committer was killed"] = [before, after]
    for name, path in stores.items():
        with closing(Store(path)) as store:
            figures[name] = digest(store)
    figures["all are equal"] = len({figures[name] for name in stores}) == 1
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 0 if all stores are equal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="an empty folder")
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=0.02, help="added to each embedding")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--drive", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.drive is not None:
        drive(options.work / "folder", options.drive, options.seconds)
        return 0
    if not options.alone:
        words = sys.argv[1:] if argv is None else list(argv)
        return run_alone(
            [sys.executable, "-m", "benchmarks.cluster.lost_nodes", *words, "--alone"]
        ).returncode
    figures = measure(options.work.resolve(), options.files, options.seconds)
    print(json.dumps(figures, indent=1))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0 if figures["all are equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
