"""Runs one system in a process of its own; `children` starts it, not people.

    python -m benchmarks.peers.worker TASK SYSTEM FOLDER EMBEDDER READER [--input F] [--output F]

Tasks read and write JSON files: ``build`` an index, ``ask`` questions of it, give the ``first``
answer, ``add`` one document, tell the ``resident`` memory with the index open.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.peers.systems import create
from benchmarks.peers.systems.base import Models, System, Text

__all__ = ["memory_kib"]


def main() -> None:
    """Do the task."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=sorted(_TASKS))
    parser.add_argument("system")
    parser.add_argument("folder", type=Path)
    parser.add_argument("embedder", type=Path)
    parser.add_argument("reader", type=Path)
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    system = create(options.system, options.folder, Models(options.embedder, options.reader))
    given = json.loads(options.input.read_text(encoding="utf-8"))
    system.load()
    _TASKS[options.task](system, given, options.output)
    system.close()


def memory_kib(field: str) -> int:
    """``VmHWM`` (most ever) or ``VmRSS`` (now) of this process, mapped files included."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in status if line.startswith(field + ":")).split()[1])


def _build(system: System, given: Any, output: Path) -> None:
    texts = [Text(**one) for one in given]
    begun = time.perf_counter()
    system.index(texts)
    system.save()
    _write(output, {"texts": len(texts), "seconds": time.perf_counter() - begun})


def _ask(system: System, given: Any, output: Path) -> None:
    """Append one line for each question without one; the first question is not timed."""
    system.load_reader()
    system.open()
    known = {json.loads(line)["key"] for line in _lines(output)}
    missing = [one for one in given if one["key"] not in known]
    if missing:
        system.ask(missing[0]["text"])
    with output.open("a", encoding="utf-8") as lines:
        for one in tqdm(missing, initial=len(known), total=len(given), desc="asking"):
            begun = time.perf_counter()
            reply = system.ask(one["text"])
            seconds = time.perf_counter() - begun
            peak = memory_kib("VmHWM")
            answered = {"key": one["key"], **asdict(reply), "seconds": seconds, "peak_kib": peak}
            ranking = system.rank(one["text"])
            lines.write(json.dumps({**answered, "ranking": ranking}) + "\n")
            lines.flush()


def _first(system: System, given: Any, output: Path) -> None:
    """Print a line at the first answer."""
    system.load_reader()
    system.open()
    system.ask(given["text"])
    print("answered", flush=True)
    _write(output, {})


def _add(system: System, given: Any, output: Path) -> None:
    text = Text(**given)
    system.open()
    system.rank(text.text[:200])  # the first search loads lazily
    begun = time.perf_counter()
    system.add(text)
    added = time.perf_counter()
    system.save()
    saved = time.perf_counter()
    if text.id not in system.rank(text.text[:200]):
        sys.exit(f"{system.folder}: the added document is not found")
    _write(output, {"searchable": added - begun, "stored": saved - begun})


def _resident(system: System, given: Any, output: Path) -> None:
    system.open()
    for question in given:
        system.rank(question)
    _write(output, {"resident_kib": memory_kib("VmRSS")})


def _lines(path: Path) -> list[str]:
    """Return the whole lines of a file; a last, incomplete one is removed from it."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    return whole.splitlines()


def _write(path: Path, value: object) -> None:
    """Whole or not at all: the file marks the task as done."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(json.dumps(value), encoding="utf-8")
    unfinished.replace(path)


_TASKS: dict[str, Callable[[System, Any, Path], None]] = {
    "add": _add,
    "ask": _ask,
    "build": _build,
    "first": _first,
    "resident": _resident,
}

if __name__ == "__main__":
    main()
