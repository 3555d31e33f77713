"""Files cut into parts and joined."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reader.parcel import pack, unpack


def written(folder, contents):
    folder.mkdir(exist_ok=True)
    paths = {}
    for number, content in enumerate(contents):
        path = folder / f"source{number}"
        path.write_bytes(content)
        paths[f"deep/{number}.bin" if number % 2 else f"{number}.bin"] = path
    return paths


@given(st.lists(st.binary(max_size=40), max_size=5), st.integers(1, 50))
def test_what_is_joined_is_what_was_cut(tmp_path_factory, contents, size):
    folder = tmp_path_factory.mktemp("parcel")
    files = written(folder, contents)
    described, *parts = pack(files, folder / "parts", "p", size)
    assert described.name == "p.json"
    sizes = [part.stat().st_size for part in parts]
    assert sum(sizes) == sum(map(len, contents))
    assert all(one == size for one in sizes[:-1])
    assert all(0 < one <= size for one in sizes[-1:])
    paths = unpack(folder / "parts", "p", folder / "out")
    assert [path.read_bytes() for path in paths] == contents
    assert [str(path.relative_to(folder / "out")) for path in paths] == list(files)


def packed(tmp_path):
    pack(written(tmp_path / "in", [b"a" * 30, b"b" * 30]), tmp_path, "p", 25)
    return tmp_path


def test_a_missing_part_is_named(tmp_path):
    (packed(tmp_path) / "p.001").unlink()
    with pytest.raises(FileNotFoundError, match=r"lacks p\.001"):
        unpack(tmp_path, "p", tmp_path / "out")


def test_a_damaged_part_is_found(tmp_path):
    part = packed(tmp_path) / "p.002"
    part.write_bytes(b"c" + part.read_bytes()[1:])
    with pytest.raises(ValueError, match=r"1\.bin: is not what was packed"):
        unpack(tmp_path, "p", tmp_path / "out")


def test_a_name_that_leads_elsewhere_is_refused(tmp_path):
    table = packed(tmp_path) / "p.json"
    content = json.loads(table.read_text("utf-8"))
    content["files"][0]["name"] = "../0.bin"
    table.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ValueError, match="leads out of"):
        unpack(tmp_path, "p", tmp_path / "out")
    assert not (tmp_path / "0.bin").exists()


def test_parts_of_an_earlier_parcel_go(tmp_path):
    assert (packed(tmp_path) / "p.002").is_file()
    pack(written(tmp_path / "in", [b"d"]), tmp_path, "p", 25)
    assert sorted(path.name for path in tmp_path.glob("p.*")) == ["p.000", "p.json"]


def test_parts_of_no_size(tmp_path):
    with pytest.raises(ValueError, match="at least one byte"):
        pack({}, tmp_path, "p", 0)
