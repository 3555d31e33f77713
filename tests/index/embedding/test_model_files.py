"""Finding, exporting and verifying embedding models."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import index.embedding.model_files
from index.embedding.model_files import DEFAULT_MODEL, load_embedder
from index.errors import ModelError
from index.platform.paths import models_folder

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def fresh_cache(embedder, tmp_path, monkeypatch):
    """A cache without an export."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def no_export(monkeypatch):
    """Fail if an export is made."""

    def run(*_, **__):
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "run", run)


@pytest.fixture
def copied_export(embedder, own_cache, fresh_cache):
    """A cache of its own with a copy of the default model's export."""
    shared = own_cache / "citespan/models"
    # An older version of the program may have left its own export there.
    (source,) = shared.glob(f"all-MiniLM-L6-v2-*-int8-{index.embedding.model_files._EXPORT_FORMAT}")
    return Path(shutil.copytree(source, models_folder() / source.name))


def one_line(error):
    return "\n" not in str(error.value)


def test_the_fingerprint_names_what_vectors_depend_on(embedder):
    parts = embedder.fingerprint.split()
    assert parts[0] == DEFAULT_MODEL
    weights = index.embedding.model_files._PACKAGED[DEFAULT_MODEL].weights_sha256
    assert f"weights={weights}" in parts
    assert "backend=onnxruntime" in parts
    assert "precision=int8" in parts
    assert (embedder.dimension, embedder.max_tokens) == (384, 256)


def test_an_export_is_made_once(embedder, no_export):
    again = load_embedder()
    assert again.fingerprint == embedder.fingerprint
    again.close()


def test_the_export_is_described_and_loads_from_any_cache(copied_export):
    manifest = json.loads((copied_export / "manifest.json").read_text())
    assert set(manifest["files"]) == {"model.onnx", "tokenizer.json"}
    load_embedder().close()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("change", ["flip", "missing"])
def test_a_changed_export_is_not_used(copied_export, no_export, name, change):
    path = copied_export / name
    if change == "missing":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        load_embedder()
    assert str(caught.value).startswith(f"{path}: damaged or changed")
    assert one_line(caught)


@pytest.fixture
def model_folder(tmp_path):
    """A model folder with the shape of one, but nonsense for weights."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(
        json.dumps({"model_type": "bert", "hidden_size": 8, "max_position_embeddings": 16})
    )
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 16}')
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"nonsense")
    return folder


def test_wrong_weights_are_not_exported(fresh_cache, no_export, model_folder, monkeypatch):
    weights = hashlib.sha256(b"nonsense").hexdigest()
    for name, published in (
        ("model", index.embedding.model_files._Packaged("m", "m", "0" * 64, "0" * 64)),
        ("tokenizer", index.embedding.model_files._Packaged("m", "m", weights, "0" * 64)),
    ):
        monkeypatch.setattr(
            index.embedding.model_files, "_locate", lambda _, p=published: (model_folder, p)
        )
        with pytest.raises(ModelError, match=rf"{name}\..*: SHA-256 is .*, not the published 0"):
            load_embedder()
    assert not models_folder().exists()


@pytest.mark.parametrize("content", ["{", "{}", "[]", '{"files": {}, "weights_sha256": "0"}'])
def test_a_damaged_manifest_is_named_with_advice(copied_export, no_export, content):
    (copied_export / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match=r"manifest\.json: damaged; remove the folder") as caught:
        load_embedder()
    assert one_line(caught)


def test_another_model_in_the_same_place_is_exported_anew(model_folder):
    before = index.embedding.model_files._key(model_folder)
    assert index.embedding.model_files._key(model_folder) == before
    (model_folder / "tokenizer.json").write_text('{"another": 1}')
    assert index.embedding.model_files._key(model_folder) != before


def test_a_package_that_is_not_installed(monkeypatch, no_export):
    packaged = index.embedding.model_files._Packaged(
        "no_such_module", "no-such-module", "0" * 64, "0" * 64
    )
    monkeypatch.setitem(index.embedding.model_files._PACKAGED, "tiny", packaged)
    with pytest.raises(ModelError, match="tiny is not installed; run: pip install no-such-module"):
        load_embedder("tiny")


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "not a name at all!"])
def test_an_unknown_name_is_one_line_and_nothing_is_fetched(name, no_export):
    with pytest.raises(ModelError, match="no embedding model") as caught:
        load_embedder(name)
    assert one_line(caught)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("model.safetensors", "only safetensors weights"),
        ("config.json", "config.json: missing"),
    ],
)
def test_a_folder_that_lacks_something(model_folder, no_export, name, reason):
    (model_folder / name).unlink()
    with pytest.raises(ModelError, match=reason):
        load_embedder(model_folder)


def test_pickled_weights_are_not_loaded(model_folder, no_export):
    (model_folder / "model.safetensors").rename(model_folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="only safetensors"):
        load_embedder(model_folder)


def test_other_model_types_are_refused(model_folder, no_export):
    (model_folder / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(ModelError, match="'llama' is not supported"):
        load_embedder(model_folder)


def test_a_failed_export_is_one_line_and_leaves_nothing(fresh_cache, model_folder, monkeypatch):
    def failed(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "Traceback\n  lines\nError: no good")

    monkeypatch.setattr(subprocess, "run", failed)
    with pytest.raises(
        ModelError, match=r"could not be exported to ONNX: Error: no good"
    ) as caught:
        load_embedder(model_folder)
    assert one_line(caught)
    assert list(models_folder().iterdir()) == []


def test_an_export_is_put_in_place_whole(fresh_cache, model_folder, monkeypatch):
    """The manifest is verified against the export; a second load makes no export."""
    runs = []

    def export(command, **_):
        runs.append(command)
        Path(command[-2], "model.onnx").write_bytes(b"no model")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", export)
    for _ in range(2):
        with pytest.raises(Exception, match=r"(?i)no model|protobuf|onnx"):
            load_embedder(model_folder)
    assert len(runs) == 1
    (made,) = models_folder().iterdir()
    assert sorted(path.name for path in made.iterdir()) == [
        "manifest.json",
        "model.onnx",
        "tokenizer.json",
    ]


FRESH = """
import sys
from index.corpus import Corpus
from index.embedding.model_files import load_embedder
vectors = load_embedder().embed(["A bell.", "A longer text about a bell."])
assert vectors.shape == (2, 384)
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


def test_torch_is_not_imported(embedder):
    process = subprocess.run(
        [sys.executable, "-c", FRESH],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout.strip() == "[]"
