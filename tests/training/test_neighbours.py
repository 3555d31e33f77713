"""Neighbours in a table of vectors written down here."""

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.models import packaged_folder
from tests.training.tiny_tokens import SPECIAL, word_tokenizer
from training.reader.neighbours import word_neighbours

NAME = "bert.embeddings.word_embeddings.weight"

COSINES = {
    "pear": 0.60,
    "plum": 0.50,
    "fruit": 0.66,  # too near: a synonym
    "stone": 0.39,  # too far
    "appletree": 0.55,  # the same stem
    "rare": 0.52,  # asked with three times only
    "which": 0.53,  # no word of its own
    "fig": 0.54,  # too short
}
"""With "apple". All others stand at right angles to one another."""


def table_of(folder, words):
    """Write the vectors; the mean of those that take part is 7 in each component."""
    rows = {"apple": np.eye(len(COSINES) + 1)[0]}
    for axis, (word, cosine) in enumerate(COSINES.items(), 1):
        row = np.zeros(len(COSINES) + 1)
        row[0], row[axis] = cosine, (1 - cosine**2) ** 0.5
        rows[word] = row
    taking_part = ("apple", "pear", "plum", "fruit", "stone", "appletree")
    rows["ghost"] = -sum(rows[word] for word in taking_part)
    width = len(COSINES) + 1
    table = np.stack([np.full(width, 9.0)] * len(SPECIAL) + [7 + 5 * rows[word] for word in words])
    save_file({NAME: table.astype(np.float32), "other": np.eye(2)}, folder / "model.safetensors")
    return folder / "model.safetensors"


def test_near_words_of_another_stem_nearest_first(tmp_path):
    words = ["apple", *COSINES, "ghost"]
    often = " ".join(word for word in words if word != "rare")
    questions = [f"{often} unknown rare", f"{often} rare", f"{often} Rare rare"] + [often] * 2
    found = word_neighbours(questions, table_of(tmp_path, words), word_tokenizer(words))
    assert found["apple"] == ["pear", "plum"]
    assert "apple" in found["plum"]
    assert "ghost" not in found
    taking_part = {"apple", "pear", "plum", "fruit", "stone", "appletree", "ghost"}
    assert set(found) | {one for near in found.values() for one in near} <= taking_part


def test_four_occurrences_make_a_word_common(tmp_path):
    words = ["apple", *COSINES, "ghost"]
    path, tokenizer = table_of(tmp_path, words), word_tokenizer(words)
    part = "apple plum fruit stone appletree ghost"
    without = word_neighbours([f"{part} pear"] * 3 + [part], path, tokenizer)
    assert "pear" not in without
    assert "pear" in word_neighbours([f"{part} pear"] * 3 + [f"pear {part}"], path, tokenizer)


@pytest.mark.model
def test_the_base_model_has_neighbours():
    folder = packaged_folder("all-MiniLM-L6-v2")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    words = "city town king queen kings doctor nurse guitar piano winter summer hockey soccer"
    asked = [f"river lake {words}"] * 4
    found = word_neighbours(asked, folder / "model.safetensors", tokenizer)
    assert found["king"] == ["queen"]
    assert found["guitar"] == ["piano"]
