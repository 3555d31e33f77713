"""Turn what ``training.reader.learn`` wrote into an ordinary Hugging Face checkpoint.

    python -m training.reader.checkpoint LEARNT OUTPUT --base FOLDER

``OUTPUT`` loads with ``AutoModelForQuestionAnswering``. Its weights file also holds the linear
layer of the second head (``evidence.weight``, ``evidence.bias``), which transformers ignores.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

__all__ = ["copy_tokenizer", "write_checkpoint"]

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
)
_ARCHITECTURES = {"bert": "BertForQuestionAnswering", "mpnet": "MPNetForQuestionAnswering"}
_WORDS = "embeddings.word_embeddings.weight"


def write_checkpoint(learnt: Path, base: Path, output: Path) -> None:
    """Join learnt weights and the base's word embeddings, which are not learnt.

    Args:
        learnt: Weights file that ``training.reader.learn`` wrote.
        base: Folder of the encoder that the training started from, with its tokenizer.
        output: Made if missing.
    """
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    kind = config["model_type"]
    # What was learnt elsewhere may come in half precision.
    weights = {name: value.astype(np.float32) for name, value in load_file(learnt).items()}
    stored = load_file(base / "model.safetensors")
    name = f"{kind}.{_WORDS}"
    weights[name] = stored[name] if name in stored else stored[_WORDS]
    output.mkdir(parents=True, exist_ok=True)
    save_file(weights, output / "model.safetensors", metadata={"format": "pt"})
    config |= {"architectures": [_ARCHITECTURES[kind]]}
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    copy_tokenizer(base, output)


def copy_tokenizer(base: Path, output: Path) -> None:
    """Copy the files of a model's tokenizer, those that it has."""
    for name in _TOKENIZER_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, output / name)


def main() -> None:
    """Write the checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("learnt", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument(
        "--base", type=Path, required=True, help="encoder that the training started from"
    )
    options = parser.parse_args()
    write_checkpoint(options.learnt, options.base, options.output)


if __name__ == "__main__":
    main()
