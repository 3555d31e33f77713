"""Rubbish under the name of a document is called by what it lacks, never a text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RefusedError
from index.loaders import SUFFIXES, advice_for, load
from index.loaders.misnamed import is_text

RANDOM = random.Random(7)
RUBBISH = RANDOM.randbytes(3_000)
FAR_RUBBISH = bytes(RANDOM.randrange(128, 256) for _ in range(3_000))
TEXTS = (
    b"Just a few words.",
    "Die Größe der Brücke überrascht.\n".encode("cp1252") * 9,
    "Мост закрыт до понедельника.\n".encode("cp1251") * 9,
    "橋は月曜日まで閉まっています。\n".encode("cp932") * 9,
    "Bücher sind da.".encode("utf-16"),
    ("x" + "ä" * 70_000).encode(),  # what is looked at ends within a character
)
CLAIMS = {
    ".pdf": "not a PDF although named .pdf: its beginning lacks %PDF-; ",
    ".rtf": "not RTF although named .rtf: its beginning lacks {\\rtf; ",
    **{
        suffix: f"not {suffix[1:].upper()} although named {suffix}: its beginning lacks PK"
        for suffix in (".docx", ".pptx", ".xlsx", ".odt", ".epub")
    },
    **{
        suffix: f"not a picture although named {suffix}: it begins as no picture does"
        for suffix in (".png", ".jpg", ".tif", ".bmp", ".webp")
    },
    ".zip": "not an archive although named .zip: its beginning lacks PK",
    ".txt": "binary data, not text",
    ".csv": "binary data, not text",
    ".eml": "not an e-mail message",
}


def refusal(data, suffix):
    with pytest.raises(RefusedError) as refused:
        load(data, suffix)
    return str(refused.value)


@pytest.mark.parametrize("suffix", CLAIMS)
def test_rubbish_is_called_by_what_it_claims_and_lacks(suffix):
    said = refusal(RUBBISH, suffix)
    assert said.startswith(CLAIMS[suffix]) and "; " in said
    assert "plain text" not in refusal(FAR_RUBBISH, suffix)


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".png", ".rtf"])
def test_the_end_of_a_file_that_was_cut_in_two_is_no_text_either(suffix):
    assert "although named" in refusal(b"\0\1\2\3" * 20, suffix)
    if suffix != ".docx":
        assert "although named" in refusal(b"PK\x03\x04" + RUBBISH, suffix)


def test_a_damaged_file_of_its_own_kind_stays_a_damaged_one():
    assert refusal(b"PK\x03\x04" + RUBBISH, ".docx").startswith("damaged DOCX")
    assert refusal(b"%PDF-1.7\n" + RUBBISH, ".pdf").startswith("damaged PDF")
    assert refusal(b"\x89PNG\r\n\x1a\n" + RUBBISH, ".png").startswith("damaged, or not a picture")


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".zip", ".txt"])
def test_a_program_is_called_one(suffix):
    said = refusal(b"\x7fELF\2\1\1" + RUBBISH, suffix)
    assert said.startswith("a program, not ") and said.endswith("; leave it out")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_under_the_name_of_a_document_is_still_called_a_text(text):
    assert is_text(text)
    assert refusal(text, ".pdf") == "not a PDF (plain text); rename it to .txt"


@pytest.mark.parametrize("suffix", [".doc", ".XLS", ".ppt", ".msg", ".docm", ".ods", ".7z"])
def test_rubbish_under_the_name_of_a_format_that_nothing_reads(suffix):
    said = advice_for(suffix, RUBBISH)
    assert f"({suffix.lower()}) by its name only: it does not begin as such files do" in said
    assert advice_for(suffix) and "by its name only" not in advice_for(suffix)


@given(st.binary(min_size=400, max_size=600), st.sampled_from(sorted(SUFFIXES)))
def test_no_bytes_at_random_are_called_plain_text_or_raise_anything_else(data, suffix):
    try:
        load(data, suffix)
    except RefusedError as refused:
        if "plain text" in str(refused):
            assert is_text(data)
