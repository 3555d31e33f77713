"""Weights in few bytes, and wide again."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from training.reader.narrow import BLOCK, halved, narrowed, widened


def weights():
    torch.manual_seed(0)
    return {
        "matrix": 0.05 * torch.randn(70, 100),  # the last block is not full
        "outlying": torch.cat([torch.full((1, 64), 300.0), 1e-3 * torch.randn(100, 64)]),
        "zeros": torch.zeros(64, 64),
        "bias": torch.randn(100),
        "number": torch.arange(5000),
    }


def test_large_tensors_take_a_quarter_and_are_nearly_the_same(tmp_path):
    stored = narrowed(weights())
    save_file(stored, tmp_path / "narrow.safetensors")
    back = widened(load_file(tmp_path / "narrow.safetensors"))
    assert back.keys() == weights().keys()
    for name, value in weights().items():
        assert back[name].shape == value.shape
        error = (back[name] - value).float().norm()
        assert error <= 0.01 * value.float().norm(), name
    # An outlying row disturbs no other.
    small = weights()["outlying"][1:]
    assert (back["outlying"][1:] - small).norm() < 0.01 * small.norm()
    assert sum(value.nbytes for name, value in stored.items() if name.startswith("matrix")) < 7500


def test_small_tensors_and_whole_numbers_stay():
    back = widened(narrowed(weights()))
    assert torch.equal(back["bias"], weights()["bias"])
    assert torch.equal(back["number"], weights()["number"])


@given(st.integers(1, 200), st.floats(1e-6, 1e6))
def test_no_number_moves_by_more_than_half_a_step(count, scale):
    torch.manual_seed(count)
    value = scale * torch.randn(64, count)
    back = widened(narrowed({"w": torch.cat([value.flatten(), torch.zeros(5000)])}))["w"]
    rows = value.flatten()
    error = (back[: len(rows)] - rows).abs()
    for start in range(0, len(rows), BLOCK):
        largest = rows[start : start + BLOCK].abs().max()
        # bfloat16 may round the scale down, and with it the largest number of a block.
        assert error[start : start + BLOCK].max() <= largest * (0.5 / 127 + 0.004)


def test_half_precision_and_what_does_not_fit():
    half = halved({"w": torch.tensor([1.0, 2.5])})
    assert half["w"].dtype == torch.float16
    assert half["w"].tolist() == [1.0, 2.5]
    for wrong in (1e6, float("nan")):
        with pytest.raises(OverflowError, match="w: too large"):
            halved({"w": torch.tensor([wrong])})
