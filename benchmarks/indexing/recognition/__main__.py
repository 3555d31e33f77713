"""Recognises pages that are drawn with known words, and prints how well.

    python -m benchmarks.indexing.recognition [--pages 60] [--texts docs]

Ten ways of scanning and six layouts are combined. Bars: character error rate (CER) of at most
0.5 % in the median and 5 % at worst, 95 % of the boxes of words within 2 points, at most 400 MB of
memory, the same text each time.
"""

from __future__ import annotations

import argparse
import statistics
import time
from itertools import product
from pathlib import Path
from typing import NamedTuple

from benchmarks.indexing.recognition.layouts import LAYOUTS, drawn
from benchmarks.indexing.recognition.measuring import (
    box_errors,
    character_error_rate,
    read_words,
)
from benchmarks.indexing.recognition.scanning import (
    SCANS,
    Word,
    as_pdf,
    moved,
    scanned,
    words_of,
)
from index.loaders.isolation.worker import Worker
from index.values import Extracted

_A4 = (595.28, 841.89)
_REPEATED = 6
"""Every so many pages one is read a second time."""


class _Result(NamedTuple):
    layout: str
    scan: str
    error_rate: float
    box_errors: list[float]
    seconds: float
    is_repeated: bool


def main() -> None:
    """Print one line for each page, and the figures that the bars are about."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--texts", type=Path, default=Path("docs"), help="where words come from")
    options = parser.parse_args()
    pairs = list(product(LAYOUTS, SCANS))
    # A smaller number still has pages of every layout and of every scan.
    step = max(1, len(pairs) // options.pages)
    worker = Worker()
    results = []
    try:
        for number, (layout, scan) in enumerate(pairs[::step][: options.pages]):
            result = _measured(worker, layout, scan, number, options.texts)
            results.append(result)
            print(
                f"{layout:12} {scan:14} CER {100 * result.error_rate:5.2f} %  "
                f"{result.seconds:5.2f} s",
                flush=True,
            )
        peak = _peak(worker.pid)
    finally:
        worker.close()
    _report(results, peak)


def _measured(worker: Worker, layout: str, scan: str, number: int, texts: Path) -> _Result:
    page = drawn(layout, number, texts)
    how = SCANS[scan]
    data = as_pdf(scanned(page.pdf, how, number), how.dpi)
    start = time.perf_counter()
    extracted = worker.load(data, ".pdf")
    seconds = time.perf_counter() - start
    read = _words(extracted)
    truth = [Word(word.text, moved(word.box, how, *_A4)) for word in words_of(page.pdf)]
    return _Result(
        layout,
        scan,
        character_error_rate(" ".join(page.lines), " ".join(word.text for word in read)),
        box_errors(truth, read),
        seconds,
        number % _REPEATED != 0 or worker.load(data, ".pdf") == extracted,
    )


def _words(extracted: Extracted) -> list[Word]:
    recognised = extracted.pages[0].recognised
    if recognised is None:
        return []
    generated = [(span.start, span.end) for span in extracted.structure.generated]
    return read_words(extracted.text, recognised.boxes, generated)


def _report(results: list[_Result], peak: int) -> None:
    rates = [100 * result.error_rate for result in results]
    distances = [distance for result in results for distance in result.box_errors]
    near = 100 * statistics.mean(distance <= 2 for distance in distances)
    print(f"\npages                 {len(results)}")
    print(f"CER, median           {statistics.median(rates):.2f} % (bar 0.5)")
    print(f"CER, worst            {max(rates):.2f} % (bar 5)")
    print(f"boxes within 2 points {near:.1f} % of {len(distances):,} (bar 95)")
    print(f"seconds a page        {statistics.mean(r.seconds for r in results):.2f}")
    print(f"peak memory           {peak} MB (bar 400)")
    print(f"same text again       {all(result.is_repeated for result in results)}")
    for name in LAYOUTS:
        part = [100 * r.error_rate for r in results if r.layout == name]
        if part:
            print(f"  {name:12} {statistics.mean(part):.2f} %")


def _peak(pid: int | None) -> int:
    """Most memory in MB that a running process has had; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) // 1_000 for line in status.splitlines() if "VmHWM" in line), 0
    )


if __name__ == "__main__":
    main()
