"""BERT and MPNet encoders with two heads, in plain PyTorch: spans, and sentences that answer.

Weights have the names of Hugging Face's question-answering checkpoints, plus ``evidence.weight`` and
``evidence.bias``: one linear layer whose output for a token says how likely it belongs to a
sentence that answers or explains. Attention is PyTorch's fused one, which transformers does not use
for MPNet. Formulas: Devlin et al., 2019 (BERT); Song et al., 2020 (MPNet; relative positions
in buckets as in Raffel et al., 2020, section 2.1).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

__all__ = ["PIECES_SHIFT", "EncoderShape", "TwoHeads"]

PIECES_SHIFT = 4
"""MPNet's vocabulary has four tokens in front of BERT's word pieces."""
_CLS, _SEP, _PAD = 101, 102, 0


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """Sizes of an encoder.

    Attributes:
        kind: ``bert`` or ``mpnet``.
        vocabulary: Tokens.
        hidden: Components of a token.
        layers: How many.
        heads: Of attention.
        inner: Components inside a feed-forward layer.
        epsilon: Of layer normalisations.
        positions: Rows of the table of positions.
        buckets: Of relative positions; MPNet only.
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
        """From a Hugging Face configuration.

        Raises:
            ValueError: Neither BERT nor MPNet, or another activation than GELU.
        """
        kind = config["model_type"]
        if kind not in ("bert", "mpnet") or config.get("hidden_act", "gelu") != "gelu":
            raise ValueError(f"cannot train a {kind!r} model; BERT and MPNet with GELU can be")
        return cls(
            kind, config["vocab_size"], config["hidden_size"], config["num_hidden_layers"],
            config["num_attention_heads"], config["intermediate_size"], config["layer_norm_eps"],
            config["max_position_embeddings"], config.get("relative_attention_num_buckets", 32),
        )  # fmt: skip


