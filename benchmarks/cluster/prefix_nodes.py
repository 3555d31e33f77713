"""Indexes a prefix of object storage with Ray, and kills a node while it reads.

    python -m benchmarks.cluster.prefix_nodes FOLDER --work DIR [--json FILE]

Starts SeaweedFS, and a head and three nodes of Ray, on this machine, in a network of their own, and
puts the files of FOLDER there as objects. Indexes their prefix by ``cluster index`` twice, into new
tables on the same store: on this machine alone; and on the nodes, one of which is killed as soon as
the first portion is stored, while it reads another. Both corpora have to be the same, and a further
run on the nodes that are left reads nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cluster.object_store import ObjectStore
from benchmarks.cluster.ray_nodes import HEAD, RayNodes, run_alone
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_upkeep import faults_in_tables
from index.errors import StoreError

__all__ = ["main"]

_PATIENCE = 300.0
_SAME = 1e-3
"""Vectors differ by less, wherever they are computed: nodes have other numbers of threads."""
_COMPARED = {
    "documents": ["id", "text", "title"],
    "passages": ["id", "document", "start", "end", "sentences"],
    "sources": ["source", "kind", "document", "title"],
    "refused": ["source", "reason"],
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 0 if nothing is lost, doubled or different."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="documents")
    parser.add_argument("--work", type=Path, required=True, help="an empty folder")
    parser.add_argument("--portion-files", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if not options.alone:
        words = sys.argv[1:] if argv is None else list(argv)
        return run_alone(
            [sys.executable, "-m", "benchmarks.cluster.prefix_nodes", *words, "--alone"]
        ).returncode
    with ObjectStore(options.work.resolve() / "store") as server:
        os.environ.update(server.environment)
        bucket = f"s3://{server.bucket}"
        count = _put(options.folder, bucket)
        figures = {"objects": count} | _measure(bucket, options.portion_files)
    print(json.dumps(figures, indent=1))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if figures["is the same"] and not figures["faults"] else 1


def _put(folder: Path, bucket: str) -> int:
    """Put all files of a folder below ``documents/``; returns their number."""
    import obstore

    from index.cluster.conditional_writes import bucket_of

    client, prefix = bucket_of(f"{bucket}/documents", None)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        obstore.put(client, f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return len(files)


def _measure(bucket: str, portion_files: int) -> dict[str, Any]:
    """Both runs and the one after them; see above."""
    figures = dict[str, Any]()
    alone, lost = f"{bucket}/alone", f"{bucket}/lost"
    with _indexing(alone, bucket, portion_files) as run:
        figures["alone"] = _ended(run, alone)
    with (
        tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as own,
        RayNodes(Path(own)) as nodes,
    ):
        with _indexing(lost, bucket, portion_files, "--ray", HEAD, "--node", "127.0.0.1") as run:
            figures["stored before a node was killed"] = _wait_for_first(lost, run)
            figures["nodes that were reading"] = (busy := nodes.reading())
            nodes.kill((busy or nodes.addresses)[-1])
            figures["a node killed"] = _ended(run, lost)
        with _indexing(lost, bucket, portion_files, "--ray", HEAD, "--node", "127.0.0.1") as run:
            figures["again"] = _ended(run, lost)
    one, other = _content(alone), _content(lost)
    figures["rows"] = {name: len(rows) for name, rows in one[0].items()}
    figures["largest difference of vectors"] = farthest = float(np.abs(one[1] - other[1]).max())
    figures["is the same"] = one[0] == other[0] and farthest < _SAME
    with ClusterStore.open(lost) as store:
        figures["faults"] = list(faults_in_tables(store.tables))
    return figures


def _indexing(place: str, bucket: str, portion_files: int, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "qa", "cluster", "index", place, f"{bucket}/documents",
               "--portion-files", str(portion_files), *more]  # fmt: skip
    return subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _ended(run: subprocess.Popen[str], place: str) -> str:
    """What the command said of its place; Ray may say more, of what it has lost."""
    said, _ = run.communicate()
    if run.returncode != 0:
        raise RuntimeError(f"indexing ended with status {run.returncode}")
    lines = [line for line in said.splitlines() if line.startswith(f"{place}: ")]
    return lines[-1].removeprefix(f"{place}: ")


def _wait_for_first(place: str, run: subprocess.Popen[str]) -> int:
    """Sources that are there once there are any."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and run.poll() is None:
        try:
            with ClusterStore.open(place) as store:
                if states := store.states():
                    return len(states)
        except StoreError:  # not made yet
            pass
        time.sleep(0.1)
    raise RuntimeError("nothing was stored before the command ended")


def _content(place: str) -> tuple[dict[str, list[str]], Any]:
    """Rows of all tables in an order of their own, and the vectors of the passages."""
    with ClusterStore.open(place) as store:
        rows = {
            name: sorted(repr(row) for row in store.tables.all_rows(name, columns))
            for name, columns in _COMPARED.items()
        }
        vectors = store.tables.all_rows("passages", ["id", "vector"])
    vectors.sort(key=lambda row: row["id"])
    return rows, np.array([row["vector"] for row in vectors])


if __name__ == "__main__":
    sys.exit(main())
