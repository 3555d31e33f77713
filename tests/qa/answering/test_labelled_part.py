"""Numbered parts of documents: from their number to the next part."""

from hypothesis import given
from hypothesis import strategies as st

from index.text.label_keys import label_key
from qa.answering.labelled_part import labelled_parts
from tests.qa.answering.structured import document, hit_of

LEASE = document(
    ("heading", "Repairs", 1, "3."),
    ("paragraph", "The tenant repairs windows.", 0, "3.1"),
    ("item", "broken panes", 1, "(a)"),
    ("item", "frames", 1, "(b)"),
    ("paragraph", "The landlord repairs the roof.", 0, "3.2"),
    ("paragraph", "Frost is no excuse.", 0, ""),
    ("heading", "Rent", 1, "4."),
    ("paragraph", "£900 a month.", 0, "4.1"),
)


def parts(*keys, source=LEASE):
    return [
        (part.document.text[part.span.start : part.span.end],
         part.document.text[part.words.start : part.words.end])
        for part in labelled_parts([hit_of(source)], keys)
    ]  # fmt: skip


def test_a_heading_with_all_that_stands_below_it():
    ((whole, words),) = parts("3")
    assert whole.startswith("3. Repairs") and whole.endswith("Frost is no excuse.")
    assert words == whole.removeprefix("3. ")


def test_a_clause_with_its_items_and_without_the_next_one():
    ((whole, words),) = parts("3.1")
    assert whole == "3.1 The tenant repairs windows.\n(a) broken panes\n(b) frames"
    assert words == whole.removeprefix("3.1 ")


def test_an_item_alone():
    assert parts(label_key("(a)")) == [("(a) broken panes", "broken panes")]


def test_words_may_begin_with_a_sign():
    assert parts("4.1") == [("4.1 £900 a month.", "£900 a month.")]


def test_earlier_keys_come_first_and_what_no_part_has_gives_nothing():
    assert parts("9", "4.1") == parts("4.1")
    assert parts("9") == []


def test_each_document_gives_one_part_in_the_order_of_the_passages():
    other = document(("paragraph", "Boats pay here.", 0, "3.2"))
    hits = [hit_of(other), hit_of(LEASE), hit_of(other)]
    assert [part.document for part in labelled_parts(hits, ["3.2"])] == [other, LEASE]


KINDS = st.sampled_from(["heading", "paragraph", "item", "footnote", "caption"])
LABELS = st.sampled_from(["", "1", "1.1", "1.2", "(a)", "2.", "§ 2"])
BLOCKS = st.tuples(KINDS, st.text("ab ,£-\n", min_size=1, max_size=8), st.integers(1, 3), LABELS)


@given(st.lists(BLOCKS.filter(lambda block: block[1].strip()), min_size=1, max_size=8), LABELS)
def test_parts_of_any_document_are_spans_of_it_that_begin_with_the_label(blocks, label):
    source = document(*blocks)
    for part in labelled_parts([hit_of(source)], [label_key(label)] if label else []):
        assert 0 <= part.span.start <= part.words.start < part.words.end == part.span.end
        assert part.span.end <= len(source.text)
        first = next(b for b in source.structure.blocks if b.start == part.span.start)
        assert label_key(first.label) == label_key(label)
