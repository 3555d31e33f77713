"""Times two checkouts of Citespan side by side: asking, opening, and indexing 2,000 files.

    python -m benchmarks.side_by_side BEFORE [AFTER] --work DIR [--rounds N]

Each measurement runs in a process of its own, in turn in the one and the other checkout, with this
environment's packages. Prints medians in seconds and the ratio after / before with the range of
the rounds. Folder and stores are made in ``DIR``; the stores of the two are apart.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

__all__ = ["main"]

_HERE = Path(__file__).resolve().parents[1]
_QUESTIONS = (
    "Who rang the bell of station {n}?",
    "When was the gate of station {n} painted?",
    "How many lamps does station {n} have?",
)
_CHILD = """
import json, statistics, sys, time
folder, store, kind, asked = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
begun = time.perf_counter()
from qa import Chatbot
with Chatbot.from_folder(folder, store=store, progress=False) as bot:
    opened = time.perf_counter() - begun
    if kind != "ask":
        print(json.dumps(opened))
    else:
        bot.ask(asked[0])
        times = []
        for question in asked:
            begun = time.perf_counter()
            bot.ask(question)
            times.append(time.perf_counter() - begun)
        print(json.dumps(statistics.median(times)))
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path, help="checkout of the earlier version")
    parser.add_argument("after", type=Path, nargs="?", default=_HERE, help="default: this one")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything written")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=2000)
    options = parser.parse_args()
    checkouts = {"before": options.before.resolve(), "after": options.after.resolve()}
    folder = _written(options.work / "folder", options.files)
    seconds: dict[str, dict[str, list[float]]] = {
        kind: {name: [] for name in checkouts} for kind in ("index", "open", "ask")
    }
    for number in range(options.rounds):
        # The one that goes first changes, so that neither always finds a warm machine.
        names = list(checkouts) if number % 2 == 0 else list(reversed(checkouts))
        for kind, rows in seconds.items():
            for name in names:
                store = options.work / f"store-{name}"
                if kind == "index":
                    shutil.rmtree(store, ignore_errors=True)
                rows[name].append(_measured(checkouts[name], folder, store, kind))
                print(f"round {number + 1} {kind} {name} {rows[name][-1]:.3f}", file=sys.stderr)
    print(
        "| | before, s | after, s | after / before | range of the rounds |\n|---|---|---|---|---|"
    )
    for kind, rows in seconds.items():
        ratios = [b / a for a, b in zip(rows["before"], rows["after"], strict=True)]
        before, after = (statistics.median(rows[name]) for name in ("before", "after"))
        middle = statistics.median(ratios)
        print(
            f"| {kind} | {before:.3f} | {after:.3f} | {middle:.3f} | "
            f"{min(ratios):.3f} to {max(ratios):.3f} |"
        )


def _written(folder: Path, files: int) -> Path:
    """A folder of short texts, all different."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        text = (
            f"Warden {number % 83} rang the bell of station {number} at {number % 24} o'clock. "
            f"The gate of station {number} was painted in {1900 + number % 120}.\n"
        )
        (folder / f"station-{number:05}.txt").write_text(text, encoding="utf-8")
    return folder


def _measured(checkout: Path, folder: Path, store: Path, kind: str) -> float:
    asked = [form.format(n=17 * number) for number in range(20) for form in _QUESTIONS]
    result = subprocess.run(  # noqa: S603  # this interpreter
        [sys.executable, "-c", _CHILD, str(folder), str(store), kind, json.dumps(asked)],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        raise SystemExit(f"{checkout}: {result.stderr.strip().splitlines()[-1]}")
    seconds: float = json.loads(result.stdout)
    return seconds


if __name__ == "__main__":
    main()
