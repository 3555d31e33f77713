"""Pictures in documents: pages of text are read at their place, all others pass without noise."""

import pytest
from PIL import Image

from index.errors import RefusedError
from index.loaders import Limits, load
from index.loaders.formats import recognises
from index.loaders.isolation.worker import Worker
from index.loaders.recognition import engine
from index.span_context import recognised_in
from tests.index.loaders.docx.word_files import paragraph, word
from tests.index.loaders.format_samples import eml, zipped
from tests.index.loaders.recognition.picture_documents import (
    AROUND,
    drawn_in_book,
    on_the_ground,
    photo,
    replaced,
    with_pictures,
)
from tests.index.loaders.scan_samples import LETTER, encoded, page_of, picture_of

pytestmark = pytest.mark.slow
SUFFIXES = (".docx", ".pptx", ".html", ".eml", ".odt", ".epub")
SIZED = (".docx", ".pptx", ".odt")
WORDS = " ".join(LETTER)
TABLE = ("Ward|Beds", "Linden|12", "Rowan|24", "Hazel|18")


@pytest.fixture(scope="module")
def scan():
    return encoded(picture_of(page_of(LETTER)).crop((0, 0, 1654, 1400)), dpi=(200, 200))


def words(extracted):
    return " ".join(extracted.text.split())


def notes(extracted):
    return [line for line in extracted.notes if "picture" in line]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_scan_is_read_once_at_its_place_and_said_to_be_checked(suffix, scan):
    extracted = load(with_pictures(suffix, [scan, scan]), suffix)
    assert words(extracted).endswith(" ".join((AROUND[0], WORDS, AROUND[1])))
    (note,) = notes(extracted)
    where = "slide 1: text recognised in pictures" if suffix == ".pptx" else "1 picture: text"
    assert note.startswith(where)
    assert suffix == ".pptx" or note.endswith("; check the picture")
    for block in extracted.structure.blocks:
        assert extracted.text[block.start : block.end].strip()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_photos_logos_and_small_pictures_make_no_noise(suffix):
    logo = Image.new("L", (900, 600), 255)
    logo.paste(picture_of(page_of(["ACME Ltd"], size=40)).crop((150, 100, 900, 400)), (60, 100))
    small = picture_of(page_of(LETTER)).resize((340, 480))
    pictures = [encoded(picture) for picture in (photo(), logo, small)]
    extracted = load(with_pictures(suffix, pictures), suffix)
    assert words(extracted).endswith(" ".join(AROUND))
    assert notes(extracted) == []


@pytest.mark.parametrize("suffix", SIZED)
def test_a_picture_that_is_shown_small_is_no_page(suffix, scan):
    extracted = load(with_pictures(suffix, [scan], inches=1), suffix)
    assert words(extracted).endswith(" ".join(AROUND)) and notes(extracted) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_switched_off_is_said(suffix, scan):
    extracted = load(
        with_pictures(suffix, [scan, encoded(photo())]), suffix, Limits(recognise=False)
    )
    assert words(extracted).endswith(" ".join(AROUND))
    (note,) = notes(extracted)
    where = "slide 1: a picture, not read" if suffix == ".pptx" else "2 pictures: not read"
    assert note == f"{where}: text recognition is switched off"
    assert recognises(suffix)


def test_a_document_of_scans_alone_says_why_it_is_not_read(scan):
    data = drawn_in_book(scan)
    assert words(load(data, ".epub")) == WORDS
    with pytest.raises(RefusedError, match=r"its text is in pictures, and .* is switched off"):
        load(data, ".epub", Limits(recognise=False))


def test_a_missing_recogniser_is_said(scan, monkeypatch):
    def missing(_):
        raise RefusedError("text in pictures needs the package tesserocr")

    monkeypatch.setattr(engine.Engine, "__init__", missing)
    extracted = load(with_pictures(".docx", [scan]), ".docx")
    assert notes(extracted) == ["1 picture: not read: text in pictures needs the package tesserocr"]


def test_tables_in_a_picture_are_tables(scan):
    table = encoded(picture_of(page_of(TABLE)).crop((0, 0, 1654, 1400)))
    for suffix in (".docx", ".html", ".pptx"):
        blocks = load(with_pictures(suffix, [table]), suffix).structure.blocks
        rows = [block for block in blocks if block.kind == "row"]
        assert len(rows) == len(TABLE) and all(row.table == 0 for row in rows)


