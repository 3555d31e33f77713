"""Tables of a graph in eight and in four bits, looked up by ONNX Runtime."""

import numpy as np
import onnx
import pytest

from index.errors import InvalidValueError
from index.onnx.graph import OnnxGraph
from index.onnx.session import open_session
from index.onnx.tables import BLOCK, rows_in_eight_bits, rows_in_four_bits

ROWS = np.array([[0, 7, 7, 19], [3, 1, 2, 0]])


def table(width=3 * BLOCK):
    rng = np.random.default_rng(4)
    values = rng.normal(size=(20, width)).astype(np.float32)
    values[1] *= 100  # one row, and
    values[2, :BLOCK] *= 100  # one block far larger than the rest
    values[3] = 0
    return values


def looked_up(look_up, values, path):
    graph = OnnxGraph("table")
    name = look_up(graph, "words", values, "input_ids")
    onnx.save(graph.model({name: "vectors"}, ["batch", "tokens", "width"]), path)
    given = {"input_ids": ROWS, "token_type_ids": np.zeros_like(ROWS)}
    (found,) = open_session(path).run(["vectors"], given)
    return found


@pytest.mark.parametrize(
    ("look_up", "block", "steps"),
    [(rows_in_eight_bits, 3 * BLOCK, 127), (rows_in_four_bits, BLOCK, 7)],
)
def test_every_number_is_within_half_a_step(tmp_path, look_up, block, steps):
    values = table()
    found = looked_up(look_up, values, tmp_path / "table.onnx")
    wanted = values[ROWS]
    assert found.shape == wanted.shape
    largest = np.abs(wanted.reshape(-1, block)).max(axis=1, keepdims=True)
    errors = np.abs(found - wanted).reshape(-1, block)
    assert np.all(errors <= 0.501 * largest / steps)
    assert errors.max() > 0


def test_four_bits_take_half_the_room(tmp_path):
    sizes = []
    for look_up in (rows_in_eight_bits, rows_in_four_bits):
        looked_up(look_up, np.tile(table(), (50, 1)), tmp_path / "table.onnx")
        sizes.append((tmp_path / "table.onnx").stat().st_size)
    assert sizes[1] < 0.6 * sizes[0]


def test_rows_that_are_no_whole_blocks_are_refused(tmp_path):
    with pytest.raises(InvalidValueError, match=f"{BLOCK + 1}"):
        looked_up(rows_in_four_bits, table(BLOCK + 1), tmp_path / "table.onnx")
