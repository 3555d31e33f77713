"""A corpus goes with its folder, and to other machines; hostile files are refused whole."""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

import index.upkeep.store_import
from index.errors import CorpusBusyError, NotIndexedError, StoreError
from index.storage.rebinding import rebind
from index.upkeep.exported import LISTING, is_member
from index.upkeep.moved_folder import follow_folder
from index.upkeep.store_export import export_store
from index.upkeep.store_import import import_store
from index.upkeep.traces import erase_traces
from index.upkeep.whole_corpus import faults_of
from index.user_values import LOGINS, Feedback
from tests.index.corpora import TEXTS, make_folder, open_corpus, write
from tests.index.loaders.format_samples import zipped

GIVEN = "A zebra was given by hand."


@pytest.fixture
def root(tmp_path):
    make_folder(tmp_path / "folder")
    write(tmp_path / "folder/both.zip", zipped({"in/one.txt": b"A rope.", "two.txt": b"Salt."}))
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        corpus.add(write(tmp_path / "given.txt", GIVEN))
        corpus.user_data.keep_feedback(Feedback("1", True, "fine", "{}"))
        snow = next(one for one in corpus.documents() if one.title == "snow")
        corpus.remove(snow.id)
    return tmp_path


def state(corpus):
    """What a corpus holds, with paths relative to its folder and to itself."""

    def named(source):
        for place in (corpus.folder, corpus.location):
            if source.startswith(f"{place}{os.sep}"):
                return source[len(str(place)) :]
        raise AssertionError(source)

    return (
        sorted((d.text, d.title, [*map(named, d.sources)]) for d in corpus.documents()),
        sorted(map(named, corpus.exclusions())),
        sorted(map(named, corpus.user_data.uploads())),
        corpus.user_data.feedback(),
    )


def opened_state(root):
    with open_corpus(root) as corpus:
        before = state(corpus)
        report = corpus.sync()
        assert (report.added, report.changed, report.removed, report.passages) == (0, 0, 0, 0)
        assert state(corpus) == before
        corpus.check()
    return before


def moved(root, to):
    """Move the folder, keeping times."""
    shutil.move(root / "folder", to)
    return to


# -- the folder moves


def test_a_moved_folder_takes_its_corpus_along(root, tmp_path_factory):
    before = opened_state(root)
    new = tmp_path_factory.mktemp("elsewhere")
    moved(root, new / "folder")
    count = follow_folder(root / "folder", new / "folder", root / "corpus")
    assert count >= len(TEXTS) + 2
    shutil.move(root / "corpus", new / "corpus")
    rebind(new / "corpus", {str(root / "corpus"): str(new / "corpus")}, str(new / "folder"))
    assert opened_state(new) == before
    assert list(faults_of(new / "corpus")) == []


@pytest.mark.parametrize("name", ["folder/in", "folder2", "a"])
def test_the_usual_place_changes_with_the_folder(root, monkeypatch, tmp_path, name):
    monkeypatch.setattr(
        index.upkeep.moved_folder,
        "corpus_folder",
        lambda folder: tmp_path / f"of-{str(folder).replace('/', '-')}",
    )
    old_place = tmp_path / f"of-{str(tmp_path / 'folder').replace('/', '-')}"
    new_place = tmp_path / f"of-{str(tmp_path / name).replace('/', '-')}"
    # The corpus was made in the usual place.
    rebind(root / "corpus", {str(root / "corpus"): str(old_place)}, str(root / "folder"))
    (root / "corpus").rename(old_place)
    moved(root, tmp_path / "away")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    shutil.move(tmp_path / "away", tmp_path / name)
    follow_folder(tmp_path / "folder", tmp_path / name)
    assert not old_place.exists()
    shutil.move(new_place, root / "corpus")
    rebind(root / "corpus", {str(new_place): str(root / "corpus")}, str(tmp_path / name))
    with contextlib.closing(sqlite3.connect(root / "corpus/corpus.sqlite")) as store:
        sources = [row[0] for row in store.execute("SELECT source FROM sources WHERE kind='file'")]
    assert all(source.startswith(f"{tmp_path / name}{os.sep}") for source in sources)
    assert all(Path(source).exists() or "both.zip" in source for source in sources)


