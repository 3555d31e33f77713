"""A BERT encoder as an ONNX graph whose matrices are multiplied in eight bits.

What flows through BERT has outliers: a few components, and a few tokens ([CLS], [SEP]), are ten
times as large as the rest, and one scale for all of it leaves the rest few of 256 steps. So here

- every row, that is every token, is divided by its largest component before it is rounded, and the
  product multiplied by it again (after LLM.int8, Dettmers et al. 2022);
- what a layer normalisation gives is divided by a fixed factor for each component, and the
  matrix's rows are multiplied by it (SmoothQuant, Xiao et al. 2023). The factors follow from the
  largest values that windows of random tokens show: which components are large depends on the
  weights, hardly on the text.

Matrices have a scale for each output, tables one for each row. The graph takes windows of equal
length, without padding and so without an attention mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from index.errors import InvalidValueError
from index.onnx.graph import MICROSOFT, Array, OnnxGraph
from index.onnx.relative_positions import add_bias
from index.onnx.session import open_session
from index.onnx.tables import NARROW, SCALE, rounded, rows_in_eight_bits, rows_in_four_bits

__all__ = [
    "JOINED",
    "MATRIX",
    "NARROW",
    "PARTS",
    "RELATIVE",
    "SCALE",
    "SMOOTH",
    "WORDS",
    "BertGraph",
    "Shape",
    "largest_values",
]

SMOOTH = "_smooth"
"""Ends the name of the factors that a matrix's input is multiplied by, shape (inputs,)."""
MATRIX = ".matrix"
"""Ends the name of a matrix in fp32, (inputs, outputs): a layer's weight stands transposed."""
PARTS = ("query", "key", "value")
JOINED = "joined"
"""What the ``PARTS`` of an attention are called together."""

RELATIVE = "encoder.relative_attention_bias.weight"
"""Weights of an encoder that also knows how far apart tokens are, shape (buckets, heads)."""

WORDS = "embeddings.word_embeddings.weight"

_TINY = 1e-6
_SHARE = 0.65
"""Of a component's outliers, on a logarithmic scale, that goes into the matrix."""
_STEPS = 8
"""Of a factor, for each time that it doubles."""
_WINDOWS, _WINDOW_TOKENS = 48, 128


@dataclass(frozen=True, slots=True)
class Shape:
    """Settings of a BERT, from its ``config.json``."""

    layers: int
    heads: int
    epsilon: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Shape:
        """Read it.

        Raises:
            ValueError: It is another kind of encoder.
        """
        wanted = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
        for name, value in wanted.items():
            if config.get(name, value) != value:
                raise InvalidValueError(f"{name} {config[name]!r} is not supported, only {value!r}")
        return cls(
            int(config["num_hidden_layers"]),
            int(config["num_attention_heads"]),
            float(config["layer_norm_eps"]),
        )


