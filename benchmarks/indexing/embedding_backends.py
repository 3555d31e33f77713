"""Compares ways to run the embedding model: speed, and the loss of retrieval.

    pip install 'openvino>=2026,<2027'     # for the OpenVINO row; left out if missing
    python -m benchmarks.indexing.embedding_backends DATA [--repeats 5] [--only NAME]

Texts are cut to the 256 tokens that the model reads. Speed: passages per second over 96 paragraphs
of ``dev/squad1_tune`` in alternating repeats, medians. R@5: share of the 2,454 ``tune`` questions
whose paragraph is among the first five of the 533, by cosine alone and by the fused score.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import model_files
from index.embedding.embedder import OnnxEmbedder, default_workers
from index.platform.paths import models_folder
from index.protocols import Vectors
from index.search.lexical import LexicalIndex
from index.text.search_text import search_text
from index.values import PassageRow
from qa.evaluate import Dataset, read_squad
from qa.retriever import FusionSettings

Backend = Callable[[Sequence[str]], Vectors]
_BATCH = 16


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", default="", help="backends with this in their name")
    options = parser.parse_args()
    tune = read_squad(options.data / "dev" / "squad1_tune.json.gz")
    texts = _cut([p.text for p in tune.paragraphs], model_files.load_embedder())
    timed = random.Random(0).sample(texts, 96)  # noqa: S311
    backends = {name: one for name, one in _backends().items() if options.only in name}
    seconds: dict[str, list[float]] = {name: [] for name in backends}
    for _ in range(options.repeats):
        for name, backend in backends.items():
            begin = time.perf_counter()
            backend(timed)
            seconds[name].append(time.perf_counter() - begin)
    bm25 = _bm25(tune)
    print("| backend | passages/s | R@5 dense | R@5 fused |\n|---|---|---|---|")
    for name, backend in backends.items():
        rate = len(timed) / statistics.median(seconds[name])
        passages = backend(texts)
        cosines = backend([q.text for q in tune.questions]) @ passages.T
        fused = cosines + FusionSettings().lexical_weight * bm25
        dense, both = (_recall_at_5(scores, tune) for scores in (cosines, fused))
        print(f"| {name} | {rate:.1f} | {100 * dense:.2f} | {100 * both:.2f} |", flush=True)


def _cut(texts: Sequence[str], embedder: OnnxEmbedder) -> list[str]:
    """Cut the texts where the model stops reading, so that every backend gets the same tokens."""
    copies = [search_text(text) for text in texts]
    limit = embedder.max_tokens - 2
    ends = [[end for _, end in embedder.token_spans(copy)[:limit]][-1] for copy in copies]
    return [copy[:end] for copy, end in zip(copies, ends, strict=True)]


def _backends() -> dict[str, Backend]:
    folder = model_files.packaged_folder(model_files.DEFAULT_MODEL)
    found: dict[str, Backend] = {}
    for bf16 in (False, True):
        name = "bf16 autocast" if bf16 else "fp32"
        found[f"PyTorch {name} (sentence-transformers)"] = _torch(folder, bf16)
    for precision in ("fp32", "int8"):
        found[f"ONNX Runtime {precision}"] = model_files.load_embedder(precision=precision).embed
    if importlib.util.find_spec("openvino"):
        # Not the graph in int8: only ONNX Runtime knows its operators.
        found["OpenVINO fp32"] = _openvino("fp32", model_files.load_embedder(precision="fp32"))
    return found


def _torch(folder: Path, bf16: bool) -> Backend:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(default_workers())
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed(texts: Sequence[str]) -> Vectors:
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            vectors = model.encode(
                [search_text(text) for text in texts], batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(vectors, np.float32)

    return embed


def _openvino(precision: str, embedder: OnnxEmbedder) -> Backend:
    import openvino

    file = next(
        models_folder().glob(
            f"{model_files.DEFAULT_MODEL}-*-{precision}-{model_files._EXPORT_FORMAT}/model.onnx"
        )
    )
    compiled: Any = openvino.Core().compile_model(
        str(file),
        "CPU",
        {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_NUM_THREADS": default_workers()},
    )
    pool = ThreadPoolExecutor(default_workers())

    def one(ids: list[int]) -> Vectors:
        tokens = np.asarray([ids], np.int64)
        request = compiled.create_infer_request()
        result = request.infer([tokens, np.ones_like(tokens), np.zeros_like(tokens)])
        return np.array(result[0][0], np.float32)

    def embed(texts: Sequence[str]) -> Vectors:
        return np.stack(list(pool.map(one, embedder.token_ids(texts))))

    return embed


def _bm25(tune: Dataset) -> Vectors:
    rows = [
        PassageRow(number, str(number), paragraph.title.replace("_", " "), paragraph.text)
        for number, paragraph in enumerate(tune.paragraphs)
    ]
    scores = np.zeros((len(tune.questions), len(rows)), np.float32)
    with tempfile.TemporaryDirectory() as scratch:
        index = LexicalIndex(Path(scratch))
        index.update([row.passage_id for row in rows], rows, [])
        for number, question in enumerate(tune.questions):
            hits = index.search(question.text, len(rows))
            for passage, score in hits:
                scores[number, passage] = score / hits[0][1]
    return scores


def _recall_at_5(scores: Vectors, tune: Dataset) -> float:
    gold = np.array([question.paragraph for question in tune.questions])
    rank = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
    return float(np.mean(rank < 5))


if __name__ == "__main__":
    main()
