import pytest
from hypothesis import example, given

from index.text.sentences import sentence_spans, trim
from index.values import Span
from tests.index.texts import adversarial


def slices(text):
    return [text[span.start : span.end] for span in sentence_spans(text)]


@given(adversarial)
@example("Same. Same. Same.")
@example("\u0301\r\n\r\n\u0301")
def test_every_code_point_that_is_not_white_lies_in_exactly_one_sentence(text):
    spans = sentence_spans(text)
    inside = [i for span in spans for i in range(span.start, span.end)]
    assert len(inside) == len(set(inside))
    missing = set(range(len(text))) - set(inside)
    assert all(text[i].isspace() for i in missing)
    assert spans == sorted(spans)
    assert all(one == one.strip() and one for one in slices(text))
    assert spans == sentence_spans(text)


def test_sentences_end_where_a_reader_ends_them_whatever_stands_before():
    text = "😀e\u0301 First one. Dr. Smith paid $3.50. 第一句。第二句。 Third!"
    assert slices(text) == [
        "😀e\u0301 First one.",
        "Dr. Smith paid $3.50.",
        "第一句。",
        "第二句。",
        "Third!",
    ]  # fmt: skip


def test_a_repeated_sentence_is_found_each_time():
    assert sentence_spans("Yes. Yes. Yes.") == [Span(0, 4), Span(5, 9), Span(10, 14)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["no stop", "", "next"], ["no stop", "next"]),
        (["intro", "- one", "* two", "• three"], ["intro", "- one", "* two", "• three"]),
        (["text", "# Head", "| a |"], ["text", "# Head", "| a |"]),
        (["one line", "goes on."], ["one line\ngoes on."]),
    ],
)
def test_blocks_end_sentences_with_every_newline(newline, lines, expected):
    found = slices(newline.join(lines))
    assert found == [one.replace("\n", newline) for one in expected]


def test_a_sentence_runs_over_a_page_end():
    assert slices("It ran\fover the page.") == ["It ran\fover the page."]


@pytest.mark.parametrize("text", ["", " ", "\r\n\f\t\u00a0\u2028"])
def test_nothing_but_white_space_has_no_sentence(text):
    assert sentence_spans(text) == []


def test_twenty_thousand_sentences():
    assert len(sentence_spans("Yes it is. " * 20_000)) == 20_000


def test_trim():
    assert trim(" a b ", 0, 5) == Span(1, 4)
    assert trim("a \u00a0 b", 1, 4) is None
