import hashlib
import json

import pytest

from index.platform.files import sha256_of, write_bytes_whole, write_json_whole
from index.platform.paths import cache_folder, corpus_folder, models_folder, private_folder


def test_everything_lies_in_the_per_user_cache(own_cache):
    assert cache_folder() == own_cache / "citespan"
    assert models_folder() == own_cache / "citespan/models"


def test_a_corpus_folder_is_keyed_by_the_absolute_path(tmp_path, monkeypatch):
    for name in ("one/docs", "two/docs"):
        (tmp_path / name).mkdir(parents=True)
    one, two = corpus_folder(tmp_path / "one/docs"), corpus_folder(tmp_path / "two/docs")
    assert one != two
    assert one.parent == two.parent == cache_folder() / "corpora"
    monkeypatch.chdir(tmp_path / "one")
    (tmp_path / "link").symlink_to(tmp_path / "one/docs")
    from pathlib import Path

    assert corpus_folder(Path("docs")) == corpus_folder(tmp_path / "link") == one
    assert not one.exists()


@pytest.mark.parametrize("name", ["...", "日本", "a b/c\n", "x" * 200, "-", "\udcff"])
def test_any_folder_name_gives_a_plain_directory_name(tmp_path, name):
    made = corpus_folder(tmp_path / name).name
    assert made.isascii()
    assert made.replace("-", "").replace(".", "").replace("_", "").isalnum()
    assert len(made) < 64


def test_private_folders_are_for_their_owner_alone(tmp_path):
    path = tmp_path / "a/b"
    assert private_folder(path) == path
    assert path.stat().st_mode & 0o777 == 0o700
    path.chmod(0o755)
    private_folder(path)
    assert path.stat().st_mode & 0o777 == 0o700


def test_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"abc" * 100_000)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"abc" * 100_000).hexdigest()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_json_whole(path, {"b": 1, "a": "é"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": "é", "b": 1}
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_bytes_whole(path, b"new")
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": "é", "b": 1}
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
