"""What is read of RTF, made by hand as word processors write it."""

import time

import pytest

from index.errors import RefusedError
from index.loaders import Limits, load

FONTS = (
    r"{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Arial Cyr;}"
    r"{\f3\fcharset128 MS Mincho;}{\f4\fcharset2 Wingdings;}}"
)
STYLES = (
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Heading 1;}{\s2 heading 2;}{\s9 Title;}"
    r"{\*\cs10 Default Paragraph Font;}}"
)


def source(body: str, head: str = FONTS + STYLES) -> bytes:
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0" + head + body + "}").encode("latin-1")


def read(body: str):
    return load(source(body), ".rtf")


def blocks(body: str) -> list[tuple[str, str]]:
    extracted = read(body)
    return [
        (block.kind, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks
    ]


def row(*cells: str, edges=(2000, 6000), extra: str = "") -> str:
    shape = "".join(rf"\cellx{edge}" for edge in edges)
    return rf"\trowd{extra}{shape}\pard\intbl " + "".join(rf"{c}\cell " for c in cells) + "\\row\n"


def test_cells_with_paragraphs():
    body = row("Monday", r"Pea soup\par Rye bread") + row("Tuesday", r"Fish pie\par Plum tart")
    assert blocks(body + r"\pard Meals start at noon.\par") == [
        ("row", "Monday: Pea soup Rye bread"),
        ("row", "Tuesday: Fish pie Plum tart"),
        ("paragraph", "Meals start at noon."),
    ]


def test_merged_cells_are_given_to_all_that_they_cover():
    body = (
        row("Region", "Town", "Wagons", edges=(1000, 2000, 3000), extra=r"\trhdr")
        + r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\pard\intbl North\cell Arlen\cell 4\cell\row"
        + r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell Boll\cell 7\cell\row"
        + r"\trowd\cellx1000\cellx3000\pard\intbl South\cell none\cell\row"
    )
    extracted = read(body)
    assert extracted.text.split("\n\n")[1:] == [
        "Region: North; Town: Arlen; Wagons: 4",
        "Region: North; Town: Boll; Wagons: 7",
        "Region: South; Town: none; Wagons: none",
    ]
    again = [extracted.text[span.start : span.end] for span in extracted.structure.generated]
    assert any("North" in text for text in again)


def test_tables_in_cells_follow_the_outer_one():
    inner = (
        r"\pard\intbl\itap2 Bolt\nestcell 3\nestcell"
        r"{\*\nesttableprops\trowd\cellx1000\cellx2000\nestrow}{\nonesttables\par}"
    )
    body = row("Shop", rf"See below\par {inner}\pard\intbl", edges=(1000, 4000)) + row("Yard", "x")
    assert blocks(body + r"\pard End.\par") == [
        ("row", "Shop: See below"), ("row", "Yard: x"), ("row", "Bolt: 3"), ("paragraph", "End."),
    ]  # fmt: skip


def test_a_table_that_only_lays_out_text_is_paragraphs():
    assert blocks(row(r"One.\par Two.", edges=(6000,))) == [
        ("paragraph", "One."), ("paragraph", "Two.")
    ]  # fmt: skip
    long = "A long sentence of a column. " * 20
    assert [kind for kind, _ in blocks(row(long, long))] == ["paragraph", "paragraph"]


@pytest.mark.parametrize("word", [r"\footnote", r"\*\footnote"])
def test_notes_follow_the_paragraph_that_refers_to_them(word):
    extracted = read(
        r"\pard The weir was rebuilt in 1926.{\super\chftn}{" + word + r"\pard\plain "
        r"{\super\chftn} The contractor was the firm of Jonas Wick.} It has nine gates.\par"
        r"\pard It cost 45003{\super\chftn}{\footnote\ftnalt{\chftn} In crowns.} then.\par"
    )
    assert extracted.text == (
        "The weir was rebuilt in 1926. It has nine gates.\n\n"
        "The contractor was the firm of Jonas Wick.\n\nIt cost 45003 then.\n\nIn crowns."
    )
    notes = [block for block in extracted.structure.blocks if block.kind == "footnote"]
    assert [note.label for note in notes] == ["1", "1"]  # endnotes count for themselves


def test_lists_have_their_numbers_and_bullets():
    assert blocks(
        r"\pard{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt\pnf1{\pntxtb\'B7}}Oak.\par"
        r"\pard{\listtext\f4\'A7\tab}\ls1\ilvl1 Iron.\par"
        r"\pard{\listtext 2.1\tab}\ls2\ilvl1 Two one.\par"
        r"\pard\'95\tab Typed.\par \pard(b)\tab Lettered.\par"
    ) == [
        ("item", "- Oak."), ("item", "- Iron."), ("item", "2.1 Two one."),
        ("item", "•\tTyped."), ("item", "(b)\tLettered."),
    ]  # fmt: skip
    structure = read(r"\pard{\listtext 2.1.\tab}\ls2\ilvl1 Two one.\par").structure
    assert (structure.blocks[0].label, structure.blocks[0].level) == ("2.1", 2)
    assert structure.generated == ()
    assert blocks(r"\pard A\tab Oak.\par\pard 5\tab Elm.\par") == [
        ("paragraph", "A\tOak."), ("paragraph", "5\tElm.")
    ]  # fmt: skip
    assert blocks(r"\pard\ls1 Court\par\pard{\listtext 1.\tab}\ls1 Oak.\par") == [
        ("paragraph", "Court"), ("item", "1. Oak.")
    ]  # fmt: skip
    assert blocks(r"\pard\ls1 Oak.\par\ls1 Elm.\par") == [("item", "- Oak."), ("item", "- Elm.")]


def test_headings_by_style_and_by_level():
    extracted = read(
        r"\pard\s9 The weir\par\pard\s1 One\par\pard\s2{\listtext 1.1\tab}Two\par"
        r"\pard\outlinelevel2 Three\par\pard\outlinelevel9 Text.\par\pard Text.\par"
    )
    found = [(block.kind, block.level, block.label) for block in extracted.structure.blocks]
    assert found == [
        ("heading", 1, ""), ("heading", 1, ""), ("heading", 2, "1.1"), ("heading", 3, ""),
        ("paragraph", 0, ""), ("paragraph", 0, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"A{\deleted gone}B{\v hidden}C{\v0 seen}\par", "ABCseen"),
        (r"\v hidden\plain seen\par", "seen"),
        (r"{\*\unknown gone}{\*\bkmkstart x}seen{\*\annotation gone}\par", "seen"),
        (r'{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt the link}} ends\par', "the link ends"),
        (r"{\upr{Caf}{\*\ud{Caf\u233 ?}}}!\par", "Café!"),
        (r"\uc2\u8364 xx5 \uc0\u8364 5\par", "€5 €5"),
        (r"\uc1\u8220\ldblquote so\u8221\'94\par", "“so”"),
        (r"{\uc0{\u8364}}\u8364?.\par", "€€."),
        (r"{\f2\'cf\'f0\'e8\'e2\'e5\'f2}\par", "Привет"),
        (r"{\f3\'83A\'83\'42}\par", "アィ"),
        (r"{\f1 a\'b3b}{\f4\'fc}\par", "α≥β✓"),
        (r"\u-3913 ?item\par", "•item"),
        (r"{\pict\picwgoal100\pichgoal100 00ff00ff}seen\par", "seen"),
        (r"{\shppict{\pict 00ff}}{\nonshppict{\pict 00}}seen\par", "seen"),
        (r"one\line two\tab three\~four\_five\emdash six\{\}\\\par", "one\ntwo\tthree\u00a0four"
         "\u2011five—six{}\\"),
        ("{\\object{\\*\\objdata 00ff}{\\result shown}}\\par", "shown"),
        ("Gr\xc3\xbc\xc3\x9fe\\par", "Grüße"),
        ("Gr\xfc\xdfe\\par", "Grüße"),
        (r"a\bin4 }}{{b\par", "ab"),
        ("split\r\nword\\\nnext", "splitword\n\nnext"),
    ],
)  # fmt: skip
def test_text(body, text):
    assert read(body).text == text


