"""Automatic numbers of ODT files: lists, levels, the outline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from tests.index.loaders.block_lists import blocks, typed
from tests.index.loaders.odt.open_documents import (
    bullet,
    item,
    list_style,
    number,
    open_document,
)

LEGAL = list_style(
    "L1",
    number(1, num_suffix="."),
    number(2, display_levels="2"),
    number(3, "a", num_prefix="(", num_suffix=")"),
)


def lines(body: str, **parts) -> list[str]:
    return load(open_document(body, **parts), ".odt").text.split("\n")


def listed(*items: str, attributes: str = "text:style-name='L1'") -> str:
    return f"<text:list {attributes}>{''.join(items)}</text:list>"


def test_clauses_carry_their_numbers():
    inner = listed(item("It begins in May.", listed(item("and ends;"))), item("Six years."))
    body = listed(item("Term", inner), item("Rent"))
    data = open_document(body, automatic=LEGAL)
    assert blocks(data, ".odt") == [
        ("heading", 1, "1", "1. Term"), ("item", 2, "1.1", "1.1 It begins in May."),
        ("item", 3, "a", "(a) and ends;"), ("item", 2, "1.2", "1.2 Six years."),
        ("item", 1, "2", "2. Rent"),
    ]  # fmt: skip
    assert typed(data, ".odt") == "Term\n\nIt begins in May.\nand ends;\nSix years.\nRent"


def test_lists_without_a_style_are_numbered():
    data = open_document(
        listed(item("Open."), item("Read.", "Twice."), item("Ring."), attributes="")
    )
    assert blocks(data, ".odt") == [
        ("item", 1, "1", "1. Open."), ("item", 1, "2", "2. Read."), ("item", 1, "", "Twice."),
        ("item", 1, "3", "3. Ring."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", "1. c"),
        ("text:continue-numbering='true'", "3. c"),
        ("text:continue-list='first'", "3. c"),
        ("text:continue-list='unknown'", "1. c"),
    ],
)
def test_lists_begin_anew_or_continue(attributes, expected):
    first = listed(item("a"), item("b"), attributes="text:style-name='L1' xml:id='first'")
    second = listed(item("c"), attributes=f"text:style-name='L1' {attributes}")
    assert lines(first + "<text:p>between</text:p>" + second, automatic=LEGAL)[-1] == expected


def test_a_sublist_goes_on_after_a_paragraph_in_between():
    def at_second_level(text):
        return item(listed(item(text)))

    body = listed(item("Term"), at_second_level("x")) + "<text:p>between</text:p>"
    body += listed(
        at_second_level("y"), attributes="text:style-name='L1' text:continue-numbering='true'"
    )
    assert lines(body, automatic=LEGAL)[-1] == "1.2 y"


@pytest.mark.parametrize(
    ("level", "start", "expected"),
    [
        (number(1, "i", num_suffix=")"), 4, "iv) x"),
        (number(1, "A"), 28, "AB x"),
        (number(1), 0, "0 x"),
        (number(1, "A", num_letter_sync="true"), 28, "BB x"),
        (number(1, "1", num_list_format="Article %1%:"), 2, "Article 2: x"),
        (number(1, "1", start_value="7"), None, "7 x"),
        (bullet(1), 3, "- x"),
        (number(1, ""), 3, "x"),
    ],
)
def test_formats_and_starts(level, start, expected):
    attributes = "" if start is None else f"text:start-value='{start}'"
    body = listed(item("x", attributes=attributes))
    assert lines(body, automatic=list_style("L1", level)) == [expected]


def test_numbers_that_the_file_says_are_taken():
    body = listed(
        "<text:list-item><text:number>(ix)</text:number><text:p>x</text:p></text:list-item>"
    )
    assert blocks(open_document(body, automatic=LEGAL), ".odt") == [("item", 1, "ix", "(ix) x")]


def test_headings_are_numbered_by_the_outline_and_labelled_as_typed():
    levels = "".join(
        f"<text:outline-level-style text:level='{depth}' style:num-format='1' "
        f"text:display-levels='{depth}'/>"
        for depth in (1, 2)
    )

    def heading(text, level, attributes=""):
        return f"<text:h text:outline-level='{level}' {attributes}>{text}</text:h>"

    body = (
        heading("Term", 1) + heading("Start", 2) + heading("Aside", 1, "text:is-list-header='true'")
        + heading("Rent", 1, "text:restart-numbering='true' text:start-value='5'")
        + heading("Annex B – Maps", 3)
    )  # fmt: skip
    outline = f"<text:outline-style>{levels}</text:outline-style>"
    assert blocks(open_document(body, styles=outline), ".odt") == [
        ("heading", 1, "1", "1 Term"), ("heading", 2, "1.1", "1.1 Start"),
        ("heading", 1, "", "Aside"), ("heading", 1, "5", "5 Rent"),
        ("heading", 3, "Annex B", "Annex B – Maps"),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=20))
def test_what_is_generated_is_all_that_is_not_in_the_file(order):
    body = ""
    for place, (depth, continues) in enumerate(order):
        inner = item(f"w{place}")
        for _ in range(depth):
            inner = item(listed(inner, attributes=""))
        extra = " text:continue-numbering='true'" if continues else ""
        body += listed(inner, attributes=f"text:style-name='L1'{extra}")
    data = open_document(body + "<text:p>end</text:p>", automatic=LEGAL)
    assert typed(data, ".odt").split() == [f"w{place}" for place in range(len(order))] + ["end"]
