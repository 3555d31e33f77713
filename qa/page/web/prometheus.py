"""Writes the figures of the page down, for programs that watch it.

The format is that of Prometheus (text, version 0.0.4). No figure names a file, a person or a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from qa.page.bot import BackgroundReader
from qa.page.shared import Shared
from qa.version import version

__all__ = ["CONTENT_TYPE", "METRICS", "metrics_text"]

METRICS = "/metrics"


def metrics_text(shared: Shared) -> str:
    """All figures, a line each, with what they mean."""
    now = CollectorRegistry()
    now.register(_Now(shared))
    return (generate_latest(now) + generate_latest(shared.figures.registry)).decode()


class _Now(Collector):
    """How things are at this moment, beside what was counted on the way."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def collect(self) -> Iterator[Metric]:
        shared = self._shared
        yield _labelled(GaugeMetricFamily, "build_info", "The version.", "version", {version(): 1})
        yield _gauge("questions_running", "Questions being answered.", shared.turns.running)
        yield _gauge("questions_waiting", "Questions that wait for their turn.",
                     shared.turns.waiting)  # fmt: skip
        yield _gauge("ready", "Whether questions can be answered, as /ready last said.",
                     shared.readiness.was_ready)  # fmt: skip
        if shared.readiness.index_version is not None:
            yield _gauge("index_version", "Grows with each change of the documents.",
                         shared.readiness.index_version)  # fmt: skip
        if shared.tasks is not None:
            states = Counter(task.state for task in shared.tasks.listed())
            yield _labelled(GaugeMetricFamily, "tasks", "Tasks on the list, by state.", "state", {
                state: states[state] for state in ("waiting", "running", "finished", "cancelled")
            })  # fmt: skip
        if shared.background is not None:
            yield from _background(shared.background)


def _background(background: BackgroundReader) -> Iterator[Metric]:
    work, totals = background.work(), background.totals()
    now = work.now
    left = 0 if now is None else now.files - now.files_done
    yield _gauge("reading", "Whether files are being read.", now is not None)
    yield _gauge("files_left", "Files that are still to be read.", left)
    yield _gauge("files_failed", "Files that could not be used.", len(work.failed))
    for name, about in (
        ("files_read", "Files read since the program began."),
        ("passages", "Passages embedded since the program began."),
        ("seconds", "Seconds spent reading and embedding since the program began."),
    ):
        yield CounterMetricFamily(f"citespan_{name}", about, value=round(totals[name], 3))
    yield _labelled(
        CounterMetricFamily, "runs", "Changes of the documents, by outcome.", "outcome",
        {outcome: totals["runs"].get(outcome, 0) for outcome in ("done", "stopped", "failed")},
    )  # fmt: skip


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"citespan_{name}", about, value=float(value))


def _labelled(
    kind: type[GaugeMetricFamily] | type[CounterMetricFamily],
    name: str,
    about: str,
    label: str,
    values: dict[str, float],
) -> Metric:
    family = kind(f"citespan_{name}", about, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), number)
    return family
