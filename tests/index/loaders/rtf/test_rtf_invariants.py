"""Whatever stands in an RTF source, it gives sound blocks or one line of refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RefusedError
from index.loaders import load
from index.loaders.rtf.destinations import DESTINATIONS, SETTINGS, SKIPPED, STORIES
from index.loaders.rtf.tokens import tokens
from tests.counting import lines_run

WORDS = sorted(
    {*DESTINATIONS, *SETTINGS, *STORIES, "pict", "colortbl", "par", "cell", "row", "nestcell",
     "nestrow", "trowd", "cellx100", "cellx-5", "clmrg", "clvmrg", "intbl", "pard", "plain",
     "u8364", "u-10179", "uc0", "uc-3", "upr", "ud", "chftn", "ftnalt", "pn", "f1",
     "fcharset128",
     "bin3", "tab", "line", "outlinelevel2", "picwgoal9000", "pichgoal9000", "ansicpg932", "*", "~"}
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(["{", "}", "\\'e9", "\\'83", "1. ", "word", "é", "\r\n", "\\", "Ä b "]),
    st.sampled_from(WORDS).map(lambda word: f"\\{word} "),
)


@given(pieces=st.lists(PIECES, max_size=60))
def test_any_tokens_give_sound_blocks(pieces):
    data = ("{\\rtf1\\ansi{\\fonttbl{\\f1\\fcharset2 Symbol;}}" + "".join(pieces)).encode("cp1252")
    try:
        extracted = load(data, ".rtf")
    except RefusedError as error:
        assert "\n" not in str(error)
        return
    text, structure = extracted.text, extracted.structure
    text.encode("utf-8")
    end = 0
    for block in structure.blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[end : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        assert all(block.start <= cell.start < cell.end <= block.end for cell in block.cells)
        end = block.end
    assert not text[end:].strip()
    assert all(span.end <= len(text) for span in structure.generated)
    assert load(data, ".rtf") == extracted


@given(data=st.binary(max_size=300))
def test_tokens_of_any_bytes(data):
    for word, _, text in tokens(data):
        assert bool(word) != bool(text)


def test_words_of_groups_that_are_skipped_are_no_others():
    assert not SKIPPED & (DESTINATIONS.keys() | SETTINGS.keys() | STORIES.keys())


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt a", "}}"),
        ("{\\field", "}"),
        ("{\\shp{\\*\\shpinst{\\shptxt a", "}}}"),
        ("{\\footnote a", "}"),
        ("{\\upr{a}{\\*\\ud ", "}}"),
        ("{\\header a\\par", "}"),
        ("{\\fs%d A\\par ", "}"),
        ("\\trowd\\cellx%d a\\cell\\row ", ""),
        ("\\itap%d a\\nestcell\\nestrow ", ""),
    ],
)
def test_nesting_costs_in_proportion_to_its_depth(begin, end):
    def steps(depth):
        inner = "".join(begin % n if "%" in begin else begin for n in range(20, depth + 20))
        data = ("{\\rtf1 " + inner + "text" + end * depth + "}").encode()

        def read():
            try:
                load(data, ".rtf")
            except RefusedError:
                return

        return lines_run(read)

    assert steps(800) <= 1.5 * 4 * steps(200) + 5_000
