"""What was changed in the store behind our back is never quoted, and is named."""

import contextlib
import sqlite3

import pytest

from index.errors import DamagedDocumentError
from tests.index.corpora import TEXTS, make_folder, open_corpus


@pytest.fixture
def root(tmp_path):
    make_folder(tmp_path / "folder")
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
    return tmp_path


def change(root, statement, *arguments):
    with contextlib.closing(sqlite3.connect(root / "corpus/corpus.sqlite")) as store:
        assert store.execute(statement, arguments).rowcount == 1
        store.commit()


TIDE = "(SELECT document FROM sources WHERE source LIKE '%folder/tide.txt')"
DAMAGES = {
    "a letter": f"UPDATE documents SET text = replace(text, 'tide', 'tode') WHERE key = {TIDE}",
    "no UTF-8": (
        f"UPDATE documents SET text = CAST(CAST(text AS BLOB) || x'ff' AS TEXT) WHERE key = {TIDE}"
    ),
    "no text": f"UPDATE documents SET text = 12 WHERE key = {TIDE}",
    "structure": (
        f"UPDATE structures SET packed = CAST(packed || x'00' AS BLOB) WHERE document = {TIDE}"
    ),
    "a page": f"INSERT INTO pages VALUES ({TIDE}, 7, 0, 5, x'')",
    "digest": f"UPDATE layouts SET sha256 = x'00' WHERE document = {TIDE}",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_document_is_named_and_not_read(root, statement):
    change(root, statement)
    with open_corpus(root) as corpus:
        for summary in corpus.summaries():
            if summary.sources != (str(root / "folder/tide.txt"),):
                assert corpus.document(summary.id).text in TEXTS.values()
                continue
            with pytest.raises(DamagedDocumentError) as caught:
                corpus.document(summary.id)
            assert "\n" not in str(caught.value)
            assert "rose" not in str(caught.value)
            assert str(caught.value).startswith(f"{root / 'folder/tide.txt'}: ")


@pytest.mark.parametrize(
    "assignment",
    ["start = start + 1", '"end" = 100000', "sentences = x'0000'", "headings = x'01'"],
)
def test_passages_with_changed_places_are_not_used(root, assignment):
    change(
        root,
        f"UPDATE passages SET {assignment} "
        f"WHERE id = (SELECT min(id) FROM passages WHERE document = {TIDE})",
    )
    with open_corpus(root) as corpus:
        ids = [id_ for id_, _ in corpus.lexical_search("tide harbour boats bell", 100)]
        with pytest.raises(DamagedDocumentError, match=r"folder/tide\.txt: its passages are"):
            corpus.passages(ids)


def test_a_vector_of_another_size_is_no_vector(root):
    change(
        root,
        "UPDATE passages SET vector = substr(vector, 3), generation = 1000 "
        f"WHERE id = (SELECT min(id) FROM passages WHERE document = {TIDE})",
    )
    (root / "corpus/vectors.json").unlink()
    with open_corpus(root) as corpus, pytest.raises(DamagedDocumentError, match="passages"):
        corpus.dense_search(corpus.embedder.embed_question("tide"), 3)


def test_what_an_earlier_version_stored_is_read_and_checked_without_digests(root):
    with contextlib.closing(sqlite3.connect(root / "corpus/corpus.sqlite")) as store:
        store.execute("DROP TABLE layouts")
        store.execute("ALTER TABLE passages DROP COLUMN checksum")
        store.commit()
    with open_corpus(root) as corpus:
        assert {document.text for document in corpus.documents()} == set(TEXTS.values())
        assert corpus.passages(range(1, 5))
        assert corpus.sync().unchanged == len(TEXTS)
    change(root, f"UPDATE structures SET packed = x'789c' WHERE document = {TIDE}")
    change(root, 'UPDATE passages SET "end" = 9999 WHERE id = 1')
    with open_corpus(root) as corpus:
        with pytest.raises(DamagedDocumentError):
            corpus.documents()
        with pytest.raises(DamagedDocumentError):
            corpus.passages([1])