class TwoHeads(nn.Module):
    """An encoder with both heads; ids are always BERT's."""

    def __init__(self, shape: EncoderShape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self._drop = nn.Dropout(dropout)
        embeddings = nn.Module()
        embeddings.word_embeddings = nn.Embedding(shape.vocabulary, shape.hidden)
        embeddings.position_embeddings = nn.Embedding(shape.positions, shape.hidden)
        if shape.kind == "bert":
            embeddings.token_type_embeddings = nn.Embedding(2, shape.hidden)
        embeddings.LayerNorm = nn.LayerNorm(shape.hidden, shape.epsilon)
        encoder = nn.Module()
        encoder.layer = nn.ModuleList(_layer(shape) for _ in range(shape.layers))
        if shape.kind == "mpnet":
            encoder.relative_attention_bias = nn.Embedding(shape.buckets, shape.heads)
        body = nn.Module()
        body.embeddings, body.encoder = embeddings, encoder
        setattr(self, shape.kind, body)
        self.qa_outputs = nn.Linear(shape.hidden, 2)
        self.evidence = nn.Linear(shape.hidden, 1)
        for head in (self.qa_outputs, self.evidence):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    @property
    def word_embeddings(self) -> nn.Embedding:
        """The table of word pieces."""
        table: nn.Embedding = self._body.embeddings.word_embeddings
        return table

    @property
    def _body(self) -> Any:
        return getattr(self, self.shape.kind)

    def load_encoder(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Take over an encoder's weights; those of a pooler or of other heads are passed over.

        Raises:
            KeyError: A weight is missing.
        """
        own = self.state_dict()
        taken = {}
        for name in own:
            if name.startswith((f"{self.shape.kind}.",)):
                bare = name.removeprefix(f"{self.shape.kind}.")
                taken[name] = weights[name] if name in weights else weights[bare]
            elif name in weights:
                taken[name] = weights[name]
        self.load_state_dict(taken, strict=False)

    def forward(
        self, ids: torch.Tensor, lengths: torch.Tensor, second: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Start, end and evidence logits, each of shape (texts, tokens).

        Args:
            ids: Token ids of BERT's vocabulary, shape (texts, tokens), padded with 0.
            lengths: Tokens of each text.
            second: Index of each text's first token after the question's [SEP].
        """
        hidden = self.hidden(ids, lengths, second)
        starts, ends = self.qa_outputs(hidden).split(1, dim=-1)
        return starts.squeeze(-1), ends.squeeze(-1), self.evidence(hidden).squeeze(-1)

    def hidden(
        self, ids: torch.Tensor, lengths: torch.Tensor, second: torch.Tensor
    ) -> torch.Tensor:
        """What the encoder makes of each token, shape (texts, tokens, components)."""
        shape, embeddings = self.shape, self._body.embeddings
        width = ids.shape[1]
        places = torch.arange(width, device=ids.device)
        inside = places < lengths[:, None]
        if shape.kind == "mpnet":
            shown = self._mpnet_ids(ids, inside)
            # Positions of MPNet count from behind its padding token's number.
            hidden = embeddings.word_embeddings(shown) + embeddings.position_embeddings(places + 2)
        else:
            types = ((places >= second[:, None]) & inside).long()
            hidden = (
                embeddings.word_embeddings(ids)
                + embeddings.position_embeddings(places)
                + embeddings.token_type_embeddings(types)
            )
        hidden = self._drop(embeddings.LayerNorm(hidden))
        mask = torch.zeros(inside.shape, device=ids.device, dtype=torch.float32)
        mask = mask.masked_fill(~inside, -1e4)[:, None, None, :]
        if shape.kind == "mpnet":
            mask = mask + self._relative(width, ids.device)
        mask = mask.expand(-1, shape.heads, width, -1).contiguous()
        if torch.is_autocast_enabled(ids.device.type):
            mask = mask.to(torch.get_autocast_dtype(ids.device.type))
        for layer in self._body.encoder.layer:
            hidden = self._one(layer, hidden, mask)
        return hidden

    def _one(self, layer: Any, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        texts, width, size = hidden.shape
        heads = self.shape.heads
        q, k, v = (part(hidden) for part in layer.projections())
        split = (
            part.view(texts, width, heads, size // heads).transpose(1, 2) for part in (q, k, v)
        )
        mixed = functional.scaled_dot_product_attention(*split, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(texts, width, size)
        dense, norm = layer.mixing()
        hidden = norm(hidden + self._drop(dense(mixed)))
        inner = functional.gelu(layer.intermediate.dense(hidden))
        return layer.output.LayerNorm(hidden + self._drop(layer.output.dense(inner)))

    def _relative(self, width: int, device: torch.device) -> torch.Tensor:
        """Bias by how far apart two tokens are, shape (1, heads, tokens, tokens)."""
        at = torch.arange(width, device=device)
        away = at[None, :] - at[:, None]
        half = self.shape.buckets // 2
        exact = half // 2
        size = away.abs()
        far = (
            exact
            + (
                torch.log(size.clamp(min=1).float() / exact)
                / math.log(128 / exact)
                * (half - exact)
            ).long()
        )
        bucket = torch.where(size < exact, size, far.clamp(max=half - 1)) + half * (away > 0)
        return self._body.encoder.relative_attention_bias(bucket).permute(2, 0, 1)[None]

    @staticmethod
    def _mpnet_ids(ids: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        shown = ids + PIECES_SHIFT
        shown = torch.where(ids == _CLS, 0, torch.where(ids == _SEP, 2, shown))
        return torch.where(inside, shown, 1)


class _BertLayer(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        size = shape.hidden
        self.attention = nn.Module()
        self.attention.self = nn.Module()
        for name in ("query", "key", "value"):
            setattr(self.attention.self, name, nn.Linear(size, size))
        self.attention.output = nn.Module()
        self.attention.output.dense = nn.Linear(size, size)
        self.attention.output.LayerNorm = nn.LayerNorm(size, shape.epsilon)
        _add_feed_forward(self, shape)

    def projections(self) -> tuple[nn.Module, nn.Module, nn.Module]:
        """To queries, keys and values."""
        own = self.attention.self
        return own.query, own.key, own.value

    def mixing(self) -> tuple[nn.Module, nn.Module]:
        """What follows attention."""
        return self.attention.output.dense, self.attention.output.LayerNorm


class _MpnetLayer(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        size = shape.hidden
        self.attention = nn.Module()
        self.attention.attn = nn.Module()
        for name in ("q", "k", "v", "o"):
            setattr(self.attention.attn, name, nn.Linear(size, size))
        self.attention.LayerNorm = nn.LayerNorm(size, shape.epsilon)
        _add_feed_forward(self, shape)

    def projections(self) -> tuple[nn.Module, nn.Module, nn.Module]:
        """To queries, keys and values."""
        own = self.attention.attn
        return own.q, own.k, own.v

    def mixing(self) -> tuple[nn.Module, nn.Module]:
        """What follows attention."""
        return self.attention.attn.o, self.attention.LayerNorm


def _add_feed_forward(layer: nn.Module, shape: EncoderShape) -> None:
    layer.intermediate = nn.Module()
    layer.intermediate.dense = nn.Linear(shape.hidden, shape.inner)
    layer.output = nn.Module()
    layer.output.dense = nn.Linear(shape.inner, shape.hidden)
    layer.output.LayerNorm = nn.LayerNorm(shape.hidden, shape.epsilon)


def _layer(shape: EncoderShape) -> nn.Module:
    return _BertLayer(shape) if shape.kind == "bert" else _MpnetLayer(shape)
