"""Text and Markdown: the text equals the file, to the code point."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loaders import LIMITS, SUFFIXES, RefusedError, load, version

AWKWARD = "e\u0301 ﬁ 😀 “quoted”\u00a0\u00ad\r\n\tnext\rline\n\u2028👩\u200d👩\u200d👧\ufeff end\n"

written = st.text(
    st.one_of(
        st.sampled_from(list("ab .\r\n\t\ufeff\u0301\u00ad😀ﬁ”\u2028\x85")),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    min_size=1,
).filter(lambda text: not text.isspace())


def text_of(data: bytes, suffix: str = ".txt") -> str:
    return load(data, suffix).text


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@settings(deadline=None)
@given(text=written)
def test_marked_text_comes_back_without_its_mark(mark, encoding, suffix, text):
    assert text_of(mark + text.encode(encoding), suffix) == text


@settings(deadline=None)
@given(text=written.filter(lambda text: not text.startswith("\ufeff")))
def test_unmarked_utf_8_comes_back(text):
    assert text_of(text.encode()) == text
    assert text_of(text.encode(), ".md") == text


def test_awkward_text_comes_back():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert text_of(AWKWARD.encode(encoding)) == AWKWARD


@settings(deadline=None)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".md"]))
def test_any_bytes_are_text_or_refused(data, suffix):
    try:
        text = text_of(data, suffix)
    except RefusedError as error:
        assert str(error)
        assert "\n" not in str(error)
    else:
        assert text.encode("utf-8")  # no lone surrogates
        assert text.strip()
        assert "\0" not in text


LEGACY = {
    "cp1252-french": (
        "cp1252",
        "L’été dernier, nous avons visité la forêt près de Besançon, où les élèves étaient déjà "
        "là. Ça coûte très cher, « à peu près » cent euros.\r\nLe garçon a mangé une crêpe.",
    ),
    "cp1252-german": (
        "cp1252",
        "Die Straße führt über den Fluß, wo schöne Häuser für ältere Bürger stehen. „Grüße aus "
        "München“, sagte er. Außerdem müssen wir später größere Räume suchen.",
    ),
    "cp1252-english": (
        "cp1252",
        "The “quoted” text – with curly quotes and café – was written by the author’s publisher. "
        "It cost £5 or €6 at most.",
    ),
    "cp1252-short": ("cp1252", "Café für Ångström"),
    "mac_roman-french": (
        "mac_roman",
        "L’été dernier, nous avons visité la forêt près de Besançon, où les élèves étaient déjà "
        "là. Ça coûte très cher, « à peu près » cent euros. Le garçon a mangé une crêpe.",
    ),
    "cp1250-hungarian": (
        "cp1250",
        "Minden személynek joga van a neveléshez. A nevelésnek, legalábbis az elemi és alapvető "
        "oktatást illetően, ingyenesnek kell lennie.",
    ),
    "cp1250-polish": (
        "cp1250",
        "Każdy człowiek ma prawo do nauki. Nauka jest bezpłatna, przynajmniej na stopniu "
        "podstawowym. Źdźbło trawy, gęś i żółw.",
    ),
    "cp1251": (
        "cp1251",
        "Каждый человек имеет право на образование. Образование должно быть бесплатным по меньшей "
        "мере в том, что касается начального и общего образования.",
    ),
    "cp932": (
        "cp932",
        "すべて人は、教育を受ける権利を有する。教育は、少なくとも初等の及び基礎的の段階においては、"
        "無償でなければならない。初等教育は、義務的でなければならない。",
    ),
    "gb18030": (
        "gb18030",
        "人人都有受教育的权利，教育应当免费，至少在初级和基本阶段应如此。初级教育应属义务性质。"
        "技术和职业教育应普遍设立。",
    ),
}


@pytest.mark.parametrize("name", LEGACY)
def test_legacy_encodings_are_told(name):
    encoding, text = LEGACY[name]
    assert text_of(text.encode(encoding)) == text


def test_encoding_of_a_large_file_is_told_from_its_start():
    _, text = LEGACY["cp932"]
    large = (text + "\n") * 9_000
    assert text_of(large.encode("cp932")) == large


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (codecs.BOM_UTF16_LE + "\n ".encode("utf-16-le"), "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\0" * 600, "zero bytes"),
        ("The tide rose.\n".encode("utf-16-le") * 9 + b"x", "UTF-16-LE but is cut off"),
        (codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"), "binary"),
        (bytes(range(1, 32)) * 4 + b"abc", "binary"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "UTF-16-LE"),  # half of a surrogate pair
        (codecs.BOM_UTF8 + b"caf\xe9", "UTF-8"),
        (b"\x81\xff\xfe\x8f", "unknown text encoding"),
    ],
)
def test_refusals_say_why(data, reason):
    with pytest.raises(RefusedError, match=reason):
        load(data, ".txt")


def test_encoded_surrogates_never_come_out():
    text = text_of("caf\ud800".encode("utf-8", "surrogatepass"))
    assert text.encode("utf-8").decode("utf-8") == text


def test_unsupported_format_names_the_supported_ones():
    with pytest.raises(RefusedError, match=r"\.dat'.*\.docx .*\.markdown \.md .*\.txt"):
        load(b"x", ".dat")
    with pytest.raises(RefusedError, match=r"old Word format \(\.doc\); save it as \.docx"):
        load(b"x", ".DOC")
    with pytest.raises(RefusedError):
        version("")


def test_suffixes_versions_and_limit():
    assert " ".join(sorted(SUFFIXES)) == (
        ".bmp .csv .docx .eml .epub .htm .html .jpeg .jpg .markdown .md .odt .pdf .png .pptx .rtf "
        ".text .tif .tiff .tsv .txt .webp .xhtml .xlsm .xlsx .zip"
    )
    assert version(".TXT") == version(".text") == "text/2"
    assert version(".md").startswith("markdown/2+markdown-it-py-")
    assert version(".pdf").startswith("pdf/4+pypdfium2-")
    assert LIMITS.file_bytes == 500_000_000
    assert load(b"a", ".MD").text == "a"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A Title\n\nBody text.", "A Title"),
        ("\r\n  A Title \r\n\r\nBody text.", "A Title"),
        ("A Title\r\rBody text.", "A Title"),
        ("A Title", "A Title"),
        ("A Title\n \t\nBody", "A Title"),
        ("First line\nof a paragraph\n\nBody", None),
        ("One sentence.\n\nBody", None),
        ("He said “No.”\n\nBody", None),
        ("Dear Anna,\n\nBody", None),
        ("-----\n\nBody", None),
        ("word " * 31 + "\n\nBody", None),
        ("x" * 5_000, None),
    ],
)
def test_text_title(text, title):
    assert load(text.encode(), ".txt").title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A *fine* `title` [here](x) &amp; now #\n\nBody", "A fine title here & now"),
        ("Intro\n\n## Second level\n# First level", "Second level"),
        ("Set\next\n===\n\nBody", "Set ext"),
        ("```\n# not this\n```\n# this", "this"),
        ("~~~~\n# not this\n~~~\n# nor this\n~~~~\n\n# this", "this"),
        ("    # code\n\n# title", "title"),
        ("#\n\n# after an empty one", "after an empty one"),
        ("# ![alt *text*](image.png)", "alt text"),
        ("no heading\n\n#hashtag", None),
        ("---\nauthor: x\ntitle: 'From: the front'\n---\n# Heading", "From: the front"),
        ("---\r\ntitle: CRLF front\r\n---\r\n# Heading", "CRLF front"),
        ('+++\ntitle = "TOML"\n+++\n# Heading', "TOML"),
        ("---\ntitle:\nauthor: x\n---\n# Heading", "Heading"),
        ("---\ntitle: >\n  folded\n---\n# Heading", "Heading"),
        ("---\nsub:\n  title: nested\n---\n# Heading", "Heading"),
        ("---\n\ntext, no front matter\n\n# Heading", "Heading"),
        ("# line\r# other", "line"),
    ],
)
def test_markdown_title_and_raw_text(text, title):
    extracted = load(text.encode(), ".md")
    assert (extracted.text, extracted.title) == (text, title)


def test_the_seed_documents_load():
    for path in sorted(Path("seeds").glob("*.txt")):
        extracted = load(path.read_bytes(), path.suffix)
        assert extracted.text.encode() == path.read_bytes().removeprefix(codecs.BOM_UTF8)
