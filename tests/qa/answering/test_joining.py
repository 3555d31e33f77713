"""Answers to the parts of a question are joined."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, document_id
from qa.answer import Alternative, Answer, Citation, Searched
from qa.answering.joining import joined

TEXT = "Ann keeps the gate. It opens at six. Ben has the key, the lamp and a dog."
DOCUMENT = Document(document_id(TEXT), TEXT, "Gate", ("a",))
SEARCHED = Searched(3)


def citation(part, word=None, confidence=0.9):
    start = TEXT.index(part)
    at = None if word is None else TEXT.index(word)
    return Citation(
        DOCUMENT, start, start + len(part), confidence, at, None if at is None else at + len(word)
    )


FIRST = citation("Ann keeps the gate.", "Ann")
SECOND = citation("It opens at six.", "six")
THIRD = citation("Ben has the key, the lamp and a dog.", "the key, the lamp and a dog")
LISTED = tuple(citation(part, part) for part in ("the key", "the lamp", "a dog"))


def answer(question, *citations, kind="answer", confidence=0.9, **more):
    times = {"retrieve": 1.0, "read": 2.0, "total": 3.0}
    return Answer(
        question, question, kind, confidence, True, citations, milliseconds=times, **more
    )  # fmt: skip


WHO, WHEN = answer("Who?", FIRST, confidence=0.8), answer("When?", SECOND, confidence=0.7)
WHAT = answer("What?", THIRD, items=LISTED, is_complete=True)
WHY = answer("Why?", replace(SECOND, answer_start=None, answer_end=None), kind="evidence")
NONE = answer("How?", kind="none", confidence=0.1, related=(FIRST, SECOND, THIRD))


def test_parts_give_their_answers_as_items_and_the_least_confidence():
    whole = joined([WHO, WHEN], SEARCHED)
    assert (whole.kind, whole.text, whole.confidence) == ("answer", "Ann", 0.7)
    assert [item.text for item in whole.items] == ["Ann", "six"]
    assert whole.citations == (FIRST, SECOND)
    assert whole.milliseconds == {"retrieve": 2.0, "read": 4.0, "total": 6.0}


def test_a_list_in_a_part_gives_its_items_and_is_not_all_of_the_answer():
    whole = joined([WHO, WHAT], SEARCHED)
    assert [item.text for item in whole.items] == ["Ann", "the key", "the lamp", "a dog"]
    assert not whole.is_complete


def test_a_part_with_sentences_alone_gives_them_after_the_answers_and_is_not_unanswered():
    whole = joined([WHY, WHO], SEARCHED)
    assert (whole.kind, whole.text) == ("answer", "Ann")
    assert whole.items == ()
    assert whole.citations == (FIRST, *WHY.citations)
    assert (whole.evidence_for, whole.unanswered) == (("Why?",), ())


def test_sentences_alone_are_evidence_without_items():
    whole = joined([WHY, replace(WHY, citations=(replace(FIRST, answer_start=None,
                    answer_end=None),))], SEARCHED)  # fmt: skip
    assert (whole.kind, whole.items, whole.evidence_for) == ("evidence", (), ())
    assert len(whole.citations) == 2


def test_parts_without_anything_are_named():
    whole = joined([NONE, WHO, NONE], SEARCHED)
    assert whole.unanswered == ("How?", "How?")
    assert (whole.text, whole.items) == ("Ann", ())


def test_nothing_is_found_where_no_part_has_anything():
    words = Searched(3, unknown_words=("quorm",))
    whole = joined([NONE, replace(NONE, searched=words, related=(SECOND,))], SEARCHED)
    assert (whole.kind, whole.unanswered, whole.citations) == ("none", (), ())
    assert whole.related == (FIRST, SECOND, THIRD)
    assert whole.searched == replace(SEARCHED, unknown_words=("quorm",))


def test_a_sentence_that_answers_both_parts_is_cited_once():
    both = replace(FIRST, answer_start=14, answer_end=18)
    whole = joined([WHO, answer("What?", both)], SEARCHED)
    assert whole.citations == (FIRST,)
    assert [item.text for item in whole.items] == ["Ann", "gate"]


def test_other_answers_to_one_part_are_none_to_the_whole():
    assert joined([replace(WHO, alternatives=(Alternative(0.2, (SECOND,)),)), WHEN],
                  SEARCHED).alternatives == ()  # fmt: skip


@given(st.lists(st.sampled_from([WHO, WHEN, WHAT, WHY, NONE]), min_size=1, max_size=4))
def test_every_part_is_answered_or_named(parts):
    whole = joined(parts, SEARCHED)  # the answer itself checks that items stand in citations
    assert whole.found == any(part.found for part in parts)
    if whole.found:
        assert len(whole.unanswered) == sum(not part.found for part in parts)
    assert (whole.kind == "answer") == any(part.kind == "answer" for part in parts)
