"""What comes out of a member is counted, whatever the list of the zip file declares."""

import io
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RefusedError
from index.loaders import Limits, load
from index.loaders.containers.archive import unpack
from index.loaders.containers.members import open_members
from index.loaders.containers.unpacking import member_bytes
from tests.index.loaders.format_samples import SAMPLES

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
LARGE = 100_000_000


def packed(data: bytes, method: int, name: str = "a.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def declaring(data: bytes, size: int) -> bytes:
    """The zip file, whose list says that its one member unpacks to ``size`` bytes."""
    at = data.rindex(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


@pytest.fixture(scope="module")
def bombs():
    return {method: packed(bytes(LARGE), method) for method in METHODS[2:]}


@given(st.binary(max_size=3_000), st.sampled_from(METHODS))
def test_the_bytes_come_out_as_they_went_in(data, method):
    with zipfile.ZipFile(io.BytesIO(packed(data, method))) as archive:
        assert member_bytes(archive, "a.txt") == data


@pytest.mark.parametrize("method", METHODS[2:])
def test_what_says_that_it_is_small_is_not_unpacked(bombs, method):
    data = declaring(bombs[method], 10)
    tracemalloc.start()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, pytest.raises(RefusedError, match="dam"):
            unpack(archive, "a.txt", "ZIP")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", METHODS[2:])
def test_what_says_that_it_is_large_is_a_bomb(bombs, method):
    with pytest.raises(RefusedError, match="archive bomb"):
        open_members(bombs[method], ".zip", Limits())


@given(st.data(), st.sampled_from(METHODS[2:]))
def test_a_damaged_member_is_one_line(data, method):
    whole = bytearray(packed(b"The tide rose in the harbour. " * 20, method))
    at = data.draw(st.integers(30, whole.rindex(b"PK\x01\x02") - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        opened = open_members(bytes(whole), ".zip", Limits())
        assert opened.load(0).text
    except RefusedError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("name", ["report.docx", "talk.pptx", "boats.xlsx", "letter.odt"])
def test_an_office_file_that_is_packed_otherwise_is_refused(name):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as sample,
        zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive,
    ):
        for member in sample.namelist():
            archive.writestr(member, sample.read(member))
    with pytest.raises(RefusedError, match="packed as no such file is"):
        load(file.getvalue(), f".{name.partition('.')[2]}")
