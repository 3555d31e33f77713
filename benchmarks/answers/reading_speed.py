"""Measures the time to read ten passages of about 150 tokens for one question.

    python -m benchmarks.answers.reading_speed CHECKPOINT DATA [--repeats 30]

Runs the same weights in PyTorch fp32, in ONNX Runtime fp32, and as shipped (int8), on two threads,
alternating; prints medians. PyTorch gets the passages in one length-sorted batch; with ONNX
Runtime each thread reads one passage at a time.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from index.values import Document, Passage, document_id
from qa.evaluate import read_squad
from qa.readers.onnx import OnnxReader
from qa.readers.transformers import ExtractiveReader
from qa.retriever import Hit
from training.reader.export import export

_THREADS = 2
_PASSAGES = 10


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, help="Hugging Face folder (fp32)")
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeats", type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(_THREADS)
    question, hits = _chosen(options.data)
    with tempfile.TemporaryDirectory() as scratch:
        folders = {name: Path(scratch) / name for name in ("fp32", "int8")}
        for precision, folder in folders.items():
            export(options.checkpoint, folder, precision)
        readers: dict[str, Callable[[], object]] = {}
        pytorch = ExtractiveReader(options.checkpoint, batch=_PASSAGES)
        readers["PyTorch fp32, one batch"] = lambda: pytorch.read(question, hits)
        for precision, folder in folders.items():
            reader = OnnxReader(folder, _THREADS)
            windows = reader.windower.windows(question, [hit.text for hit in hits])
            readers[f"ONNX Runtime {precision}, one by one"] = _bound(reader, question, hits)
        tokens = [len(window.ids) for window in windows]
        seconds: dict[str, list[float]] = {name: [] for name in readers}
        for read in readers.values():
            read()  # the first run is slower
        for _ in range(options.repeats):
            for name, read in readers.items():
                begin = time.perf_counter()
                read()
                seconds[name].append(time.perf_counter() - begin)
    print(f"{len(tokens)} windows, {sum(tokens)} tokens with question, longest {max(tokens)}")
    print("| | ms, median | times faster |\n|---|---|---|")
    first = statistics.median(next(iter(seconds.values())))
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"| {name} | {1000 * median:.0f} | {first / median:.2f} |")


def _chosen(data: Path) -> tuple[str, list[Hit]]:
    """Return a ``tune`` question and the ten ``tune`` paragraphs nearest to 150 tokens."""
    tune = read_squad(data / "dev" / "squad1_tune.json.gz")
    texts = sorted({one.text for one in tune.paragraphs}, key=lambda text: abs(len(text) - 700))
    hits = []
    for number, text in enumerate(texts[:_PASSAGES]):
        document = Document(document_id(text), text, "t", ("t",))
        hits.append(Hit(Passage(number, document.id, 0, len(text)), document, 1.0, 1.0, 1.0))
    return tune.questions[0].text, hits


def _bound(reader: OnnxReader, question: str, hits: Sequence[Hit]) -> Callable[[], object]:
    return lambda: reader.read(question, hits)


if __name__ == "__main__":
    main()