def test_folders_that_have_no_corpus_or_another_one(root, tmp_path):
    with pytest.raises(NotIndexedError):
        follow_folder(tmp_path / "never", root / "folder")
    with pytest.raises(StoreError, match="belongs to the folder"):
        follow_folder(tmp_path / "never", tmp_path, root / "corpus")
    with open_corpus(root), pytest.raises(CorpusBusyError):
        follow_folder(root / "folder", tmp_path, root / "corpus")


# -- one file


@pytest.fixture
def exported(root, tmp_path_factory):
    file = tmp_path_factory.mktemp("exported") / "corpus.zip"
    with open_corpus(root):  # others may use it
        export_store(root / "corpus", file)
    return file


def test_an_export_is_taken_in_elsewhere(root, exported, tmp_path_factory):
    before = opened_state(root)
    assert exported.stat().st_mode & 0o777 == 0o600
    other = tmp_path_factory.mktemp("other")
    moved(root, other / "folder")
    shutil.rmtree(root / "corpus")
    import_store(exported, other / "corpus", other / "folder")
    assert sorted(path.name for path in other.iterdir()) == ["corpus", "folder"]
    assert (other / "corpus").stat().st_mode & 0o777 == 0o700
    assert opened_state(other) == before
    assert list(faults_of(other / "corpus")) == []
    with pytest.raises(StoreError, match="is in use"):
        import_store(exported, other / "corpus", other / "folder")


def test_the_key_of_logins_neither_leaves_nor_comes_in(root, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PYTEST_TMP", str(root))
    there = tmp_path_factory.mktemp("there")
    make_folder(there / "folder")
    with open_corpus(root) as corpus:
        corpus.user_data.keep_setting(LOGINS, "key", "5ec2e7" * 10)
        corpus.user_data.keep_setting("ada", "least", "0.9")
    export_store(root / "corpus", there / "a.zip")
    with zipfile.ZipFile(there / "a.zip") as archive:
        assert b"5ec2e7" not in archive.read("user.sqlite")
    export = packed_again(
        there / "a.zip",
        with_sql(f"INSERT INTO settings VALUES ('{LOGINS}', 'key', 'known')", name="user.sqlite"),
    )
    import_store(export, there / "corpus", there / "folder")
    with open_corpus(there) as corpus:
        assert corpus.user_data.settings(LOGINS) == {}
        assert corpus.user_data.settings("ada") == {"least": "0.9"}
    with open_corpus(root) as corpus:
        assert corpus.user_data.settings(LOGINS) != {}


def test_nothing_is_overwritten_by_an_export(root, exported):
    with pytest.raises(StoreError, match="is there already"):
        export_store(root / "corpus", exported)
    assert [path.name for path in exported.parent.iterdir()] == [exported.name]


def packed_again(exported, change):
    """The export with other contents: ``change`` gets and changes its files by name."""
    with zipfile.ZipFile(exported) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listing = json.loads(files.pop(LISTING))
    change(files, listing)
    hostile = exported.with_name("hostile.zip")
    with zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LISTING, json.dumps(listing))
        for name, data in files.items():
            archive.writestr(name, data)
    return hostile


def relisted(files, listing):
    listing["files"] = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }


def with_sql(*statements, name="corpus.sqlite"):
    """A change of a database that its listing describes truly."""

    def change(files, listing):
        path = Path(os.environ["PYTEST_TMP"]) / name
        path.write_bytes(files[name])
        with contextlib.closing(sqlite3.connect(path)) as store:
            for statement in statements:
                store.execute(statement)
            store.commit()
        files[name] = path.read_bytes()
        relisted(files, listing)

    return change


def put(name, data=b"x", *, listed=True):
    def change(files, listing):
        files[name] = data
        if listed:
            relisted(files, listing)

    return change


