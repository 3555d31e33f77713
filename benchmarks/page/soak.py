"""Uses the page for a long time as many people do, and checks every citation that they get.

    python -m benchmarks.page.soak --minutes M --store DIR [--people 20] [--corpus FOLDER]
        [--questions FILE] [--seed 0] [--json OUT]

The page runs in a process of its own, with a login and ``--watch``, on a copy of the folder in
``--store``. Each person has a session, and opens one tab after the other: asks, exports after each
answer, adds files and deletes them, excludes files and brings them back. Meanwhile files of the
folder appear, change and vanish.

Every citation of every exported answer is compared with the text of its document. The texts are not
the page's: they are those that this program wrote, and those that it read from the folder into a
store of its own before. Prints errors by kind, how much was done, and the page's memory after ten
minutes (halfway if the run is shorter) and at the end. Exit status 1 after an error, a citation
that is not exact, or, in a run of more than ten minutes, memory that grew by more than 5 %.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page.program import ROOT, ended, resident, started
from benchmarks.page.soak_people import Person, Shared, Texts
from index.platform.files import write_json_whole
from qa import Chatbot

_QUESTIONS = ROOT / "benchmarks" / "data" / "seed_questions.txt"
_MOST_FILES = 40
_ERROR = "error: "
_SETTLED_MINUTES, _MOST_GROWTH = 10.0, 0.05


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--questions", type=Path, default=_QUESTIONS, help="one a line")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    options.store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.store) as scratch:
        figures = _run(options, Path(scratch))
    print(json.dumps(figures, indent=2))
    if options.json:
        write_json_whole(options.json, figures)
    return 0 if is_good(figures) else 1


def is_good(figures: dict[str, Any]) -> bool:
    """Whether the figures keep what the project promises."""
    long = figures["minutes"] > _SETTLED_MINUTES
    grew = long and figures["memory"]["growth"] > _MOST_GROWTH
    return bool(figures["citations"]) and not figures["errors"] and not grew


def _run(options: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    folder = scratch / "documents"
    shutil.copytree(options.corpus, folder)
    texts = Texts(_read(folder, scratch / "reference"))
    questions = options.questions.read_text(encoding="utf-8").split("\n")
    log = scratch / "log.txt"
    with log.open("w", encoding="utf-8") as lines:
        begun, process, address = started(folder, scratch / "store", "--watch", log=lines)
        shared = Shared(address, texts, [q for q in questions if q])
        try:
            memory = _everything(options, shared, folder, process.pid)
            stopped = ended(process)
        except subprocess.TimeoutExpired:
            shared.counts["error: not ended by SIGTERM"] += 1
            stopped = None
        finally:
            process.kill()
            process.wait()
    reported = log.read_text(encoding="utf-8").splitlines()
    shared.counts["error: tracebacks of the page"] += sum("Traceback" in line for line in reported)
    for line in shared.lines[:20] + reported[-20:] * ("Traceback" in "".join(reported)):
        print(line, file=sys.stderr)
    return {
        "minutes": options.minutes,
        "people": options.people,
        "seconds_to_start": begun,
        "seconds_to_stop": stopped,
        **_counted(shared.counts),
        "seconds_to_answer": {
            name: round(float(np.quantile(shared.seconds, share)), 2) if shared.seconds else None
            for name, share in (("p50", 0.5), ("p95", 0.95), ("most", 1.0))
        },
        "memory": memory_figures(memory, options.minutes),
    }


def _counted(counts: Counter[str]) -> dict[str, Any]:
    errors = {
        kind.removeprefix(_ERROR): number
        for kind, number in sorted(counts.items())
        if number and kind.startswith(_ERROR)
    }
    done = {k: n for k, n in sorted(counts.items()) if not k.startswith(_ERROR)}
    return {"citations": done.pop("citations", 0), "errors": errors, "done": done}


def _everything(
    options: argparse.Namespace, shared: Shared, folder: Path, process: int
) -> list[tuple[float, float]]:
    """Let everybody work for so long; return minutes and MiB of the page, in order."""
    people = [Person(shared, number, options.seed) for number in range(options.people)]
    threads = [threading.Thread(target=person.run) for person in people]
    threads.append(threading.Thread(target=_change, args=(shared, folder, options.seed)))
    for thread in threads:
        thread.start()
    memory = []
    begin = time.monotonic()
    while (passed := (time.monotonic() - begin) / 60) < options.minutes:
        try:
            memory.append((passed, resident(process)))
        except (OSError, StopIteration):
            shared.fails("the page is gone")
            break
        shared.over.wait(5)
    shared.over.set()
    for thread in threads:
        thread.join()
    return memory


def memory_figures(memory: list[tuple[float, float]], minutes: float) -> dict[str, float]:
    """Settled and last memory in MiB, and the growth between.

    Each is the median of a twentieth of the run, or of 15 s if that is less.

    Args:
        memory: Minutes and MiB, in order.
        minutes: Of the run.
    """
    settled, span = min(_SETTLED_MINUTES, minutes / 2), max(minutes / 20, 0.25)
    first = [mib for at, mib in memory if settled <= at < settled + span]
    last = [mib for at, mib in memory if at >= minutes - span]
    begin, end = float(np.median(first)), float(np.median(last))
    return {
        "settled_after_minutes": settled,
        "settled_mib": round(begin, 1),
        "end_mib": round(end, 1),
        "most_mib": round(max(mib for _, mib in memory), 1),
        "growth": round(end / begin - 1, 4),
    }


def _read(folder: Path, store: Path) -> list[str]:
    """The texts of the folder, read apart from the page."""
    with Chatbot.from_folder(folder, store=store) as bot:
        return [document.text for document in bot.documents()]


def _change(shared: Shared, folder: Path, seed: int) -> None:
    """Write, change and remove files of the folder, about one every two seconds."""
    chance = random.Random(f"{seed} files")  # noqa: S311  no secret
    names = [f"notice-{number}.txt" for number in range(_MOST_FILES)]
    while not shared.over.wait(chance.uniform(0.5, 3.5)):
        path = folder / chance.choice(names)
        if path.exists() and chance.random() < 0.25:
            with suppress(FileNotFoundError):
                path.unlink()
            shared.counts["files removed"] += 1
            continue
        kind = "changed" if path.exists() else "written"
        new = path.with_name(f".{path.name}.new")
        new.write_text(shared.texts.made(chance), encoding="utf-8")
        new.replace(path)
        shared.counts[f"files {kind}"] += 1


if __name__ == "__main__":
    sys.exit(main())
