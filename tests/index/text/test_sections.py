"""Headings above a place, and passages that follow blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.building import TextBuilder
from index.loaders.drafts import draft
from index.loaders.limits import LIMITS
from index.loaders.tables import GridCell, grid_of, table_rows
from index.structure import NO_STRUCTURE, Block, Cell, Structure
from index.text.passages import PassageSettings, embedded_texts, split_passages
from index.text.sections import Sections, heading_text, lead
from index.text.sentences import sentence_spans
from index.values import Document, Extracted, document_id
from tests.fakes import WordEmbedder

EMBEDDER = WordEmbedder(max_tokens=130)
KINDS = ("heading", "paragraph", "item", "field", "footnote", "note")


def built(*blocks: tuple[str, str, int]) -> Extracted:
    builder = TextBuilder(LIMITS)
    for kind, text, level in blocks:
        builder.add(draft(text, kind, level=level))
    return builder.extracted()


def above(extracted: Extracted, part: str) -> str:
    sections = Sections(extracted.structure)
    return heading_text(extracted.text, sections.above(extracted.text.index(part)))


HANDBOOK = built(
    ("heading", "Leave", 1),
    ("paragraph", "Everyone has leave.", 0),
    ("heading", "Maternity leave", 2),
    ("paragraph", "It lasts a year.", 0),
    ("heading", "Pay", 3),
    ("paragraph", "Half of it is paid.", 0),
    ("heading", "Travel", 1),
    ("paragraph", "Take the train.", 0),
)


@pytest.mark.parametrize(
    ("part", "headings"),
    [
        ("Leave", ""),
        ("Everyone", "Leave"),
        ("Maternity", "Leave"),
        ("It lasts", "Leave > Maternity leave"),
        ("Half", "Leave > Maternity leave > Pay"),
        ("Travel", ""),
        ("Take", "Travel"),
    ],
)
def test_the_headings_above(part, headings):
    assert above(HANDBOOK, part) == headings


def test_nothing_stands_above_a_text_without_structure():
    assert Sections(NO_STRUCTURE).above(3) == ()


def test_a_heading_as_long_as_a_paragraph_heads_nothing():
    extracted = built(("heading", "Word " * 50, 1), ("paragraph", "Text.", 0))
    assert above(extracted, "Text.") == ""


def test_rows_have_their_caption_above_them_and_no_further():
    builder = TextBuilder(LIMITS)
    rows = [["Country", "Capital"], ["France", "Paris"]]
    builder.add_table(table_rows(grid_of(rows, is_marked=True), caption="Table 1: Capitals"))
    builder.add("After the table.")
    extracted = builder.extracted()
    assert above(extracted, "Country: France") == "Table 1: Capitals"
    assert above(extracted, "After") == ""


def test_rows_that_do_not_repeat_their_heads_have_the_head_row_above_them():
    text = "| Tool | Shelf |\n| Jack | D7 |\n\nAfter."
    heads = (Cell(2, 6, 0, True), Cell(9, 14, 1, True))
    cells = (Cell(19, 23, 0), Cell(26, 28, 1))
    structure = Structure(
        (
            Block("row", 0, 16, table=0, cells=heads),
            Block("row", 17, 30, table=0, cells=cells),
            Block("paragraph", 32, 38),
        )
    )
    extracted = Extracted(text, structure=structure)
    assert above(extracted, "| Jack") == "Tool; Shelf"
    assert above(extracted, "After") == ""


def test_rows_that_repeat_their_heads_have_not():
    builder = TextBuilder(LIMITS)
    heads = [GridCell("Tool", is_head=True), GridCell("Shelf", is_head=True)]
    builder.add_table(table_rows([heads, [GridCell("Jack"), GridCell("D7")]]))
    assert above(builder.extracted(), "Tool: Jack") == ""


@pytest.mark.parametrize(
    ("title", "headings", "both"),
    [
        ("", "", ""),
        ("Handbook", "", "Handbook"),
        ("", "Leave", "Leave"),
        ("Handbook", "Leave > Pay", "Handbook > Leave > Pay"),
        ("Handbook", "Handbook > Leave", "Handbook > Leave"),
        ("Handbook", "Handbook", "Handbook"),
        ("Hand", "Handbook", "Hand > Handbook"),
    ],
)
def test_lead(title, headings, both):
    assert lead(title, headings) == both


words = st.lists(st.sampled_from(["tide", "boat.", "No.", "rope", "Mr", "1."]), min_size=1).map(
    " ".join
)
structured = st.lists(
    st.tuples(st.sampled_from(KINDS), words, st.integers(0, 4)), min_size=1, max_size=12
).map(lambda blocks: built(*blocks))


@given(structured)
def test_sentences_do_not_cross_blocks_and_lose_nothing(extracted):
    spans = sentence_spans(extracted.text, extracted.structure.blocks)
    for span in spans:
        block = extracted.structure.block_at(span.start)
        assert block is not None
        assert block.span.contains(span)
        if block.kind in ("heading", "field"):
            assert block.span == span
    outside = set(range(len(extracted.text))) - {i for s in spans for i in range(s.start, s.end)}
    assert all(extracted.text[i].isspace() for i in outside)


@given(structured, st.integers(8, 40), st.integers(0, 2), st.sampled_from([0, 8, 24]))
def test_headings_go_with_what_they_head(extracted, tokens, overlap, section):
    settings = PassageSettings(max_tokens=tokens, overlap=overlap, section_tokens=section)
    drafts = split_passages(extracted.text, EMBEDDER, settings, extracted.structure)
    sections = Sections(extracted.structure)
    sentences = sentence_spans(extracted.text, extracted.structure.blocks)
    last = extracted.structure.blocks[-1]
    covered = {span for one in drafts for span in one.sentences}
    for sentence in sentences:
        assert any(sentence.overlaps(span) for span in covered)
    for one in drafts:
        assert one.headings == sections.above(one.start)
        assert all(span.end <= one.start for span in one.headings)
        closing = extracted.structure.block_at(one.sentences[-1].start)
        blocks = [extracted.structure.block_at(s.start) for s in one.sentences]
        others = [block for block in blocks if block.kind != "heading"]
        # Only where what it heads does not fit beside it, or nothing follows.
        assert closing.kind != "heading" or closing == last or not others


def test_a_passage_ends_before_a_heading_once_it_has_some_size():
    extracted = built(
        ("paragraph", "One two three four five six seven eight.", 0),
        ("heading", "Ropes", 1),
        ("paragraph", "A rope is long.", 0),
    )
    long = PassageSettings(max_tokens=90, section_tokens=8)
    texts = [
        extracted.text[d.start : d.end]
        for d in split_passages(extracted.text, EMBEDDER, long, extracted.structure)
    ]
    assert texts == ["One two three four five six seven eight.", "Ropes\n\nA rope is long."]
    whole = PassageSettings(max_tokens=90, section_tokens=80)
    assert len(split_passages(extracted.text, EMBEDDER, whole, extracted.structure)) == 1


def test_title_and_headings_are_embedded_where_they_fit():
    def embedded(most: int) -> list[str]:
        structure = Structure(HANDBOOK.structure.blocks, title="Handbook")
        text = HANDBOOK.text
        document = Document(document_id(text), text, "shown", ("a",), structure=structure)
        embedder = WordEmbedder(max_tokens=most)
        settings = PassageSettings(max_tokens=8, section_tokens=0)
        drafts = split_passages(text, embedder, settings, structure)
        return embedded_texts([(document, one) for one in drafts], embedder)

    assert "Handbook > Leave\nMaternity leave\n\nIt lasts a year." in embedded(130)
    assert "Maternity leave\n\nIt lasts a year." in embedded(11)
