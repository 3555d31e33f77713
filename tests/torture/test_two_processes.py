"""One process changes and indexes a folder repeatedly while another one asks.

``CITESPAN_ASKS`` sets how many questions are asked.
"""

import os
import sys

import pytest

from index.text.passages import split_passages
from qa.chatbot import Chatbot
from qa.retriever import Retriever
from tests.sentence_reader import SentenceReader, SentenceWeights
from tests.torture.children import keep_changing, start
from tests.torture.folders import NAMED, Changing, text_of
from tests.torture.pictures import open_at, picture

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(sys.platform == "win32", reason="fork servers are POSIX"),
]

ASKS = int(os.environ.get("CITESPAN_ASKS", "60"))
FILES = 20


def check_document(document):
    """Check that a text is whole, of one version, and cited where its file is or was."""
    number, version = map(int, NAMED.match(document.text).groups())
    assert document.text == text_of(number, version)
    assert document.sources
    for source in document.sources:
        assert f"{number:04}" in source


def test_asked_while_another_process_indexes(tmp_path, caplog):
    Changing(tmp_path / "folder", FILES).fill()
    with open_at(tmp_path) as corpus:
        corpus.sync()
    process, connection = start(keep_changing, tmp_path, FILES)
    corpus = open_at(tmp_path)
    reader = SentenceReader(_Long(corpus.embedder), SentenceWeights(-2.0, 2.0, 4.0, 0.5))
    retriever = Retriever(corpus)
    found = 0
    with Chatbot(corpus, reader, calibrations=[]) as bot:
        caplog.clear()  # that nothing is calibrated
        for number in range(ASKS):
            for hit in retriever.search(f"The tide of {number % FILES}", 10):
                check_document(hit.document)
                assert hit.text == hit.document.text[hit.passage.start : hit.passage.end]
                assert hit.passage.sentences[-1].end == hit.passage.end
            answer = bot.ask(f"Which file met the bell of {number % FILES}?", min_confidence=0.0)
            for citation in answer.citations:
                found += 1
                check_document(citation.document)
                assert citation.text == citation.document.text[citation.start : citation.end]
            for one in corpus.summaries():
                document = corpus.document_or_none(one.id)
                if document is not None:
                    check_document(document)
                    drafts = split_passages(document.text, corpus.embedder, corpus._settings)
                    assert one.passages == len(drafts)
                    assert one.sources
            assert process.is_alive()
        connection.send("stop")
        rounds = connection.recv()
        process.join()
        assert caplog.messages == []
        print(f"{ASKS} questions, {found} citations while the folder was indexed {rounds} times")
        assert found
        assert rounds
        corpus.sync()
        seen = picture(corpus)
    with open_at(tmp_path) as again:
        assert picture(again) == seen


class _Long:
    """The corpus's embedder without its limit of length, for sentences as they come."""

    def __init__(self, embedder):
        self._embedder = type(embedder)(embedder.dimension, 10_000)
        self.fingerprint = embedder.fingerprint
        self.embed = self._embedder.embed
        self.embed_question = self._embedder.embed_question
