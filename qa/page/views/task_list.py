"""The task list as escaped HTML: what is being read, what waits, what came of it, what failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from index.loaders import advice_for
from index.platform.printable import printable
from index.sync.activity import LastRun, RunningNow
from index.values import RefusedFile
from qa.amounts import seconds_in_words
from qa.background import (
    BackgroundWork,
    files_read_in_words,
    kinds_in_words,
    progress_in_words,
)
from qa.marks import escape
from qa.page.tasks import Task
from qa.page.upload_result import UploadResult
from qa.page.views.wording import file_name, suffix

__all__ = ["task_list_html"]

_STATES = {
    "indexed": "indexed",
    "unchanged": "unchanged: it is there already",
    "refused": "refused",
    "ignored": "ignored",
}
SHOWN_WAITING = 5
SHOWN_FINISHED = 60
SHOWN_FAILED = 20
SHOWN_PASSED_OVER = 50


def task_list_html(
    tasks: Sequence[Task],
    work: BackgroundWork,
    relative: Callable[[str], str],
    *,
    takes_files: bool = True,
) -> str:
    """The list; "" if there is nothing to tell.

    Args:
        tasks: Oldest first.
        work: What is done with the documents.
        relative: A path as others may see it.
        takes_files: Whether files can be tried again.
    """
    running = [task for task in tasks if task.state == "running"]
    waiting = [task for task in tasks if task.state == "waiting"]
    finished = [task for task in tasks if not task.is_open]
    parts = (
        _now(running, work.now, relative),
        _waiting(waiting),
        _finished(finished, busy=bool(running or waiting)),
        _stopped(work),
        _read(work, relative, takes_files),
        _passed_over(work.last, relative),
    )
    busy = " data-working" if running or waiting or work.now is not None else ""
    html = "".join(parts)
    return f'<section class="tasks" aria-label="Tasks"{busy}>{html}</section>' if html else ""


def _now(running: Sequence[Task], now: RunningNow | None, relative: Callable[[str], str]) -> str:
    """What is under way: a task of somebody, or the folder."""
    if running and (now is None or now.kind == "add"):
        task = running[0]
        button = _button(
            "Cancel", "cancel", f"Cancel {escape(task.name)}", f'data-task="{task.id}"'
        )
        return _bar(f"Reading <bdi>{escape(task.name)}</bdi>", _upload_facts(now), now, button)
    if now is None:
        return ""
    if now.kind == "add":  # of a program, or of another page
        return _bar("Reading added files", progress_in_words(now), now, "")
    what = "Reading the folder"
    if now.source:
        what += f": <bdi>{escape(printable(relative(now.source)))}</bdi>"
    seconds = seconds_in_words(time.time() - now.begun)
    button = _button("Stop", "stop", "Stop reading the folder")
    return _bar(what, f"{progress_in_words(now)}, for {seconds}", now, button)


def _upload_facts(now: RunningNow | None) -> str:
    if now is None:
        return "waits until the folder is read"
    share = now.size_done / now.size if now.size else 0.0
    step = f"indexing, {share:.0%}" if share > 0 else "extracting the text"
    return f"{step}, for {seconds_in_words(time.time() - now.begun)}"


def _bar(what: str, facts: str, now: RunningNow | None, button: str) -> str:
    share = "" if now is None or not now.size_done else f' value="{now.size_done / now.size:.3f}"'
    return (
        f'<div class="now"><div class="task-line"><span class="what">{what}</span>{button}</div>'
        f'<progress max="1"{share} aria-label="Progress"></progress>'
        f'<span class="facts">{escape(facts)}</span></div>'
    )


def _waiting(waiting: Sequence[Task]) -> str:
    if not waiting:
        return ""
    rows = "".join(
        f"<li><bdi>{escape(task.name)}</bdi>"
        + _button("Cancel", "cancel", f"Cancel {escape(task.name)}", f'data-task="{task.id}"')
        + "</li>"
        for task in waiting[:SHOWN_WAITING]
    )
    rest = len(waiting) - SHOWN_WAITING
    more = f'<p class="cut">And {rest:,} more.</p>' if rest > 0 else ""
    everything = ""
    if len(waiting) > 1:
        everything = _button("Cancel all", "cancel-waiting", "Cancel all that wait")
    return (
        f'<div class="task-line"><h3>Waiting: {len(waiting):,}</h3>{everything}</div>'
        f'<ul class="waiting" aria-label="Waiting">{rows}</ul>{more}'
    )


def _finished(finished: Sequence[Task], *, busy: bool) -> str:
    if not finished:
        return ""
    shown = list(reversed(finished[-SHOWN_FINISHED:]))
    lines = "".join(_line(task) for task in shown)
    rest = len(finished) - len(shown)
    more = f'<p class="cut">And {rest:,} before.</p>' if rest > 0 else ""
    # The whole is read out once it is done, not line by line.
    live = "" if busy else ' role="status"'
    clear = _button("Clear", "clear", "Clear the list of added files")
    return (
        f'<div class="task-line"><h3>Added files</h3>{clear}</div>'
        f'<div{live}><ul class="results" aria-label="Added files">{lines}</ul></div>{more}'
    )


def _line(task: Task) -> str:
    result = task.result
    if result is None:
        return f'<li class="cancelled"><bdi>{escape(task.name)}</bdi> <span>cancelled</span></li>'
    return (
        f'<li class="{result.state}"><bdi>{escape(result.name)}</bdi> '
        f"<span>{escape(_outcome(result))}</span></li>"
    )


def _outcome(result: UploadResult) -> str:
    return _STATES[result.state] + (f": {result.reason}" if result.reason else "")


def _stopped(work: BackgroundWork) -> str:
    """A line when the last comparison with the folder did not come to its end."""
    if work.now is not None or work.last is None or work.last.outcome == "done":
        return ""
    if work.last.outcome == "stopped":
        line = "Reading the folder was stopped; some files are not read yet."
    else:
        line = f"Reading the folder failed: {work.last.reason}"
    button = _button("Read them", "sync", "Read the folder now")
    return f'<div class="task-line alert"><span>{escape(line)}</span>{button}</div>'


def _read(work: BackgroundWork, relative: Callable[[str], str], takes_files: bool) -> str:
    """How many files were read once all have been; those that could not be used by their names."""
    said, failed = files_read_in_words(work), work.failed
    if not failed:
        return f'<p class="all-read" role="status"><bdi>{escape(said)}</bdi>.</p>' if said else ""
    rows = "".join(
        _failure(file, relative(file.path), takes_files) for file in failed[:SHOWN_FAILED]
    )
    rest = len(failed) - SHOWN_FAILED
    more = f'<p class="cut">And {rest:,} more; look for a name below.</p>' if rest > 0 else ""
    said = said or f"{len(failed):,} file{'' if len(failed) == 1 else 's'} could not be used"
    return (
        f'<details class="failed"><summary><bdi>{escape(said)}</bdi></summary>'
        f'<ul aria-label="Files that could not be used">{rows}</ul>{more}</details>'
    )


def _passed_over(last: LastRun | None, relative: Callable[[str], str]) -> str:
    """Files of formats that nothing reads, by their names."""
    if last is None or not last.ignored:
        return ""
    rows = "".join(
        f"<li><bdi>{escape(relative(path))}</bdi></li>"
        for path in last.passed_over[:SHOWN_PASSED_OVER]
    )
    rest = last.ignored - min(len(last.passed_over), SHOWN_PASSED_OVER)
    more = f'<p class="cut">And {rest:,} more.</p>' if rest > 0 else ""
    files = "1 file" if last.ignored == 1 else f"{last.ignored:,} files"
    verb = "is" if last.ignored == 1 else "are"
    return (
        f'<details class="failed passed-over"><summary>{files} of other formats {verb} not read '
        f"({escape(kinds_in_words(last.passed_over))})</summary>"
        f'<ul aria-label="Files of other formats">{rows}</ul>{more}</details>'
    )


def _failure(file: RefusedFile, path: str, takes_files: bool) -> str:
    name = escape(file_name(path))
    button = ""
    # A format that nothing reads stays one.
    if takes_files and not advice_for(suffix(path).lower()):
        button = _button("Try again", "again", f"Try {name} again", f'data-file="{escape(path)}"')
    return (
        f'<li><span><bdi>{escape(path)}</bdi> <span class="reason">{escape(file.reason)}</span>'
        f"</span>{button}</li>"
    )


def _button(label: str, action: str, name: str, data: str = "") -> str:
    return (
        f'<button type="button" class="tool" data-event="select" data-action="{action}" {data} '
        f'aria-label="{name}">{label}</button>'
    )
