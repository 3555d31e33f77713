"""Made-up questions, packed examples and small encoders for tests of the reader with two heads."""

from __future__ import annotations

import random

import numpy as np
import torch
import transformers
from safetensors.torch import save_file

from index.values import Span
from training.reader.encoder import EncoderShape, TwoHeads
from training.reader.packed import Tokens
from training.reader.sources import Asked

__all__ = ["CPU", "asked", "bert_config", "random_tokens", "save_encoder", "tokens", "two_heads"]

CPU = torch.device("cpu")
SIZES = {
    "vocab_size": 120,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 40,
    "max_position_embeddings": 400,
}


def asked(text, *answers, evidence=(), is_answered=True, lead="", document=0):
    """A question answered by the first occurrence of each answer, explained by each sentence."""

    def spans(parts):
        return tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)

    return Asked(
        question="who sat?",
        text=text,
        lead=lead,
        golds=spans(answers),
        evidence=spans(evidence) if evidence or not is_answered else None,
        is_answered=is_answered,
        source="made",
        document=document,
        number=0,
    )


def tokens(ids, spans, sentences=(), second=3, first=3, group=-1):
    """A packed example."""
    return Tokens(np.array(ids, np.uint16), second, first, tuple(spans), tuple(sentences), group, 0)


def random_tokens(rng: random.Random, group: int = -1) -> Tokens:
    """A packed example whose spans and sentences lie in its text."""
    length = rng.randint(8, 40)
    ids = [101, 7, 102, *(rng.randint(5, 99) for _ in range(length)), 102]
    end = len(ids) - 1
    spans = []
    if rng.random() < 0.8:
        starts = rng.sample(range(3, end), 2)
        spans = [(start, rng.randint(start, end - 1), 0.5) for start in sorted(starts)]
    elif rng.random() < 0.5:
        spans = [(0, 0, 1.0)]
    middle = rng.randint(4, end - 1)
    sentences = [(3, middle, rng.random() < 0.5), (middle, end, rng.random() < 0.5)]
    return tokens(ids, spans, sentences, group=group)


def bert_config(**changes):
    """Sizes of a small BERT."""
    return transformers.BertConfig(**{**SIZES, **changes})


def two_heads(config, dropout=0.0) -> TwoHeads:
    """A model with random weights that are large enough for differences to show."""
    torch.manual_seed(1)
    model = TwoHeads(EncoderShape.of(config.to_dict()), dropout)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape))
    return model


def save_encoder(folder, config):
    """A folder with the encoder that a training starts from."""
    folder.mkdir(parents=True)
    torch.manual_seed(3)
    config.save_pretrained(folder)
    body = transformers.AutoModel.from_config(config)
    weights = {name: value.contiguous() for name, value in body.state_dict().items()}
    save_file(weights, folder / "model.safetensors")
    return folder
