"""Compares the built encoder with the same weights in transformers, in fp32 and in eight bits."""

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, numpy_helper
from transformers import BertConfig, BertModel

from index.onnx.bert_graph import (
    JOINED,
    MATRIX,
    NARROW,
    SCALE,
    SMOOTH,
    BertGraph,
    Shape,
    largest_values,
)
from index.onnx.session import open_session

WIDTH, LAYERS, LONGEST = 64, 3, 40
NORMALISED = sorted(
    f"encoder.layer.{number}.{name}"
    for number in range(LAYERS)
    for name in (f"attention.self.{JOINED}", "intermediate.dense")
)


@pytest.fixture(scope="module")
def theirs():
    """A BERT with random weights and a few components far larger than the rest."""
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=50, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=4,
        intermediate_size=96, max_position_embeddings=LONGEST, initializer_range=0.08,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for layer in model.encoder.layer:
            layer.attention.output.LayerNorm.weight[3] = 12.0
            layer.output.LayerNorm.bias[7] = 12.0
    return model


@pytest.fixture(scope="module")
def weights(theirs):
    return {name: value.numpy() for name, value in theirs.state_dict().items()}


@pytest.fixture(scope="module")
def shape(theirs):
    return Shape.of(theirs.config.to_dict())


@pytest.fixture(scope="module")
def largest(weights, shape, tmp_path_factory):
    return largest_values(weights, shape, 2, 3, tmp_path_factory.mktemp("scratch"))


def built(weights, shape, largest, path):
    graph = BertGraph(weights, shape, largest)
    model = graph.model({graph.encoder(): "last"}, ["batch", "tokens", "width"])
    onnx.save(model, path)
    return open_session(path)


def inputs(length, seed=0, batch=1):
    rng = np.random.default_rng(seed)
    tokens = rng.integers(0, 50, (batch, length))
    return {"input_ids": tokens, "token_type_ids": rng.integers(0, 2, (batch, length))}


def expected(theirs, given):
    with torch.inference_mode():
        found = theirs(**{name: torch.from_numpy(values) for name, values in given.items()})
    return found.last_hidden_state.numpy()


@pytest.mark.parametrize("length", [1, 2, 7, LONGEST])
@pytest.mark.parametrize("batch", [1, 3])
def test_in_fp32_it_is_the_same_encoder(theirs, weights, shape, tmp_path, length, batch):
    session = built(weights, shape, None, tmp_path / "model.onnx")
    given = inputs(length, batch=batch)
    (found,) = session.run(None, given)
    assert found.shape == (batch, length, WIDTH)
    assert np.abs(found - expected(theirs, given)).max() < 2e-4


def error(session, theirs):
    """Mean error beside the mean deviation of components, over windows of several lengths."""
    off = size = 0.0
    for seed, length in enumerate((3, 20, LONGEST)):
        given = inputs(length, seed)
        wanted = expected(theirs, given)
        off += np.abs(session.run(None, given)[0] - wanted).mean()
        size += np.abs(wanted - wanted.mean(axis=(0, 1))).mean()
    return float(off / size)


def test_eight_bits_hold_it_although_some_components_are_large(
    theirs, weights, shape, largest, tmp_path
):
    ours = error(built(weights, shape, largest, tmp_path / "ours.onnx"), theirs)
    assert 0 < ours < 0.05
    # Without the factors for components there is nothing to level the large ones.
    rough = error(built(weights, shape, {}, tmp_path / "rough.onnx"), theirs)
    assert ours < 0.8 * rough


