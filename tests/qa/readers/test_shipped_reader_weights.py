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


def test_transformers_gives_the_same_spans_on_200_questions(tmp_path):
    """fp32 against fp32: PyTorch by transformers, and the ONNX export of the same weights."""
    from training.reader.export import export
    from training.reader.restore import restore

    restore(SHIPPED_READER, tmp_path / "checkpoint")
    export(tmp_path / "checkpoint", tmp_path / "onnx", "fp32")
    theirs = ExtractiveReader(tmp_path / "checkpoint")
    ours = OnnxReader(tmp_path / "onnx")
    dataset = read_squad(SLICE)
    asked = 0
    for question in dataset.questions:
        # Its own paragraph, the next one, and one that does not answer it.
        for step in (0, 1, 7):
            text = dataset.paragraphs[(question.paragraph + step) % len(dataset.paragraphs)].text
            document = Document(document_id(text), text, "t", ("t",))
            passage = Passage(1, document.id, 0, len(text), tuple(sentence_spans(text)))
            hits = [Hit(passage, document, 1.0, 1.0, 1.0)]
            one, other = ours.read(question.text, hits), theirs.read(question.text, hits)
            assert (one[0].start, one[0].end) == (other[0].start, other[0].end), question.text
            assert one[0].score == pytest.approx(other[0].score, abs=1e-3)
            asked += 1
    assert asked >= 200
