"""Exports a question-answering checkpoint to the shipped form: int8 ONNX, tokenizer, manifest.

    python -m training.reader.export CHECKPOINT OUTPUT [--precision int8|fp32] [--second]

int8 stores the tables and multiplies all matrices of the encoder in eight bits
(``index.onnx.bert_graph``). The heads, which are tiny, stay in fp32.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.embedding.model_files import packaged_folder
from index.onnx.bert_graph import MATRIX, BertGraph, Shape, largest_values
from index.onnx.graph import Array
from index.platform.files import sha256_of
from qa.readers.manifest import FORMAT, MANIFEST, MODEL_FILE, SECOND_FILE, TOKENIZER_FILE
from training.reader.mpnet import as_bert
from training.reader.recipe import BASE_MODEL

__all__ = ["ENCODER", "EVIDENCE", "HEAD", "export", "exported", "write_manifest"]

ENCODER = "bert."
"""Prefix of the names of the encoder's weights in a checkpoint."""
HEAD = "qa_outputs"
EVIDENCE = "evidence"
"""The second head, in a checkpoint that has one: which tokens belong to sentences that answer."""

_EXPORTED_FROM = "exported_from.txt"
_FORM = "rows/1"
"""Changes whenever the same weights would be exported differently."""


def export(checkpoint: Path, output: Path, precision: str = "int8", file: str = MODEL_FILE) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``manifest.json``.

    Args:
        checkpoint: A question-answering model, BERT or MPNet, with safetensors weights; a BERT with
            its tokenizer.
        output: Created if missing; other files in it stay.
        precision: ``int8`` or ``fp32``.
        file: ``second.onnx`` for the larger model of a folder that holds a smaller one. Its words
            are stored in four bits.

    Raises:
        ValueError: Unknown precision or kind of model.
    """
    if precision not in ("int8", "fp32"):
        raise ValueError(f"precision must be int8 or fp32, not {precision!r}")
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    is_mpnet = config["model_type"] == "mpnet"
    shape = Shape.of(config | {"model_type": "bert"} if is_mpnet else config)
    weights = _weights(checkpoint, "mpnet." if is_mpnet else ENCODER)
    tokenizer_file = checkpoint / TOKENIZER_FILE
    if is_mpnet:
        weights = as_bert(weights)
        # MPNet's numbers of word pieces are others.
        tokenizer_file = packaged_folder(BASE_MODEL) / TOKENIZER_FILE
    largest = None
    if precision == "int8":
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
        opening, closing = (tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        if opening is None or closing is None:
            raise ValueError(f"{checkpoint}: the tokenizer has no [CLS] or no [SEP]")
        with tempfile.TemporaryDirectory() as scratch:
            largest = largest_values(weights, shape, opening, closing, Path(scratch))
    graph = BertGraph(weights, shape, largest, four_bits=file == SECOND_FILE)
    outputs = _heads(graph, weights)
    output.mkdir(parents=True, exist_ok=True)
    onnx.save(graph.model(outputs, ["batch", "tokens"]), output / file)
    shutil.copyfile(tokenizer_file, output / TOKENIZER_FILE)
    beside = [MODEL_FILE, SECOND_FILE] if file == SECOND_FILE else [MODEL_FILE]
    write_manifest(
        output, [name for name in (*beside, TOKENIZER_FILE) if (output / name).is_file()]
    )


def _weights(checkpoint: Path, prefix: str) -> dict[str, Array]:
    """Load the weights in fp32, without the prefix of the encoder."""
    stored = load_file(checkpoint / "model.safetensors")
    return {
        name.removeprefix(prefix): np.asarray(value, np.float32) for name, value in stored.items()
    }


def _heads(graph: BertGraph, weights: Mapping[str, Array]) -> dict[str, str]:
    """Add the encoder and its heads; return the graph's outputs with their names."""
    hidden = graph.encoder()

    def scores(head: str) -> str:
        matrix = graph.constant(head + MATRIX, weights[f"{head}.weight"].T)
        product = graph.add("MatMul", [hidden, matrix])
        return graph.add("Add", [product, graph.weight(f"{head}.bias")])

    logits = scores(HEAD)
    halves = graph.constant("halves", np.array([1, 1], np.int64))
    starts, ends = graph.node("Split", [logits, halves], 2, axis=-1)
    last = graph.constant("last", np.array([-1], np.int64))
    outputs = {
        graph.add("Squeeze", [starts, last]): "start_logits",
        graph.add("Squeeze", [ends, last]): "end_logits",
    }
    if f"{EVIDENCE}.weight" in weights:
        outputs[graph.add("Squeeze", [scores(EVIDENCE), last])] = "evidence_logits"
    return outputs


def exported(checkpoint: Path, output: Path) -> Path:
    """Export in int8, unless ``output`` holds the export of these weights; return ``output``."""
    source = f"{_FORM} {sha256_of(checkpoint / 'model.safetensors')}"
    note = output / _EXPORTED_FROM
    if not note.is_file() or note.read_text(encoding="utf-8") != source:
        note.unlink(missing_ok=True)
        export(checkpoint, output)
        note.write_text(source, encoding="utf-8")
    return output


def write_manifest(folder: Path, names: Sequence[str]) -> None:
    """Write the hashes of these files beside them; loading the reader checks them."""
    files = {name: sha256_of(folder / name) for name in names}
    manifest = {"format": FORMAT, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    parser.add_argument("--second", action="store_true", help="as the larger model of the folder")
    options = parser.parse_args()
    file = SECOND_FILE if options.second else MODEL_FILE
    export(options.checkpoint, options.output, options.precision, file)


if __name__ == "__main__":
    main()
