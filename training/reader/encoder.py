"""BERT and MPNet encoders with two heads in plain PyTorch: answer spans and evidence sentences.

Weights have the names of Hugging Face's question-answering checkpoints, plus ``evidence.weight``
and ``evidence.bias``: one linear layer that scores each token as part of a sentence that answers or
explains. Attention runs in PyTorch's fused kernels, which transformers does not use for MPNet.
Formulas: Devlin et al., 2019 (BERT); Song et al., 2020 (MPNet); Raffel et al., 2020, section 2.1
(buckets of relative positions).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import nn
from torch.nn import functional

from training.reader.encoder_weights import BertLayer, Body, EncoderShape, MpnetLayer

__all__ = ["PIECES_SHIFT", "EncoderShape", "TwoHeads"]

PIECES_SHIFT = 4
"""MPNet's vocabulary has four tokens in front of BERT's word pieces."""
_CLS, _SEP = 101, 102
_MPNET_CLS, _MPNET_PAD, _MPNET_SEP = 0, 1, 2
_MPNET_FIRST_POSITION = 2
"""MPNet's positions count from behind the number of its padding token."""
_LARGEST_DISTANCE = 128
"""Distance from which on all relative positions share a bucket."""
_SHUT = -1e4
"""Added to the attention logits of padding."""


class TwoHeads(nn.Module):
    """An encoder with both heads; token ids are BERT's, also for MPNet.

    Attributes:
        shape: Sizes of the encoder.
        in_bfloat16: Whether a CPU multiplies in bfloat16, too. Small encoders can overflow so.
    """

    def __init__(self, shape: EncoderShape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.in_bfloat16 = False
        self._drop = nn.Dropout(dropout)
        # The name of the body begins the names of its weights in a checkpoint.
        setattr(self, shape.kind, Body(shape))
        self.qa_outputs = nn.Linear(shape.hidden, 2)
        self.evidence = nn.Linear(shape.hidden, 1)
        for head in (self.qa_outputs, self.evidence):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    @property
    def word_embeddings(self) -> nn.Embedding:
        """The table of word pieces."""
        return self._body.embeddings.word_embeddings

    @property
    def _body(self) -> Body:
        body: Body = getattr(self, self.shape.kind)
        return body

    def load_encoder(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Load an encoder's weights, and those of the heads if there are any.

        Weights of a pooler or of other heads are ignored.

        Raises:
            KeyError: A weight of the encoder is missing.
        """
        prefix = f"{self.shape.kind}."
        loaded = {}
        for name in self.state_dict():
            if name in weights:
                loaded[name] = weights[name]
            elif name.startswith(prefix):
                loaded[name] = weights[name.removeprefix(prefix)]
        self.load_state_dict(loaded, strict=False)

    def forward(
        self, ids: torch.Tensor, lengths: torch.Tensor, second: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return start, end and evidence logits, each of shape (texts, tokens).

        Args:
            ids: Token ids in BERT's vocabulary, shape (texts, tokens), padded with 0.
            lengths: Number of tokens of each text.
            second: Index of each text's first token after the question's [SEP].
        """
        hidden = self.hidden(ids, lengths, second)
        starts, ends = self.qa_outputs(hidden).split(1, dim=-1)
        return starts.squeeze(-1), ends.squeeze(-1), self.evidence(hidden).squeeze(-1)

    def hidden(
        self, ids: torch.Tensor, lengths: torch.Tensor, second: torch.Tensor
    ) -> torch.Tensor:
        """Return the last layer's vectors, shape (texts, tokens, components)."""
        width = ids.shape[1]
        places = torch.arange(width, device=ids.device)
        inside = places < lengths[:, None]
        hidden: torch.Tensor = self._drop(self._embedded(ids, places, inside, second))
        mask = torch.zeros(inside.shape, device=ids.device, dtype=torch.float32)
        mask = mask.masked_fill(~inside, _SHUT)[:, None, None, :]
        if self.shape.kind == "mpnet":
            mask = mask + self._relative(width, ids.device)
        mask = mask.expand(-1, self.shape.heads, width, -1).contiguous()
        if torch.is_autocast_enabled(ids.device.type):
            mask = mask.to(torch.get_autocast_dtype(ids.device.type))
        for layer in self._body.encoder.layers:
            hidden = self._transformed(layer, hidden, mask)
        return hidden

    def _embedded(
        self,
        ids: torch.Tensor,
        places: torch.Tensor,
        inside: torch.Tensor,
        second: torch.Tensor,
    ) -> torch.Tensor:
        embeddings = self._body.embeddings
        if self.shape.kind == "mpnet":
            words = embeddings.word_embeddings(_mpnet_ids(ids, inside))
            total = words + embeddings.position_embeddings(places + _MPNET_FIRST_POSITION)
        else:
            types = ((places >= second[:, None]) & inside).long()
            total = (
                embeddings.word_embeddings(ids)
                + embeddings.position_embeddings(places)
                + embeddings.token_type_embeddings(types)
            )
        normalised: torch.Tensor = embeddings.LayerNorm(total)
        return normalised

    def _transformed(
        self, layer: BertLayer | MpnetLayer, hidden: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Apply one layer."""
        texts, width, size = hidden.shape
        heads = self.shape.heads
        queries, keys, values = (
            projection(hidden).view(texts, width, heads, size // heads).transpose(1, 2)
            for projection in layer.projections()
        )
        mixed = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(texts, width, size)
        dense, norm = layer.mixing()
        hidden = norm(hidden + self._drop(dense(mixed)))
        inner = functional.gelu(layer.intermediate.dense(hidden))
        output: torch.Tensor = layer.output.LayerNorm(
            hidden + self._drop(layer.output.dense(inner))
        )
        return output

    def _relative(self, width: int, device: torch.device) -> torch.Tensor:
        """Return the bias of each distance between two tokens, shape (1, heads, tokens, tokens)."""
        places = torch.arange(width, device=device)
        distance = places[None, :] - places[:, None]
        half = self.shape.buckets // 2
        exact = half // 2
        size = distance.abs()
        logarithm = torch.log(size.clamp(min=1).float() / exact)
        steps = logarithm / math.log(_LARGEST_DISTANCE / exact) * (half - exact)
        far = (exact + steps.long()).clamp(max=half - 1)
        bucket = torch.where(size < exact, size, far) + half * (distance > 0)
        bias: torch.Tensor = self._body.encoder.relative_attention_bias(bucket)
        return bias.permute(2, 0, 1)[None]


def _mpnet_ids(ids: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
    special = torch.where(ids == _SEP, _MPNET_SEP, ids + PIECES_SHIFT)
    shifted = torch.where(ids == _CLS, _MPNET_CLS, special)
    return torch.where(inside, shifted, _MPNET_PAD)
