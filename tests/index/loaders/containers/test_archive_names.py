"""Names of members in the code page of the machine that packed them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from index.loaders.containers.members import open_members
from index.loaders.containers.names import member_name
from index.loaders.limits import LIMITS
from tests.index.loaders.format_samples import eml, zipped


def archive(names: list[bytes], extra: bytes = b"") -> bytes:
    """A zip file whose members have these bytes as names, not marked as UTF-8."""
    places = [f"{number:0{len(name)}d}" for number, name in enumerate(names)]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for place in places:
            info = zipfile.ZipInfo(place, (2020, 1, 1, 0, 0, 0))
            info.extra = extra
            packed.writestr(info, b"The laundry opens at six.")
    data = out.getvalue()
    for place, name in zip(places, names, strict=True):
        data = data.replace(place.encode(), name)
    return data


def names_of(data: bytes) -> list[str]:
    opened = open_members(data, ".zip", LIMITS)
    for number in range(len(opened.members)):
        assert opened.load(number).text == "The laundry opens at six."
    return [member.name for member in opened.members]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Wäsch.txt", "cp1252"),
        ("Wäsch.txt", "cp437"),
        ("Wäsch.txt", "cp850"),
        ("Wäsch.txt", "utf-8"),
        ("Übersicht Größe.txt", "cp850"),
        ("Crème brûlée.txt", "cp437"),
        ("Crème brûlée.txt", "cp1252"),
        ("議事録.txt", "cp932"),
        ("Отчёт за год.txt", "cp866"),
        ("Отчёт за год.txt", "cp1251"),
        ("plain.txt", "ascii"),
    ],
)
def test_names_are_read_as_they_were_meant(name, encoding):
    assert names_of(archive([name.encode(encoding)])) == [name]


def test_no_member_is_lost_whatever_its_name():
    raw = [bytes([one]) + b"name-of-a-file.txt" for one in range(0x80, 0x100)]
    names = names_of(archive(raw))
    assert len(set(names)) == len(raw)


def test_the_unicode_path_of_info_zip():
    raw = b"W?sche__.txt".replace(b"?", b"\xff")
    path = "Wäsche für Ärzte.txt".encode()
    field = struct.pack("<BI", 1, zlib.crc32(raw)) + path
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert names_of(archive([raw], extra)) == ["Wäsche für Ärzte.txt"]
    # One that belongs to another name, as renaming leaves it, does not count.
    field = struct.pack("<BI", 1, 12345) + path
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert names_of(archive([raw], extra)) != ["Wäsche für Ärzte.txt"]


@pytest.mark.parametrize(
    "extra", [b"", b"\x75\x70", b"\x75\x70\xff\xff\1", b"\x75\x70\5\0\1\0\0\0\0"]
)
def test_damaged_extra_fields(extra):
    info = zipfile.ZipInfo("W\u00e4sch.txt")
    info.extra = extra
    assert member_name(info)


def test_what_nothing_reads_is_named_with_what_to_do():
    opened = open_members(zipped({"a.txt": b"x", "b.doc": b"y", "c.bin": b"z"}), ".zip", LIMITS)
    assert [(member.name, member.refused[:8]) for member in opened.members] == [
        ("a.txt", ""), ("b.doc", "old Word")
    ]  # fmt: skip


def test_containers_in_name_only():
    page = b"<html><body><p>A page.</p></body></html>"
    opened = open_members(page, ".eml", LIMITS)
    assert [member.name for member in opened.members] == [""]
    assert opened.load(0).text == "A page."
    assert opened.load(0).notes == ("read as HTML although named .eml",)
    message = eml("The tide rose.")
    assert open_members(message, ".eml", LIMITS).load(0).notes == ()
