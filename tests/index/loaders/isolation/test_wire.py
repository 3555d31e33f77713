"""Messages between the two processes: what is packed comes out, and nothing else is believed."""

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import WireError
from index.loaders.isolation.wire import pack_extracted, receive, send, unpack_extracted
from index.packed_structure import pack_structure
from index.structure import Block, Structure
from index.values import Extracted, Page, Recognition
from tests.index.structures import ranges, structures

texts = st.text(st.characters(exclude_categories=["Cs"]))


@st.composite
def extractions(draw):
    """What a loader may make, with pages that have maps, are recognised, or neither."""
    text = draw(texts)
    pages = []
    for number, (start, end) in enumerate(draw(ranges(len(text))), 1):
        kind = draw(st.sampled_from(["plain", "mapped", "recognised"]))
        characters, recognised = (), None
        if kind == "mapped":
            characters = tuple(draw(st.lists(st.integers(0, 500), min_size=end - start,
                                             max_size=end - start)))  # fmt: skip
        if kind == "recognised":
            boxes = b"".join(struct.pack("<4H", n, 0, n + 5, 9) for n in range(end - start))
            recognised = Recognition(boxes, bytes(n % 101 for n in range(end - start)))
        pages.append(Page(number, start, end, characters, recognised))
    notes = draw(st.lists(st.text("abc .é", min_size=1).map(lambda s: " ".join(s.split()))))
    return Extracted(
        text, draw(st.none() | texts), tuple(pages), draw(structures(len(text))), tuple(notes)
    )


@given(extractions())
def test_what_is_packed_comes_out(extracted):
    header, packed = pack_extracted(extracted)
    stream = io.BytesIO()
    send(stream, header, *packed)
    stream.seek(0)
    assert unpack_extracted(*receive(stream, 10**6)) == extracted


@given(st.binary(max_size=200))
def test_junk_is_no_message(junk):
    with pytest.raises(WireError):
        receive(io.BytesIO(junk), 1000)


@pytest.mark.parametrize(
    "header",
    [{}, {"sizes": 3}, {"sizes": [-1]}, {"sizes": [10**12]}, {"sizes": ["x"]}, [], None, "x"],
)
def test_wrong_headers_are_no_message(header):
    head = json.dumps(header).encode()
    with pytest.raises(WireError):
        receive(io.BytesIO(struct.pack("<I", len(head)) + head + bytes(100)), 1000)


GOOD = {"title": None, "pages": [[1, 0, 1, 0, False]], "notes": []}
NUMBERS = b"\0\0\0\0"
BOX = bytes(8)


def test_the_answer_that_the_wrong_ones_differ_from_is_right():
    assert unpack_extracted(GOOD, [b"a", b"", b"", b"", b""]).pages == (Page(1, 0, 1),)


@pytest.mark.parametrize(
    ("header", "blocks"),
    [
        ({}, [b"\xff"]),
        ({"title": 3}, []),
        ({"title": "lone \ud800"}, []),
        ({"notes": ["lone \ud800"]}, []),
        ({"pages": [[1, 0, 9, 0, False]]}, []),
        ({"pages": [[1, 0, 1, 1, False]]}, []),
        ({"pages": [[1, 0, 1, 1, False]]}, [b"a", b"\xff\xff\xff\xff"]),
        ({"pages": [[1, 0, 1, 1, False]]}, [b"a", b"\xff\xff\xff\x7f"]),
        ({"pages": [1]}, []),
        ({"pages": [[True, 0, 1, 0, False]]}, []),
        ({"pages": [[0, 0, 1, 0, False]]}, []),
        ({"pages": [[1, 0, 1, 0, False], [1, 1, 1, 0, False]]}, []),
        ({"pages": [[1, 0, 2, 0, False], [2, 1, 2, 0, False]]}, [b"ab"]),
        ({"pages": [[1, 0, 1, 1, True]]}, [b"a", NUMBERS, BOX, b"d"]),
        ({"pages": [[1, 0, 1, 0, True]]}, [b"a", b"", BOX, b""]),
        ({"pages": [[1, 0, 1, 0, True]]}, [b"a", b"", b"", b""]),
        ({"pages": [[1, 0, 1, 0, True]]}, [b"a", b"", BOX, bytes([101])]),
        ({"pages": [[1, 0, 1, 0, True]]}, [b"a", b"", struct.pack("<4H", 2, 0, 1, 0), b"d"]),
        ({"pages": [[1, 0, 1, 0, False]]}, [b"a", b"", BOX, b"d"]),
        ({"notes": "a note"}, []),
        ({"notes": [1]}, []),
        ({"notes": ["two\nlines"]}, []),
        ({"notes": ["long" * 100]}, []),
        ({"notes": ["many"] * 1000}, []),
        ({"pages": None}, []),
        ({}, [b"a", b"abc"]),
        ({}, [b"a", b"", b"", b"", b"junk"]),
        ({}, [b"a", b"", b"", b"", pack_structure(Structure((Block("row", 0, 2),)))]),
    ],
)
def test_answers_that_make_no_sense_are_refused(header, blocks):
    filled = [*blocks, *[b"a", b"", b"", b"", b""][len(blocks) :]]
    with pytest.raises(WireError):
        unpack_extracted({**GOOD, **header}, filled)
    assert unpack_extracted(GOOD, [b"a", b"", b"", b"", b""]).text == "a"


@pytest.mark.parametrize("missing", ["title", "pages", "notes"])
def test_answers_that_lack_something_are_refused(missing):
    header = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(WireError):
        unpack_extracted(header, [b"a", b"", b"", b"", b""])
    with pytest.raises(WireError):
        unpack_extracted(GOOD, [b"a", b""])


def test_many_long_notes_become_few_short_ones():
    notes = [f"page {number}:\n" + "x" * 1000 for number in range(5000)]
    header, packed = pack_extracted(Extracted("text", notes=tuple(notes)))
    lines = unpack_extracted(header, packed).notes
    assert lines[0].startswith("page 0: xx")
    assert lines[-1] == "and 4,800 more"
    assert (len(lines), max(map(len, lines))) == (201, 300)
