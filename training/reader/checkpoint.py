"""What ``training.reader.learn`` wrote as an ordinary Hugging Face checkpoint.

    python -m training.reader.checkpoint LEARNT --base FOLDER OUTPUT

``OUTPUT`` loads with ``AutoModelForQuestionAnswering``; its weights file also holds the linear layer of
the second head (``evidence.weight``, ``evidence.bias``), which transformers passes over.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from safetensors.numpy import load_file, save_file

__all__ = ["TOKENIZER_FILES", "write_checkpoint"]

TOKENIZER_FILES = (
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
        learnt: File of weights.
        base: Folder of the encoder that they started from, with its tokenizer.
        output: Made if missing.
    """
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    kind = config["model_type"]
    weights = load_file(learnt)
    stored = load_file(base / "model.safetensors")
    weights[f"{kind}.{_WORDS}"] = stored.get(_WORDS, stored.get(f"{kind}.{_WORDS}"))
    output.mkdir(parents=True, exist_ok=True)
    save_file(weights, output / "model.safetensors", metadata={"format": "pt"})
    config |= {"architectures": [_ARCHITECTURES[kind]]}
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in TOKENIZER_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, output / name)


def main() -> None:
    """Write the checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("learnt", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="what the training started from")
    options = parser.parse_args()
    write_checkpoint(options.learnt, options.base, options.output)


if __name__ == "__main__":
    main()