def test_a_large_token_does_not_cost_the_others_their_precision(weights, shape, tmp_path):
    """Each row has a scale of its own: what other tokens get does not depend on it."""
    graph = BertGraph(weights, shape, {})
    name = "encoder.layer.0.output.dense"
    product = graph._product("rows", name, weights[f"{name}.weight"].T)
    model = graph.model({product: "found"}, ["batch", "tokens", "width"])
    del model.graph.input[:]
    model.graph.input.append(
        onnx.helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["batch", "tokens", 96])
    )
    onnx.save(model, tmp_path / "model.onnx")
    session = open_session(tmp_path / "model.onnx")
    rows = np.random.default_rng(2).normal(size=(1, 6, 96)).astype(np.float32)
    (alone,) = session.run(None, {"rows": rows})
    rows[0, 2] *= 1000
    (beside,) = session.run(None, {"rows": rows})
    others = [0, 1, 3, 4, 5]
    assert np.abs(alone - beside)[0, others].max() <= 0.02 * np.abs(alone).max()
    assert beside[0, 2] == pytest.approx(1000 * alone[0, 2], rel=0.05, abs=20)
    rows[0, 4] = 0
    assert np.all(session.run(None, {"rows": rows})[0][0, 4] == 0)


def test_what_is_stored(weights, shape, largest):
    graph = BertGraph(weights, shape, largest)
    graph.encoder()
    stored = {name: numpy_helper.to_array(one) for name, one in graph._initializers.items()}
    narrow = {name for name, values in stored.items() if values.dtype == np.int8}
    assert len(narrow) == 3 + 4 * LAYERS
    assert all(name.endswith(NARROW) for name in narrow)
    assert not any(name.endswith(MATRIX) for name in stored)
    for name in narrow:
        assert np.abs(stored[name]).max() == 127
        assert name.removesuffix(NARROW) + SCALE in stored
    for name, values in stored.items():
        assert values.dtype == np.int8 or values.size <= max(50, 3 * WIDTH, 96), name
    assert sorted(n.removesuffix(SMOOTH) for n in stored if n.endswith(SMOOTH)) == NORMALISED


def test_each_line_is_rounded_on_its_own_scale(weights, shape, largest):
    """Every stored weight is within half a step of the original."""
    graph = BertGraph(weights, shape, largest)
    graph.encoder()
    stored = {name: numpy_helper.to_array(one) for name, one in graph._initializers.items()}
    names = [f"encoder.layer.1.{part}.dense" for part in ("attention.output", "intermediate")]
    for name in names:
        factors = stored.get(name + SMOOTH, np.ones(1))[:, None]
        step = stored[name + SCALE] * factors
        wanted = weights[f"{name}.weight"].T
        assert np.all(np.abs(stored[name + NARROW] * step - wanted) <= 0.501 * step)
    table = "embeddings.word_embeddings.weight"
    step = stored[table + SCALE]
    assert step.shape == (50, 1)
    assert np.all(np.abs(stored[table + NARROW] * step - weights[table]) <= 0.501 * step)


def test_the_large_components_are_found_and_levelled(largest, weights, shape):
    assert sorted(largest) == NORMALISED
    first = largest["encoder.layer.0.intermediate.dense"]
    assert first.shape == (WIDTH,)
    assert first.argmax() == 3
    assert largest[f"encoder.layer.1.attention.self.{JOINED}"].argmax() == 7


def test_a_model_of_one_kind_of_text(weights, shape, tmp_path):
    name = "embeddings.token_type_embeddings.weight"
    one = {**weights, name: weights[name][:1]}
    found = largest_values(one, shape, 2, 3, tmp_path)
    assert sorted(found) == NORMALISED
    session = built(one, shape, found, tmp_path / "model.onnx")
    given = inputs(5)
    given["token_type_ids"][:] = 0
    assert np.all(np.isfinite(session.run(None, given)[0]))


def test_the_same_weights_give_the_same_file(weights, shape, largest, tmp_path):
    again = largest_values(weights, shape, 2, 3, tmp_path)
    for values, path in ((largest, "a"), (again, "b")):
        built(weights, shape, values, tmp_path / path)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hidden_act", "relu"),
        ("model_type", "roberta"),
        ("position_embedding_type", "relative_key"),
    ],
)
def test_other_encoders_are_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} '{value}' is not supported"):
        Shape.of({name: value})
