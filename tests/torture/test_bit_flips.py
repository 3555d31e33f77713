"""A bit of any file of a corpus is flipped: no wrong quotation, no traceback, and it is mended.

``CITESPAN_FLIPS`` sets how many bits of each file are tried, one at a time; ``CITESPAN_SEED``
chooses others.
"""

import os
import random
import shutil
import traceback

import pytest

from index.errors import CitespanError
from index.values import document_id
from qa.chatbot import Chatbot
from tests.sentence_reader import SentenceReader, SentenceWeights
from tests.torture.flips import files_of, flip
from tests.torture.folders import filled
from tests.torture.pictures import open_at

pytestmark = pytest.mark.torture

FLIPS = int(os.environ.get("CITESPAN_FLIPS", "1"))
SEED = os.environ.get("CITESPAN_SEED", "1")
FILES = 15
OF_STORE = 5
"""Times as many bits of the store, which is the largest file."""
QUESTIONS = ("Which file met the bell of 3?", "The tide of 7 met the rope", "File 12, version 0.")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder and its corpus, with an upload; texts by id."""
    root = tmp_path_factory.mktemp("whole")
    filled(root / "folder", FILES)
    (root / "given.txt").write_text("A given file met the bell 3 times. It was given by hand.")
    with open_at(root) as corpus:
        corpus.sync()
        corpus.add(root / "given.txt")
        corpus.user_data.exclude(str(root / "folder" / "nothing.txt"))
        texts = {document.id: document.text for document in corpus.documents()}
    shutil.copytree(root / "corpus", root / "began_with")
    return root, texts


def restored(root):
    shutil.rmtree(root / "corpus", ignore_errors=True)
    shutil.copytree(root / "began_with", root / "corpus")


def citations(root):
    """Everything that is quoted, with the document of each quotation."""
    with open_at(root) as corpus:
        reader = SentenceReader(corpus.embedder, SentenceWeights(-2.0, 2.0, 4.0, 0.5))
        with Chatbot(corpus, reader, calibrations=[]) as bot:
            for question in QUESTIONS:
                answer = bot.ask(question, min_confidence=0.0)
                yield from (*answer.citations, *answer.related)
            bot.library.entries()


def assert_exact(citation, texts):
    document = citation.document
    assert document.text == texts[document.id]
    assert document.id == document_id(document.text)
    assert citation.text == texts[document.id][citation.start : citation.end]


def test_flipped_bits_are_never_quoted(whole, caplog):
    root, texts = whole
    chosen = random.Random(SEED)
    quoted = refused = 0
    faults = []
    for name in files_of(root / "began_with"):
        for _ in range(FLIPS * (OF_STORE if name.name == "corpus.sqlite" else 1)):
            restored(root)
            where = flip(root / "corpus" / name, chosen)
            try:
                for citation in citations(root):
                    assert_exact(citation, texts)
                    quoted += 1
            except CitespanError as error:
                refused += 1
                assert_harmless(str(error), texts)
            except Exception:
                faults.append(f"{where}: {traceback.format_exc()}")
            for message in caplog.messages:
                assert_harmless(message, texts)
            caplog.clear()
    print(f"{quoted} quotations, {refused} refusals")
    assert faults == []
    assert quoted


def assert_harmless(message, texts):
    """Check that a message is one line, without words of a document."""
    assert "\n" not in message
    for text in texts.values():
        assert text[:30] not in message
