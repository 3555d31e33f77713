"""Ids of a filter are checked without reading texts, few and many in different ways."""

import pytest

from index.corpus import Corpus
from index.errors import UnknownDocumentError
from index.values import document_id
from qa.library import Library
from tests.fakes import WordEmbedder


@pytest.fixture
def corpus(tmp_path):
    with Corpus(tmp_path / "corpus", WordEmbedder()) as corpus:
        corpus.add_texts([(f"t{number}", f"Lamp {number} burns.") for number in range(80)])
        yield corpus


@pytest.mark.parametrize("count", [0, 1, 50, 51, 80])
def test_what_is_stored_is_not_missing(corpus, count):
    ids = corpus.document_ids()[:count]
    assert corpus.missing_documents(ids) == []
    assert corpus.missing_documents(["f00", *ids, "f01"]) == ["f00", "f01"]


@pytest.mark.parametrize("count", [3, 70])
def test_changes_are_seen(corpus, count):
    ids = corpus.document_ids()[:count]
    new = document_id("A new lamp burns.")
    assert corpus.missing_documents([*ids, new]) == [new]
    corpus.add_texts([("new", "A new lamp burns.")])
    assert corpus.missing_documents([*ids, new]) == []
    corpus.remove(ids[1])
    assert corpus.missing_documents([*ids, new]) == [ids[1]]


@pytest.mark.parametrize("count", [3, 70])
def test_a_filter_reads_no_text(corpus, count, monkeypatch):
    library, ids = Library(corpus), corpus.document_ids()[:count]
    monkeypatch.setattr(Corpus, "document", lambda *_: pytest.fail("a text was read"))
    assert library.known([*ids, ids[0]]) == ids
    with pytest.raises(UnknownDocumentError, match="no document 'f00"):
        library.known([*ids, "f00"])
