"""``faults_of`` finds what was changed, ``put_aside`` and ``read_anew`` mend it."""

import contextlib
import sqlite3

import pytest

from index.errors import CorpusBusyError, NotIndexedError, UnwritableError
from index.storage import copying
from index.storage.conversation_table import StoredTurn
from index.storage.opening import connect
from index.upkeep.mending import put_aside
from index.upkeep.whole_corpus import faults_of
from tests.index.corpora import TEXTS, make_folder, open_corpus, write

TIDE = "(SELECT document FROM sources WHERE source LIKE '%folder/tide.txt')"


@pytest.fixture
def root(tmp_path):
    make_folder(tmp_path / "folder")
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        corpus.add(write(tmp_path / "given.txt", "A zebra was given by hand."))
        corpus.user_data.exclude(str(tmp_path / "folder/never.txt"))
    return tmp_path


def change(root, statement, name="corpus.sqlite"):
    with contextlib.closing(sqlite3.connect(root / "corpus" / name)) as store:
        store.execute(statement)
        store.commit()


def overwrite(path, share):
    data = bytearray(path.read_bytes())
    place = int(len(data) * share)
    data[place : place + 300] = b"\xa5" * len(data[place : place + 300])
    path.write_bytes(data)


def test_a_sound_corpus_has_no_faults(root):
    assert list(faults_of(root / "corpus")) == []


def test_there_is_nothing_to_check(tmp_path):
    with pytest.raises(NotIndexedError):
        list(faults_of(tmp_path))


