"""Answers as a person would mark them, with the items of lists."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.text.sentences import sentence_spans
from index.values import Span
from qa.answer import Alternative, Answer, Citation
from qa.answering.evidence_choice import Sentence
from qa.answering.finishing import finished, with_whole_words
from tests.qa.answering.examined import examined
from tests.qa.answering.structured import document

SOURCE = document(
    ("heading", "Kit", 1, ""),
    ("paragraph", "Visitors bring:", 0, ""),
    ("item", "a torch of 5 volts", 1, "(a)"),
    ("item", "boots", 1, "(b)"),
    ("item", "a permit", 1, "(c)"),
    ("paragraph", "The fee is 12 crowns, paid at noon.", 0, ""),
)
SENTENCES = tuple(sentence_spans(SOURCE.text, SOURCE.structure.blocks))


def citation(part, *, marked=True):
    start = SOURCE.text.index(part)
    span = Span(start, start + len(part))
    around = next(s for s in SENTENCES if s.contains(span))
    inner = (span.start, span.end) if marked else (None, None)
    return Citation(SOURCE, around.start, around.end, 0.8, *inner)


def answer(*citations, kind="answer", **more):
    return Answer("q", "q", kind, 0.8, True, citations, **more)


def slices(citations):
    return [SOURCE.text[c.start : c.end] for c in citations]


def test_an_answer_to_a_list_question_is_the_list_and_its_citation_holds_all_of_it():
    whole = finished(answer(citation("boots")), examined("list"))
    assert slices(whole.items) == ["a torch of 5 volts", "boots", "a permit"]
    (cited,) = whole.citations
    assert (
        cited.text == SOURCE.text[SOURCE.text.index("Visitors") : SOURCE.text.index("\n\nThe fee")]
    )
    assert whole.text == "a torch of 5 volts\n(b) boots\n(c) a permit"
    assert whole.is_complete


def test_citations_of_other_items_become_one_with_the_list_and_others_stay():
    fee = citation("noon")
    whole = finished(answer(citation("permit"), fee, citation("torch")), examined("list"))
    assert [c.answer_text for c in whole.citations][1:] == ["noon"]
    assert len(whole.citations) == 2
    assert whole.citations[0].confidence == 0.8


def test_other_items_of_the_list_are_no_other_answers():
    others = (Alternative(0.3, (citation("boots"),)), Alternative(0.2, (citation("noon"),)))
    whole = finished(answer(citation("permit"), alternatives=others), examined("list"))
    assert [other.text for other in whole.alternatives] == ["noon"]


def test_evidence_has_the_items_of_its_best_sentence_and_marks_no_words():
    best = citation("boots", marked=False)
    sentence = Sentence(SOURCE, Span(best.start, best.end), 1.0, 1.0, 0)
    whole = finished(answer(best, kind="evidence"), examined("list", evidence=(sentence,)))
    assert slices(whole.items) == ["a torch of 5 volts", "boots", "a permit"]
    assert whole.citations[0].answer_start is None
    assert whole.citations[0].text.startswith("Visitors bring:")


def test_an_answer_to_another_question_gets_its_unit_and_no_items():
    whole = finished(answer(citation("12")), examined("how-many"))
    assert (whole.text, whole.items) == ("12 crowns", ())


def test_nothing_found_stays_nothing():
    nothing = Answer("q", "q", "none", 0.1, True)
    assert finished(nothing, examined("list")) is nothing


def test_generated_text_is_no_part_of_an_answer():
    marked = citation("(b) boots")
    assert with_whole_words(answer(marked), "other").text == "boots"
    other = answer(citation("noon"), alternatives=(Alternative(0.1, (marked,)),))
    assert with_whole_words(other, "other").alternatives[0].text == "boots"


@given(st.data(), st.sampled_from(["list", "other", "who", "how-many"]))
def test_whatever_is_marked_every_span_lies_in_its_citation(data, kind):
    around = data.draw(st.sampled_from(SENTENCES))
    start = data.draw(st.integers(around.start, around.end - 1))
    end = data.draw(st.integers(start + 1, around.end))
    marked = Citation(SOURCE, around.start, around.end, 0.8, start, end)
    whole = finished(answer(marked), replace(examined(kind)))
    for item in whole.items:
        assert any(c.covers(item) for c in whole.citations)
    assert [item.start for item in whole.items] == sorted(item.start for item in whole.items)
    assert whole.text and whole.text in SOURCE.text


def test_a_heading_that_only_the_span_reached_into_is_not_quoted():
    start, end = SOURCE.text.index("Kit"), SOURCE.text.index("bring")
    joined = Citation(SOURCE, start, SOURCE.text.index(":") + 1, 0.8, start, end)
    whole = with_whole_words(answer(joined), "who")
    assert whole.text == "Visitors"
    assert whole.citations[0].text == "Visitors bring:"
