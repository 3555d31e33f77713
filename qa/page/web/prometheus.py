"""Figures of the background work and of the line of questions, for programs that watch the page.

The format is that of Prometheus (text, version 0.0.4). No figure names a file, a person or a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qa.page.bot import BackgroundReader
from qa.page.shared import Shared

__all__ = ["CONTENT_TYPE", "METRICS", "metrics_text"]

METRICS = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(shared: Shared) -> str:
    """All figures, a line each, with what they mean."""
    return "".join(f"{line}\n" for line in _lines(shared))


def _lines(shared: Shared) -> Iterator[str]:
    yield from _figure("questions_running", "gauge", "Questions being answered.",
                       {"": shared.turns.running})  # fmt: skip
    yield from _figure("questions_waiting", "gauge", "Questions that wait for their turn.",
                       {"": shared.turns.waiting})  # fmt: skip
    if shared.tasks is not None:
        states = Counter(task.state for task in shared.tasks.listed())
        yield from _figure("tasks", "gauge", "Tasks on the list, by state.", {
            f'{{state="{state}"}}': states[state]
            for state in ("waiting", "running", "finished", "cancelled")
        })  # fmt: skip
    if shared.background is not None:
        yield from _background(shared.background)


def _background(background: BackgroundReader) -> Iterator[str]:
    work, totals = background.work(), background.totals()
    now = work.now
    yield from _figure("reading", "gauge", "Whether files are being read.",
                       {"": int(now is not None)})  # fmt: skip
    left = 0 if now is None else now.files - now.files_done
    yield from _figure("files_left", "gauge", "Files that are still to be read.", {"": left})
    yield from _figure("files_failed", "gauge", "Files that could not be used.",
                       {"": len(work.failed)})  # fmt: skip
    for name, about in (
        ("files_read", "Files read since the program began."),
        ("passages", "Passages embedded since the program began."),
        ("seconds", "Seconds spent reading and embedding since the program began."),
    ):
        yield from _figure(f"{name}_total", "counter", about, {"": round(totals[name], 3)})
    yield from _figure("runs_total", "counter", "Changes of the documents, by outcome.", {
        f'{{outcome="{outcome}"}}': totals["runs"].get(outcome, 0)
        for outcome in ("done", "stopped", "failed")
    })  # fmt: skip


def _figure(name: str, kind: str, about: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP citespan_{name} {about}"
    yield f"# TYPE citespan_{name} {kind}"
    for label, value in values.items():
        yield f"citespan_{name}{label} {value}"
