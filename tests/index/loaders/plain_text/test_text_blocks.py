"""Plain text as blocks: spans of the text as it is."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.loaders.plain_text.text_blocks import text_blocks
from tests.index.loaders.shown import assert_covers, kinds, labels, loaded

BODY = "The bells of the harbour rang all night long, and nobody in the town slept."


def found(text: str) -> list[tuple[str, str]]:
    return kinds(loaded(text, ".txt"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Tides\n\n{BODY}", ("heading", 1, "")),
        (f"Tides\n=====\n{BODY}", ("heading", 1, "")),
        (f"Tides\r\n-----\r\n{BODY}", ("heading", 2, "")),
        (f"TIDES\n{BODY}", ("heading", 1, "")),
        (f"{BODY}\n\nTIDES AND BELLS\n{BODY}", ("heading", 2, "")),
        (f"{BODY}\n\nThe bells\n\n{BODY}", ("heading", 3, "")),
        (f"{BODY}\n\n6.2 Liability\n\n{BODY}", ("heading", 3, "6.2")),
        (f"{BODY}\n\n3. Payment\n\n(a) rope\n(b) bell", ("heading", 2, "3")),
        (f"{BODY}\n\n3. Payment\n{BODY}", ("heading", 2, "3")),
        (f"{BODY}\n\nSchedule 1 - Fees\n\n{BODY}", ("heading", 2, "Schedule 1")),
    ],
)
def test_headings(text, expected):
    block = next(block for block in text_blocks(text) if block.kind == "heading")
    assert (block.kind, block.level, block.label) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\nIt was late.\n\n{BODY}",
        f"Dear Ms Abara,\n\n{BODY}",
        f"{BODY}\n\nYours sincerely\n\nAnn Miller",
        f"{BODY}\n\n[End of recording]",
        f"{BODY}\n\n3. Rope\n\n4. Bell\n\n{BODY}",
        f"{BODY}\n\n2024 was a good year\nfor the harbour.",
    ],
)
def test_what_is_no_heading(text):
    assert "heading" not in [kind for kind, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* rope that is\n  long\n* bell", ["* rope that is\n  long", "* bell"]),
        ("1. rope\n2. bell", ["1. rope", "2. bell"]),
        ("(a) rope\n(b) bell", ["(a) rope", "(b) bell"]),
        ("- rope\n\n- bell", ["- rope", "- bell"]),
        ("• rope\n  – knots\n• bell", ["• rope", "– knots", "• bell"]),
    ],
)
def test_items(text, expected):
    assert found(text) == [("item", item) for item in expected]


def test_levels_and_labels_of_items():
    extracted = loaded("1. rope\n   a) hemp\n   b) steel\n2. bell", ".txt")
    assert labels(extracted) == [(1, "1"), (2, "a"), (2, "b"), (1, "2")]


@pytest.mark.parametrize(
    "text",
    [
        "The boats left in\n1990. It was cold, and the\n- so they said - worst winter.",
        "He paid 12 crowns. In\n12. May he left, and\nnobody saw him.",
        "A. Smith came first,\nthen B. Jones.",
        "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you.",
        "Orrin Ltd\n4 Mill Lane\nPelham",
        "Note: the ferry does not run on Sundays.\nThe bus does.",
        "He said: nothing\nmore came of it.",
    ],
)
def test_lines_of_one_paragraph_are_one_block(text):
    assert found(text) == [("paragraph", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann came late.\nBen left.\nCy slept.", ["Ann came late.", "Ben left.", "Cy slept."]),
        (
            "    One begins here\nand goes on.\n    Two begins\nhere.",
            ["One begins here\nand goes on.", "Two begins\nhere."],
        ),
        (f"{BODY * 4}\n{BODY}", [BODY * 4, BODY]),
    ],
)  # fmt: skip
def test_lines_of_several_paragraphs(text, expected):
    assert found(text) == [("paragraph", part) for part in expected]


def test_clauses_have_labels():
    extracted = loaded("4.1 The Supplier pays\nat once.\n\n4.2 The Customer waits.", ".txt")
    assert [label for _, label in labels(extracted)] == ["4.1", "4.2"]


@pytest.mark.parametrize(
    "text",
    ["Name: Aurora\nPort: Lisk", "Name:     Aurora\nPort:     Lisk\nLength:   9 m", "Port: Lisk"],
)
def test_fields(text):
    assert found(text) == [("field", line) for line in text.split("\n")]


def test_turns_of_a_conversation_are_no_fields():
    turns = [
        "BO: Thank you for making time. How many patients do you send?",
        "CA: On a normal weekday, four or five.",
        "BO: And what decides it?",
        "CA: Three things. Can they sit? Have they got their medicines?",
    ]
    for separator in ("\n", "\n\n"):
        assert found(separator.join(turns)) == [("paragraph", turn) for turn in turns]


def test_captions():
    assert found(f"{BODY}\n\nTable 3: Rainfall in the valley")[-1][0] == "caption"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_of_all_kinds(newline):
    text = newline.join(["TIDES", "", "1. rope", "2. bell", "", BODY])
    assert [kind for kind, _ in found(text)] == ["heading", "item", "item", "paragraph"]


line = st.one_of(
    st.sampled_from([
        "", "", "a  b  c", "x   y  1", "1. rope", "- bell", "(a) x", "Name: value", "BO: Yes.",
        "====", "-----", "TIDES", "4.1 The Supplier", "| a | b |", "+---+---+", "a,b,c", "1,2,3",
        "a\tb", "\t\tx", "    indented text.", "The bells rang.", "Table 3: Rain", "\u00a0",
        "\u2028", "* * *", "•",
    ]),
    st.text("ab1 .:|\t-=,;()\u00a0\u3000\x0b\x0c", max_size=20),
)  # fmt: skip


@example(["|", "1|1", "1|1"], "\n")
@example(["1|1", "|", "1|1"], "\n")
@example([",,", "1,1,1", "1,1,1", ",,", "1,1,1"], "\n")
@given(st.lists(line, min_size=1, max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_cover_any_text(lines, newline):
    text = newline.join([*lines, "end"])
    extracted = loaded(text, ".txt")
    assert extracted.text == text
    assert_covers(extracted)
    assert extracted.structure.generated == ()


@pytest.mark.parametrize(
    "text",
    [
        "a  b\n" * 20_000,
        "|a\n" * 20_000,
        "|a" * 5_000 + "\n" + "|a\n" * 5_000,
        "a   b\n" + "          x\n" * 20_000,
        "long words of prose in a column  more words of prose in another\n" * 5_000,
        "A: b\n" * 20_000,
        "1. a\n" * 20_000,
        "a\n===\n" * 10_000,
        "a, b, c\n" * 20_000,
        ("x  " * 130 + "\n") * 500,
        "".join(" " * (n % 50) + "word word.\n" for n in range(20_000)),
        "(" * 300_000,
    ],
)
def test_large_and_hostile_texts_take_little_time(text):
    before = time.perf_counter()
    assert_covers(loaded(text + "end", ".txt"))
    assert time.perf_counter() - before < 15
