"""The reader with two heads that is kept beside the training code."""

from pathlib import Path

import numpy as np
import pytest

from index.onnx.session import open_session, run_tokens
from index.text.sentences import sentence_spans
from qa.readers.loading import load_reader
from qa.readers.windows import Windower
from tests.qa.readers.tiny_models import hit

FOLDER = Path(__file__).parents[2] / "training" / "reader" / "two_heads"
TEXT = (
    "The harbour office moved to Quay Street in 1998. The old building had been flooded twice, so "
    "the council refused to insure it any longer. Visitors pay two crowns."
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer"),
    [("When did the harbour office move?", "1998"), ("How much do visitors pay?", "two crowns")],
)
def test_it_finds_the_words(question, answer):
    best = load_reader(FOLDER).read(question, [hit(TEXT)])[0]
    assert TEXT[best.start : best.end] == answer
    assert best.score > 0


@pytest.mark.slow
def test_a_question_about_something_else_scores_below_no_answer():
    best = load_reader(FOLDER).read("Who won the chess tournament?", [hit(TEXT)])[0]
    assert best.score < 0


@pytest.mark.slow
def test_its_second_head_prefers_the_sentence_that_explains():
    reader = load_reader(FOLDER)
    window = Windower(reader.windower._tokenizer, 384).windows(
        "Why did the harbour office move?", [TEXT]
    )[0]
    session = open_session(FOLDER / "model.onnx")
    evidence = run_tokens(session, window.ids, window.type_ids)[2]
    offsets = np.array(window.offsets)
    means = [
        evidence[window.inside & (offsets[:, 0] >= s.start) & (offsets[:, 1] <= s.end)].mean()
        for s in sentence_spans(TEXT)
    ]
    assert int(np.argmax(means)) == 1
