"""Stores of earlier versions open without loss, and are read anew once."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.loaders.isolation.worker import Worker
from index.structure import Block, Structure
from index.text.passages import PassageSettings
from index.user_values import Feedback, StoredTurn
from index.values import Extracted, Page
from tests.fakes import WordEmbedder
from tests.index.corpora import assert_sound, contents, open_corpus, write

STORE = Path(__file__).parents[1] / "data" / "store-0.1.0"
"""What version 0.1.0 made of ``FILES``: private.txt was taken out, note.md was uploaded."""

FILES = {
    "guide.html": (
        "<title>Guide</title><body><article><h1>Harbour guide</h1>"
        "<p>The harbour opens at six in the morning every day.</p><h2>Fees</h2>"
        "<p>A boat pays nine crowns a night, and nothing in winter.</p></article></body>"
    ),
    "plain.txt": "The tide rose in the harbour. Boats rang a bell.",
    "same.txt": "The tide rose in the harbour. Boats rang a bell.",
    "private.txt": "Nobody may read this.",
    "broken.csv": b"\0\1\2\3" * 40,
}
UPLOAD = ("corpus/uploads/614cdaa25ab80e2f/note.md", "# Note\n\nAnn paid for the rope.")

USERS_TABLES = ("uploads", "exclusions", "feedback")


@pytest.fixture
def root(tmp_path):
    """A folder and the corpus that version 0.1.0 made of it."""
    for number, (name, content) in enumerate(FILES.items()):
        os.utime(write(tmp_path / "folder" / name, content), (1_600_000_000 + number,) * 2)
    os.utime(write(tmp_path / UPLOAD[0], UPLOAD[1]), ns=(1795777091065598361,) * 2)
    for name in ("corpus", "user"):
        sql = (STORE / f"{name}.sql").read_text(encoding="utf-8").replace("{root}", str(tmp_path))
        path = tmp_path / "corpus" / f"{name}.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(sql)
    return tmp_path


def users_data(corpus):
    data = corpus.user_data
    return data.exclusions(), data.uploads(), data.feedback()


def test_a_store_of_0_1_is_whole_before_anything_is_read(root, caplog):
    with Catalog.open(root / "corpus") as catalog:
        texts = {document.text: document.structure for document in catalog.documents()}
        assert len(texts) == 4
        assert all(structure == Structure() for structure in texts.values())
        assert all(entry.notes == () for entry in catalog.sources())
    with open_corpus(root) as corpus:
        assert len(contents(corpus)) == 4
        assert len(corpus.exclusions()) == 1
        assert corpus.embedder.calls == 0
    assert caplog.messages == []


def test_users_data_of_0_1_gets_conversations_and_is_still_read_by_0_1(root):
    with contextlib.closing(sqlite3.connect(root / "corpus" / "user.sqlite")) as old:
        rows = {name: old.execute(f"SELECT * FROM {name}").fetchall() for name in USERS_TABLES}
    with open_corpus(root) as corpus:
        corpus.user_data.conversations.add("c", "", "Fees", [StoredTurn("t", "What fee?", "{}")])
    with open_corpus(root) as corpus:
        assert [kept.title for kept in corpus.user_data.conversations.of_owner("")] == ["Fees"]
    with contextlib.closing(sqlite3.connect(root / "corpus" / "user.sqlite")) as new:
        for name, before in rows.items():
            assert before and new.execute(f"SELECT * FROM {name}").fetchall() == before


def test_a_store_of_0_1_is_read_anew_once_and_says_so(root, caplog):
    with open_corpus(root) as corpus:
        before, users = contents(corpus), users_data(corpus)
        report = corpus.sync()
        assert caplog.messages == [
            "4 files are read anew, once: an earlier version of Citespan read them"
        ]
        assert (report.changed, report.added, report.removed, report.excluded) == (4, 0, 0, 1)
        assert [Path(refused.path).name for refused in report.refused] == ["broken.csv"]
        assert sorted(map(sorted, contents(corpus).values())) == sorted(
            map(sorted, before.values())
        )
        assert users_data(corpus) == users
        assert users == (
            {f"{root}/folder/private.txt"},
            {f"{root}/{UPLOAD[0]}"},
            [Feedback("f1", True, "good", '{"text": "nine crowns"}')],
        )
        guide = corpus.find("guide.html")
        assert [guide.text[b.start : b.end] for b in guide.structure.blocks if b.level] == [
            "Harbour guide", "Fees"
        ]  # fmt: skip
        assert_sound(corpus)
        caplog.clear()
        again = corpus.sync()
    assert (again.changed, again.passages, caplog.messages) == (0, 0, [])


def test_files_that_changed_meanwhile_are_not_said_to_be_read_anew(root, caplog):
    write(root / "folder/plain.txt", "Another text.")
    write(root / "folder/new.txt", "A new text.")
    (root / "folder/same.txt").unlink()
    with open_corpus(root) as corpus:
        report = corpus.sync()
    assert [message.partition(",")[0] for message in caplog.messages] == ["2 files are read anew"]
    assert (report.added, report.changed, report.removed) == (1, 3, 1)


# -- the same text, read better


class Markdown:
    """A loader of Markdown that gives every text this layout; one of plain text gives none."""

    def __init__(self, monkeypatch):
        self.layout: tuple[tuple[Page, ...], Structure, tuple[str, ...]] = ((), Structure(), ())
        self.version = 1
        load = Worker.load

        def loaded(worker, data, suffix):
            return self.load(data, None) if suffix == ".md" else load(worker, data, suffix)

        monkeypatch.setattr(Worker, "load", loaded)
        monkeypatch.setattr(
            "index.loaders.plain_text.load", lambda data, _: Extracted(data.decode())
        )
        for module in ("stamps", "run"):
            monkeypatch.setattr(f"index.sync.{module}.version", lambda *_: f"test/{self.version}")

    def load(self, data, limits):
        return Extracted(data.decode(), None, *self.layout)

    def improve(self, *, pages=(), structure=Structure(), notes=()):  # noqa: B008
        self.layout = (pages, structure, notes)
        self.version += 1


TEXT = "Fees. A boat pays nine crowns."
STRUCTURE = Structure((Block("heading", 0, 5, 1), Block("paragraph", 6, 30)))


@pytest.fixture
def markdown(monkeypatch):
    return Markdown(monkeypatch)


def synced(corpus):
    report = corpus.sync()
    assert_sound(corpus)
    (document,) = corpus.documents()
    passages = set(corpus._store.passages.ids(corpus.passage_fingerprint))
    return report, document, passages


def test_a_text_that_stays_gets_its_new_layout_and_passages(tmp_path, markdown, caplog):
    write(tmp_path / "folder/a.md", TEXT)
    with open_corpus(tmp_path) as corpus:
        _, document, passages = synced(corpus)
        assert document.structure == Structure()
        markdown.improve(structure=STRUCTURE, pages=(Page(1, 0, 30),), notes=("a note",))
        report, document, recut = synced(corpus)
        assert (report.changed, report.passages) == (1, len(recut))
        assert (document.structure, document.pages) == (STRUCTURE, (Page(1, 0, 30),))
        assert not passages & recut
        assert corpus.sources()[0].notes == ("a note",)
        markdown.improve(structure=STRUCTURE, pages=(Page(1, 0, 30),))
        report, _, kept = synced(corpus)
        assert (report.changed, report.passages, kept) == (1, 0, recut)
        assert corpus.sources()[0].notes == ()
    assert caplog.messages == [
        "1 file is read anew, once: an earlier version of Citespan read it"
    ] * 2  # fmt: skip


def test_notes_are_kept_of_each_of_two_files_with_the_same_text(tmp_path, markdown):
    markdown.improve(notes=("page 2: a picture without text",))
    write(tmp_path / "folder/a.md", TEXT)
    write(tmp_path / "folder/b.txt", TEXT)
    with open_corpus(tmp_path) as corpus:
        synced(corpus)
        notes = {Path(entry.source).name: entry.unread for entry in corpus.sources()}
    assert notes == {"a.md": ("page 2: a picture without text",), "b.txt": ()}


@pytest.mark.parametrize("names", [("a.md", "b.txt"), ("a.txt", "b.md")])
def test_the_first_of_two_files_with_the_same_text_gives_the_structure(tmp_path, markdown, names):
    markdown.improve(structure=STRUCTURE)
    expected = STRUCTURE if names[0] == "a.md" else Structure()
    for name in names:
        write(tmp_path / "folder" / name, TEXT)
    with open_corpus(tmp_path) as corpus:
        assert synced(corpus)[1].structure == expected
    for number, name in enumerate(names):
        one_by_one = tmp_path / "slowly"
        write(one_by_one / "folder" / name, TEXT)
        with open_corpus(one_by_one) as corpus:
            _, document, _ = synced(corpus)
            assert (document.structure, len(document.sources)) == (expected, number + 1)
            corpus.sync(thorough=True)
            assert synced(corpus)[1].structure == expected


def test_a_second_file_gives_no_structure_after_a_change_of_settings(tmp_path, markdown):
    markdown.improve(structure=STRUCTURE)
    write(tmp_path / "folder/a.md", TEXT)
    write(tmp_path / "folder/b.md", TEXT)
    with open_corpus(tmp_path) as corpus:
        synced(corpus)
    os.utime(tmp_path / "folder/b.md", (1_600_000_000, 1_600_000_000))
    markdown.layout = ((), Structure((Block("paragraph", 0, 30),)), ())
    with open_corpus(tmp_path, settings=PassageSettings(max_tokens=9)) as corpus:
        connection = corpus._store._database.connection()
        connection.execute("UPDATE sources SET loader = 'old' WHERE source LIKE '%b.md'")
        assert synced(corpus)[1].structure == STRUCTURE


def test_a_text_of_a_program_has_the_structure_of_a_file_with_the_same_text(tmp_path, markdown):
    markdown.improve(structure=STRUCTURE)
    (tmp_path / "folder").mkdir()
    with open_corpus(tmp_path, WordEmbedder()) as corpus:
        corpus.add_texts([("given", TEXT)])
        assert synced(corpus)[1].structure == Structure()
        write(tmp_path / "folder/a.md", TEXT)
        assert synced(corpus)[1].structure == STRUCTURE
        corpus.add_texts([("given", TEXT)])
        assert synced(corpus)[1].structure == STRUCTURE


def test_what_no_question_is_asked_of(tmp_path, markdown):
    markdown.improve(notes=("page 2: a picture", "page 3: a picture"))
    write(tmp_path / "folder/a.md", TEXT)
    write(tmp_path / "folder/b.txt", "Another text.")
    write(tmp_path / "folder/c.csv", b"\0\1\2\3" * 40)
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        unread = {Path(entry.source).name: entry.unread for entry in corpus.sources()}
    assert unread == {
        "a.md": ("page 2: a picture", "page 3: a picture"),
        "b.txt": (),
        "c.csv": ("binary data, not text; convert it to UTF-8 text first",),
    }
