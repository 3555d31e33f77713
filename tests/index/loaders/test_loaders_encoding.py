"""Encodings that no mark tells: UTF-16, and code pages of DOS and others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.encoding import decode
from index.loaders.plausibility import plausibility
from index.loaders.wide import wide_encoding

TEXTS = {
    "german": "Die Straße führt über den Fluß, wo schöne Häuser für ältere Bürger stehen. "
    "Grüße aus München, sagte er. Außerdem müssen wir später größere Räume suchen.",
    "french": "L'été dernier, nous avons visité la forêt près de Besançon, où les élèves étaient "
    "déjà là. Ça coûte très cher. Le garçon a mangé une crêpe.",
    "spanish": "El niño comió en la habitación. ¿Qué pasó después? Mañana será otro día.",
    "swedish": "Båten är på väg över sjön. Där går älgen i skogen, och lönnen är röd.",
    "frame": "╔══════════╗\r\n║ Total 5  ║\r\n╚══════════╝\r\nThe harbour is closed today.",
    "short": "Bücher für Käthe",
    "name": "Müller, Köln",
}


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "mac_roman"])
@pytest.mark.parametrize("name", TEXTS)
def test_code_pages_are_told_by_the_places_of_letters(name, encoding):
    try:
        data = TEXTS[name].encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("not in this code page")
    assert decode(data) == TEXTS[name]


def test_russian_of_dos():
    text = "Каждый человек имеет право на образование. Оно должно быть бесплатным."
    assert decode(text.encode("cp866")) == text
    assert decode(text.encode("cp1251")) == text


WIDE = (
    "The wharf at Sedley was built in 1874 and holds nine barges.\n",
    "Grüße aus München – “heute”, 5 €.\r\n",
    "Каждый человек имеет право на образование.\n",
    "すべて人は、教育を受ける権利を有する。\n",
    "人人都有受教育的权利，教育应当免费。\n第二 行\n",
    "한국어 텍스트 입니다.\n",
    "Yes\n",
    "naïve",
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", WIDE)
def test_wide_encodings_without_a_mark(text, encoding):
    assert decode(text.encode(encoding)) == text


@given(text=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), min_size=20))
def test_latin_texts_of_many_words_in_either_order(text):
    whole = " ".join((text, "and more words follow", text))
    if not any(0x7F <= ord(character) < 0xA0 for character in whole):
        for encoding in ("utf-16-le", "utf-16-be"):
            assert wide_encoding(whole.encode(encoding)) == encoding


@given(data=st.binary(max_size=200))
def test_plausibility_has_bounds(data):
    assert -1 <= plausibility(data.decode("cp437")) <= 1


@pytest.mark.parametrize(
    "data", [b"# Title\n\nwith a \0 in it", b"\x7fELF\0\1\2\3" * 90, b"abc\0" * 50 + b"\0\0"]
)
def test_zero_bytes_alone_make_no_wide_text(data):
    assert wide_encoding(data) is None


def test_a_few_damaged_bytes_leave_a_text_what_it_is():
    text = "Каждый человек имеет право на образование. "
    cut = (text * 3).encode()[:-2] + b"\xd0"
    assert decode(cut).startswith(text)
    assert decode(text.encode() + b"\xff" + text.encode()) == f"{text}\ufffd{text}"
    assert decode("It’s café time – really. ".encode("cp1252") * 9).startswith("It’s café")
