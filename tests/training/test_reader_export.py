"""The ONNX forms of a checkpoint: what they store, what they score, and the way back."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import AutoModelForQuestionAnswering

from index.files import sha256_of
from tests.qa.tiny_models import save_model
from training.reader.export import MATRICES, export, exported, narrow
from training.reader.narrow import NARROW, SCALE, narrow_matrices, narrow_tables
from training.reader.restore import _weights


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """``checkpoint`` and its ``fp32`` and ``int8`` exports."""
    place = tmp_path_factory.mktemp("export")
    # Scores of a model with larger weights would be ruled by rounding.
    save_model(place / "checkpoint", scale=2.0)
    model = AutoModelForQuestionAnswering.from_pretrained(place / "checkpoint")
    with torch.no_grad():
        for parameter in model.parameters():  # equal ones would be stored once
            parameter.add_(0.01 * torch.randn(parameter.shape))
    model.save_pretrained(place / "checkpoint")
    for precision in ("fp32", "int8"):
        export(place / "checkpoint", place / precision, precision)
    return place


def scores(model, length):
    session = ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    tokens = np.array([[2, *(5 + np.arange(length - 2) % 20), 3]])
    types = (np.arange(length)[None] > 4).astype(np.int64)
    given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": types}
    return session.run(None, given)


def initializers(path):
    return {one.name: one for one in onnx.load(path).graph.initializer}


@pytest.mark.parametrize("length", [3, 9, 40])
@pytest.mark.parametrize("computed", [(), ("query", "key", "value"), tuple(MATRICES)])
def test_scores_hardly_change(made, tmp_path, length, computed):
    narrow(made / "fp32" / "model.onnx", tmp_path / "model.onnx", computed)
    wide, small = (
        scores(path, length) for path in (made / "fp32" / "model.onnx", tmp_path / "model.onnx")
    )
    for one, other in zip(wide, small, strict=True):
        assert np.abs(one - other).max() <= (0.2 if computed else 0.05) * np.ptp(one) + 0.01


def test_matrices_and_tables_are_stored_in_eight_bits(made):
    kinds = {TensorProto.INT8, TensorProto.UINT8}
    for one in initializers(made / "int8" / "model.onnx").values():
        # What is left wide: scales, biases, norms, and the head's 32 x 2.
        assert one.data_type in kinds or np.prod(one.dims) <= 64, one.name


@pytest.mark.parametrize("computed", [(), ("value", "attention_out"), tuple(MATRICES)])
def test_named_matrices_alone_are_computed_in_int8(made, tmp_path, computed):
    narrow(made / "fp32" / "model.onnx", tmp_path / "model.onnx", computed)
    nodes = onnx.load(tmp_path / "model.onnx").graph.node
    integer = [one.name for one in nodes if one.op_type == "MatMulInteger"]
    assert len(integer) == 2 * len(computed)  # two layers
    for name in computed:
        assert sum(MATRICES[name] in one for one in integer) >= 2
    assert not any("qa_outputs" in one for one in integer)


def test_a_named_half_of_the_layer_is_not_taken_for_the_other(made, tmp_path):
    """The paths of both output layers end alike."""
    narrow(made / "fp32" / "model.onnx", tmp_path / "model.onnx", ("feed_forward_out",))
    nodes = onnx.load(tmp_path / "model.onnx").graph.node
    integer = [one.name for one in nodes if one.op_type == "MatMulInteger"]
    assert len(integer) == 2
    assert not any("attention" in one for one in integer)


def test_an_unknown_precision_is_refused(made, tmp_path):
    with pytest.raises(ValueError, match="int4"):
        export(made / "checkpoint", tmp_path, "int4")
    assert list(tmp_path.iterdir()) == []


def test_only_other_weights_are_exported_again(made, tmp_path):
    checkpoint = tmp_path / "checkpoint"
    shutil.copytree(made / "checkpoint", checkpoint)
    output = tmp_path / "reader"
    assert exported(checkpoint, output) == output
    first = (output / "model.onnx").stat().st_mtime_ns
    assert (output / "model.onnx").read_bytes() == (made / "int8" / "model.onnx").read_bytes()
    exported(checkpoint, output)
    assert (output / "model.onnx").stat().st_mtime_ns == first
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
    from safetensors.numpy import load_file

    trained = load_file(made / "checkpoint" / "model.safetensors")
    found = _weights(onnx.load(made / precision / "model.onnx"))
    assert trained.keys() <= found.keys()
    for name, values in trained.items():
        assert found[name].shape == values.shape
        error = 0.0 if precision == "fp32" else np.abs(values).max() / 120
        assert np.abs(found[name] - values).max() <= error, name


def product(values: np.ndarray, path: Path) -> onnx.ModelProto:
    """A graph of one MatMul and one Gather of the same matrix."""
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["x", "w"], ["y"], name="product"),
            helper.make_node("Gather", ["t", "i"], ["z"], name="row"),
        ],
        "g",
        [
            helper.make_tensor_value_info("x", floats, ["n", values.shape[0]]),
            helper.make_tensor_value_info("i", TensorProto.INT64, ["m"]),
        ],
        [
            helper.make_tensor_value_info("y", floats, ["n", values.shape[1]]),
            helper.make_tensor_value_info("z", floats, ["m", values.shape[1]]),
        ],
        [numpy_helper.from_array(values, "w"), numpy_helper.from_array(values, "t")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    narrow_matrices(model, ["product"])
    narrow_tables(model, ["row"])
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return model


def test_each_channel_and_each_row_is_rounded_on_its_own_scale(tmp_path):
    rng = np.random.default_rng(3)
    values = rng.normal(size=(6, 4)).astype(np.float32) * 10.0 ** np.arange(-2, 2)
    values = values.astype(np.float32) * np.array([1, 100, 1, 0, 1, 1e-3], np.float32)[:, None]
    model = product(values, tmp_path / "m.onnx")
    session = ort.InferenceSession(str(tmp_path / "m.onnx"), providers=["CPUExecutionProvider"])
    matrix, table = session.run(None, {"x": np.eye(6, dtype=np.float32), "i": np.arange(6)})
    # Half a step of 127 to the largest of the column, or of the row.
    assert np.all(np.abs(matrix - values) <= np.abs(values).max(axis=0) / 253)
    assert np.all(np.abs(table - values) <= np.abs(values).max(axis=1)[:, None] / 253)
    assert np.array_equal(table[3], np.zeros(4))
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    assert stored["w" + NARROW].dtype == stored["t" + NARROW].dtype == np.int8
    assert stored["w" + SCALE].shape == (1, 4)
    assert stored["t" + SCALE].shape == (6, 1)