CHANGES = {
    "text": f"UPDATE documents SET text = replace(text, 'tide', 'tode') WHERE key = {TIDE}",
    "layout": f"UPDATE layouts SET sha256 = x'00' WHERE document = {TIDE}",
    "length": f"UPDATE documents SET length = length + 1 WHERE key = {TIDE}",
    "passage": f"UPDATE passages SET start = start + 1 WHERE document = {TIDE}",
    "vector": f"UPDATE passages SET vector = zeroblob(length(vector)) WHERE document = {TIDE}",
    "no passages": f"DELETE FROM passages WHERE document = {TIDE}",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_a_damaged_document_is_found_and_read_anew(root, statement):
    change(root, statement)
    (fault,) = faults_of(root / "corpus")
    assert (fault.part, fault.place) == ("document", str(root / "folder/tide.txt"))
    assert "\n" not in str(fault)
    assert "rose" not in str(fault)
    assert put_aside(root / "corpus", [fault]) == []
    with open_corpus(root) as corpus:
        report = corpus.read_anew([fault.document])
        assert (report.added, report.unchanged) == (1, len(TEXTS))
        assert {*TEXTS.values(), "A zebra was given by hand."} == {
            document.text for document in corpus.documents()
        }
        corpus.check()
    assert list(faults_of(root / "corpus")) == []


def test_a_document_of_an_archive_or_an_upload_is_read_anew(root):
    change(
        root,
        "UPDATE documents SET text = 'x' WHERE key = "
        "(SELECT document FROM sources WHERE kind = 'upload')",
    )
    (fault,) = faults_of(root / "corpus")
    with open_corpus(root) as corpus:
        assert corpus.read_anew([fault.document]).added == 1
    assert list(faults_of(root / "corpus")) == []


def test_a_copy_is_kept_of_what_cannot_be_read_anew(root):
    with open_corpus(root) as corpus:
        corpus.add_texts([("given", "A text of a program.")])
    change(root, "UPDATE documents SET text = 'A tixt.' WHERE title = 'given'")
    (fault,) = [fault for fault in faults_of(root / "corpus") if fault.place == "given"]
    (line,) = put_aside(root / "corpus", [fault])
    with open_corpus(root) as corpus:
        corpus.read_anew([fault.document])
        assert len(corpus.document_ids()) == len(TEXTS) + 1
    (kept,) = (root / "corpus").glob("corpus.sqlite.damaged-*")
    assert kept.name in line
    with contextlib.closing(sqlite3.connect(kept)) as store:
        assert store.execute("SELECT 1 FROM documents WHERE text = 'A tixt.'").fetchone()


@pytest.mark.parametrize("share", [0.0, 0.4, 0.95])
def test_a_damaged_store_is_put_aside_and_made_anew(root, share):
    store = root / "corpus/corpus.sqlite"
    overwrite(store, share)
    before = store.read_bytes()
    faults = list(faults_of(root / "corpus"))
    assert faults
    assert {fault.part for fault in faults} <= {"store", "document"}
    done = put_aside(root / "corpus", faults)
    with open_corpus(root) as corpus:
        corpus.read_anew([fault.document for fault in faults if fault.document])
        assert len(corpus.document_ids()) == len(TEXTS) + 1
    assert list(faults_of(root / "corpus")) == []
    if faults[0].part == "store":
        (kept,) = (root / "corpus").glob("corpus.sqlite.damaged-*")
        assert kept.read_bytes() == before
        assert kept.name in done[0]


@pytest.mark.parametrize("name", ["vectors.faiss", "vectors.json", "lexical.json"])
def test_a_damaged_index_is_built_anew(root, name):
    overwrite(root / "corpus" / name, 0.3)
    (fault,) = faults_of(root / "corpus")
    assert (fault.part, fault.place) == ("index", str(root / "corpus" / name))
    put_aside(root / "corpus", [fault])
    with open_corpus(root) as corpus:
        corpus.read_anew([])
        corpus.check()
    assert list(faults_of(root / "corpus")) == []


def test_readable_rows_of_damaged_user_data_stay(root):
    path = root / "corpus/user.sqlite"
    data = path.read_bytes().replace(b"folder/never.txt", b"folder/n\xffver.txt")
    path.write_bytes(data.replace(b"indexsqlite", b"indexsqlitf"))
    overwrite(path, 0.0)
    (fault,) = faults_of(root / "corpus")
    assert fault.part == "user data"
    (line,) = put_aside(root / "corpus", [fault])
    assert "kept as user.sqlite.damaged-" in line
    assert [fault.part for fault in faults_of(root / "corpus")] == ["upload"]


def test_user_data_for_which_there_is_no_room_stay_as_they_are(root, monkeypatch):
    with open_corpus(root) as corpus:
        for number in range(500):
            corpus.user_data.exclude(f"/{number}/{'long ' * 50}")
    change(root, "INSERT INTO turns(conversation, position, id, question, record) "
                 "VALUES ('gone', 0, 'a', 'b', 'c')", "user.sqlite")  # fmt: skip
    path = root / "corpus/user.sqlite"
    (fault,) = faults_of(root / "corpus")

    def full(place):
        connection = connect(place)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(copying, "connect", full)
        with pytest.raises(UnwritableError):
            put_aside(root / "corpus", [fault])
    assert [str(fault) for fault in faults_of(root / "corpus")] == [str(fault)]
    assert [path for path in path.parent.iterdir() if "damaged" in path.name] == []
    put_aside(root / "corpus", [fault])
    assert list(faults_of(root / "corpus")) == []
    with open_corpus(root) as corpus:
        assert len(corpus.user_data.exclusions()) == 501


def test_turns_whose_conversation_is_lost_go_with_it(root):
    with open_corpus(root) as corpus:
        corpus.user_data.conversations.add("c1", "", "t", [StoredTurn("t1", "q", "{}")])
        corpus.user_data.conversations.add("c2", "", "t", [StoredTurn("t2", "q", "{}")])
    change(root, "DELETE FROM conversations WHERE id = 'c1'", "user.sqlite")
    (fault,) = faults_of(root / "corpus")
    put_aside(root / "corpus", [fault])
    assert list(faults_of(root / "corpus")) == []
    with open_corpus(root) as corpus:
        assert corpus.user_data.conversations.turn("t1") is None
        assert corpus.user_data.conversations.turn("t2") is not None


def test_uploads_are_compared_with_their_names(root):
    (copy,) = (root / "corpus/uploads").glob("*/given.txt")
    copy.write_text("Another text.")
    (copy.parent / "more.txt").write_text("Unknown.")
    reasons = {fault.place: fault.reason for fault in faults_of(root / "corpus")}
    assert "was changed" in reasons[str(copy)]
    copy.unlink()
    reasons = {fault.place: fault.reason for fault in faults_of(root / "corpus")}
    assert "is gone" in reasons[str(copy)]


def test_nothing_is_mended_while_someone_has_it_open(root):
    with open_corpus(root), pytest.raises(CorpusBusyError):
        put_aside(root / "corpus", [])
