"""What is said of recognised words: the lowest confidence, numbers named, words underlined."""

from index.values import Document, Page, Recognition, Span, document_id
from qa.marks import mark
from qa.recognition import lowest_confidence, remark, uncertain_numbers, uncertain_words

WORDS = (("Paid ", 97), ("38,700 ", 94), ("pounds ", 96), ("to ", 99), ("Crowle", 80))
TEXT = "Typed page. Paid 38,700 pounds to Crowle"


def document():
    start = TEXT.index("Paid")
    confidences = b"".join(bytes([confidence]) * len(part) for part, confidence in WORDS)
    recognised = Recognition(bytes(8 * len(confidences)), confidences)
    pages = (Page(1, 0, start), Page(2, start, len(TEXT), recognised=recognised))
    return Document(document_id(TEXT), TEXT, "a", ("a.pdf",), pages)


def test_confidence_is_that_of_the_worst_word_and_none_for_text():
    assert lowest_confidence(document(), Span(0, len(TEXT))) == 0.8
    assert lowest_confidence(document(), Span(0, 11)) is None
    assert remark(document(), Span(0, 11)) == ""


def test_numbers_are_named_and_words_underlined():
    whole = Span(0, len(TEXT))
    assert uncertain_numbers(document(), whole) == ["38,700"]
    assert [TEXT[w.start : w.end] for w in uncertain_words(document(), whole)] == ["Crowle"]
    assert remark(document(), whole) == ("Text recognised; check the picture, above all 38,700")
    html = mark(TEXT, [], unsure=uncertain_words(document(), whole))
    assert html == 'Typed page. Paid 38,700 pounds to <u class="unsure">Crowle</u>'
