"""Runs the torture tests at full size, in portions, and goes on where an earlier run ended.

    python -m tests.torture.portions --log FILE [--kills 300] [--files 20000] [--flips 1000]
        [--asks 1000] [--only PART]

Each portion is a run of pytest with a seed of its own, so that no two try the same. What became of
it is one line of JSON in the log, and its output a file beside it. Portions that passed are not run
again. Exit status 1 if one failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.index.loaders.format_samples import SAMPLES

__all__ = ["Part", "main", "parts_of", "portions_of"]

ROOT = Path(__file__).parents[2]
_FILES_AT_ONCE = 25 * len(SAMPLES)
"""Damaged files of one portion with ``CITESPAN_FUZZ=1``."""


@dataclass(frozen=True)
class Part:
    """Tests that are run again and again.

    Attributes:
        name: In the log.
        tests: Their path.
        variable: Says how much one portion is; "" where there is but one.
        whole: How much is wanted.
        portion: How much is done at once.
        each: What one unit of ``variable`` counts for in ``whole``.
    """

    name: str
    tests: str
    variable: str
    whole: int
    portion: int
    each: int = 1


def parts_of(options: argparse.Namespace) -> list[Part]:
    """All parts, the quicker ones first."""
    torture, fuzz = "tests/torture", "tests/index/loaders/test_loaders_fuzz.py::test_damaged_files"
    return [
        Part("disk", f"{torture}/test_full_disk.py", "", 1, 1),
        Part("asks", f"{torture}/test_two_processes.py", "CITESPAN_ASKS", options.asks, 1_000),
        Part("files", fuzz, "CITESPAN_FUZZ", options.files, 4, _FILES_AT_ONCE),
        Part("kills", f"{torture}/test_kill.py", "CITESPAN_KILLS", options.kills, 20),
        Part("flips", f"{torture}/test_bit_flips.py", "CITESPAN_FLIPS", options.flips, 20),
        Part("programs", f"{torture}/test_kill_programs.py", "CITESPAN_KILLS", options.kills, 5),
    ]


def portions_of(part: Part) -> Iterator[tuple[str, int]]:
    """Seed and size of each portion."""
    done = number = 0
    while done < part.whole:
        size = min(part.portion, -(-(part.whole - done) // part.each))
        number += 1
        yield f"{part.name} {number}", size
        done += size * part.each


def main() -> int:
    """Run what has not passed yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", type=Path, required=True)
    for name, usual in (("kills", 300), ("files", 20_000), ("flips", 1_000), ("asks", 1_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--only", help="one of the parts: disk asks files kills flips programs")
    options = parser.parse_args()
    options.log.parent.mkdir(parents=True, exist_ok=True)
    options.log.touch()
    passed = {
        (record["seed"], record["size"])
        for record in map(json.loads, options.log.read_text(encoding="utf-8").splitlines())
        if record["status"] == 0
    }
    failed = 0
    for part in parts_of(options):
        if options.only in (None, part.name):
            for seed, size in portions_of(part):
                if (seed, size) not in passed:
                    failed += _ran(part, seed, size, options.log) != 0
    return 1 if failed else 0


def _ran(part: Part, seed: str, size: int, log: Path) -> int:
    """Run a portion and write what became of it down; returns the exit status of pytest."""
    begin = time.monotonic()
    output = log.with_name(f"{log.stem}-{seed.replace(' ', '-')}.txt")
    sizes = {part.variable: str(size)} if part.variable else {}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", part.tests]
    with output.open("w", encoding="utf-8") as lines:
        status = subprocess.run(
            command, stdout=lines, stderr=subprocess.STDOUT, cwd=ROOT,
            env={**os.environ, **sizes, "CITESPAN_SEED": seed},
        ).returncode  # fmt: skip
    seconds = round(time.monotonic() - begin)
    record = {"seed": seed, "size": size, "status": status, "seconds": seconds}
    with log.open("a", encoding="utf-8") as records:
        records.write(json.dumps(record) + "\n")
    print(f"{seed}, size {size}: status {status}, {seconds} s", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
