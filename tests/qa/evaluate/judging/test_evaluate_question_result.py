"""Judges one answer by the gold answers; which questions count in which measure."""

import math
from dataclasses import replace

import pytest

from index.values import Document
from qa.answer import Citation
from qa.evaluate import (
    Dataset,
    Gold,
    Ground,
    Judgement,
    Paragraph,
    Question,
    ground_in_documents,
    ground_in_paragraphs,
    judge,
)
from qa.evaluate.judging.question_result import Outcome
from qa.evaluate.measures.summary import summarise
from tests.qa.evaluate.scripted import DATASET, KHAN, NOISE, NOISES, J, K, N, answer, cite, document

WHEN, WHO, _, SHOT = DATASET.questions
GROUND = ground_in_paragraphs(DATASET, [NOISES])
COPY = document(f"{KHAN} Again.")
BOOK = document(f"Preface in 1206.\n\n{KHAN}\n\n{NOISE}")
IN_BOOK = ground_in_documents(DATASET, [BOOK, COPY])


def judged(question: Question, *citations: Citation, ground: Ground = GROUND) -> Judgement:
    return judge(question, answer(question.text, *citations), ground)


@pytest.mark.parametrize(
    ("source", "quote", "span", "expected"),
    [
        (K, KHAN, "Temüjin", True),
        # "Temüjin" alone is shared: F1 is 2/3, 2/4 and 2/5
        (K, KHAN, "Temüjin became", True),
        (K, KHAN, "Temüjin became Khan", True),
        (K, KHAN, "Temüjin became Khan in", True),  # more, and all of it
        (K, KHAN, "became Khan in", False),
        # the same words in a copy of the paragraph that is another document
        (COPY, KHAN, "Temüjin became", False),
        (COPY, KHAN, "Temüjin", True),  # an exact match is right wherever it stands
        (K, KHAN, "Wang", False),
    ],
)
def test_right_is_exact_anywhere_or_half_of_it_in_place(
    source: Document, quote: str, span: str, expected: bool
) -> None:
    assert judged(WHO, cite(source, quote, span)).right is expected


def test_an_exact_match_elsewhere_is_right_and_not_in_place() -> None:
    judgement = judged(WHEN, cite(N, NOISE, "1206"))
    assert judgement.right is True
    assert (judgement.in_place, judgement.gold_first) == (False, False)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 7), True),  # "Ann Lee"
        ((7, 15), False),  # " Ann Poe" begins where the gold answer ends
        ((4, 11), True),  # "Lee Ann" overlaps it, and has both of its words
        ((24, 31), False),  # "Lee Sue", the half that is shared stands elsewhere
        ((4, 7), True),  # "Lee" of "Ann Lee": F1 2/3
        ((20, 27), True),  # "Ann Lee", the second time: exact
    ],
)
def test_half_of_an_answer_is_right_at_its_own_place_only(
    span: tuple[int, int], expected: bool
) -> None:
    text = "Ann Lee Ann Poe and Ann Lee Sue."
    data = Dataset("d", (Paragraph("t", text),), (Question("1", "Who?", (Gold("Ann Lee", 0),), 0),))
    for before in ("", "Ann Poe. "):
        whole = document(before + text)
        start, end = span[0] + len(before), span[1] + len(before)
        cited = Citation(whole, 0, len(whole.text), 0.5, start, end)
        ground = ground_in_documents(data, [whole])
        assert judged(data.questions[0], cited, ground=ground).right is expected


def test_half_is_of_one_gold_answer_at_that_answers_own_place() -> None:
    text = "Wang Khan in 1206 AD. Wang Khan led."
    golds = (Gold("in 1206 AD", text.index("in")), Gold("Wang Khan", text.rindex("Wang")))
    data = Dataset("d", (Paragraph("t", text),), (Question("1", "Q?", golds, 0),))
    whole = document(text)
    ground = ground_in_paragraphs(data)

    def right(span: str) -> bool:
        return judged(data.questions[0], cite(whole, text, span), ground=ground).right

    assert right("in 1206") is True  # F1 4/5 with the year
    assert right("Khan") is False  # F1 2/3 with the name, which stands further on
    # It overlaps the year with F1 1/3; F1 4/5 is with the name.
    assert right("Wang Khan in") is False


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("in Abuja", True),  # two words of ten: F1 1/3
        ("Abuja", False),  # one word is mostly a fragment
        ("moved to Kano", False),  # stands elsewhere
        ("been in Abuja", False),  # reaches out of it, and shares too little
    ],
)
def test_a_part_of_a_gold_answer_is_right_from_two_words_on(span: str, expected: bool) -> None:
    gold = "in Abuja, near the lake in Jabi, north of the old market"
    text = f"The office has been {gold}. It moved to Kano in May."
    golds = (Gold(gold, text.index(gold)),)
    data = Dataset("d", (Paragraph("t", text),), (Question("1", "Where?", golds, 0),))
    cited = cite(document(text), text, span)
    assert judged(data.questions[0], cited, ground=ground_in_paragraphs(data)).right is expected


