"""What of a Markdown document is markup is left out where people read; the rest is its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from index.values import Document, Span, document_id
from qa.markdown.signs import signs, without_signs

TEXT = (
    "# Minutes\n\n**Decision:** The board *approved* [the budget](http://x.y).\n\n"
    "| What | Cost |\n|---|---|\n| Roof | 7 |\n| Lane | 9 |\n\n- **Action:** Ann calls `ring(1)`.\n"
    "\n> Quoted *text*\n\n2 * 3 * 4 is 24, and snake_case_names stay.\n"
)


def document(text, suffix=".md"):
    structure = load(text.encode(), suffix).structure
    return Document(document_id(text), text, "m", (f"/f/m{suffix}",), (), structure)


def read(text, part=None, suffix=".md"):
    start = text.index(part) if part else 0
    end = start + len(part) if part else len(text)
    return without_signs(document(text, suffix), Span(start, end))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("**Decision:** The board", "Decision: The board"),
        ("*approved* [the budget](http://x.y).", "approved the budget."),
        ("approved* [the", "approved the"),  # of a pair of signs, one alone goes, too
        ("| Roof | 7 |", "Roof | 7"),
        ("| Roof | 7 |\n| Lane | 9 |", "Roof | 7\nLane | 9"),
        ("| What | Cost |\n|---|---|\n| Roof | 7 |", "What | Cost\nRoof | 7"),
        ("- **Action:** Ann calls `ring(1)`.", "Action: Ann calls ring(1)."),
        ("# Minutes", "Minutes"),
        ("> Quoted *text*", "Quoted text"),
        ("2 * 3 * 4 is 24, and snake_case_names stay.", None),
        ("Ann calls", None),
    ],
)
def test_markup_is_left_out_and_nothing_else(part, words):
    assert read(TEXT, part) == (part if words is None else words)


FIELDS = (
    "---\ntitle: The **board**\ntags: *new*\n---\n\n# Minutes\n\n**Date:** 13 May 2025\\\n"
    "**Present:** Ann *(chair)*\n__Away__: Ben\n"
)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("**Date:** 13 May 2025\\\n**Present:**", "Date: 13 May 2025\nPresent:"),
        ("**Present:** Ann *(chair)*", "Present: Ann (chair)"),
        ("__Away__: Ben", "Away: Ben"),
        ("title: The **board**\ntags: *new*", None),  # of another language
    ],
)
def test_lines_of_a_name_and_a_value_are_markdown_too(part, words):
    blocks = document(FIELDS).structure.blocks
    assert [block.kind for block in blocks].count("field") == 5
    assert read(FIELDS, part) == (part if words is None else words)


def test_other_formats_have_no_such_signs():
    assert read("**Decision:** yes", suffix=".txt") == "**Decision:** yes"
    assert signs(document("# A\n\n*b*", ".txt"), Span(0, 8)) == ()


PIECES = st.lists(
    st.sampled_from(["**", "*", "_", "`", "| a | b |\n", "|---|---|\n", "# ", "> ", "- ", "[x](y)",
                     "\n", "\n\n", "word ", "é😀 ", "\\*", "```\n"]), max_size=25,
)  # fmt: skip


@given(PIECES, st.data())
def test_signs_are_parts_of_the_part_in_order(pieces, data):
    text = "".join((*pieces, "the end."))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    md, at, kept = document(text), start, ""
    for sign in signs(md, Span(start, end)):
        assert at <= sign.start < sign.end <= end
        kept += text[at : sign.start]
        at = sign.end
    assert without_signs(md, Span(start, end)) == kept + text[at:end]
