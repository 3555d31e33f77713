"""``status``: what is being read, what waits, what failed and why."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from index.catalog import Catalog, excluded_sources
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from index.sync.activity import RunningNow, read_activity, request_stop
from index.sync.writing_now import is_being_written
from index.upkeep.reading_walls import missing_walls
from qa.amounts import seconds_in_words
from qa.background import (
    BackgroundWork,
    files_read_in_words,
    progress_in_words,
    summary_of,
    walls_in_words,
    work_of,
)
from qa.errors import UsageError

__all__ = ["status"]

_SHOWN = 10
"""Waiting files that are named."""


def status(options: argparse.Namespace) -> int:
    """Say what is being done with the documents, or ask it to end."""
    location: Path = options.store or corpus_folder(options.corpus)
    with Catalog.open(location) as catalog:
        documents, sources = len(catalog.document_ids()), catalog.sources()
    told, last = read_activity(location)
    is_running = is_being_written(location)
    now = told if is_running else None
    if options.cancel:
        return _cancel(location, is_running=is_running)
    work = replace(work_of(sources, last, excluded_sources(location)), now=now)
    missing = missing_walls()
    was_killed = told is not None and not is_running
    if options.json:
        print(
            json.dumps(_record(work, documents, was_killed, missing), ensure_ascii=False, indent=2)
        )
        return 0
    print(f"{documents:,} document{'' if documents == 1 else 's'}")
    for line in (
        *_now(work.now),
        *_last(work, was_killed),
        *_failed(work, options.corpus),
        *_walls(missing),
    ):
        print(line)
    return 0


def _cancel(location: Path, *, is_running: bool) -> int:
    if not is_running:
        raise UsageError("nothing is being read that could be cancelled")
    request_stop(location)
    print("asked to stop; what is read so far is kept, and the next run goes on")
    return 0


def _now(now: RunningNow | None) -> list[str]:
    if now is None:
        return ["nothing is being read"]
    begun = seconds_in_words(time.time() - now.begun)
    lines = [f"reading for {begun}, process {now.process}: {progress_in_words(now)}"]
    if now.source:
        lines.append(f"  {'now:':9}{printable(now.source)}")
    for names, count, label in (
        (now.waiting, now.files - now.files_done - bool(now.source), "waiting"),
        (now.queued, len(now.queued), "added"),
    ):
        lines += [f"  {label + ':':9}{printable(name)}" for name in names[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"  {'':9}… and {count - _SHOWN:,} more")
    return lines


def _last(work: BackgroundWork, was_killed: bool) -> list[str]:
    lines = []
    if was_killed:
        lines.append("the process that was reading has ended before it was done")
    if work.last is not None:
        ended = datetime.fromtimestamp(work.last.ended).astimezone()
        lines.append(
            f"last run: {ended:%Y-%m-%d %H:%M}, took {seconds_in_words(work.last.seconds)}: "
            f"{summary_of(work.last)}"
        )
    return lines


def _failed(work: BackgroundWork, corpus: Path) -> list[str]:
    read = files_read_in_words(work)
    said = [f"{read[:1].lower()}{read[1:]}"] if read else []
    if not work.failed:
        return said
    return [
        *said,
        "could not be used (read again when they change):",
        *(f"  {failed}" for failed in work.failed),
        f"to try them again now: python -m qa index {printable(corpus)}",
    ]


def _walls(missing: Sequence[str]) -> list[str]:
    return [walls_in_words(missing)] if missing else []


def _record(
    work: BackgroundWork, documents: int, was_killed: bool, missing: Sequence[str]
) -> dict[str, object]:
    now = work.now
    waiting = 0 if now is None else now.files - now.files_done - bool(now.source)
    return {
        "documents": documents,
        "now": None if now is None else asdict(now),
        "was_killed": was_killed,
        "last": None if work.last is None else asdict(work.last),
        "failed": [asdict(failed) for failed in work.failed],
        "missing_walls": list(missing),
        "counts": {
            "reading": int(now is not None),
            "waiting": waiting + (0 if now is None else len(now.queued)),
            "failed": len(work.failed),
        },
    }
