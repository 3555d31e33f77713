"""Tiny question-answering models made by tests: random, or rigged to point at one word."""

from __future__ import annotations

from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from index.values import Document, Passage, document_id
from qa.retriever import Hit

__all__ = ["VOCABULARY", "WINDOW", "WORDS", "fast_tokenizer", "hit", "make_tokenizer", "save_model"]

WINDOW = 48
"""Tokens that the tiny model reads at once."""
WORDS = ["the", "cat", "sat", "on", "a", "mat", "and", "saw", "red", "dog", "who", "where"]
WORDS += ["is", "it", "treasure", "near", "cafe"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, ".", "?", ",", "e", "##e"]


def make_tokenizer() -> Tokenizer:
    """WordPiece with the template of BERT."""
    ids = {token: number for number, token in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def fast_tokenizer(window: int = WINDOW) -> transformers.PreTrainedTokenizerFast:
    """The same tokenizer in transformers."""
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer(), model_max_length=window, pad_token="[PAD]",
        unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )  # fmt: skip


def save_model(
    folder: Path,
    pointed_at: str | None = None,
    safe: bool = True,
    kind: str = "BertForQuestionAnswering",
    window: int = WINDOW,
    scale: float = 8.0,
) -> Path:
    """Save a two-layer BERT.

    With ``pointed_at`` that word alone gets high logits; otherwise weights are random, and
    ``scale`` says how far scores lie apart.
    """
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=48, max_position_embeddings=window,
    )  # fmt: skip
    model = getattr(transformers, kind)(config).eval()
    with torch.no_grad():
        if pointed_at is None:
            for parameter in model.parameters():
                parameter.mul_(scale)
        else:
            rig(model, VOCABULARY.index(pointed_at))
    folder.mkdir(parents=True)
    fast_tokenizer(window).save_pretrained(folder)
    if safe:
        model.save_pretrained(folder)
    else:
        config.save_pretrained(folder)
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder


def rig(model: transformers.PreTrainedModel, word: int) -> None:
    """Make one component of the embedding tell the word, and the logits read that component."""
    embeddings = model.bert.embeddings
    for table in (embeddings.position_embeddings, embeddings.token_type_embeddings):
        table.weight.zero_()
    embeddings.word_embeddings.weight.normal_(std=0.1)
    embeddings.word_embeddings.weight[:, 0] = -1.0
    embeddings.word_embeddings.weight[word, 0] = 4.0
    for layer in model.bert.encoder.layer:
        # Both blocks add nothing, so that each position keeps its own word.
        for linear in (layer.attention.output.dense, layer.output.dense):
            linear.weight.zero_()
            linear.bias.zero_()
    model.qa_outputs.weight.zero_()
    model.qa_outputs.weight[:, 0] = 3.0
    model.qa_outputs.bias.zero_()


def hit(text: str, start: int = 0, end: int | None = None) -> Hit:
    """A passage of a text; the whole text if no range is given."""
    document = Document(document_id(text), text, "", ("t",))
    return Hit(
        Passage(1, document.id, start, len(text) if end is None else end), document, 1.0, 0.5, 0.5
    )