def test_boxes_headers_and_footers():
    body = (
        r"{\header Wick and Sons\par}{\headerf Wick and Sons\par}"
        r"{\footer Page {\field{\fldrslt 1}}}"
        r"\pard Before.{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard In the box.\par}}"
        r"{\shprslt{\*\do{\dptxbxtext In the box.\par}}}}\par After.\par"
    )
    assert blocks(body) == [
        ("header", "Wick and Sons"), ("paragraph", "Before."), ("paragraph", "In the box."),
        ("paragraph", "After."), ("footer", "Page 1"),
    ]  # fmt: skip


def test_a_title_in_another_code_page_and_other_encodings():
    data = rb"{\rtf1\mac{\info{\title Gr\'9f\'a7e}{\author gone}}\'9fber\par}"
    extracted = load(data, ".rtf")
    assert (extracted.title, extracted.text) == ("Grüße", "über")
    assert load(rb"{\rtf1\pc \'81ber\par}", ".rtf").text == "über"
    assert load(rb"{\rtf1\ansicpg99999 \'fcber\par}", ".rtf").text == "über"


def test_fonts_without_groups_of_their_own():
    data = rb"{\rtf1\ansi{\fonttbl\f0\fswiss\fcharset0 Helvetica;\f1\fcharset2 Symbol;}\f1 a\f0 b}"
    assert load(data, ".rtf").text == "αb"


