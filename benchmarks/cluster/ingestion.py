"""Measures how fast ``cluster index`` takes in a folder of real texts, embedding included.

    python -m benchmarks.cluster.ingestion DATASET --work DIR [--files 3000] [--workers 0 1 2]

Each paragraph of DATASET becomes a file, and the command indexes the folder into new tables on the
disk: without Ray (0 workers), and with so many nodes of Ray, each with one core, in a network of
their own on this machine. Prints a line of JSON for each number of workers: seconds on the clock,
without starting Ray, and seconds of the processor by kind of process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

from benchmarks.cluster.ray_nodes import HEAD, RayNodes, run_alone
from index.cluster.cluster_tables import ClusterTables
from qa.evaluate import paragraphs_of, read_squad

__all__ = ["main"]

_PORTION_FILES = 100  # enough portions for each node to have several
_TICKS = os.sysconf("SC_CLK_TCK")


def main(argv: Sequence[str] | None = None) -> int:
    """Index with each number of workers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder")
    parser.add_argument("--files", type=int, default=3_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if not options.alone:
        words = sys.argv[1:] if argv is None else list(argv)
        return run_alone(
            [sys.executable, "-m", "benchmarks.cluster.ingestion", *words, "--alone"]
        ).returncode
    work = options.work.resolve()
    files = _write_files(options.dataset, work / "documents", options.files)
    for workers in options.workers:
        print(json.dumps({"files": files} | _measure(work, workers)), flush=True)
    return 0


def _write_files(dataset: Path, folder: Path, most: int) -> int:
    """Write so many paragraphs, a file each; returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = list(islice(paragraphs_of(read_squad(dataset), []), most))
    for number, paragraph in enumerate(paragraphs):
        (folder / f"{number:06}.txt").write_text(paragraph.text, encoding="utf-8")
    return len(paragraphs)


def _measure(work: Path, workers: int) -> dict[str, object]:
    """Index into new tables with so many nodes; 0 is this process's machine, without Ray."""
    place = work / f"tables-{workers}"
    command = [sys.executable, "-m", "qa", "cluster", "index", str(place), str(work / "documents"),
               "--portion-files", str(_PORTION_FILES)]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as own:
        nodes = RayNodes(Path(own), workers) if workers else nullcontext()
        with nodes:
            if workers:
                command += ["--ray", HEAD, "--node", "127.0.0.1"]
            before, begin = _processor_seconds(), time.perf_counter()
            indexing = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
            busy = _watched(indexing, before)
            seconds = time.perf_counter() - begin
    if indexing.returncode != 0:
        raise RuntimeError(f"indexing ended with status {indexing.returncode}")
    passages = ClusterTables(str(place)).table("passages").count_rows()
    return {
        "workers": workers, "passages": passages, "seconds": round(seconds, 1),
        "passages_per_second": round(passages / seconds, 1),
        "processor_seconds": {kind: round(value, 1) for kind, value in sorted(busy.items())},
    }  # fmt: skip


def _watched(
    indexing: subprocess.Popen[bytes], before: Mapping[int, tuple[str, float]]
) -> dict[str, float]:
    """What each kind of process has used when the command ends."""
    latest = dict[int, tuple[str, float]]()
    while indexing.poll() is None:
        latest |= _processor_seconds()
        time.sleep(0.2)
    busy = defaultdict[str, float](float)
    for process, (kind, seconds) in latest.items():
        name = "committer" if process == indexing.pid else kind
        busy[name] += seconds - before.get(process, (kind, 0.0))[1]
    return busy


def _processor_seconds() -> dict[int, tuple[str, float]]:
    """Kind and seconds of the processes of this namespace, by number."""
    found = dict[int, tuple[str, float]]()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if words and int(entry.name) != os.getpid():
            found[int(entry.name)] = _kind(words), (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def _kind(words: bytes) -> str:
    if words.startswith(b"ray::") and b"Map" in words:
        return "readers"
    if words.startswith(b"ray::") or b"/ray/" in words:
        return "ray"
    return "other"


if __name__ == "__main__":
    sys.exit(main())
