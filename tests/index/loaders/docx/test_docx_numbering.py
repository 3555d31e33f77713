"""Automatic numbers of Word: levels, restarts, styles, formats, labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from index.loaders.automatic_numbers import label_in
from tests.index.loaders.block_lists import blocks, typed
from tests.index.loaders.docx.word_files import level, lists, numbered, paragraph, styles, word

LEGAL = level(0, "%1.") + level(1, "%1.%2") + level(2, "(%3)", "lowerLetter")
HEADING = "<w:name w:val='heading {0}'/><w:pPr><w:outlineLvl w:val='{1}'/>{2}</w:pPr>"


def texts(data: bytes) -> list[str]:
    return [text for _, _, _, text in blocks(data, ".docx")]


def test_a_lease_carries_the_numbers_of_its_clauses():
    body = (
        numbered("Term", 1, 0, "H1") + numbered("The lease begins on 1 May.", 1, 1)
        + numbered("Repairs", 1, 0, "H1") + numbered("The tenant repairs broken windows.", 1, 1)
        + numbered("The landlord repairs the roof.", 1, 1) + numbered("of the house;", 1, 2)
    )  # fmt: skip
    data = word(body, numbering=lists(LEGAL), styles=styles(H1=HEADING.format(1, 0, "")))
    assert blocks(data, ".docx") == [
        ("heading", 1, "1", "1. Term"),
        ("item", 2, "1.1", "1.1 The lease begins on 1 May."),
        ("heading", 1, "2", "2. Repairs"),
        ("item", 2, "2.1", "2.1 The tenant repairs broken windows."),
        ("item", 2, "2.2", "2.2 The landlord repairs the roof."),
        ("item", 3, "a", "(a) of the house;"),
    ]
    assert "".join(typed(data, ".docx").split()) == (
        "TermThelease begins on 1 May.RepairsThe tenant repairs broken windows."
        "The landlord repairs the roof.of the house;"
    ).replace(" ", "")


def test_an_item_before_its_own_clauses_is_a_heading_without_the_style_of_one():
    body = numbered("Term", 1) + numbered("It begins in May.", 1, 1) + numbered("Rent", 1)
    assert [block[:3] for block in blocks(word(body, numbering=lists(LEGAL)), ".docx")] == [
        ("heading", 1, "1"), ("item", 2, "1.1"), ("item", 1, "2"),
    ]  # fmt: skip


def test_sentences_in_the_style_of_headings_are_items():
    sentence = "The landlord repairs the roof of the house."
    styled = styles(H1=HEADING.format(1, 0, ""), H2=HEADING.format(2, 1, ""))
    body = (
        numbered("Repairs", 1, 0, "H1") + numbered(sentence, 1, 1, "H2") + paragraph(sentence, "H2")
    )
    data = word(body, numbering=lists(LEGAL), styles=styled)
    assert [block[0] for block in blocks(data, ".docx")] == ["heading", "item", "heading"]


def test_lists_share_the_counters_of_their_definition_and_may_begin_anew():
    nums = (
        "<w:num w:numId='7'><w:abstractNumId w:val='1'/></w:num>"
        "<w:num w:numId='8'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
        "<w:startOverride w:val='5'/></w:lvlOverride></w:num>"
    )
    order = [1, 1, 7, 8, 8, 1]
    body = "".join(numbered("x", list_id) for list_id in order)
    data = word(body, numbering=lists(level(0, "%1)"), nums=nums))
    assert texts(data) == ["1) x", "2) x", "3) x", "5) x", "6) x", "7) x"]


def test_a_list_may_change_a_level_of_its_definition():
    changed = level(0, "No. %1", "upperRoman", start=3)
    nums = (
        "<w:num w:numId='7'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
        f"{changed}</w:lvlOverride></w:num>"
    )
    data = word(numbered("x", 7) * 2, numbering=lists(level(0, "%1."), nums=nums))
    assert texts(data) == ["No. III x", "No. IV x"]


@pytest.mark.parametrize(
    ("restart", "last"),
    [
        ("", "1.1.1 x"),
        ("<w:lvlRestart w:val='0'/>", "1.1.3 x"),
        ("<w:lvlRestart w:val='1'/>", "1.1.3 x"),
    ],
)
def test_levels_restart_as_they_say(restart, last):
    """Level 3 after 1, 1.1, twice 1.1.n, and another item of level 2."""
    third = level(2, "1.1.%3", extra=restart)
    depths = [0, 1, 2, 2, 1, 2]
    body = "".join(numbered("x", 1, depth) for depth in depths)
    data = word(body, numbering=lists(level(0, "%1") + level(1, "%1.%2") + third))
    assert texts(data)[-1] == last


def test_a_level_above_that_was_not_counted_shows_its_start():
    body = numbered("x", 1, 1) + numbered("y", 1, 0)
    assert texts(word(body, numbering=lists(LEGAL))) == ["1.1 x", "1. y"]


def test_legal_levels_write_all_numbers_in_digits():
    second = level(1, "%1.%2", "lowerLetter", "<w:isLgl/>")
    body = numbered("x", 1, 0) + numbered("y", 1, 1)
    data = word(body, numbering=lists(level(0, "Article %1", "upperRoman") + second))
    assert texts(data) == ["Article I x", "1.1 y"]


def test_numbers_come_from_styles_and_what_they_are_based_on():
    number = "<w:numPr><w:numId w:val='1'/></w:numPr>"
    styled = styles(
        H1=HEADING.format(1, 0, number),
        H2="<w:name w:val='Clause'/><w:basedOn w:val='H1'/>"
        "<w:pPr><w:outlineLvl w:val='1'/></w:pPr>",
        Plain="<w:name w:val='p'/><w:basedOn w:val='H1'/><w:pPr><w:outlineLvl w:val='9'/>"
        "<w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>",
    )
    definition = level(0, "%1", extra="<w:pStyle w:val='H1'/>") + level(
        1, "%1.%2", extra="<w:pStyle w:val='H2'/>"
    )
    body = (
        paragraph("A", "H1") + paragraph("B", "H2") + paragraph("C", "Plain")
        + paragraph("D", "H1", "<w:numPr><w:numId w:val='0'/></w:numPr>") + paragraph("E", "H2")
    )  # fmt: skip
    assert blocks(word(body, numbering=lists(definition), styles=styled), ".docx") == [
        ("heading", 1, "1", "1 A"), ("heading", 2, "1.1", "1.1 B"), ("paragraph", 0, "", "C"),
        ("heading", 1, "", "D"), ("heading", 2, "1.2", "1.2 E"),
    ]  # fmt: skip


def test_definitions_may_stand_behind_a_style_of_lists():
    numbering = lists("<w:numStyleLink w:val='Mine'/>", "<w:styleLink w:val='Mine'/>" + LEGAL)
    styled = (
        "<w:style w:type='numbering' w:styleId='Mine'><w:pPr><w:numPr>"
        "<w:numId w:val='2'/></w:numPr></w:pPr></w:style>"
    )
    assert texts(word(numbered("x", 1), numbering=numbering, styles=styled)) == ["1. x"]


@pytest.mark.parametrize(
    ("number_format", "start", "number"),
    [
        ("lowerLetter", 27, "aa"), ("upperLetter", 28, "BB"), ("lowerRoman", 14, "xiv"),
        ("upperRoman", 1999, "MCMXCIX"), ("decimalZero", 7, "07"), ("ordinal", 12, "12th"),
        ("ordinal", 23, "23rd"), ("cardinalText", 21, "Twenty-one"),
        ("ordinalText", 30, "Thirtieth"),
        ("ordinalText", 9, "Ninth"), ("chineseCounting", 23, "二十三"), ("unheard-of", 5, "5"),
        ("upperRoman", 10**9, "1000000000"), ("lowerLetter", 0, "0"),
    ],
)  # fmt: skip
def test_formats(number_format, start, number):
    definition = level(0, "%1.", number_format, start=start)
    data = word(numbered("x", 1), numbering=lists(definition))
    assert texts(data) == [f"{number}. x"]


def test_bullets_and_levels_without_a_number():
    definition = (
        level(0, "\uf0b7", "bullet") + level(1, "", "none") + level(2, "WARNING:", "bullet")
    )
    body = "".join(numbered(f"x{depth}", 1, depth) for depth in range(3))
    assert blocks(word(body, numbering=lists(definition)), ".docx") == [
        ("item", 1, "", "- x0"), ("paragraph", 0, "", "x1"), ("item", 3, "", "WARNING: x2"),
    ]  # fmt: skip


def test_what_separates_a_number_from_its_text():
    definition = level(0, "%1-", extra="<w:suff w:val='nothing'/>")
    assert texts(word(numbered("x", 1), numbering=lists(definition))) == ["1-x"]


def test_titles_of_schedules_are_headings_even_without_a_text():
    definition = level(0, "Schedule %1") + level(1, "Section %1.%2")
    body = (
        numbered("", 1) + paragraph("Charges") + numbered("", 1) + numbered("Definitions", 1, 1)
        + numbered("The charges are paid each month.", 1, 1)
    )  # fmt: skip
    assert blocks(word(body, numbering=lists(definition)), ".docx") == [
        ("heading", 1, "Schedule 1", "Schedule 1"), ("paragraph", 0, "", "Charges"),
        ("heading", 1, "Schedule 2", "Schedule 2"),
        ("heading", 2, "Section 2.1", "Section 2.1 Definitions"),
        ("item", 2, "Section 2.2", "Section 2.2 The charges are paid each month."),
    ]  # fmt: skip


def test_empty_paragraphs_count_but_deleted_and_hidden_ones_do_not():
    gone = "<w:rPr><w:del w:id='1'/></w:rPr>"
    number = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    deleted = "<w:del w:id='2'><w:r><w:delText>old</w:delText></w:r></w:del>"
    hidden = paragraph(
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r>",
        "",
        number + "<w:rPr><w:vanish/></w:rPr>",
    )
    body = (
        numbered("a", 1) + numbered("", 1) + numbered("b", 1)
        + paragraph(deleted, "", number + gone) + hidden + numbered("c", 1)
    )  # fmt: skip
    assert texts(word(body, numbering=lists(LEGAL))) == ["1. a", "3. b", "4. c"]


@pytest.mark.parametrize(
    "numbering", ["", "<w:num w:numId='1'><w:abstractNumId w:val='9'/></w:num>"]
)
def test_lists_that_are_not_there_have_no_number(numbering):
    data = word(numbered("x", 1), numbering=numbering)
    assert blocks(data, ".docx") == [("paragraph", 0, "", "x")]


def test_built_in_styles_of_lists_are_lists_without_a_definition():
    data = word(paragraph("x", "B") * 2, styles=styles(B="<w:name w:val='List Bullet 2'/>"))
    assert load(data, ".docx").text == "- x\n- x"


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("(a)", "a"),
        ("1.", "1"),
        ("3(a).", "3(a)"),
        ("iv)", "iv"),
        ("Art. 5 –", "Art. 5"),
        ("§ 4", "§ 4"),
    ],
)
def test_labels(number, label):
    assert label_in(number) == label


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), max_size=30))
def test_what_is_generated_is_all_that_is_not_in_the_file(order):
    nums = "<w:num w:numId='3'><w:abstractNumId w:val='2'/></w:num>"
    numbering = lists(
        LEGAL, level(0, "%1", "cardinalText") + level(3, "%4", "lowerRoman"), nums=nums
    )
    body = "".join(numbered(f"w{n}", *place) for n, place in enumerate(order)) + paragraph("end")
    data = word(body, numbering=numbering)
    assert typed(data, ".docx").split() == [f"w{n}" for n in range(len(order))] + ["end"]