def flipped(files, listing):
    data = bytearray(files["corpus.sqlite"])
    data[len(data) // 2] ^= 1
    files["corpus.sqlite"] = bytes(data)


def longer(files, listing):
    listing["files"]["corpus.sqlite"]["bytes"] -= 1


def huge(files, listing):
    listing["files"]["user.sqlite"]["bytes"] = 10**15


HOSTILE = {
    "escape": put("../evil.txt"),
    "escape among uploads": put("uploads/0123456789abcdef/../../evil.txt"),
    "absolute": put("/tmp/evil.txt"),
    "backslash": put("uploads/0123456789abcdef/..\\evil.txt"),
    "hidden": put("uploads/0123456789abcdef/.evil"),
    "other file": put("vectors.faiss"),
    "unlisted": put("uploads/0123456789abcdef/a.txt", listed=False),
    "upload of another hash": put("uploads/0123456789abcdef/a.txt"),
    "flipped": flipped,
    "longer than listed": longer,
    "huge": huge,
    "no listing": lambda files, listing: listing.clear(),
    "listing of other things": lambda files, listing: listing.update(files=[1]),
    "trigger": with_sql(
        "CREATE TRIGGER t AFTER INSERT ON sources BEGIN DELETE FROM documents; END"
    ),
    "view": with_sql("CREATE VIEW v AS SELECT 1", name="user.sqlite"),
    "forged text": with_sql("UPDATE documents SET text = 'Forged.' WHERE key = 1"),
    "forged passage": with_sql('UPDATE passages SET "end" = 10000000'),
    "source outside": with_sql("UPDATE sources SET source = '/etc/passwd' WHERE key = 1"),
    "source with dots": with_sql(
        "UPDATE sources SET source = source || '/../../../etc' WHERE key = 1"
    ),
    "upload outside": with_sql(
        "INSERT INTO uploads(source) VALUES ('/etc/passwd')", name="user.sqlite"
    ),
    "newer": with_sql("PRAGMA user_version = 1000", name="user.sqlite"),
    "no database": lambda files, listing: (
        files.update({"corpus.sqlite": b"no"}),
        relisted(files, listing),
    ),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_and_leave_nothing(
    exported, change, tmp_path_factory, monkeypatch
):
    monkeypatch.setenv("PYTEST_TMP", str(tmp_path_factory.mktemp("sql")))
    hostile = packed_again(exported, change)
    other = tmp_path_factory.mktemp("other")
    make_folder(other / "folder")
    with pytest.raises(StoreError) as caught:
        import_store(hostile, other / "in/corpus", other / "folder")
    assert "\n" not in str(caught.value)
    assert [path for path in other.rglob("*") if "folder" not in str(path)] == [other / "in"]


def test_forgetting_erases_what_a_killed_import_left(exported, tmp_path, monkeypatch):
    location = tmp_path / "store" / "corpus"
    write(location.parent / ".corpus.mybackup" / "letter.txt", "Mine.")
    with monkeypatch.context() as patch:
        patch.setattr(index.upkeep.store_import, "_accept", lambda *_: None)
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr(index.upkeep.store_import.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            import_store(exported, location, tmp_path)
    (left,) = (path for path in location.parent.iterdir() if "mybackup" not in path.name)
    assert (left / "corpus.sqlite").is_file()
    assert erase_traces(location) == [left]
    assert [path.name for path in location.parent.iterdir()] == [".corpus.mybackup"]


def test_what_is_no_export_is_refused(tmp_path):
    make_folder(tmp_path / "folder")
    (tmp_path / "a.zip").write_bytes(zipped({"a": b"b"}))
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 nothing")
    os.mkfifo(tmp_path / "pipe")
    for name in ("a.zip", "b.zip", "pipe"):
        with pytest.raises(StoreError):
            import_store(tmp_path / name, tmp_path / "corpus", tmp_path / "folder")
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize("name", ["uploads/0123456789abcdef/a b.txt", "user.sqlite"])
def test_names_of_members(name):
    assert is_member(name)
