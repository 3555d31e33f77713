"""A tokenizer whose tokens are words and single punctuation marks, easy to count."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

__all__ = ["SPECIAL", "count", "save_base", "word_tokenizer"]

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_TOKEN = r"\w+|[^\w\s]"


def word_tokenizer(words: Iterable[str] = ()) -> Tokenizer:
    """Knows these words, numbered from 4; any other token is ``[UNK]``, which is 1."""
    names = [*SPECIAL, *dict.fromkeys(words)]
    vocabulary = {word: number for number, word in enumerate(names)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_TOKEN), "removed", invert=True)
    return tokenizer


def count(text: str) -> int:
    """Tokens of a text."""
    return len(re.findall(_TOKEN, text))


def save_base(folder, words):
    """A folder with the file of the base model that the recipe reads."""
    folder.mkdir(parents=True, exist_ok=True)
    word_tokenizer(words).save(str(folder / "tokenizer.json"))
    return folder
