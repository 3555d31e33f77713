import contextlib
import sqlite3

import pytest

from index.errors import DamagedStoreError, StoreError
from index.storage.userdata import UserData


@pytest.mark.parametrize(
    ("add", "remove", "found"),
    [
        (UserData.exclude, UserData.restore, UserData.exclusions),
        (UserData.add_upload, UserData.remove_upload, UserData.uploads),
    ],
)
def test_what_users_did_survives(tmp_path, add, remove, found):
    data = UserData(tmp_path / "user.sqlite")
    for source in ("/a", "/b\n😀", "/a"):
        add(data, source)
    data.close()
    data = UserData(tmp_path / "user.sqlite")
    assert found(data) == {"/a", "/b\n😀"}
    remove(data, "/a")
    remove(data, "/never")
    data.close()
    data = UserData(tmp_path / "user.sqlite")
    assert found(data) == {"/b\n😀"}
    data.close()


def test_uploads_and_exclusions_are_two_things(tmp_path):
    data = UserData(tmp_path / "user.sqlite")
    data.exclude("/a")
    assert data.uploads() == set()
    data.close()


def test_settings_are_each_owners_own(tmp_path):
    data = UserData(tmp_path / "user.sqlite")
    data.keep_setting("ada", "least", "0.9")
    data.keep_setting("ada", "least", "0.8")
    data.keep_setting("", "guess", "yes")
    assert data.settings("ada") == {"least": "0.8"} and data.settings("bob") == {}
    data.keep_first_setting("ada", "least", "0.1")
    data.keep_first_setting("kim", "least", "0.2")
    assert (data.settings("ada")["least"], data.settings("kim")) == ("0.8", {"least": "0.2"})
    data.keep_setting("ada", "least", "")
    assert data.settings("ada") == {} and data.settings("") == {"guess": "yes"}
    data.close()


def test_user_data_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "user.sqlite"
    data = UserData(path)
    data.exclude("/a")
    data.close()
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 1000")
    with pytest.raises(StoreError, match=r"user\.sqlite: version 1000, this version of Citespan"):
        UserData(path)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        assert newer.execute("SELECT source FROM exclusions").fetchall() == [("/a",)]


def test_a_damaged_schema_is_one_line(tmp_path):
    """SQLite quotes the statement, with its line ends and whatever a flipped bit made of it."""
    path = tmp_path / "user.sqlite"
    UserData(path).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'TEXT', char(1, 10) || 'T#')"
            " WHERE name = 'conversations'"
        )
    with pytest.raises(DamagedStoreError) as caught:
        UserData(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400 + len(str(path))
