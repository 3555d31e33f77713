import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.values import Span
from qa.marks import CURRENT_ID, Mark, escape, mark, window

# Pieces that trip up HTML, JavaScript's UTF-16 or a screen's reading order.
AWKWARD = st.sampled_from(
    [
        "<script>",
        "</mark>",
        "&amp;",
        "&#13;",
        "\r\n",
        "\r",
        "\n",
        "\t",
        '"',
        "'",
        "👩‍👩‍👧",
        "𝒳",
        "e\u0301",
        "שלום",
        "\u202e",
        "\u2066",
        "\u200f",
        "\x00",
        "\x0c",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
    ]
)
TEXTS = st.lists(AWKWARD | st.text(max_size=8), max_size=12).map("".join)
CARRIED = {**{c: chr(0x2400 + c) for c in range(32) if chr(c) not in "\t\n\r"}, 0x7F: "\u2421"}
PIECE = re.compile(r'<mark class="([a-z ]+)" data-cites="([\d ]+)"[^<>]*>([^<>]*)</mark>')


@st.composite
def marked_texts(draw):
    text = draw(TEXTS)
    offsets = st.integers(0, len(text))
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        start, *inner, end = sorted(draw(st.tuples(*[offsets] * 6)))
        answers = (Span(*inner[:2]), Span(*inner[2:]))[: draw(st.integers(0, 2))]
        marks.append(Mark(Span(start, end), answers, str(len(marks) + 1), draw(st.booleans())))
    return text, marks


def shown(text):
    """``text`` as the browser's document holds it."""
    return text.translate(CARRIED)


def plain(markup):
    return html.unescape(re.sub(r"<[^<>]*>", "", markup))


@given(marked_texts())
@example(("\r\n<script>&amp;\x00👩‍👩‍👧", [Mark(Span(0, 3)), Mark(Span(1, 12), (Span(4, 5),))]))
def test_nothing_is_lost_and_marks_hold_exactly_their_spans(case):
    text, marks = case
    markup = mark(text, marks)
    assert plain(markup) == shown(text)
    assert set(re.findall(r"<(/?\w+)", markup)) <= {"mark", "/mark"}
    pieces = PIECE.findall(markup)
    assert len(pieces) == markup.count("<mark")
    for k, item in enumerate(marks):
        own = [(c.split(), html.unescape(t)) for c, n, t in pieces if str(k) in n.split()]
        assert "".join(t for _, t in own) == shown(text[item.span.start : item.span.end])
        assert all("current" in c for c, _ in own) or not item.current
    if len(marks) == 1:
        strong = "".join(html.unescape(t) for c, _, t in pieces if "answer" in c.split())
        assert strong == shown("".join(text[a.start : a.end] for a in marks[0].answers))


@given(marked_texts(), st.data())
def test_a_window_shows_its_own_part(case, data):
    text, marks = case
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    markup = mark(text, marks, Span(start, end))
    assert plain(markup) == shown(text[start:end])
    for k, item in enumerate(marks):
        inside = text[max(start, item.span.start) : max(start, min(end, item.span.end))]
        own = [t for _, n, t in PIECE.findall(markup) if str(k) in n.split()]
        assert "".join(map(html.unescape, own)) == shown(inside)


def test_overlap_is_split_at_every_boundary():
    marks = [Mark(Span(1, 4), label="1"), Mark(Span(3, 6), (Span(4, 5),), "2", current=True)]
    assert mark("abcdefg", marks) == (
        'a<mark class="cite" data-cites="0" data-label="1">bc</mark>'
        f'<mark class="cite current" data-cites="0 1" id="{CURRENT_ID}" data-label="2">d</mark>'
        '<mark class="cite answer current" data-cites="1">e</mark>'
        '<mark class="cite current" data-cites="1">f</mark>g'
    )


def test_the_place_to_scroll_to_is_unique():
    marks = [Mark(Span(0, 2), current=True), Mark(Span(1, 3))]
    assert mark("abc", marks).count(f'id="{CURRENT_ID}"') == 1


@given(st.text(st.characters(), max_size=30))
def test_escaped_text_is_safe_in_content_and_attributes(text):
    assert not set("<>\"'\r\x00") & set(escape(text))
    assert len(html.unescape(escape(text))) == len(text)
    escape(text).encode("utf-8")


def test_half_characters_are_replaced():
    assert escape("a\ud83d") == "a\ufffd"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.data())
def test_window_holds_the_citation_and_cuts_at_line_ends(lengths, data):
    text = "\r\n".join("x" * length for length in lengths)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    part = window(text, Span(start, end), radius=40, whole=50)
    assert part.contains(Span(start, end))
    if len(text) <= 50:
        assert part == Span(0, len(text))
    else:
        assert len(part) <= end - start + 80
        if part.start > 0 and "\n" in text[max(0, start - 40) : start]:
            assert text[part.start - 1] == "\n"
        if part.end < len(text) and "\n" in text[end : end + 40]:
            assert text[part.end - 1] == "\n"


def test_window_without_lines_is_cut_all_the_same():
    text = "x" * 1000
    assert window(text, Span(500, 510), radius=100, whole=200) == Span(400, 610)


@pytest.mark.parametrize("text", ["", "\n"])
def test_empty_text(text):
    assert mark(text, []) == text
