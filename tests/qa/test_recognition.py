"""What is said of recognised words: the lowest confidence, numbers named, words underlined."""

from index.loaders.drawn_pages import is_drawn
from index.span_context import lowest_confidence
from index.values import Document, Page, Recognition, Span, document_id
from qa.marks import mark
from qa.recognition import remark, uncertain_numbers, uncertain_words

WORDS = (("Paid ", 97), ("38,700 ", 94), ("pounds ", 96), ("to ", 99), ("Crowle", 80))
TEXT = "Typed page. Paid 38,700 pounds to Crowle"


def document():
    start = TEXT.index("Paid")
    confidences = b"".join(bytes([confidence]) * len(part) for part, confidence in WORDS)
    recognised = Recognition(bytes(8 * len(confidences)), confidences)
    pages = (Page(1, 0, start), Page(2, start, len(TEXT), recognised=recognised))
    return Document(document_id(TEXT), TEXT, "a", ("a.pdf",), pages)


def test_nothing_is_said_of_typed_text():
    assert remark(document(), Span(0, 11)) == ""


def test_numbers_are_named_and_words_underlined():
    whole = Span(0, len(TEXT))
    assert uncertain_numbers(document(), whole) == ["38,700"]
    assert [TEXT[w.start : w.end] for w in uncertain_words(document(), whole)] == ["Crowle"]
    assert remark(document(), whole) == ("Text recognised; check the picture, above all 38,700")
    html = mark(TEXT, [], unsure=uncertain_words(document(), whole))
    assert html == 'Typed page. Paid 38,700 pounds to <u class="unsure">Crowle</u>'


def test_on_a_page_with_both_only_recognised_words_count():
    boxes = Recognition.TYPED * 11 + Recognition.NOWHERE * (len(TEXT) - 11)
    recognised = Recognition(boxes, bytes([50] * len(TEXT)))
    mixed = Document(
        document_id(TEXT), TEXT, "a", ("a.pptx",), (Page(1, 0, len(TEXT), (), recognised),)
    )
    assert remark(mixed, Span(0, 11)) == ""
    assert lowest_confidence(mixed, Span(0, 11)) is None
    assert lowest_confidence(mixed, Span(0, 20)) == 0.5
    assert uncertain_words(mixed, Span(0, len(TEXT)))[0] == Span(12, 16)
    assert not is_drawn(mixed)
