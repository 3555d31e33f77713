"""Evaluation with the passage given: every figure is arithmetic."""

import json

import pytest

from qa.evaluate import (
    Dataset,
    Gold,
    Paragraph,
    Question,
    evaluate_passages,
)
from tests.qa.evaluate.scripted import (
    DATASET,
    KHAN,
    OTHER,
    J,
    K,
    ScriptedReader,
    answer,
    cite,
    document,
    measured,
)


def test_passage_mode_with_a_reader_of_spans() -> None:
    sentences = KHAN.split(". ")
    bot = ScriptedReader(
        {
            # right text, but cited from the first 1206, where the answer does not stand
            "When khan?": answer("When khan?", cite(K, sentences[0], "1206"), ms=1, score=7),
            # "Temüjin became": 1 of 2 words, F1 = 2·1/3; the citation covers the gold's place
            "Who became Khan?": answer(
                "Who became Khan?", cite(K, sentences[1], "Temüjin became"), ms=2, score=0.5
            ),
            "When Jochi?": answer("When Jochi?", cite(J, "born 1185–1226", "1185"), ms=3),
            "Who shot?": answer("Who shot?", ms=4),
        }
    )
    evaluation = evaluate_passages(bot, DATASET, progress=False)

    assert bot.asked == [
        ("When khan?", KHAN),
        ("Who became Khan?", KHAN),
        ("When Jochi?", OTHER),
        ("Who shot?", OTHER),
    ]
    assert measured(evaluation) == pytest.approx(
        {
            "exact_match": 3 / 4,  # 1206, 1185, and the right refusal
            "f1": (1 + 2 / 3 + 1 + 1) / 4,
            "has_answer_exact_match": 2 / 3,
            "has_answer_f1": (1 + 2 / 3 + 1) / 3,
            "no_answer_accuracy": 1.0,
            # best where everything that was found is given
            "best_f1": (1 + 2 / 3 + 1 + 1) / 4,
            "best_exact": 3 / 4,
            "best_threshold": 0.5,
            "threshold": 0.0,
            # right are the exact ones, and of "Temüjin became" more than half
            "answered_precision": 1.0,
            "answered_recall": 1.0,
            "declined_precision": 1.0,
            "declined_recall": 1.0,
            # by score 7, 1 and 0.5, and nothing at all to "Who shot?"
            "risk_coverage_area": (0 + 0 + 0 + 1 / 4) / 4,
            "citation_exactness": 1.0,
            "citation_has_answer": 1.0,  # "1206" also occurs in the first sentence
            "citation_position": 1 / 2,  # of the two exact matches, only 1185 is in its place
        }
    )
    assert evaluation.questions == 4
    assert evaluation.mode == "passage"
    # 1, 2, 3, 4 ms: the median lies half way, the 95th percentile at 1 + 0.95·3 = 3.85
    assert evaluation.metrics["latency_ms"] == {
        "read": pytest.approx({"p50": 2.5, "p95": 3.85}),
        "total": pytest.approx({"p50": 5.0, "p95": 7.7}),
    }
    rate = evaluation.metrics["questions_per_second"]
    assert isinstance(rate, float)
    assert rate > 0


@pytest.mark.parametrize(
    ("threshold", "exact", "overlap", "declined"),
    [
        (0.5, 1 + 0 + 1 + 0, 1 + 2 / 3 + 1 + 0, 0.0),
        (1.2, 1 + 0 + 1 + 0, 1 + 0 + 1 + 0, 0.0),
        (2.0, 1 + 0 + 1 + 1, 1 + 0 + 1 + 1, 1.0),  # a score equal to the threshold is given
        (2.1, 1 + 0 + 0 + 1, 1 + 0 + 0 + 1, 1.0),
        (3.1, 0 + 0 + 0 + 1, 0 + 0 + 0 + 1, 1.0),
    ],
)
def test_passage_mode_declines_by_the_score(
    threshold: float, exact: float, overlap: float, declined: float
) -> None:
    bot = ScriptedReader(
        {
            "When khan?": answer("When khan?", cite(K, KHAN, "1206"), score=3.0),
            "When Jochi?": answer("When Jochi?", cite(J, OTHER, "1185"), score=2.0),
            "Who shot?": answer("Who shot?", cite(J, OTHER, "Jochi"), score=1.5),
            "Who became Khan?": answer(
                "Who became Khan?", cite(K, KHAN, "Temüjin became"), score=0.5
            ),
        },
        threshold,
    )
    metrics = measured(evaluate_passages(bot, DATASET, progress=False))
    assert metrics["exact_match"] == pytest.approx(exact / 4)
    assert metrics["f1"] == pytest.approx(overlap / 4)
    assert metrics["no_answer_accuracy"] == declined
    assert metrics["threshold"] == threshold
    # These are of the candidates, whatever the threshold. Declining all is right once; from there
    # answering at 3 and at 2 adds 1 each, at 1.5 takes 1, and at 0.5 adds 2/3 or nothing.
    assert metrics["has_answer_exact_match"] == pytest.approx(2 / 3)
    assert metrics["has_answer_f1"] == pytest.approx((1 + 1 + 2 / 3) / 3)
    assert (metrics["best_f1"], metrics["best_exact"]) == (3 / 4, 3 / 4)
    assert metrics["best_threshold"] == 2.0


