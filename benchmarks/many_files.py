"""Index a folder of many text files, change one, index again.

    python -m benchmarks.many_files DATA [--files 2000]

Each file holds one paragraph of the data sets. Prints the time of the first run, and of a second
run after one file was changed, with the number of passages it embedded.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from training.paragraphs import read_all

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print three lines: first run, nothing changed, one file changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    options = parser.parse_args()
    texts = [p.text for dataset in read_all(options.data) for p in dataset.paragraphs]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "files"
        for number, text in enumerate(texts[: options.files]):
            path = folder / f"{number % 20:02}" / f"{number:05}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        store = str(Path(scratch) / "store")
        _timed("first run", str(folder), store)
        _timed("nothing changed", str(folder), store)
        with (folder / "07" / "00007.txt").open("a", encoding="utf-8") as file:
            file.write(" One more sentence stands here.")
        _timed("one file changed", str(folder), store)


def _timed(what: str, folder: str, store: str) -> None:
    begin = time.perf_counter()
    output = subprocess.run(  # noqa: S603  our own command line; its progress bar is shown
        [sys.executable, "-m", "qa", "index", folder, "--store", store],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    print(f"{what}: {time.perf_counter() - begin:.1f} s; {output.splitlines()[0]}", flush=True)


if __name__ == "__main__":
    main()
