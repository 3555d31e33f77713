"""A quoted sentence that ends in a colon comes with its list."""

import pytest

from qa.answer import Citation
from qa.answering.led_lists import with_led_lists
from tests.qa.answering.structured import document

OPEN = "Before we order, three things are open:"
MADE = document(
    ("paragraph", f"The signs are old. {OPEN}", 0, ""),
    ("item", "the size of the sign", 1, ""),
    ("item", "who pays", 1, ""),
    ("item", "and when", 2, ""),
    ("paragraph", "Dana asks.", 0, ""),
)


def cited(made, text, answer=None):
    start = made.text.index(text)
    at = None if answer is None else made.text.index(answer)
    end = None if at is None else at + len(answer)
    return Citation(made, start, start + len(text), 0.5, at, end)


def test_the_items_that_follow_are_quoted_and_the_answer_stays():
    (citation,) = with_led_lists([cited(MADE, OPEN, "three things")])
    assert citation.text == MADE.text[MADE.text.index(OPEN) : MADE.text.index("\n\nDana")]
    assert citation.answer_text == "three things"


def test_a_quotation_that_ends_in_its_list_goes_on_to_the_end():
    part = MADE.text[MADE.text.index(OPEN) : MADE.text.index("- who")].rstrip()
    (citation,) = with_led_lists([cited(MADE, part)])
    assert citation.text.endswith("- and when")


def test_a_citation_inside_the_list_is_part_of_it():
    item, other = cited(MADE, "- who pays"), cited(MADE, "Dana asks.")
    citations = with_led_lists([cited(MADE, OPEN), item, other])
    assert [c.text[:6] for c in citations] == ["Before", "Dana a"]
    assert with_led_lists([item, other]) == (item, other)


def test_two_answers_in_one_sentence_both_stay():
    answers = [cited(MADE, OPEN, "three"), cited(MADE, OPEN, "open")]
    assert [c.answer_text for c in with_led_lists(answers)] == ["three", "open"]


@pytest.mark.parametrize(
    "made",
    [
        document(("paragraph", OPEN, 0, ""), ("paragraph", "the size", 0, "")),
        document(("paragraph", OPEN, 0, "")),
        document(("paragraph", f"{OPEN} the size", 0, ""), ("item", "who pays", 1, "")),
    ],
    ids=["paragraph", "end", "goes on"],
)
def test_without_a_list_at_once_behind_it_nothing_is_added(made):
    citation = cited(made, OPEN)
    assert with_led_lists([citation]) == (citation,)


def test_a_sentence_without_colon_stays():
    made = document(("paragraph", "Three things are open.", 0, ""), ("item", "one", 1, ""))
    citation = cited(made, "Three things are open.")
    assert with_led_lists([citation]) == (citation,)


def test_of_a_long_list_the_first_items_are_quoted():
    many = document(("paragraph", OPEN, 0, ""), *(("item", f"n{n}", 1, "") for n in range(30)))
    (citation,) = with_led_lists([cited(many, OPEN)])
    assert citation.text.endswith("n11")
    wide = document(
        ("paragraph", OPEN, 0, ""), ("item", "a" * 900, 1, ""), ("item", "b" * 900, 1, "")
    )
    (citation,) = with_led_lists([cited(wide, OPEN)])
    assert "a" * 900 in citation.text and "b" not in citation.text.partition(":")[2]