def broken(scan):
    return {
        "cut": scan[: len(scan) // 2],
        "bomb": encoded(Image.new("1", (20_000, 20_000))),
        "drawing": b"\1\0\0\0" + bytes(40_000),
        "empty": b"",
    }


@pytest.mark.parametrize("suffix", SIZED)
def test_hostile_pictures_are_named_and_the_rest_is_read(suffix, scan):
    if suffix == ".odt":
        pictures = [*broken(scan).values(), scan]
        extracted = load(with_pictures(suffix, pictures), suffix)
        assert words(extracted) == " ".join((AROUND[0], WORDS, AROUND[1]))
        assert notes(extracted)[1] == (
            "4 pictures: not read: damaged, or in another format than PNG, JPEG, TIFF, BMP and WebP"
        )
        return
    # The libraries that write such files look at the pictures themselves.
    for content in broken(scan).values():
        extracted = load(replaced(with_pictures(suffix, [scan]), content), suffix)
        assert words(extracted).endswith(" ".join(AROUND))
        (note,) = notes(extracted)
        assert "not read: damaged, or in another format" in note


@pytest.mark.parametrize(
    "address", ["data:", "data:image/png;base64", "data:;base64,%%%", "DATA:,"]
)
def test_broken_addresses_do_no_harm(address):
    data = f"<html><body><p>Before.<img src='{address}'> After.</p></body></html>".encode()
    assert words(load(data, ".html")) == "Before. After."


def test_limits_of_number_and_time_are_said(scan):
    other = encoded(picture_of(page_of(LETTER[:2])).crop((0, 0, 1654, 700)))
    data = with_pictures(".odt", [scan, other])
    limited = load(data, ".odt", Limits(pictures=1))
    assert words(limited) == " ".join((AROUND[0], WORDS, AROUND[1]))
    assert notes(limited)[1] == "1 picture: not read: more than 1 pictures"
    timed = load(data, ".odt", Limits(picture_seconds=0.001))
    assert notes(timed)[1].startswith("1 picture: not read: all pictures take longer than 0.001")
    late = load(data, ".odt", Limits(page_seconds=0.001))
    assert notes(late) == ["2 pictures: not read: takes longer than 0.001 seconds"]


def test_old_word_pictures_and_embedded_pages_are_read(scan):
    shape = (
        "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' "
        "style='position:absolute;width:450pt;height:{}pt'><v:imagedata r:id='p'/></v:shape>"
        "</w:pict></w:r>"
    )
    page = with_pictures(".html", [scan])
    more = {"p": ("image.png", scan), "h": ("aFChunk.html", page)}
    large = word(paragraph(shape.format(400)), more=more)
    assert words(load(large, ".docx")) == WORDS
    small = word(paragraph("x") + paragraph(shape.format(40)), more=more)
    assert words(load(small, ".docx")) == "x"
    chunk = word("<w:altChunk r:id='h'/>", more=more, types={"html": "text/html"})
    extracted = load(chunk, ".docx")
    assert WORDS in words(extracted)
    assert notes(extracted)[0].startswith("1 picture: text recognised")


def test_the_ground_of_a_slide_is_read(scan):
    extracted = load(on_the_ground(scan), ".pptx")
    assert words(extracted) == WORDS
    assert [page.number for page in extracted.pages] == [1]


def test_words_of_a_slide_keep_their_confidence(scan):
    worker = Worker(Limits())
    try:
        extracted = worker.load(with_pictures(".pptx", [scan]), ".pptx")
    finally:
        worker.close()
    (page,) = extracted.pages
    low = extracted.text.index(LETTER[0])
    high = extracted.text.index(AROUND[1])
    places = [place for place, _ in recognised_in(page.recognised, 0, page.end - page.start)]
    assert [page.start + place for place in places] == list(range(low, high - 2))


def test_it_works_in_the_process_that_reads_and_in_archives(scan):
    document = with_pictures(".docx", [scan])
    worker = Worker(Limits())
    try:
        for suffix, data in (
            (".zip", zipped({"scan.docx": document})),
            (".eml", eml("Hello.", attached={"scan.docx": document})),
        ):
            members = worker.open(data, suffix)
            assert WORDS in words(worker.load_member(len(members) - 1))
    finally:
        worker.close()