def test_nothing_is_right_without_a_citation_or_a_gold_answer() -> None:
    assert judged(WHEN).right is False
    assert judged(SHOT).right is False
    assert judged(SHOT, cite(J, J.text, "Jochi")).right is False


def test_a_sentence_is_right_if_it_holds_the_answer() -> None:
    assert judged(WHEN, cite(N, NOISE)).right is True  # as text, though of another document
    assert judged(WHO, cite(K, "Temüjin became Khan in 1206.")).right is True
    assert judged(WHO, cite(K, "Börte lived.")).right is False
    # Only the first citation counts.
    assert judged(WHO, cite(K, "Börte lived."), cite(K, "Temüjin became")).right is False


@pytest.mark.parametrize(
    ("quote", "span", "expected"),
    [
        ("Preface in 1206.", "1206", False),
        ("In 1206 he met Wang.", "In", True),  # the paragraph's first word
        ("Börte lived.", "lived.", True),  # and its last
        (NOISE, "Nothing", False),  # the next paragraph begins
        ("Preface in 1206.", None, False),
        ("Börte lived.", None, True),
        # evidence of two sentences from both sides of the paragraph's edges: the answer decides
        ("Preface in 1206.\n\nIn 1206 he met Wang.", "Wang", True),
        (f"Börte lived.\n\n{NOISE}", "Nothing", False),
    ],
)
def test_the_gold_paragraph_among_several(quote: str, span: str | None, expected: bool) -> None:
    assert judged(WHEN, cite(BOOK, quote, span), ground=IN_BOOK).gold_first is expected


def test_the_gold_paragraph_is_sought_in_every_document_that_holds_it() -> None:
    assert judged(WHEN, cite(COPY, "he met Wang", "met"), ground=IN_BOOK).gold_first is True
    assert judged(WHEN, cite(COPY, "Again.", "Again"), ground=IN_BOOK).gold_first is False
    other = document(KHAN)  # the same text, but not a document of the index
    assert judged(WHEN, cite(other, "he met Wang", "met"), ground=IN_BOOK).gold_first is False
    assert judged(WHEN, ground=IN_BOOK).gold_first is False  # declined


def test_without_a_gold_paragraph_none_comes_first() -> None:
    assert judged(SHOT, cite(J, J.text, "Jochi")).gold_first is None
    jochi = DATASET.questions[2]  # its paragraph is not in the book
    assert judged(jochi, cite(BOOK, NOISE, "1206"), ground=IN_BOOK).gold_first is None


def test_score_and_confidence_are_the_systems_own() -> None:
    given = answer("Q?", cite(K, KHAN, "Wang"), confidence=0.25, score=-1.5)
    judgement = judge(WHO, given, GROUND)
    assert (judgement.confidence, judgement.score) == (0.25, -1.5)
    assert judged(WHO).score == -math.inf


# -- which questions count where

RIGHT = judge(WHO, answer("Q?", cite(K, KHAN, "Temüjin"), confidence=0.8), GROUND)
WRONG = judge(WHO, answer("Q?", cite(N, NOISE, "see"), confidence=0.9), GROUND)
UNSURE = replace(WRONG, confidence=0.1)
CHANGED = Document(N.id, NOISE.replace("see", "sea"), "Noise", ("Noise",))
MISQUOTED = judge(WHO, answer("Q?", cite(CHANGED, "Nothing to sea"), confidence=0.7), GROUND)


def measures(*outcomes: Outcome, threshold: float = 0.5) -> dict[str, object]:
    return dict(summarise(outcomes, threshold))


