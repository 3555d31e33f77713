"""What is read is kept, and read once."""

import pytest

from index.corpus import Corpus
from qa.answering.pipeline import Answerer
from qa.calibration.fitting import fit_calibration
from qa.calibration.labels import Domain
from qa.calibration.readings import ReadingsFile, read_questions
from qa.evaluate import Dataset, Gold, Ground, Paragraph, Question, ground_in_paragraphs
from qa.retriever import Retriever
from tests.fakes import WordEmbedder
from tests.sentence_reader import SentenceReader, SentenceWeights

TEXTS = (
    Paragraph("Tides", "The tide rose at noon. Boats left the harbour."),
    Paragraph("Tides", "The tide fell at dusk. Ann rang the bell."),
    Paragraph("Kelp", "Kelp grows in cold water. Urchins graze on kelp."),
)
ASKED = Dataset(
    "d",
    TEXTS,
    (
        Question("1", "What rose at noon?", (Gold("The tide", 0),), 0),
        Question("2", "Who rang the harbour?", (), 1),
        Question("3", "What grazes on kelp?", (Gold("Urchins", 26),), 2),
    ),
)


class CountedReader(SentenceReader):
    """Counts what it reads."""

    def __init__(self, embedder):
        super().__init__(embedder, SentenceWeights(-2.0, 2.0, 4.0, 0.5))
        self.read_questions = 0

    def read(self, question, hits):
        self.read_questions += 1
        return super().read(question, hits)


@pytest.fixture
def place(tmp_path):
    """An answerer and the documents that it answers from."""
    embedder = WordEmbedder(256, 40)
    with Corpus(tmp_path / "store", embedder) as corpus:
        corpus.add_texts((paragraph.title, paragraph.text) for paragraph in TEXTS)
        documents = {document.id: document for document in corpus.documents()}
        yield Answerer(Retriever(corpus), CountedReader(embedder), []), documents


def read(place, ground=None, **options):
    answerer, documents = place
    ground = ground or ground_in_paragraphs(ASKED)
    return read_questions(answerer, ASKED, ground, documents, progress=False, **options)


def asked_in(readings):
    return [(one.question.id, one.left_out) for one in readings]


def test_each_question_is_asked_and_answerable_ones_without_their_article(place):
    readings = read(place)
    assert asked_in(readings) == [
        ("1", False), ("1", True), ("2", False), ("3", False), ("3", True),
    ]  # fmt: skip
    titles = [{hit.document.title for hit in one.read.hits} for one in readings]
    assert titles == [{"Tides", "Kelp"}, {"Kelp"}, {"Tides", "Kelp"}, {"Tides", "Kelp"}, {"Tides"}]
    best = readings[0].read.reading.spans[0]
    text = readings[0].read.hits[best.hit].document.text[best.start : best.end]
    assert text == "The tide rose at noon."
    assert [word.text for word in readings[0].read.words.words] == ["rose", "noon"]


def test_articles_may_stay_in(place):
    assert asked_in(read(place, leave_out=False)) == [("1", False), ("2", False), ("3", False)]


def test_questions_whose_paragraph_is_not_there_are_not_asked(place):
    ground = ground_in_paragraphs(ASKED)
    partly = Ground(ground.texts, (ground.places[0], (), ()))
    assert asked_in(read(place, partly)) == [("1", False), ("1", True)]


def test_what_was_kept_is_not_read_again_and_equal(place, tmp_path):
    path = tmp_path / "readings.jsonl"
    first = read(place, kept=ReadingsFile(path))
    answerer, _ = place
    assert answerer.reader.read_questions == len(first) == 5
    again = read(place, kept=ReadingsFile(path))
    assert answerer.reader.read_questions == 5
    assert again == first


def test_a_line_that_was_cut_off_is_read_again(place, tmp_path):
    path = tmp_path / "readings.jsonl"
    first = read(place, kept=ReadingsFile(path))
    path.write_text(path.read_text()[:-40])
    assert read(place, kept=ReadingsFile(path)) == first
    assert place[0].reader.read_questions == 6
    assert read(place, kept=ReadingsFile(path)) == first
    assert place[0].reader.read_questions == 6


def test_other_parts_or_documents_are_read_anew(place, tmp_path):
    path = tmp_path / "readings.jsonl"
    read(place, kept=ReadingsFile(path))
    answerer, documents = place
    answerer.fingerprints = {**answerer.fingerprints, "reader": "another"}
    read(place, kept=ReadingsFile(path))
    assert answerer.reader.read_questions == 10
    fewer = dict(list(documents.items())[:1])
    read((answerer, fewer), kept=ReadingsFile(path), leave_out=False)
    assert answerer.reader.read_questions == 13


def test_what_was_read_can_be_fitted(place):
    # The reader answers in sentences; the right one holds the gold answer.
    ground = ground_in_paragraphs(ASKED)
    domain = Domain(ASKED, ground, read(place) * 25)
    fit = fit_calibration([domain], place[0].fingerprints, whole_sentences=True)
    assert fit.calibration.fits(place[0].fingerprints)
    assert 0 < fit.notes["right"] < 1
