"""Sizes of an encoder, and modules that only hold its weights under Hugging Face's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

__all__ = ["BertLayer", "Body", "EncoderShape", "MpnetLayer"]


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """Sizes of an encoder.

    Attributes:
        kind: ``bert`` or ``mpnet``.
        vocabulary: Number of tokens.
        hidden: Components of a token's vector.
        layers: Number of layers.
        heads: Number of attention heads.
        inner: Components inside a feed-forward layer.
        epsilon: Added to variances in layer normalisations.
        positions: Rows of the position table.
        buckets: Number of buckets of relative positions; MPNet only.
    """

    kind: str
    vocabulary: int
    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    positions: int
    buckets: int = 32

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> EncoderShape:
        """Read a Hugging Face configuration.

        Raises:
            ValueError: The model is neither BERT nor MPNet, or its activation is not GELU.
        """
        kind = config["model_type"]
        if kind not in ("bert", "mpnet") or config.get("hidden_act", "gelu") != "gelu":
            raise ValueError(f"cannot train a {kind!r} model; BERT and MPNet with GELU can be")
        return cls(
            kind=kind,
            vocabulary=config["vocab_size"],
            hidden=config["hidden_size"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            inner=config["intermediate_size"],
            epsilon=config["layer_norm_eps"],
            positions=config["max_position_embeddings"],
            buckets=config.get("relative_attention_num_buckets", 32),
        )


class Body(nn.Module):
    """Embeddings and layers of an encoder."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.embeddings = _Embeddings(shape)
        self.encoder = _Layers(shape)


class _Embeddings(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(shape.vocabulary, shape.hidden)
        self.position_embeddings = nn.Embedding(shape.positions, shape.hidden)
        if shape.kind == "bert":
            self.token_type_embeddings = nn.Embedding(2, shape.hidden)
        self.LayerNorm = nn.LayerNorm(shape.hidden, shape.epsilon)


class _Layers(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        kind = BertLayer if shape.kind == "bert" else MpnetLayer
        self.layer = nn.ModuleList(kind(shape) for _ in range(shape.layers))
        if shape.kind == "mpnet":
            self.relative_attention_bias = nn.Embedding(shape.buckets, shape.heads)

    @property
    def layers(self) -> Iterator[BertLayer | MpnetLayer]:
        """The layers in order."""
        for layer in self.layer:
            assert isinstance(layer, BertLayer | MpnetLayer)
            yield layer


class BertLayer(nn.Module):
    """Weights of a layer of BERT."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.attention = _BertAttention(shape)
        self.intermediate = _Dense(shape.hidden, shape.inner)
        self.output = _DenseNorm(shape.inner, shape)

    def projections(self) -> tuple[nn.Linear, nn.Linear, nn.Linear]:
        """Return the projections to queries, keys and values."""
        inner = self.attention.self
        return inner.query, inner.key, inner.value

    def mixing(self) -> tuple[nn.Linear, nn.LayerNorm]:
        """Return what follows attention."""
        return self.attention.output.dense, self.attention.output.LayerNorm


class MpnetLayer(nn.Module):
    """Weights of a layer of MPNet."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.attention = _MpnetAttention(shape)
        self.intermediate = _Dense(shape.hidden, shape.inner)
        self.output = _DenseNorm(shape.inner, shape)

    def projections(self) -> tuple[nn.Linear, nn.Linear, nn.Linear]:
        """Return the projections to queries, keys and values."""
        inner = self.attention.attn
        return inner.q, inner.k, inner.v

    def mixing(self) -> tuple[nn.Linear, nn.LayerNorm]:
        """Return what follows attention."""
        return self.attention.attn.o, self.attention.LayerNorm


class _BertAttention(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.self = _BertProjections(shape.hidden)
        self.output = _DenseNorm(shape.hidden, shape)


class _BertProjections(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(size, size) for _ in range(3))


class _MpnetAttention(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.attn = _MpnetProjections(shape.hidden)
        self.LayerNorm = nn.LayerNorm(shape.hidden, shape.epsilon)


class _MpnetProjections(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(size, size) for _ in range(4))


class _Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, outputs)


class _DenseNorm(nn.Module):
    def __init__(self, inputs: int, shape: EncoderShape) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, shape.hidden)
        self.LayerNorm = nn.LayerNorm(shape.hidden, shape.epsilon)
