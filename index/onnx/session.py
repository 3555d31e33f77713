"""Run ONNX models: in one thread each, with the same integers on every processor."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnxruntime as ort

__all__ = ["open_session", "overflows", "run_tokens"]

# One MatMulInteger of a and b, unsigned and signed bytes.
_PROBE = base64.b64decode(
    "CAg6QgoYCgFhCgFiEgF5Ig1NYXRNdWxJbnRlZ2VyEgVwcm9iZVoJCgFhEgQKAggCWgkKAWISBAoC"
    "CANiCQoBeRIECgIIBkIECgAQEQ=="
)


def open_session(model: Path, *, arena: bool = True) -> ort.InferenceSession:
    """Load a model; callers run one input at a time in each of their threads.

    Args:
        model: An ONNX file.
        arena: Take the memory of runs from one pool of the session. Several threads that run short
            inputs without a pause are slower with it (docs/decisions/0017-no-arena.md).

    Raises:
        Exception: ONNX Runtime cannot load the file; its exceptions have no class of their own.
    """
    # Imported here so that --help and argument errors do not pay for it.
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = arena
    if overflows():
        options.add_session_config_entry("session.x64quantprecision", "1")
    # The fused form is slower than the sum and the normalisation by themselves
    # (docs/decisions/0018-onnx-runtime-operators.md).
    return ort.InferenceSession(
        str(model),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion", "BiasSkipLayerNormFusion"],
    )


def run_tokens(
    session: ort.InferenceSession, ids: Sequence[int], kinds: Sequence[int] | None = None
) -> list[npt.NDArray[np.float32]]:
    """Run a BERT on one input; returns its outputs without the axis of the batch.

    Args:
        session: Of a graph with some of the inputs that transformers gives to BERT.
        ids: Token ids.
        kinds: Which text each token is of, 0 or 1; all of the first if not given.
    """
    tokens = np.asarray([ids], np.int64)
    given = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": np.zeros_like(tokens) if kinds is None else np.asarray([kinds], np.int64),
    }
    outputs = session.run(
        None, {input_.name: given[input_.name] for input_ in session.get_inputs()}
    )
    return [values[0] for values in outputs]


@cache
def overflows() -> bool:
    """Whether this processor's fast product of eight-bit numbers overflows.

    Without VNNI, x86 adds pairs of products in 16 bits, which the largest do not fit into. ONNX
    Runtime has an exact product for that case, but would take it on some processors with VNNI,
    too, at half the speed; so this is tried and not guessed.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    probe = ort.InferenceSession(_PROBE, options, providers=["CPUExecutionProvider"])
    given = {"a": np.full((8, 64), 255, np.uint8), "b": np.full((64, 16), 127, np.int8)}
    (product,) = probe.run(None, given)
    return bool(np.any(product != 255 * 127 * 64))
