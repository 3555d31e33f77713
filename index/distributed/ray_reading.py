"""Reads portions on all nodes of a Ray cluster, with Ray Data.

Each node has this program at the same place, and the embedding model in its cache. A portion whose
node is lost is read again by another.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

from index.errors import StoreError
from index.loaders import LIMITS, Limits
from index.protocols import Embedder
from index.sync.portions import Portion, PortionReader, ReadPortion
from index.sync.scan import ListedFile
from index.text.passages import PassageSettings
from index.values import RefusedFile

__all__ = ["RayReading", "connect"]

_IN_HAND = 2
"""Portions that a reader has at a time, so that it waits for none."""


@dataclass(frozen=True, slots=True)
class RayReading:
    """How portions are read on the nodes.

    Attributes:
        embedder: Called once by each reader, on its node.
        settings: How documents are cut.
        limits: How much one file may ask for before it is refused.
        fetched: Gives a portion whose files are on the node, while it is read.
        readers: Most readers at a time, each on a core of its own.
    """

    embedder: Callable[[], Embedder]
    settings: PassageSettings
    limits: Limits = LIMITS
    fetched: Callable[[Portion], AbstractContextManager[Portion]] = nullcontext
    readers: int = 64

    def __call__(self, portions: Sequence[Portion]) -> Iterator[ReadPortion]:
        """The portions, read, in their order.

        Raises:
            StoreError: The cluster failed.
        """
        if not portions:
            return
        import ray
        from ray.exceptions import RayError

        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True  # the same order, the same corpus
        context.enable_progress_bars = False
        rows = [{"portion": _as_json(portion)} for portion in portions]
        most = min(self.readers, len(rows))
        pool = ray.data.ActorPoolStrategy(
            min_size=1, max_size=most, max_tasks_in_flight_per_actor=_IN_HAND
        )
        data = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
            cast("Any", _Reader), fn_constructor_args=(self,), compute=pool, num_cpus=1
        )
        try:
            for row in data.iter_rows():
                yield _unpacked(row)
        except RayError as error:
            first = str(error).strip().partition("\n")[0]
            raise StoreError(f"the cluster could not read the folder: {first}") from error


class _Reader:
    """One reader on one node."""

    def __init__(self, reading: RayReading) -> None:
        self._reader = PortionReader(reading.embedder(), reading.settings, reading.limits)
        self._fetched = reading.fetched

    def __call__(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A portion, read."""
        with self._fetched(_portion(row["portion"])) as portion:
            read = self._reader.read(portion)
        about = {
            "present": sorted(read.present),
            "blank": sorted(read.blank),
            "refused": [(file.path, file.reason) for file in read.refused],
            "size": read.size,
        }
        return {"store": read.store, "about": json.dumps(about)}


def _as_json(portion: Portion) -> str:
    files = [(file.source, file.size, file.mtime_ns) for file in portion.files]
    return json.dumps({"files": files, "excluded": sorted(portion.excluded)})


def _portion(text: str) -> Portion:
    record = json.loads(text)
    return Portion(
        tuple(ListedFile(*file) for file in record["files"]), frozenset(record["excluded"])
    )


def _unpacked(row: Mapping[str, Any]) -> ReadPortion:
    about = json.loads(row["about"])
    return ReadPortion(
        row["store"],
        frozenset(about["present"]),
        frozenset(about["blank"]),
        tuple(RefusedFile(*file) for file in about["refused"]),
        about["size"],
    )


def connect(address: str, node: str | None = None) -> None:
    """Join a Ray cluster that runs, as a driver that reports no usage.

    Args:
        address: ``host:port`` of its head.
        node: Address of this machine; Ray finds it out, by asking for a route to the internet, if
            it is not given.

    Raises:
        StoreError: Ray is not installed, or no cluster answers there.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # errors come as exceptions
    try:
        import ray
    except ImportError as error:
        raise StoreError(
            "needs ray, which is not installed; pip install -r requirements-cluster.txt "
            "-c requirements.lock"
        ) from error
    logging.getLogger("ray").setLevel(logging.ERROR)
    more: dict[str, Any] = {} if node is None else {"_node_ip_address": node}
    try:
        ray.init(address, logging_level=logging.WARNING, log_to_driver=False, **more)
    except (ConnectionError, RuntimeError) as error:
        first = str(error).strip().partition("\n")[0]
        raise StoreError(f"{address}: no Ray cluster answers there ({first})") from error