class BertGraph(OnnxGraph):
    """The graph of an encoder, and of what a caller adds to it."""

    def __init__(
        self,
        weights: Mapping[str, Array],
        shape: Shape,
        largest: Mapping[str, Array] | None = None,
        *,
        four_bits: bool = False,
    ) -> None:
        """Begin with nothing in it.

        Args:
            weights: Of the encoder in fp32, by the names that transformers gives them, without
                the ``bert.`` in front.
            shape: Layers, heads, epsilon.
            largest: From ``largest_values``; without them the graph computes in fp32.
            four_bits: Store the table of words in four bits.
        """
        super().__init__("bert")
        self._weights = weights
        self._shape = shape
        self._largest = largest
        self._four_bits = four_bits
        self._bias = ""
        self.normalised: dict[str, str] = {}
        """What layer normalisations give, by the name of the matrix that it flows into."""

    def weight(self, name: str) -> str:
        """Store a weight as it is; returns its name."""
        return self.constant(name, self._weights[name])

    # -- the encoder

    def encoder(self) -> str:
        """Add the encoder; returns the name of the last layer's vectors, (batch, tokens, width)."""
        positions = self._positions()
        hidden = self._embeddings(positions)
        if RELATIVE in self._weights:
            longest = len(self._weights["embeddings.position_embeddings.weight"])
            self._bias = add_bias(self, self._weights[RELATIVE], positions, longest)
        for number in range(self._shape.layers):
            hidden = self._layer(f"encoder.layer.{number}.", hidden)
        return hidden

    def _positions(self) -> str:
        """Numbers of the window's tokens from 0, shape (tokens,)."""
        length = self.add(
            "Slice",
            [
                self.add("Shape", ["input_ids"]),
                self.constant("one", np.array([1], np.int64)),
                self.constant("two", np.array([2], np.int64)),
            ],
        )
        return self.add(
            "Range",
            [
                self.constant("zero_scalar", np.array(0, np.int64)),
                self.add("Squeeze", [length]),
                self.constant("one_scalar", np.array(1, np.int64)),
            ],
        )

    def _embeddings(self, positions: str) -> str:
        first = self.constant("zero", np.array([0], np.int64))
        place = self.add("Unsqueeze", [positions, first])
        words = self._rows(WORDS, "input_ids")
        kinds = self._rows("embeddings.token_type_embeddings.weight", "token_type_ids")
        places = self._rows("embeddings.position_embeddings.weight", place)
        summed = self.add("Add", [self.add("Add", [words, kinds]), places])
        return self._normalise(summed, "embeddings.LayerNorm")

    def _layer(self, prefix: str, given: str) -> str:
        own = f"{prefix}attention.self."
        joined = np.concatenate([self._weights[f"{own}{part}.weight"] for part in PARTS]).T
        bias = np.concatenate([self._weights[f"{own}{part}.bias"] for part in PARTS])
        width = len(joined)
        self.normalised[f"{own}{JOINED}"] = given
        product = self._product(given, f"{own}{JOINED}", joined)
        split = self.node(
            "Split", [product, self.constant(f"{width}s", np.array([width] * 3, np.int64))], 3,
            axis=-1,
        )  # fmt: skip
        # Keys without padding need no mask; the bias of distances follows it.
        biases = ["", self._bias] if self._bias else []
        mixed = self.add(
            "MultiHeadAttention",
            [*split, self.constant(f"{own}{JOINED}.bias", bias), *biases],
            domain=MICROSOFT,
            num_heads=self._shape.heads,
        )
        attended = self._dense(mixed, f"{prefix}attention.output.dense")
        attended = self._normalise(
            self.add("Add", [attended, given]), f"{prefix}attention.output.LayerNorm"
        )
        self.normalised[f"{prefix}intermediate.dense"] = attended
        inner = self._product(
            attended, f"{prefix}intermediate.dense",
            self._weights[f"{prefix}intermediate.dense.weight"].T,
        )  # fmt: skip
        inner = self.add(
            "BiasGelu", [inner, self.weight(f"{prefix}intermediate.dense.bias")], domain=MICROSOFT
        )
        out = self._dense(inner, f"{prefix}output.dense")
        return self._normalise(self.add("Add", [out, attended]), f"{prefix}output.LayerNorm")

    def _dense(self, given: str, name: str) -> str:
        product = self._product(given, name, self._weights[f"{name}.weight"].T)
        return self.add("Add", [product, self.weight(f"{name}.bias")])

    def _normalise(self, given: str, name: str) -> str:
        return self.add(
            "LayerNormalization",
            [given, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")],
            axis=-1,
            epsilon=self._shape.epsilon,
        )

    # -- what is rounded

    def _rows(self, name: str, rows: str) -> str:
        """Rows of a table."""
        if self._largest is None:
            return self.add("Gather", [self.weight(name), rows])
        is_words = name == WORDS
        look_up = rows_in_four_bits if is_words and self._four_bits else rows_in_eight_bits
        return look_up(self, name, self._weights[name], rows)

    def _product(self, given: str, name: str, matrix: Array) -> str:
        """The product with a matrix, (inputs, outputs)."""
        if self._largest is None:
            return self.add("MatMul", [given, self.constant(name + MATRIX, matrix)])
        if name in self._largest:
            factors = _factors(self._largest[name], matrix)
            given = self.add("Mul", [given, self.constant(name + SMOOTH, 1 / factors)])
            matrix = matrix * factors[:, None]
        highest = self.add("ReduceMax", [self.add("Abs", [given])], axes=[-1], keepdims=1)
        highest = self.add("Max", [highest, self.constant("tiny", np.array(_TINY, np.float32))])
        narrow, scale = rounded(matrix, axis=0)
        product = self.add(
            "DynamicQuantizeMatMul",
            [
                self.add("Div", [given, highest]),
                self.constant(name + NARROW, narrow),
                self.constant(name + SCALE, scale[0]),
            ],
            domain=MICROSOFT,
        )
        return self.add("Mul", [product, highest])


def largest_values(
    weights: Mapping[str, Array], shape: Shape, first: int, last: int, scratch: Path
) -> dict[str, Array]:
    """The largest value of each component of what flows into some matrices, shape (inputs,).

    Seen in windows of random tokens of two texts; the same weights give the same values.

    Args:
        weights: See ``BertGraph``.
        shape: See ``BertGraph``.
        first: Token that begins a window, [CLS].
        last: Token that ends each text, [SEP].
        scratch: A folder that a file is written to for a while.
    """
    graph = BertGraph(weights, shape)
    graph.encoder()
    names = {output: name for name, output in graph.normalised.items()}
    path = scratch / "largest.onnx"
    onnx.save(graph.model(names, ["batch", "tokens", "width"]), path)
    session = open_session(path)
    rng = np.random.default_rng(0)
    vocabulary = len(weights[WORDS])
    kinds_known = len(weights["embeddings.token_type_embeddings.weight"])
    length = min(_WINDOW_TOKENS, len(weights["embeddings.position_embeddings.weight"]))
    middle = length // 8
    largest = {name: np.zeros(0, np.float32) for name in names.values()}
    for _ in range(_WINDOWS):
        tokens = rng.integers(0, vocabulary, (1, length))
        tokens[0, 0], tokens[0, middle], tokens[0, -1] = first, last, last
        kinds = np.minimum(np.arange(length)[None] > middle, kinds_known - 1).astype(np.int64)
        given = {"input_ids": tokens, "token_type_ids": kinds}
        for name, values in zip(largest, session.run(list(largest), given), strict=True):
            highest = np.abs(values[0]).max(axis=0)
            largest[name] = np.maximum(largest[name], highest) if len(largest[name]) else highest
    path.unlink()
    return largest


def _factors(largest: Array, matrix: Array) -> Array:
    """Divisors of the inputs of a matrix, shape (inputs,)."""
    heaviest = np.maximum(np.abs(matrix).max(axis=1), _TINY)
    factors = np.maximum(largest, _TINY) ** _SHARE / heaviest ** (1 - _SHARE)
    # In coarse steps, so that processors which add in another order come to the same.
    steps = np.rint(_STEPS * np.log2(factors / np.median(factors)))
    grid: Array = np.exp2(steps / _STEPS).astype(np.float32)
    return grid
