"""Lists: from structure, and from enumerations in a sentence. Items are exact slices."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.building import TextBuilder
from index.loaders.drafts import Piece, draft
from index.loaders.limits import LIMITS
from index.text.sentences import sentence_spans
from index.values import Document, Span, document_id
from qa.answering.listing import list_around


def document(*blocks: tuple[str, str, int]) -> Document:
    builder = TextBuilder(LIMITS)
    for kind, text, level in blocks:
        pieces = [Piece("- ", is_generated=True)] if kind == "item" else []
        builder.add(draft([*pieces, Piece(text)], kind, level=level, is_tight=kind == "item"))
    extracted = builder.extracted()
    return Document(
        document_id(extracted.text), extracted.text, "", ("a",), structure=extracted.structure
    )


BRING = document(
    ("heading", "Visits", 1),
    ("paragraph", "Please bring:", 0),
    ("item", "a torch", 1),
    ("item", "boots", 1),
    ("item", "of rubber", 2),
    ("item", "a permit", 1),
    ("paragraph", "Meet at the quay at nine.", 0),
)


def items(source: Document, part: str) -> list[str] | None:
    start = source.text.index(part)
    answer = Span(start, start + len(part))
    sentence = next(
        s for s in sentence_spans(source.text, source.structure.blocks) if s.contains(answer)
    )
    listed = list_around(source, answer, sentence)
    return None if listed is None else [source.text[s.start : s.end] for s in listed.items]


@pytest.mark.parametrize("part", ["bring", "torch", "of rubber", "a permit"])
def test_the_items_of_a_list_from_any_of_its_parts(part):
    assert items(BRING, part) == ["a torch", "boots", "a permit"]


def test_the_whole_is_introduction_and_items():
    start = BRING.text.index("boots")
    listed = list_around(BRING, Span(start, start + 5), Span(start - 2, start + 5))
    whole = BRING.text[listed.whole.start : listed.whole.end]
    assert whole.startswith("Please bring:")
    assert whole.endswith("a permit")
    assert listed.is_complete


def test_items_are_without_what_joins_them():
    source = document(
        ("item", "a torch, new;", 1), ("item", "boots; and", 1), ("item", "rope,", 1),
        ("item", "a permit.", 1),
    )  # fmt: skip
    assert items(source, "boots") == ["a torch, new", "boots", "rope", "a permit."]


def test_what_stands_beside_a_list_is_no_part_of_it():
    assert items(BRING, "at the quay") is None


def test_one_item_is_no_list():
    assert items(document(("paragraph", "Bring:", 0), ("item", "a torch", 1)), "torch") is None


@pytest.mark.parametrize(
    ("sentence", "part", "parts"),
    [
        (
            "The pier sells diesel, petrol and two-stroke oil.",
            "diesel, petrol and two-stroke oil",
            ["diesel", "petrol", "two-stroke oil"],
        ),
        (
            "The pier sells diesel, petrol and two-stroke oil.",
            "diesel",
            ["diesel", "petrol", "two-stroke oil"],
        ),
        (
            "You need: a staff number; a form, signed; and a photo.",
            "a staff number",
            ["a staff number", "a form, signed", "a photo"],
        ),
        ("It sells diesel (marked), petrol and oil here.", "diesel", None),
        ("Tea, milk, and five cakes in a tin are sold.", "Tea", None),
        (
            "He built five looms, three presses, and a mill, the first of the town.",
            "five looms",
            ["five looms", "three presses", "a mill"],
        ),
        (
            "They met in Bonn, Ghent, and Ulm.",
            "Bonn",
            ["Bonn", "Ghent", "Ulm"],
        ),
        ("The longest is the General, the latter of 1963.", "the General", None),
        ("In Japan, for example, attainment is high and growing.", "Japan", None),
        ("They do the work, so they lack sleep, and have tired eyes.", "the work", None),
        ("Forty pupils, keeping order is hard and takes time.", "Forty pupils", None),
        (
            "The View and The Chew, and the General, the latter of 1963.",
            "The View and The Chew",
            None,
        ),
        ("Three ways: by post, by boat or by road.", "by boat", ["by post", "by boat", "by road"]),
        ("As follows: a gold one is used on air; a red one by ESPN.", "ESPN", None),
        ("The pier sells diesel.", "diesel", None),
        ("Ann and Bob came.", "Ann and Bob", None),
    ],
)
def test_enumerations(sentence, part, parts):
    assert items(document(("paragraph", sentence, 0)), part) == parts


@given(st.text(st.sampled_from("ab ,;:.and"), min_size=1, max_size=60), st.data())
def test_items_are_slices_of_the_document_in_order(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    source = Document(document_id(text), text, "", ("a",))
    listed = list_around(source, Span(start, end), Span(0, len(text)))
    if listed is None:
        return
    assert len(listed.items) >= 2
    ends = 0
    for span in listed.items:
        assert ends <= span.start < span.end <= len(text)
        ends = span.end


@pytest.mark.parametrize("filler", [" ", ", ", "a, ", " and", ";\n"])
def test_long_runs_of_one_thing_take_no_time(filler):
    text = f"Tea{filler * 20_000}"
    began = time.process_time()
    list_around(Document(document_id(text), text, "", ("a",)), Span(0, 3), Span(0, len(text)))
    source = document(("item", text, 1), ("item", text, 1))
    list_around(source, Span(2, 5), Span(0, 5))
    assert time.process_time() - began < 5
