"""The ONNX forms of a checkpoint: stored weights, scores, and the way back."""

import json
import shutil

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto
from safetensors.numpy import load_file
from transformers import AutoModelForQuestionAnswering

from index.onnx.session import open_session
from index.platform.files import sha256_of
from tests.qa.readers.tiny_models import save_model
from training.reader.export import export, exported
from training.reader.restore import _weights


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """``checkpoint`` and its ``fp32`` and ``int8`` exports."""
    place = tmp_path_factory.mktemp("export")
    # Scores of a model with larger weights would be ruled by rounding.
    save_model(place / "checkpoint", scale=2.0)
    model = AutoModelForQuestionAnswering.from_pretrained(place / "checkpoint")
    with torch.no_grad():
        for parameter in model.parameters():  # equal ones would hide mistakes
            parameter.add_(0.01 * torch.randn(parameter.shape))
    model.save_pretrained(place / "checkpoint")
    for precision in ("fp32", "int8"):
        export(place / "checkpoint", place / precision, precision)
    return place


def window(length):
    tokens = np.array([[2, *(5 + np.arange(length - 2) % 20), 3]])
    return {"input_ids": tokens, "token_type_ids": (np.arange(length)[None] > 4).astype(np.int64)}


@pytest.mark.parametrize("length", [3, 9, 40])
def test_in_fp32_scores_are_those_of_transformers(made, length):
    given = window(length)
    model = AutoModelForQuestionAnswering.from_pretrained(made / "checkpoint").eval()
    with torch.inference_mode():
        wanted = model(**{name: torch.from_numpy(values) for name, values in given.items()})
    session = open_session(made / "fp32" / "model.onnx")
    starts, ends = session.run(["start_logits", "end_logits"], given)
    assert starts.shape == ends.shape == (1, length)
    assert np.abs(starts - wanted.start_logits.numpy()).max() < 1e-5
    assert np.abs(ends - wanted.end_logits.numpy()).max() < 1e-5


@pytest.mark.parametrize("length", [3, 9, 40])
def test_scores_hardly_change_in_int8(made, length):
    wide, small = (
        open_session(made / precision / "model.onnx").run(None, window(length))
        for precision in ("fp32", "int8")
    )
    for one, other in zip(wide, small, strict=True):
        assert 0 < np.abs(one - other).max() <= 0.1 * np.ptp(one) + 0.01


def test_matrices_and_tables_are_stored_in_eight_bits(made):
    for one in onnx.load(made / "int8" / "model.onnx").graph.initializer:
        # What is left wide: scales, factors, biases, norms, and the head's 32 x 2.
        assert one.data_type == TensorProto.INT8 or np.prod(one.dims) <= 96, one.name


def test_an_unknown_precision_is_refused(made, tmp_path):
    with pytest.raises(ValueError, match="int4"):
        export(made / "checkpoint", tmp_path, "int4")
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_encoder_is_refused(made, tmp_path):
    checkpoint = tmp_path / "checkpoint"
    shutil.copytree(made / "checkpoint", checkpoint)
    config = json.loads((checkpoint / "config.json").read_text())
    (checkpoint / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}))
    with pytest.raises(ValueError, match="hidden_act 'relu' is not supported"):
        export(checkpoint, tmp_path / "reader")
    assert not (tmp_path / "reader").exists()


def test_only_other_weights_are_exported_again(made, tmp_path):
    checkpoint = tmp_path / "checkpoint"
    shutil.copytree(made / "checkpoint", checkpoint)
    output = tmp_path / "reader"
    assert exported(checkpoint, output) == output
    first = (output / "model.onnx").stat().st_mtime_ns
    assert (output / "model.onnx").read_bytes() == (made / "int8" / "model.onnx").read_bytes()
    exported(checkpoint, output)
    assert (output / "model.onnx").stat().st_mtime_ns == first
    # As a folder of an earlier form has it: of the same weights, exported differently.
    (output / "exported_from.txt").write_text(sha256_of(checkpoint / "model.safetensors"))
    exported(checkpoint, output)
    second = (output / "model.onnx").stat().st_mtime_ns
    assert second > first
    model = AutoModelForQuestionAnswering.from_pretrained(checkpoint)
    with torch.no_grad():
        model.qa_outputs.bias.add_(1.0)
    model.save_pretrained(checkpoint)
    exported(checkpoint, output)
    assert (output / "model.onnx").read_bytes() != (made / "int8" / "model.onnx").read_bytes()


def test_the_manifest_has_the_hashes(made):
    for precision in ("fp32", "int8"):
        manifest = json.loads((made / precision / "manifest.json").read_text())
        assert manifest["files"] == {
            name: sha256_of(made / precision / name) for name in ("model.onnx", "tokenizer.json")
        }


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_the_weights_can_be_read_back(made, precision):
    trained = load_file(made / "checkpoint" / "model.safetensors")
    found = _weights(onnx.load(made / precision / "model.onnx"))
    assert trained.keys() <= found.keys()
    levelled = (".query.weight", ".key.weight", ".value.weight", ".intermediate.dense.weight")
    for name, values in trained.items():
        assert found[name].shape == values.shape
        # What factors were moved into has coarser steps in some rows.
        share = 60 if name.endswith(levelled) else 120
        error = 0.0 if precision == "fp32" else np.abs(values).max() / share
        assert np.abs(found[name] - values).max() <= error, name
