"""What stands around a span: headings above it, its label, how surely it was recognised."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.packed_structure import pack_structure, unpack_structure
from index.span_context import heading_name, headings_above, labelled_block, lowest_confidence
from index.structure import NO_STRUCTURE, Block, Span, Structure
from index.values import Document, Page, Recognition, document_id
from tests.index.structures import structures


def contract(*blocks):
    """A text of blocks given as (kind, level, label, text), and its structure."""
    text, placed = "", []
    for kind, level, label, words in blocks:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{words}" if text else words
        placed.append(Block(kind, start, start + len(words), level, label))
    return text, Structure(tuple(placed))


TEXT, STRUCTURE = contract(
    ("heading", 1, "6", "6. Liability"),
    ("paragraph", 0, "", "An unnumbered clause."),
    ("heading", 2, "6.2", "6.2 Limitation of Liability"),
    ("paragraph", 0, "", "Neither party is liable for"),
    ("item", 1, "a", "(a) loss of profit, namely"),
    ("item", 2, "i", "(i) of the first year"),
    ("item", 2, "", "of the second year"),
    ("item", 1, "", "loss of data"),
    ("heading", 2, "", "Exceptions"),
    ("paragraph", 0, "", "None."),
    ("heading", 1, "Schedule 1", "SCHEDULE 1"),
    ("row", 0, "", "Fee: 9 crowns"),
)


def names(words, structure=STRUCTURE):
    above = headings_above(structure, TEXT.index(words))
    return [heading_name(TEXT, heading) for heading in above]


def label(words, structure=STRUCTURE):
    block = labelled_block(structure, TEXT.index(words))
    return block and block.label


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("words", "headings", "labelled"),
    [
        ("Liability", [], "6"),
        ("unnumbered", ["Liability"], "6"),
        ("6.2 Lim", ["Liability"], "6.2"),
        ("party", ["Liability", "Limitation of Liability"], "6.2"),
        ("loss of profit", ["Liability", "Limitation of Liability"], "a"),
        ("of the first", ["Liability", "Limitation of Liability"], "i"),
        ("of the second", ["Liability", "Limitation of Liability"], "a"),
        ("loss of data", ["Liability", "Limitation of Liability"], "6.2"),
        ("Exceptions", ["Liability"], "6"),
        ("None.", ["Liability", "Exceptions"], "6"),
        ("SCHEDULE", [], "Schedule 1"),
        ("9 crowns", ["SCHEDULE 1"], "Schedule 1"),
    ],
)
def test_headings_and_label_of_a_place(words, headings, labelled, packed):
    structure = unpack_structure(pack_structure(STRUCTURE)) if packed else STRUCTURE
    assert names(words, structure) == headings
    assert label(words, structure) == labelled


def test_between_blocks_the_one_before_counts():
    assert headings_above(STRUCTURE, TEXT.index("An unnumbered") - 1) == ()
    assert labelled_block(STRUCTURE, TEXT.index("Neither") - 1).label == "6.2"


def test_without_structure_there_is_nothing():
    late = Structure((Block("heading", 5, 9, 1, "1"),))
    for structure in (NO_STRUCTURE, late):
        assert headings_above(structure, 3) == ()
        assert labelled_block(structure, 3) is None


def test_a_sentence_marked_as_heading_ends_deeper_ones_but_names_nothing():
    text, structure = contract(
        ("heading", 1, "", "Report"),
        ("heading", 3, "", "Costs"),
        ("heading", 2, "", "A whole paragraph that somebody made bold. " * 6),
        ("paragraph", 0, "", "Then."),
    )
    above = headings_above(structure, text.index("Then"))
    assert [heading_name(text, heading) for heading in above] == ["Report"]


@pytest.mark.parametrize(
    ("line", "labelled", "name"),
    [
        ("6.2 Fees", "6.2", "Fees"),
        ("6.2. Fees", "6.2", "Fees"),
        ("(a) Fees", "a", "Fees"),
        ("§ 7 – Fees", "7", "Fees"),
        ("ARTICLE 5: Fees", "Article 5", "Fees"),
        ("Schedule 1", "Schedule 1", "Schedule 1"),
        ("6.25 Fees", "6.2", "6.25 Fees"),
        ("SEC. 4: Fees", "Section 4", "SEC. 4: Fees"),
        ("## Fees\n of boats ##", "", "Fees of boats"),
        ("1", "1", "1"),
    ],
)
def test_the_name_of_a_heading_lacks_its_label(line, labelled, name):
    assert heading_name(line, Block("heading", 0, len(line), 1, labelled)) == name


@given(st.integers(0, 40).flatmap(structures), st.integers(0, 41))
def test_packed_and_plain_structure_agree(structure, offset):
    packed = unpack_structure(pack_structure(structure))
    above = headings_above(structure, offset)
    assert headings_above(packed, offset) == above
    assert labelled_block(packed, offset) == labelled_block(structure, offset)
    levels = [max(heading.level, 1) for heading in above]
    assert levels == sorted(set(levels))
    assert all(heading.kind == "heading" and heading.end <= offset for heading in above)


def test_a_long_text_without_outer_headings_is_quick():
    blocks = tuple(
        Block("heading" if n % 2 else "item", n * 10, n * 10 + 9, 3 if n % 2 else 9)
        for n in range(100_000)
    )
    structure = unpack_structure(pack_structure(Structure(blocks)))
    began = time.process_time()
    for offset in range(0, 1_000_000, 50_001):
        headings_above(structure, offset)
        labelled_block(structure, offset)
    assert time.process_time() - began < 3


# -- recognition


def scanned(*, confidences=(90, 90, 0, 85, 85, 85)):
    """Page 1 recognised ("ab cde"), page 2 real text, page 3 recognised without certainty."""
    text = "ab cde\n\nreal\n\nx"
    pages = (
        Page(1, 0, 6, recognised=Recognition(bytes(48), bytes(confidences))),
        Page(2, 8, 12),
        Page(3, 14, 15, recognised=Recognition(bytes(8), bytes([0]))),
    )
    return Document(document_id(text), text, "Scan", ("/a.pdf",), pages)


@pytest.mark.parametrize(
    ("start", "end", "lowest"),
    [
        (0, 2, 0.9),
        (0, 3, 0.9),
        (0, 4, 0.85),
        (2, 3, None),
        (3, 10, 0.85),
        (6, 13, None),
        (8, 15, 0.0),
    ],
)
def test_the_lowest_confidence_of_words_that_were_recognised(start, end, lowest):
    assert lowest_confidence(scanned(), Span(start, end)) == lowest
