"""Markdown as blocks: spans of the file as it is, markup included."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.index.loaders.shown import assert_covers, kinds, labels, loaded, rows


def found(text: str) -> list[tuple[str, str]]:
    return kinds(loaded(text, ".md"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 6.2 Liability ##\nx", ("heading", 2, "6.2")),
        ("**Section 4**\n\nx", ("heading", 1, "Section 4")),
        ("6. Terms\n===\nx", ("item", 1, "6")),
        ("Terms\n-----\nx", ("heading", 2, "")),
        ("# *Schedule 1* - Fees", ("heading", 1, "Schedule 1")),
        ("**4.1** The Supplier pays.", ("paragraph", 0, "4.1")),
        ("Table 3: Rainfall", ("caption", 0, "Table 3")),
        ("**He came.**", ("paragraph", 0, "")),
        ("[^1]: By the smith.", ("footnote", 0, "1")),
        ("[^n]: http://example.org", ("footnote", 0, "n")),
        ("[a]: http://example.org", ("note", 0, "")),
        ("<!-- not shown -->", ("note", 0, "")),
    ],
)
def test_kinds_levels_and_labels(text, expected):
    block = loaded(text, ".md").structure.blocks[0]
    assert (block.kind, block.level, block.label) == expected


def test_items_with_their_levels_and_numbers():
    extracted = loaded("3. a\n1. b\n   - c\n\n     more\n   - [ ] d\n\n* (a) x\n", ".md")
    assert kinds(extracted) == [
        ("item", "3. a"), ("item", "1. b"), ("item", "- c"), ("paragraph", "more"),
        ("item", "- [ ] d"), ("item", "* (a) x"),
    ]  # fmt: skip
    assert labels(extracted) == [(1, "3"), (1, "4"), (2, ""), (0, ""), (2, ""), (1, "a")]


def test_rows_with_their_cells():
    text = "> | a | **b** | |\n> |---|:-:|---|\n> | 1 | `x\\|y` | z\n\na | b\n--|--\nc |"
    extracted = loaded(text, ".md")
    assert rows(extracted) == [["A", "**B**"], ["1", "`x\\|y`", "z"], ["A", "B"], ["c"]]
    assert [block.table for block in extracted.structure.blocks] == [0, 0, 1, 1]
    assert kinds(extracted)[0] == ("row", "> | a | **b** | |\n> |---|:-:|---|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: a\ntags:\n  - b\n---\nx", ["---\ntitle: a", "tags:\n  - b\n---"]),
        ("+++\ntitle = 'a'\n+++\nx", ["+++\ntitle = 'a'\n+++"]),
        ("---\r\na: b\r\n---\r\nx", ["---\r\na: b\r\n---"]),
    ],
)
def test_front_matter_is_fields(text, expected):
    assert found(text) == [*(("field", part) for part in expected), ("paragraph", "x")]


def test_other_blocks():
    text = (
        "---\n\n> said\n> she\n\n```\nx = 1\n\ny\n```\n\nName: a\nPort: b\n\n"
        "[^1]: One.\n[^2]: Two\n    goes on\n\n    and on.\n\n<div>\nx\n</div>"
    )
    assert found(text) == [
        ("paragraph", "---"),
        ("paragraph", "> said\n> she"),
        ("paragraph", "```\nx = 1\n\ny\n```"),
        ("field", "Name: a"),
        ("field", "Port: b"),
        ("footnote", "[^1]: One."),
        ("footnote", "[^2]: Two\n    goes on"),
        ("footnote", "and on."),
        ("paragraph", "<div>\nx\n</div>"),
    ]


line = st.one_of(
    st.sampled_from([
        "", "", "# a", "- a", "  - b", "1. a", "| a | b |", "|---|---|", "> q", "```", "---",
        "===", "a", "    code", "[^1]: n", "[a]: b", "<div>", "<!-- c -->", "+++", "a: b", "\ta",
        "* * *", ">", "-", "- # a", "- - a", "- | a |", "\\| a | b", "\u00a0", "\u2028 a",
        "~~~", "**b**", "a  ",
    ]),
    st.text("ab #|->*`:[]^\t\\\u00a0\x0c\u2028\x85", max_size=12),
)  # fmt: skip


@given(st.lists(line, min_size=1, max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_cover_any_text(lines, newline):
    text = newline.join([*lines, "end"])
    extracted = loaded(text, ".md")
    assert extracted.text == text
    assert_covers(extracted)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[a]: b\n" * 10_000,
        ">" * 50_000,
        "- " * 20_000,
        "- a\n" * 10_000,
        "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|a\n" * 2_000,
        "".join(" " * n + "- a\n" for n in range(400)),
        "<div>\n" * 20_000,
        "[^1]: a\n" * 10_000,
        "|\\" * 50_000,
    ],
)
def test_large_and_hostile_texts_take_little_time(text):
    before = time.perf_counter()
    assert_covers(loaded(text + "\nend", ".md"))
    assert time.perf_counter() - before < 15
