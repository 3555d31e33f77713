"""The shipped weights in transformers give an ordinary model with the same answers."""

from pathlib import Path

import pytest

from index.text.sentences import sentence_spans
from index.values import Document, Passage, document_id
from qa.evaluate import read_squad
from qa.readers.loading import SHIPPED_READER
from qa.readers.onnx import OnnxReader
from qa.readers.transformers import ExtractiveReader
from qa.retriever import Hit

pytestmark = [pytest.mark.model, pytest.mark.slow]

SLICE = Path(__file__).parents[2] / "data" / "squad" / "genghis_khan.json"


def test_transformers_gives_the_same_spans(tmp_path):
    """fp32 against fp32: PyTorch by transformers, and the ONNX export of the same weights.

    All 84 questions of the article with three paragraphs each took ten minutes on some machines.
    The first question of each of the 18 paragraphs, with two paragraphs each, reads every text of
    the article twice; a weight or an input that differs shows in each reading.
    """
    from training.reader.export import export
    from training.reader.restore import restore

    restore(SHIPPED_READER, tmp_path / "checkpoint")
    export(tmp_path / "checkpoint", tmp_path / "onnx", "fp32")
    theirs = ExtractiveReader(tmp_path / "checkpoint")
    ours = OnnxReader(tmp_path / "onnx")
    dataset = read_squad(SLICE)
    first = {question.paragraph: question for question in reversed(dataset.questions)}
    asked = 0
    for number, question in enumerate(first.values()):
        # Its own paragraph and, in turns, the next one or one that does not answer it.
        for step in (0, (1, 7)[number % 2]):
            text = dataset.paragraphs[(question.paragraph + step) % len(dataset.paragraphs)].text
            document = Document(document_id(text), text, "", ("t",))
            passage = Passage(1, document.id, 0, len(text), tuple(sentence_spans(text)))
            hits = [Hit(passage, document, 1.0, 1.0, 1.0)]
            one, other = (
                ours.read(question.text, hits).spans,
                theirs.read(question.text, hits).spans,
            )
            assert (one[0].start, one[0].end) == (other[0].start, other[0].end), question.text
            assert one[0].score == pytest.approx(other[0].score, abs=1e-3)
            asked += 1
    assert asked == 36
