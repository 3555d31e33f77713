"""The one invariant, over any folder: a quotation is the slice of the canonical text.

The canonical text is obtained here from the files, not from the corpus.
"""

import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index import loaders
from index.corpus import Corpus
from index.text.passages import PassageSettings
from qa import Chatbot
from qa.answer import Answer
from qa.answering.evidence_choice import EvidenceSettings
from qa.readers.protocol import Reading, ScoredSpan
from qa.readers.sentences import sentences_of_spans
from tests.fakes import WordEmbedder
from tests.index.corpora import write
from tests.index.loaders.pdf_samples import by_hand, flowed, laid_out
from tests.index.texts import adversarial
from tests.qa.calibrations import calibration
from tests.sentence_reader import SentenceReader, SentenceWeights

BOM = b"\xef\xbb\xbf"
SENTENCES = SentenceWeights(bias=-1.0, cosine=2.0, overlap=3.0, passage=0.5)
CALIBRATION = calibration({}, evidence=0.3, choice=EvidenceSettings(4.0, 1.0, 2.0, -3.0))


class PieceReader:
    """Scores pieces of passages that begin and end anywhere, the same piece always alike."""

    whole_sentences = False
    fingerprint = "pieces"

    def read(self, question, hits):
        spans = []
        for number, hit in enumerate(hits):
            text = hit.text
            for start in range(0, len(text), 3):
                end = start + 1 + zlib.crc32(f"{question} {start}".encode()) % 40
                piece = text[start:end]
                if not piece.strip():
                    continue
                score = zlib.crc32(piece.encode()) % 200 / 20 - 5
                first = hit.passage.start + start
                spans.append(ScoredSpan(number, first, first + len(piece), score))
        spans.sort(key=lambda span: -span.score)
        return Reading(tuple(spans), tuple(sentences_of_spans(spans, hits)))


@pytest.fixture(scope="module")
def pdf():
    """Three pages with a ligature, an emoji, repeated and hyphenated text."""
    return by_hand(
        [
            b"BT /F1 12 Tf 72 700 Td (The tide rose. The tide rose. A \x01ne day.) Tj ET",
            b"BT /F1 12 Tf 72 700 Td (Ann \x02 rang the bell. The tide) Tj"
            b" 0 -14 Td (rose, and rose half-) Tj 0 -14 Td (way. The bell rang.) Tj ET",
            b"BT /F1 12 Tf 72 700 Td (The tide rose. Ben left.) Tj ET",
        ],
        {1: "\ufb01".encode("utf-16-be"), 2: "😀".encode("utf-16-be")},
    )


