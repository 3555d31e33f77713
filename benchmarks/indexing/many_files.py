"""Measures time and memory of indexing many files, beside a tenth of them.

    python -m benchmarks.indexing.many_files [--files 2000 20000] [--embedder fake|real]
        [--json OUT]
    python -m benchmarks.indexing.many_files --files 100000 [--text tiny]   scan, index, look again
    python -m benchmarks.indexing.many_files --large-mb 500                 one file of that size

Files hold words of a fixed list, drawn with a fixed seed, so that no two texts are the same and
nothing has to be downloaded. ``short`` files have about 170 characters, one passage each;
``tiny`` ones about 70. Each run is a process of its own that opens the corpus and syncs it: first,
again without changes (once by size and time, once with every file hashed, as ``python -m qa index``
does), and after one file was changed.

Memory is ``VmHWM``, peak resident memory with mapped files: that of the process that indexes, plus
that of the one that extracts (text files need none). The fake embedder makes the same number of
components from hashes in no time, so it measures everything but the model.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
WORDS: Final = [
    "harbour",
    "bell",
    "snow",
    "tide",
    "rope",
    "boat",
    "salt",
    "bread",
    "road",
    "night",
    "light",
    "stone",
    "river",
    "field",
    "winter",
    "ship",
    "letter",
    "window",
    "garden",
    "mountain",
    "village",
    "market",
    "king",
    "doctor",
    "teacher",
    "captain",
    "painter",
    "machine",
    "engine",
    "copper",
    "silver",
    "cotton",
    "paper",
    "glass",
    "timber",
    "coal",
    "sugar",
    "coffee",
    "tea",
    "rice",
    "wheat",
    "apple",
    "horse",
    "wolf",
    "eagle",
    "spider",
    "whale",
    "rain",
    "wind",
    "storm",
    "summer",
    "morning",
    "evening",
    "war",
    "peace",
    "law",
    "tax",
    "vote",
    "bridge",
]
VERBS: Final = [
    "carried",
    "sold",
    "bought",
    "saw",
    "left",
    "built",
    "crossed",
    "painted",
    "lost",
    "found",
    "burned",
    "drew",
]
LENGTHS: Final = {"tiny": 1, "short": 3}
"""Sentences of a file."""


def main() -> None:
    """Print a table, and write the figures as JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, nargs="+", default=[2_000, 20_000], metavar="N")
    parser.add_argument("--text", choices=LENGTHS, default="short", help="what a file holds")
    parser.add_argument("--embedder", choices=("fake", "real"), default="fake")
    parser.add_argument("--large-mb", type=int, help="one text file of so many MB instead")
    parser.add_argument("--max-characters", type=int, help="limit of one text, for --large-mb")
    parser.add_argument("--scratch", type=Path, help="where files and corpora are made for a while")
    parser.add_argument("--json", type=Path, metavar="OUT")
    options = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        if options.large_mb:
            folder = Path(scratch) / "large"
            _make_large(folder, options.large_mb)
            runs = _measured(folder, options)
        else:
            for number in options.files:
                folder = Path(scratch) / str(number)
                _make(folder, number, LENGTHS[options.text])
                runs += _measured(folder, options)
    print(_table(runs))
    if len(options.files) == 2 and not options.large_mb:
        print(_compared(runs))
    if options.json:
        made = {
            "machine": platform.platform(),
            "python": platform.python_version(),
            "embedder": options.embedder,
            "text": options.text,
            "memory": "VmHWM of the indexing process plus that of the extracting one, in MiB",
            "runs": runs,
        }
        options.json.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


# -- what is indexed


def _sentence(dice: random.Random) -> str:
    one, two, three = dice.sample(WORDS, 3)
    return f"The {one} {dice.choice(VERBS)} the {two} near the {three} in {dice.randrange(10**6)}."


def _make(folder: Path, number: int, sentences: int) -> None:
    """Write so many files, a thousand in a folder, no two alike."""
    dice = random.Random(7)  # noqa: S311  nothing is secret
    for file in range(number):
        path = folder / f"{file // 1000:03}" / f"{file:06}.txt"
        if file % 1000 == 0:
            path.parent.mkdir(parents=True)
        lines = [f"File {file}.", *(_sentence(dice) for _ in range(sentences))]
        path.write_text(" ".join(lines), encoding="utf-8")


def _make_large(folder: Path, megabytes: int) -> None:
    dice = random.Random(7)  # noqa: S311  nothing is secret
    folder.mkdir()
    with (folder / "large.txt").open("w", encoding="ascii") as file:
        written = 0
        while written < megabytes * 1_000_000:
            written += file.write(" ".join(_sentence(dice) for _ in range(20)) + "\n\n")


# -- measuring


def _measured(folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure the first run, runs without changes, and one after a file was changed."""
    runs = [
        _run("first", folder, options),
        _run("again", folder, options),
        _run("again, hashed", folder, options, "--thorough"),
    ]
    if not options.large_mb:
        with (folder / "000" / "000007.txt").open("a", encoding="utf-8") as file:
            file.write(" One more sentence stands here.")
        runs.append(_run("one changed", folder, options))
    return runs


def _run(what: str, folder: Path, options: argparse.Namespace, *more: str) -> dict[str, Any]:
    store = folder.with_name(f"{folder.name}-store")
    command = [sys.executable, "-m", "benchmarks.indexing.sync_once", str(folder), str(store)]
    command += ["--embedder", options.embedder, *more]
    if options.max_characters:
        command += ["--max-characters", str(options.max_characters)]
    output = subprocess.run(  # noqa: S603  our own module, no shell; its progress bar is shown
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    measured: dict[str, Any] = json.loads(output)
    return {"run": what, **measured}


# -- shown


def _table(runs: list[dict[str, Any]]) -> str:
    rows = [
        "| files | run | passages | seconds | passages/s | peak MiB | largest log MiB | refused |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {one['files']:,} | {one['run']} | {one['passages']:,} | {one['seconds']:.1f} "
        f"| {one['passages'] / one['seconds']:.0f} | {one['peak_mib']:.0f} "
        f"| {one['log_mib']:.0f} | {one['refused'][0] if one['refused'] else ''} |"
        for one in runs
    ]
    return "\n".join(rows)


def _compared(runs: list[dict[str, Any]]) -> str:
    """Compare the first runs of the two sizes."""
    few, many = (one for one in runs if one["run"] == "first")
    memory = many["peak_mib"] / few["peak_mib"] - 1
    rate = (many["passages"] / many["seconds"]) / (few["passages"] / few["seconds"]) - 1
    return (
        f"\n{many['files']:,} against {few['files']:,} files: peak memory {memory:+.1%} "
        f"(bar: +20 %), passages per second {rate:+.1%} (bar: -10 %)"
    )


if __name__ == "__main__":
    main()
