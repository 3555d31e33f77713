"""Mean weights of small checkpoints written here."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from training.reader.average import average


def checkpoint(folder, **weights):
    folder.mkdir()
    save_file({name: np.array(value, np.float32) for name, value in weights.items()},
              folder / "model.safetensors")  # fmt: skip
    (folder / "config.json").write_text(json.dumps({"name": folder.name}), "utf-8")
    return folder


def test_the_mean_of_each_weight(tmp_path):
    one = checkpoint(tmp_path / "one", a=[[1, 2], [3, 4]], b=[0.5])
    two = checkpoint(tmp_path / "two", a=[[3, 2], [0, -4]], b=[1.5])
    three = checkpoint(tmp_path / "three", a=[[2, 5], [0, 3]], b=[1.0])
    output = average([one, two, three], tmp_path / "mean")
    found = load_file(output / "model.safetensors")
    assert found["a"].tolist() == [[2, 3], [1, 1]]
    assert found["b"].tolist() == [1.0]
    assert found["a"].dtype == np.float32
    assert json.loads((output / "config.json").read_text("utf-8")) == {"name": "one"}
    assert average([one], tmp_path / "mean") == output
    assert load_file(output / "model.safetensors")["a"].tolist() == [[1, 2], [3, 4]]


def test_the_order_does_not_show(tmp_path):
    rng = np.random.default_rng(0)
    folders = [checkpoint(tmp_path / str(i), a=rng.normal(size=(50, 8))) for i in range(3)]
    one = load_file(average(folders, tmp_path / "mean") / "model.safetensors")["a"]
    other = load_file(average(folders[::-1], tmp_path / "mean") / "model.safetensors")["a"]
    assert np.array_equal(one, other)


@pytest.mark.parametrize("weights", [{"a": [1.0]}, {"a": [1.0, 2.0], "c": [1.0]}, {"c": [1, 2]}])
def test_models_of_other_shapes_are_refused(tmp_path, weights):
    one = checkpoint(tmp_path / "one", a=[1.0, 2.0])
    other = checkpoint(tmp_path / "other", **weights)
    with pytest.raises(ValueError, match="other weights than those of") as caught:
        average([one, other], tmp_path / "mean")
    assert str(caught.value).startswith(str(other))
    assert not (tmp_path / "mean").exists()


def test_nothing_cannot_be_averaged(tmp_path):
    with pytest.raises(ValueError, match="nothing to average"):
        average([], tmp_path / "mean")