def test_left_out_questions_count_only_where_the_summary_says() -> None:
    asked = [
        Outcome(WHO, 1.0, ranked=True, rank=0, judgement=RIGHT),
        Outcome(WHO, 1.0, ranked=True, rank=1, judgement=UNSURE),
    ]
    left_out = [
        Outcome(WHO, 3.0, judgement=WRONG, left_out=True),
        Outcome(WHO, 3.0, judgement=UNSURE, left_out=True),
        Outcome(SHOT, 3.0, judgement=MISQUOTED, left_out=True),
        Outcome(WHO, 3.0, judgement=judge(WHO, answer("Q?", ms=9.0), GROUND), left_out=True),
    ]
    without, with_ = measures(*asked), measures(*asked, *left_out)
    shared = {
        "confidence_auroc", "expected_calibration_error", "calibration_error_by_chance",
        "risk_coverage_area", "answered_precision", "citation_exactness", "questions_per_second",
        "latency_ms",
    }  # fmt: skip
    assert {"f1", "exact_match", "answered", "reranked_recall@1", "citation_has_answer"} <= set(
        without
    )
    added = {"left_out_answered", "left_out_evidence", "declined_precision", "declined_recall"}
    assert set(with_) == set(without) | added
    assert {name for name in without if without[name] != with_[name]} == shared
    assert without["answered"] == 1 / 2
    # 0.9 and 0.7 of 0.9, 0.1, 0.7, and an empty answer of 0.5
    assert with_["left_out_answered"] == 2 / 4
    # 1 of 2 (0.8 is right, 0.1 is declined and should not be), and 2 of 4 are rightly declined
    assert (without["exact_match"], with_["exact_match"]) == (1 / 2, 3 / 6)
    # 0.8 is given; with the others 0.9 and 0.7, too
    assert (without["answered_precision"], with_["answered_precision"]) == (1.0, 1 / 3)
    assert with_["answered_recall"] == 1 / 2
    # declined are two of 0.1 and the empty one; the first of these has an answer
    assert (with_["declined_precision"], with_["declined_recall"]) == (2 / 3, 2 / 4)
    # 0.8 is right; 0.1, 0.1, 0.5, 0.7 and 0.9 are wrong; the two of 0.1 share a bin
    assert (without["confidence_auroc"], with_["confidence_auroc"]) == (1.0, 4 / 5)
    assert with_["expected_calibration_error"] == pytest.approx(
        (0.1 + 0.1 + 0.5 + 0.7 + 0.9 + (1 - 0.8)) / 6
    )
    # wrong of the surest one, two and so on: 0 and 1 of 2; with the others 1, 1, 2, 3, 4 and 5
    assert without["risk_coverage_area"] == 1 / 4
    assert with_["risk_coverage_area"] == pytest.approx(
        (1 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5 + 5 / 6) / 6
    )
    # quoted: Temüjin, see, see, see, and what is not in the text
    assert without["citation_exactness"] == 1.0
    assert with_["citation_exactness"] == 4 / 5
    assert without["questions_per_second"] == 2 / 2.0
    assert with_["questions_per_second"] == 6 / 14.0


def test_a_judgement_takes_no_part_in_measures_of_the_confidence() -> None:
    others = [Outcome(WHO, 1.0, judgement=RIGHT), Outcome(WHO, 1.0, judgement=UNSURE)]
    judgement = replace(WRONG, kind="evidence")
    without = measures(*others)
    for left_out in (False, True):
        found = measures(*others, Outcome(WHO, 1.0, judgement=judgement, left_out=left_out))
        for name in (
            "confidence_auroc", "expected_calibration_error", "calibration_error_by_chance",
            "risk_coverage_area",
        ):  # fmt: skip
            assert found[name] == without[name]


def test_a_left_out_unanswerable_question_is_no_refusal() -> None:
    declined = judge(SHOT, answer("Q?"), GROUND)
    found = measures(
        Outcome(SHOT, 1.0, judgement=judge(SHOT, answer("Q?", cite(J, J.text, "Jochi")), GROUND)),
        Outcome(SHOT, 1.0, judgement=declined, left_out=True),
    )
    assert found["no_answer_accuracy"] == 0.0
    # but it is right to decline it
    assert found["exact_match"] == found["f1"] == found["declined_recall"] == 1 / 2


