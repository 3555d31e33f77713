"""PDF: the text is PDFium's, and every code point of it leads back to a drawn character."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loaders import Limits, RefusedError, load
from index.loaders.pdf import boxes
from tests.index.loaders.pdf.mapping import check_map, page_texts
from tests.index.loaders.pdf_samples import by_hand, flowed, image_only, laid_out

TEXT_LAYER = Limits(recognise=False)
SENTENCE = "The committee met in spring and the report was published a year later. "


def utf_16(text: str) -> bytes:
    return text.encode("utf-16-be")


def shown(*lines: bytes) -> bytes:
    """A content stream with one line under the other, 14 points apart, the first at y = 700."""
    return b"BT /F1 12 Tf 72 714 Td " + b"".join(b"0 -14 Td (%s) Tj " % s for s in lines) + b"ET"


def test_pages_repeated_text_and_an_empty_page():
    data = laid_out([[("Same words here.", 11)], [], [("Same words here.", 11)]], title="Twice")
    extracted = load(data, ".pdf")
    assert page_texts(extracted) == ["Same words here.", "", "Same words here."]
    assert extracted.text == "Same words here.\n\f\n\fSame words here."
    assert extracted.title == "Twice"
    check_map(data, extracted)


def test_ligatures_marks_and_characters_beyond_the_first_plane():
    to_unicode = {
        65: utf_16("\ufb01"),
        66: utf_16("😀"),
        67: utf_16("ffi"),
        68: utf_16("e\u0301"),
        69: utf_16("\u00ad"),
        70: utf_16("”"),
    }
    data = by_hand([shown(b"xAx xBx xCx xDx xEx xFx")], to_unicode)
    extracted = load(data, ".pdf")
    assert extracted.text == "xfix x😀x xffix xe\u0301x x\u00adx x”x"
    check_map(data, extracted)
    characters = extracted.pages[0].characters
    smile = extracted.text.index("😀")
    assert characters[smile + 1] == characters[smile] + 2


def test_what_no_text_may_hold_is_replaced_or_left_out():
    to_unicode = {
        65: b"\xd8\x3d",
        66: b"\xde\x00",
        67: b"\0\0",
        68: b"\xff\xfe",
        69: b"\0\x02",
        70: b"\0\x07",
    }
    data = by_hand([shown(b"aABb", b"aAb", b"aBb", b"aCb", b"aDb", b"aEb", b"aFb")], to_unicode)
    extracted = load(data, ".pdf")
    bad = "a\ufffdb"
    assert extracted.text.split("\n") == ["a😀b", bad, bad, "ab", bad, bad, bad]
    check_map(data, extracted)


def test_hyphenated_line_keeps_its_hyphen_and_its_end():
    data = by_hand([shown(b"the infor-", b"mation of a well-known kind")])
    extracted = load(data, ".pdf")
    assert extracted.text == "the infor-\nmation of a well-known kind"
    check_map(data, extracted)


def test_heading_and_paragraphs_are_set_apart():
    page = ["First paragraph. " + SENTENCE * 4, "A Heading", SENTENCE * 3, SENTENCE * 5, "End"]
    data = flowed([page])
    extracted = load(data, ".pdf")
    blocks = [" ".join(block.split()) for block in extracted.text.split("\n\n")]
    assert blocks == [block.strip() for block in page]
    check_map(data, extracted)


def test_larger_type_is_set_apart_without_a_gap():
    data = laid_out([[("A Heading", 16), ("Then text", 11), ("goes on.", 11)]])
    assert load(data, ".pdf").text == "A Heading\n\nThen text\ngoes on."


def test_size_of_type_may_come_from_the_matrix():
    content = (
        b"BT /F1 1 Tf 18 0 0 18 72 700 Tm (A Heading) Tj 12 0 0 12 72 682 Tm (Then text) Tj "
        b"12 0 0 12 72 668 Tm (goes on.) Tj ET"
    )
    assert load(by_hand([content]), ".pdf").text == "A Heading\n\nThen text\ngoes on."


@pytest.mark.parametrize("leading", [12, 14, 18, 28])
def test_evenly_spaced_lines_are_one_block(leading):
    lines = b"".join(b"0 -%d Td (line of words) Tj " % leading for _ in range(9))
    data = by_hand([b"BT /F1 12 Tf 72 700 Td " + lines + b"ET"])
    assert load(data, ".pdf").text == "\n".join(["line of words"] * 9)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_rotated_pages_read_from_the_top(rotate):
    data = by_hand([shown(b"first line", b"second line", b"third line")], rotate=rotate)
    extracted = load(data, ".pdf")
    assert extracted.text == "first line\nsecond line\nthird line"
    check_map(data, extracted)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("  Annual   Report\n2020 ", "Annual Report 2020"),
        ("Räume & “Orte” 😀", "Räume & “Orte” 😀"),
        ("", None),
        ("untitled", None),
        ("Untitled-1", None),
        ("Microsoft Word - draft", None),
        ("report final.docx", None),
        ("2020-01-01", None),
    ],
)
def test_title(written, title):
    assert load(laid_out([[("x", 11)]], title=written), ".pdf").title == title


def test_title_with_half_a_surrogate_is_none():
    data = by_hand([shown(b"x")], title=b"\\376\\377\\330\\075\\000a")
    assert load(data, ".pdf").title in (None, "a")


def test_encrypted():
    data = laid_out([[("secret text", 11)]], password="pass")
    with pytest.raises(RefusedError, match="password-protected"):
        load(data, ".pdf")
    with pytest.raises(RefusedError, match="password-protected"):
        boxes(data, 1, [0])


def test_owner_password_alone_does_not_hinder_reading():
    data = laid_out([[("open text", 11)]], password="")
    assert load(data, ".pdf").text == "open text"


@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_truncated(part):
    data = laid_out([[("some text", 11)]] * 5)
    with pytest.raises(RefusedError, match="damaged"):
        load(data[: int(len(data) * part)], ".pdf")


@pytest.mark.parametrize("behind", [b"\0" * 10_000, b"<html>sent by a gateway</html>" * 500])
def test_bytes_behind_the_end_do_no_harm(behind):
    data = laid_out([[("some text", 11)]])
    assert load(data + behind, ".pdf").text == "some text"


def test_a_later_version_that_breaks_off_is_refused():
    data = laid_out([[("some text", 11)]])
    with pytest.raises(RefusedError, match="its end is missing"):
        load(data + b"\n9 0 obj\n<< /Length 9000 >>\nstream\n" + b"x" * 5_000, ".pdf")


def test_not_a_pdf():
    with pytest.raises(RefusedError, match=r"not a PDF \(plain text\); rename it to \.txt"):
        load(b"just words\nstartxref\n", ".pdf")
    with pytest.raises(RefusedError, match="damaged"):
        load(b"%PDF-1.7\njust words\nstartxref\n", ".pdf")


def test_scanned():
    with pytest.raises(RefusedError, match="no text: none was recognised"):
        load(image_only(), ".pdf")
    with pytest.raises(RefusedError, match="no text: none was recognised"):
        load(by_hand([shown(b"\\001\\002\\003 \\004")]), ".pdf")


def test_threads_read_the_same():
    files = [flowed([[SENTENCE * n, "Heading", SENTENCE * 3]] * 4) for n in range(1, 5)]
    alone = [load(data, ".pdf") for data in files]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda data: load(data, ".pdf"), files * 3))
    assert together == alone * 3


# PDFium takes lines of one or two letters, one under the other, for one line.
words = st.text("abcdefgxyzABCÄÖÜßéèñçø", min_size=4, max_size=10)
lines = st.builds(
    lambda parts, end, size: (" ".join(parts) + end, size),
    st.lists(words, min_size=1, max_size=4),
    st.sampled_from(["", ".", "-", ","]),
    st.sampled_from([11, 11, 11, 8, 20]),
)
layouts = st.lists(st.lists(st.none() | lines, max_size=12), min_size=1, max_size=3).filter(
    lambda pages: any(any(page) for page in pages)
)


@settings(deadline=None)
@given(pages=layouts)
def test_every_code_point_is_the_character_it_is_mapped_to(pages):
    # The number of its page keeps a line from being taken for a header.
    pages = [
        [line and (f"{'abcd'[number]}{line[0]}", line[1]) for line in page]
        for number, page in enumerate(pages)
    ]
    data = laid_out(pages)
    extracted = load(data, ".pdf", TEXT_LAYER)
    check_map(data, extracted)
    assert load(data, ".pdf", TEXT_LAYER) == extracted
    for page, text in zip(pages, page_texts(extracted), strict=True):
        drawn = [line[0] for line in page if line]
        assert [line for line in text.split("\n") if line] == drawn


units = st.one_of(
    st.sampled_from([0x00, 0x02, 0x0A, 0x0D, 0x2D, 0xAD, 0xD83D, 0xDE00, 0xFB03, 0xFFFE, 0xFFFF]),
    st.integers(0x20, 0x24F),
    st.integers(0, 0xFFFF),
).map(lambda unit: unit.to_bytes(2, "big"))


@settings(deadline=None)
@given(
    meanings=st.dictionaries(
        st.integers(ord("A"), ord("H")), st.lists(units, min_size=1, max_size=3).map(b"".join)
    ),
    drawn=st.lists(st.text("ABCDEFGH xy-", min_size=1, max_size=12), min_size=1, max_size=6),
)
def test_whatever_a_font_says_the_map_holds(meanings, drawn):
    data = by_hand([shown(*(line.encode() for line in drawn))], meanings)
    try:
        extracted = load(data, ".pdf", TEXT_LAYER)
    except RefusedError as error:
        assert "no text" in str(error)
    else:
        check_map(data, extracted)
        assert extracted.text.encode("utf-8").decode("utf-8") == extracted.text
        boxes(data, 1, extracted.pages[0].characters)


SAMPLE = by_hand(
    [shown(b"some words", b"and infor-", b"mation"), shown(b"AB")], {65: b"\xd8\x3d"}, title=b"A b"
)


@settings(deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=3), st.integers(0, 20)),
        max_size=8,
    ),
    end=st.none() | st.integers(0, len(SAMPLE)),
)
def test_damaged_bytes_load_or_are_refused(changes, end):
    data = SAMPLE
    for position, inserted, removed in changes:
        data = data[:position] + inserted + data[position + removed :]
    data = data[:end]
    try:
        extracted = load(data, ".pdf", TEXT_LAYER)
    except RefusedError as error:
        assert "\n" not in str(error)
    else:
        # A damaged page box leaves words outside.
        check_map(data, extracted, is_whole=False)
        extracted.text.encode("utf-8")
        for page in extracted.pages:
            boxes(data, page.number, page.characters)
