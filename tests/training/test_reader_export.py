"""The ONNX forms of a checkpoint: stored weights, scores, and the way back."""

import json
import shutil

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto
from safetensors.numpy import load_file, save_file
from transformers import AutoModelForQuestionAnswering

from index.onnx.session import open_session
from index.platform.files import sha256_of
from qa.readers.loading import SHIPPED_READER
from tests.qa.readers.tiny_models import save_model
from training.reader.export import export, exported
from training.reader.learn import load_base
from training.reader.restore import _weights, restore


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


@pytest.fixture(scope="module")
def two_headed(made, tmp_path_factory):
    """The same checkpoint with a second head, exported in both forms."""
    place = tmp_path_factory.mktemp("two_headed")
    shutil.copytree(made / "checkpoint", place / "checkpoint")
    weights = load_file(place / "checkpoint" / "model.safetensors")
    rng = np.random.default_rng(3)
    weights["evidence.weight"] = rng.normal(size=(1, 32)).astype(np.float32)
    weights["evidence.bias"] = np.array([0.7], np.float32)
    save_file(weights, place / "checkpoint" / "model.safetensors")
    for precision in ("fp32", "int8"):
        export(place / "checkpoint", place / precision, precision)
    return place


@pytest.mark.parametrize("length", [3, 40])
def test_in_fp32_evidence_is_that_of_the_linear_layer(two_headed, length):
    given = window(length)
    folder = two_headed / "checkpoint"
    model = AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    weights = load_file(folder / "model.safetensors")
    with torch.inference_mode():
        tensors = {name: torch.from_numpy(values) for name, values in given.items()}
        hidden = model.bert(**tensors).last_hidden_state[0].numpy()
        starts = model(**tensors).start_logits.numpy()
    wanted = hidden @ weights["evidence.weight"][0] + weights["evidence.bias"]
    session = open_session(two_headed / "fp32" / "model.onnx")
    found, found_starts = session.run(["evidence_logits", "start_logits"], given)
    assert found.shape == (1, length)
    assert np.abs(found[0] - wanted).max() < 1e-5
    assert np.abs(found_starts - starts).max() < 1e-5


def test_evidence_hardly_changes_in_int8(two_headed):
    wide, small = (
        open_session(two_headed / precision / "model.onnx").run(["evidence_logits"], window(40))[0]
        for precision in ("fp32", "int8")
    )
    assert 0 < np.abs(wide - small).max() <= 0.1 * np.ptp(wide) + 0.01


def test_without_the_head_there_is_no_evidence(made, two_headed):
    for place, names in (
        (made, ["start_logits", "end_logits"]),
        (two_headed, ["start_logits", "end_logits", "evidence_logits"]),
    ):
        for precision in ("fp32", "int8"):
            session = open_session(place / precision / "model.onnx")
            assert [output.name for output in session.get_outputs()] == names


def test_the_second_head_can_be_read_back(two_headed):
    trained = load_file(two_headed / "checkpoint" / "model.safetensors")
    found = _weights(onnx.load(two_headed / "int8" / "model.onnx"))
    for name in ("evidence.weight", "evidence.bias"):
        assert np.array_equal(found[name], trained[name])


@pytest.mark.model
def test_the_shipped_reader_can_be_trained_further(tmp_path):
    restore(SHIPPED_READER, tmp_path)
    stored = load_file(tmp_path / "model.safetensors")
    wide = _weights(onnx.load(SHIPPED_READER / "model.onnx"))
    model = load_base(tmp_path, 0.0)
    # Nothing else, so that it can be averaged with what is trained further.
    assert set(stored) == set(model.state_dict())
    for name, values in model.state_dict().items():
        assert np.array_equal(values.numpy(), stored[name]), name
        assert np.array_equal(stored[name], wide[name]), name
    assert np.abs(stored["evidence.weight"]).max() > 0
    AutoModelForQuestionAnswering.from_pretrained(tmp_path, local_files_only=True)
