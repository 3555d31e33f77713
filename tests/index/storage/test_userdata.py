import pytest

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
    data.keep_setting("ada", "least", "")
    assert data.settings("ada") == {} and data.settings("") == {"guess": "yes"}
    data.close()