def canonical(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".pdf":
        return loaders.load(data, ".pdf").text
    # Not read_text: newlines must stay as they are.
    return data.decode("utf-8-sig")


def quoted(answer: Answer):
    yield from answer.citations
    yield from answer.related
    for one in answer.alternatives:
        yield from one.citations


def assert_exact(answer: Answer) -> int:
    """Check every quotation; return their number."""
    count = 0
    for citation in quoted(answer):
        count += 1
        for source in citation.document.sources:
            text = canonical(Path(source))
            assert citation.document.text == text
            assert citation.text == text[citation.start : citation.end]
            if citation.answer_start is not None:
                assert citation.start <= citation.answer_start < citation.answer_end
                assert citation.answer_end <= citation.end
                assert citation.answer_text == text[citation.answer_start : citation.answer_end]
        assert 0 <= citation.confidence <= 1
        shown = citation.to_dict()
        assert shown["text"] == citation.text
        assert (citation.pages is None) == (not citation.document.source.endswith(".pdf"))
    if answer.found:
        assert answer.text == answer.citations[0].answer_text
    return count


def ask_all(
    folder: Path, store: Path, questions=("the tide", "a b c", "日本 x?", "Why?", "Did Ann go?")
) -> int:
    embedder = WordEmbedder(64, 24)
    count = 0
    readers = (SentenceReader(embedder, SENTENCES), PieceReader())
    options = {"folder": folder, "settings": PassageSettings(max_tokens=20)}
    with Corpus(store, embedder, **options) as corpus:
        corpus.sync()
        for reader in readers:
            bot = Chatbot(corpus, reader, calibrations=[CALIBRATION])
            for question in questions:
                for threshold in (0.0, 1.0):
                    answer = bot.ask(question, min_confidence=threshold)
                    # Whatever can be searched is quoted, as an answer or as related.
                    assert answer.found == (threshold == 0 and bool(bot.search(question)))
                    if answer.kind != "help":  # another language, where nothing is found
                        related = threshold == 1 and bool(bot.search(question))
                        assert bool(answer.related) == related
                    count += assert_exact(answer)
    return count


contents = st.builds(
    lambda text, bom, repeats: (BOM if bom else b"") + (text * repeats).encode(),
    adversarial,
    st.booleans(),
    st.sampled_from([1, 1, 2]),
)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(contents, st.sampled_from([".txt", ".md"])), min_size=1, max_size=3))
@example([(BOM + BOM + b"The tide rose.\r\nThe tide rose.\r\n", ".txt")])
@example([("e\u0301 😀 “The tide” ﬁne. ".encode() * 9, ".md"), (b"x" * 3000, ".txt")])
def test_every_quotation_is_a_slice_of_the_file(files):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "folder"
        for number, (data, suffix) in enumerate(files):
            write(folder / f"{number}{suffix}", data)
        ask_all(folder, folder.parent / "store", ("the tide", "日本 x?"))


@pytest.mark.slow
def test_quotations_of_a_mixed_folder(tmp_path, pdf):
    folder = tmp_path / "folder"
    write(folder / "hand.pdf", pdf)
    write(folder / "flowed.pdf", flowed([["The tide rose. " * 30, "Why? No. " * 9]] * 2))
    write(folder / "laid.pdf", laid_out([[("The harbour", 20), ("The tide rose at", 11)]]))
    write(folder / "tide.txt", BOM + "The tide 😀 rose.\r\nThe tide 😀 rose.\r\n".encode())
    write(folder / "same.md", "The tide 😀 rose.\r\nThe tide 😀 rose.\r\n".encode())
    write(folder / "long.txt", "the tide e\u0301 rose, ".encode() * 400)
    assert ask_all(folder, tmp_path / "store") > 100


def test_a_quotation_of_a_pdf_names_its_pages(tmp_path, pdf):
    folder = tmp_path / "folder"
    path = write(folder / "hand.pdf", pdf)
    text = canonical(path)
    embedder = WordEmbedder(64, 24)
    with Corpus(tmp_path / "store", embedder, folder=folder) as corpus:
        corpus.sync()
        bot = Chatbot(corpus, SentenceReader(embedder, SENTENCES), calibrations=[CALIBRATION])
        answer = bot.ask("Ann rang the bell", min_confidence=0)
        best = answer.citations[0]
        assert "😀" in best.text
        assert best.start == text.index("Ann")
        assert (best.page, best.pages) == (2, (2,))
        assert bot.ask("Ben left", min_confidence=0).citations[0].page == 3
        assert bot.ask("ﬁne day", min_confidence=0).citations[0].page == 1


def test_each_repeated_sentence_is_cited_where_it_stands(tmp_path):
    text = "The tide rose. Ann left. The tide rose. Ben left. The tide rose."
    write(tmp_path / "folder" / "a.txt", text)
    embedder = WordEmbedder(64, 40)
    with Corpus(tmp_path / "store", embedder, folder=tmp_path / "folder") as corpus:
        corpus.sync()
        bot = Chatbot(corpus, SentenceReader(embedder, SENTENCES), calibrations=[CALIBRATION])
        answer = bot.ask("When did the tide rise?", min_confidence=0)
        assert [one.text for one in answer.citations] == ["The tide rose."] * 3
        assert [one.start for one in answer.citations] == [0, 25, 50]