def test_a_best_threshold_that_declines_all_is_left_out() -> None:
    data = Dataset("d", DATASET.paragraphs, DATASET.questions[2:])
    bot = ScriptedReader(
        {
            "When Jochi?": answer("When Jochi?", cite(J, OTHER, "Jochi")),
            "Who shot?": answer("Who shot?", cite(J, OTHER, "Jochi")),
        }
    )
    evaluation = evaluate_passages(bot, data, progress=False)
    assert evaluation.metrics["best_f1"] == 1 / 2
    assert "best_threshold" not in evaluation.metrics
    json.dumps(evaluation.to_dict(), allow_nan=False)


def test_a_reader_of_sentences_is_judged_by_its_citation() -> None:
    first, second, third = "In 1206 he met Wang.", "Temüjin became Khan in 1206.", "Börte lived."
    bot = ScriptedReader(
        {
            "When khan?": answer("When khan?", cite(K, first)),  # holds 1206, but another one
            "Who became Khan?": answer("Who became Khan?", cite(K, third), cite(K, second)),
            "When Jochi?": answer("When Jochi?", cite(J, OTHER)),
            "Who shot?": answer("Who shot?", cite(J, OTHER)),
        }
    )
    metrics = measured(evaluate_passages(bot, DATASET, progress=False))
    assert metrics["exact_match"] == 0.0
    assert metrics["no_answer_accuracy"] == 0.0
    assert metrics["citation_has_answer"] == pytest.approx(2 / 3)  # the first citation alone counts
    assert metrics["citation_position"] == pytest.approx(1 / 2)  # 1206 missed, 1185 met


@pytest.mark.parametrize(
    ("gold", "text", "expected"),
    [
        ("1185", "born 1185–1226.", 1.0),
        ("5", "born in 1985.", 0.0),  # a part of a word is no answer
        ("wang khan", "The Wang Khan.", 1.0),
        ("(c)", "It is (C)!", 1.0),  # no word at its edges, so no boundary is asked for
        ("Khan", "Khanate.", 0.0),
        ("Temüjin", "Temüjin's", 1.0),
    ],
)
def test_an_answer_occurs_between_word_boundaries(gold: str, text: str, expected: float) -> None:
    paragraph = f"{gold} / {text}"
    dataset = Dataset(
        "d", (Paragraph("t", paragraph),), (Question("1", "Q?", (Gold(gold, 0),), 0),)
    )
    whole = document(paragraph)
    bot = ScriptedReader({"Q?": answer("Q?", cite(whole, text, nth=0))})
    # cite() finds the first occurrence, which must be the one after the slash
    assert bot.answers["Q?"].citations[0].start == len(gold) + 3
    metrics = measured(evaluate_passages(bot, dataset, progress=False))
    assert metrics["citation_has_answer"] == expected


def test_a_gold_answer_that_cuts_words_counts_where_it_is_covered() -> None:
    text = "It was the fourth of five."
    gold = Gold("four", text.index("four"))
    dataset = Dataset("d", (Paragraph("t", text),), (Question("1", "Q?", (gold,), 0),))
    whole = document(text)
    bot = ScriptedReader({"Q?": answer("Q?", cite(whole, text))})
    metrics = measured(evaluate_passages(bot, dataset, progress=False))
    assert metrics["citation_has_answer"] == 1.0
    assert metrics["citation_position"] == 1.0


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        (KHAN, "Temüjin became Khan in 1206", 1.0),
        # covers the place of the other gold answer, which is not the one given
        (KHAN, "In 1206 he met Wang. Temüjin", 0.0),
        # the same offsets in a copy that is not the gold document
        (KHAN + " Again.", "Temüjin became Khan in 1206", 0.0),
    ],
)
def test_position_is_that_of_the_answer_given(text: str, quote: str, expected: float) -> None:
    golds = (Gold("1206", KHAN.rindex("1206")), Gold("Temüjin", KHAN.index("Temüjin")))
    dataset = Dataset("d", (Paragraph("t", KHAN),), (Question("1", "Q?", golds, 0),))
    bot = ScriptedReader({"Q?": answer("Q?", cite(document(text), quote, "1206"))})
    metrics = measured(evaluate_passages(bot, dataset, progress=False))
    assert metrics["exact_match"] == 1.0
    assert metrics["citation_position"] == expected