def test_only_left_out_questions_leave_out_the_other_measures() -> None:
    assert set(measures(Outcome(WHO, 1.0, judgement=WRONG, left_out=True))) == {
        "exact_match", "f1", "answered_precision", "declined_recall", "left_out_answered",
        "left_out_evidence", "threshold", "expected_calibration_error",
        "calibration_error_by_chance", "risk_coverage_area", "citation_exactness",
        "questions_per_second", "latency_ms",
    }  # fmt: skip


def test_an_empty_answer_is_none_at_any_threshold() -> None:
    empty = judge(WHO, answer("Q?", confidence=0.0), GROUND)
    found = measures(
        Outcome(WHO, 1.0, judgement=empty),
        Outcome(WHO, 1.0, judgement=empty, left_out=True),
        Outcome(WHO, 1.0, judgement=UNSURE),
        threshold=0.0,
    )
    assert (found["answered"], found["left_out_answered"]) == (1 / 2, 0.0)


def test_reranked_recall_is_over_ranked_questions() -> None:
    first = judge(WHO, answer("Q?", cite(K, KHAN, "Wang")), GROUND)  # wrong, in the paragraph
    found = measures(
        Outcome(WHO, 1.0, ranked=True, rank=None, judgement=first),
        Outcome(WHO, 1.0, ranked=True, rank=0, judgement=WRONG),
        Outcome(WHO, 1.0, ranked=True, rank=0, judgement=judge(WHO, answer("Q?"), GROUND)),
        Outcome(SHOT, 1.0, judgement=judge(SHOT, answer("Q?", cite(J, J.text, "Jochi")), GROUND)),
    )
    assert found["reranked_recall@1"] == 1 / 3
    assert found["recall@1"] == 2 / 3  # of retrieval alone
    assert "reranked_recall@1" not in measures(Outcome(WHO, 1.0, ranked=True, rank=0))


def test_a_given_passage_has_no_measures_of_confidence() -> None:
    outcomes = [Outcome(WHO, 1.0, judgement=RIGHT), Outcome(WHO, 1.0, judgement=WRONG)]
    names = {
        "answered", "confidence_auroc", "expected_calibration_error", "calibration_error_by_chance",
    }  # fmt: skip
    assert names <= set(summarise(outcomes, 0.5))
    assert not names & set(summarise(outcomes, 0.5, passage_given=True))
    with pytest.raises(ValueError, match="no questions"):
        summarise([], 0.5)


def test_what_is_declined_counts_as_such() -> None:
    """Thresholds apply to the candidates here, and do not change the measures of these."""
    low, high = (
        measures(
            Outcome(WHO, 1.0, judgement=RIGHT),  # 0.8
            Outcome(WHO, 1.0, judgement=WRONG),  # 0.9
            Outcome(SHOT, 1.0, judgement=replace(MISQUOTED, in_place=None)),  # 0.7
            threshold=threshold,
        )
        for threshold in (0.0, 0.85)
    )
    assert (low["exact_match"], high["exact_match"]) == (1 / 3, 1 / 3)
    assert (low["answered_precision"], high["answered_precision"]) == (1 / 3, 0.0)
    assert (low["answered_recall"], high["answered_recall"]) == (1 / 2, 0.0)
    assert "declined_precision" not in low  # nothing is declined
    assert high["declined_precision"] == 1 / 2
    assert (low["declined_recall"], high["declined_recall"]) == (0.0, 1.0)
    for name in (
        "has_answer_exact_match", "has_answer_f1", "confidence_auroc", "risk_coverage_area",
        "expected_calibration_error", "calibration_error_by_chance", "citation_has_answer",
    ):  # fmt: skip
        assert low[name] == high[name]


def test_without_anything_to_decline_there_is_no_share_of_it() -> None:
    found = measures(Outcome(WHO, 1.0, judgement=RIGHT), Outcome(WHO, 1.0, judgement=UNSURE))
    assert not {"declined_precision", "declined_recall", "no_answer_accuracy"} & set(found)


def test_with_the_passage_given_the_score_decides() -> None:
    sure, unsure = replace(RIGHT, score=2.0), replace(WRONG, score=1.0)
    outcomes = [Outcome(WHO, 1.0, judgement=sure), Outcome(WHO, 1.0, judgement=unsure)]
    found = summarise(outcomes, 1.5, passage_given=True)
    assert (found["answered_precision"], found["answered_recall"]) == (1.0, 1 / 2)
    assert found["risk_coverage_area"] == 1 / 4  # 0 of 1 and 1 of 2 are wrong
