"""Values of another type than was written, as a flipped bit makes them, in every column."""

import contextlib
import shutil
import sqlite3

import pytest

from index.errors import CitespanError
from index.storage.conversation_table import StoredTurn
from index.storage.schema import additions, create
from index.storage.user_schema import bring_up_to_date
from index.upkeep.mending import put_aside
from index.upkeep.whole_corpus import faults_of
from index.user_values import Feedback
from tests.index.corpora import TEXTS, make_folder, open_corpus, write

QUESTIONS = ("What was given by hand?", "How high is the tide?")
OTHER = {"TEXT": 'CAST("{0}" AS BLOB)', "INTEGER": "'abc'", "BLOB": "'abc'"}
KEYS = {("documents", "key"), ("sources", "key"), ("passages", "id"), ("removed_passages", "id")}
"""Row numbers, which are no part of a record."""
EMPTY = {"pages", "recognition", "removed_passages"}
"""Tables without a row here; what they hold of a document has a digest."""


def columns():
    for name in ("corpus.sqlite", "user.sqlite"):
        connection = sqlite3.connect(":memory:")
        if name == "user.sqlite":
            bring_up_to_date(connection, name)
        else:
            create(connection)
            for statement in additions(connection):
                connection.execute(statement)
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            for column, declared, is_key in connection.execute(
                "SELECT name, type, pk FROM pragma_table_info(?)", (table,)
            ).fetchall():
                is_row_number = declared == "INTEGER" and is_key and table not in ("pages", "turns")
                if not (is_row_number or (table, column) in KEYS or table in EMPTY):
                    yield name, table, column, declared


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder and its corpus, with a row in nearly every table."""
    tmp_path = tmp_path_factory.mktemp("whole")
    make_folder(tmp_path / "folder")
    write(tmp_path / "folder/broken.txt", bytes(range(256)))
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        corpus.add(write(tmp_path / "given.txt", "A zebra was given by hand."))
        user = corpus.user_data
        user.exclude(str(tmp_path / "folder/never.txt"))
        user.keep_feedback(Feedback("1", True, "fine", "{}"))
        user.keep_setting("ada", "style", "plain")
        user.conversations.add("c", "ada", "Tides", [StoredTurn("t", "How high?", "{}")])
        user.conversations.add("d", "ada", "Gone", [StoredTurn("u", "How low?", "{}")])
        user.conversations.delete("d")
    return tmp_path


@pytest.fixture
def root(whole):
    """The same, of one test."""
    shutil.copytree(whole / "corpus", whole / "began_with", dirs_exist_ok=True)
    yield whole
    (whole / "folder/new.txt").unlink(missing_ok=True)
    shutil.rmtree(whole / "corpus")
    (whole / "began_with").rename(whole / "corpus")


def damage(root, name, table, column, declared):
    with contextlib.closing(sqlite3.connect(root / "corpus" / name)) as store:
        other = OTHER[declared].format(column)
        changed = store.execute(
            f'UPDATE "{table}" SET "{column}" = {other} '
            f'WHERE rowid = (SELECT max(rowid) FROM "{table}")'
            if table not in WITHOUT_ROWS
            else f'UPDATE "{table}" SET "{column}" = {other} WHERE "{column}" = '
            f'(SELECT max("{column}") FROM "{table}")'
        )
        store.commit()
        return changed.rowcount


WITHOUT_ROWS = {
    "meta", "pages", "refused", "recognition", "exclusions", "uploads", "feedback", "conversations",
    "turns", "settings",
}  # fmt: skip


def everything(corpus, root):
    """Whatever reads rows."""
    corpus.documents()
    for question in QUESTIONS:
        vector = corpus.embedder.embed_question(question)
        ids = [id_ for id_, _ in corpus.dense_search(vector, 10)]
        ids += [id_ for id_, _ in corpus.lexical_search(question, 10)]
        for passage in corpus.passages(ids).values():
            assert (
                0 <= passage.start < passage.end <= len(corpus.document(passage.document_id).text)
            )
    for entry in corpus.sources():
        assert entry.source.casefold()
    corpus.summaries(), corpus.unread(), corpus.find("snow.txt")
    user = corpus.user_data
    user.feedback(), user.settings("ada"), user.uploads(), user.exclusions(), user.owners()
    for kept in user.conversations.of_owner("ada"):
        assert kept.title.casefold()
        user.conversations.turns(kept.id)
    write(root / "folder/new.txt", "A new text about new tides.")
    corpus.sync()


@pytest.mark.parametrize(
    ("name", "table", "column", "declared"), list(columns()), ids=lambda value: str(value)
)
def test_a_value_of_another_type_is_one_line_and_is_mended(root, name, table, column, declared):
    assert damage(root, name, table, column, declared)
    with contextlib.suppress(CitespanError), open_corpus(root) as corpus:
        everything(corpus, root)
    faults = list(faults_of(root / "corpus"))
    put_aside(root / "corpus", faults)
    with open_corpus(root) as corpus:
        corpus.read_anew([fault.document for fault in faults if fault.document])
        everything(corpus, root)
        assert len(corpus.document_ids()) >= len(TEXTS) + 1
    assert list(faults_of(root / "corpus")) == []