def test_what_is_missing_is_said():
    whole = source(r"\pard One.\par{\b Two.\par")[:-1]
    extracted = load(whole, ".rtf")
    assert extracted.text == "One.\n\nTwo."
    assert extracted.notes == ("the file is cut off; what stood behind is missing",)
    picture = read(r"{\pict\picwgoal9000\pichgoal9000 00}seen\par")
    assert picture.notes == ("1 large pictures, whose text, if any, is not read",)
    with pytest.raises(RefusedError, match="no text"):
        load(source(r"{\pict 00ff}"), ".rtf")
    with pytest.raises(RefusedError, match="characters"):
        load(source("word " * 100), ".rtf", Limits(characters=100))


@pytest.mark.parametrize(
    "body",
    [
        r"{\field" * 50_000 + " x",
        r"{\field{\*\fldinst x}{\fldrslt " * 20_000 + "x",
        "{" * 200_000 + "x",
        r"{\footnote x" * 20_000,
        r"{\shp{\*\shpinst{\shptxt x" * 10_000,
        r"\intbl\itap99999 x\nestcell" * 20_000,
        r"\trowd" + r"\cellx1" * 50_000 + r"\intbl x\cell\row" * 2_000,
        r"\cell" * 100_000 + r"\row x",
        r"\u8364?" * 100_000,
        "\\'" * 200_000 + "x",
        r"{\*\x" * 50_000 + "}" * 50_000 + "x",
        "a\\",
    ],
)
def test_hostile_nesting_takes_linear_time(body):
    began = time.process_time()
    load(source(body)[:-1], ".rtf")
    assert time.process_time() - began < 5


def test_larger_letters_head_a_text_without_styles():
    extracted = read(
        r"\pard\fs22{\b For release: 3 March}\par{\b\fs40 The weir}\par A long text of the weir, "
        r"which was rebuilt.\par{\fs30 1. The gates}\par Nine of oak.\par{\fs30 It is large.}\par"
    )
    found = [
        (block.kind, block.level, block.label)
        for block in extracted.structure.blocks
        if block.kind == "heading"
    ]
    assert found == [("heading", 1, ""), ("heading", 2, "1")]
