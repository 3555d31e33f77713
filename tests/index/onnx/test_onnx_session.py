import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.onnx import session as onnx_session
from index.onnx.session import open_session, overflows


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


def test_the_largest_products_are_exact(tmp_path):
    """On any processor, with weights stored like those of our models."""
    rng = np.random.default_rng(1)
    weights = rng.choice(np.array([-127, 127], np.int8), (384, 48))
    weights[:, 0] = 127
    onnx.save(integer_product(weights), tmp_path / "model.onnx")
    given = rng.choice(np.array([0, 255], np.uint8), (7, 384))
    given[0] = 255
    (found,) = open_session(tmp_path / "model.onnx").run(None, {"a": given})
    assert np.array_equal(found, given.astype(np.int64) @ weights.astype(np.int64))


def test_where_products_overflow_the_exact_one_is_asked_for(tmp_path, monkeypatch):
    onnx.save(integer_product(np.full((8, 8), 127, np.int8)), tmp_path / "model.onnx")
    asked = []
    monkeypatch.setattr(onnx_session, "overflows", lambda: asked.append(1) or True)
    session = open_session(tmp_path / "model.onnx")
    assert asked == [1]
    options = session.get_session_options()
    assert options.get_session_config_entry("session.x64quantprecision") == "1"
    (found,) = session.run(None, {"a": np.full((3, 8), 255, np.uint8)})
    assert np.all(found == 255 * 127 * 8)


def test_the_exact_product_reaches_the_operator_of_our_models(tmp_path):
    """Asked for, stored weights become unsigned where the processor's fast product overflows."""
    narrow = np.full((8, 8), -127, np.int8)
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("DynamicQuantizeMatMul", ["x", "w", "s"], ["y"], domain="com.microsoft")],
        "g",
        [helper.make_tensor_value_info("x", floats, ["n", 8])],
        [helper.make_tensor_value_info("y", floats, ["n", 8])],
        [
            numpy_helper.from_array(narrow, "w"),
            numpy_helper.from_array(np.ones(8, np.float32), "s"),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), tmp_path / "m.onnx")
    options = ort.SessionOptions()
    options.add_session_config_entry("session.x64quantprecision", "1")
    options.optimized_model_filepath = str(tmp_path / "optimised.onnx")
    session = ort.InferenceSession(str(tmp_path / "m.onnx"), options)
    given = np.linspace(-1, 1, 16, dtype=np.float32).reshape(2, 8)
    (found,) = session.run(None, {"x": given})
    assert np.abs(found - given @ narrow).max() < 8
    kinds = {one.data_type for one in onnx.load(tmp_path / "optimised.onnx").graph.initializer}
    if overflows():
        assert TensorProto.UINT8 in kinds and TensorProto.INT8 not in kinds


def test_sessions_run_in_one_thread(tmp_path):
    onnx.save(integer_product(), tmp_path / "model.onnx")
    options = open_session(tmp_path / "model.onnx").get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)


@pytest.mark.parametrize("arena", [True, False])
def test_threads_share_an_arena_only_where_it_is_wanted(tmp_path, arena):
    onnx.save(integer_product(), tmp_path / "model.onnx")
    options = open_session(tmp_path / "model.onnx", arena=arena).get_session_options()
    assert options.enable_cpu_mem_arena == arena
