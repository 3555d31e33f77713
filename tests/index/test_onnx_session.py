import base64

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from index import onnx_session
from index.onnx_session import open_session, overflows


def integer_product(weights=None):
    """A model of one MatMulInteger, of two inputs or of one with stored weights."""
    names = ["a"] if weights is not None else ["a", "b"]
    kinds = {"a": TensorProto.UINT8, "b": TensorProto.INT8}
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["y"])],
        "probe",
        [helper.make_tensor_value_info(name, kinds[name], None) for name in names],
        [helper.make_tensor_value_info("y", TensorProto.INT32, None)],
        [] if weights is None else [numpy_helper.from_array(weights, "b")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_the_probe_is_the_model_that_it_is_said_to_be():
    assert onnx.load_from_string(onnx_session._PROBE) == integer_product()
    assert base64.b64encode(onnx_session._PROBE)


def test_the_largest_products_are_exact(tmp_path):
    """On any processor, with weights stored as those of our models are."""
    rng = np.random.default_rng(1)
    weights = rng.choice(np.array([-127, 127], np.int8), (384, 48))
    weights[:, 0] = 127
    onnx.save(integer_product(weights), tmp_path / "model.onnx")
    given = rng.choice(np.array([0, 255], np.uint8), (7, 384))
    given[0] = 255
    (found,) = open_session(tmp_path / "model.onnx").run(None, {"a": given})
    assert np.array_equal(found, given.astype(np.int64) @ weights.astype(np.int64))


def test_where_products_overflow_the_exact_one_is_asked_for(tmp_path, monkeypatch):
    assert overflows() in (False, True)
    onnx.save(integer_product(np.full((8, 8), 127, np.int8)), tmp_path / "model.onnx")
    asked = []
    monkeypatch.setattr(onnx_session, "overflows", lambda: asked.append(1) or True)
    session = open_session(tmp_path / "model.onnx")
    assert asked == [1]
    options = session.get_session_options()
    assert options.get_session_config_entry("session.x64quantprecision") == "1"
    (found,) = session.run(None, {"a": np.full((3, 8), 255, np.uint8)})
    assert np.all(found == 255 * 127 * 8)


def test_sessions_run_in_one_thread(tmp_path):
    onnx.save(integer_product(), tmp_path / "model.onnx")
    options = open_session(tmp_path / "model.onnx").get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
