"""Evaluation over a bot with fixed rankings and answers: every figure is arithmetic."""

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.values import Document
from qa.answer import Alternative, Citation
from qa.evaluate import (
    Dataset,
    Evaluation,
    evaluate_corpus,
    evaluate_passages,
    ground_in_paragraphs,
    paragraphs_of,
    read_squad,
    to_table,
)
from tests.qa.evaluate.scripted import (
    DATASET,
    KHAN,
    NOISES,
    OTHER,
    J,
    K,
    ScriptedBot,
    ScriptedReader,
    answer,
    cite,
    corpus_bot,
    document,
    measured,
)


def test_corpus_mode_ranks_documents_and_asks_without_restriction() -> None:
    bot = corpus_bot()
    ground = ground_in_paragraphs(DATASET, [NOISES])
    evaluation = evaluate_corpus(bot, DATASET, ground, progress=False)
    assert measured(evaluation) == pytest.approx(
        {
            # 0.5 is the threshold: 1206 is declined, 1185 given, and nothing said to "Who shot?"
            "exact_match": 2 / 4,
            "f1": 2 / 4,
            "has_answer_exact_match": 2 / 3,
            "has_answer_f1": 2 / 3,
            "no_answer_accuracy": 1.0,
            "answered": 1 / 4,
            "evidence": 0.0,
            "answered_precision": 1.0,
            "answered_recall": 1 / 3,
            "declined_precision": 1 / 3,
            "declined_recall": 1.0,
            "threshold": 0.5,
            # of 0.5, 0.4, 0.3 and 0.2 the second and the last are wrong
            "risk_coverage_area": (0 + 1 / 2 + 1 / 3 + 2 / 4) / 4,
            # right: 0.3 and 0.5; wrong: 0.2 and 0.4; of the four pairs 0.3 against 0.4 is lost
            "confidence_auroc": 3 / 4,
            "expected_calibration_error": (0.2 + (1 - 0.3) + 0.4 + (1 - 0.5)) / 4,
            # an answer of confidence p is off by 1 - p with a chance of p, else by p
            "calibration_error_by_chance": 2 * (0.2 * 0.8 + 0.3 * 0.7 + 0.4 * 0.6 + 0.5**2) / 4,
            # ranks 1, 0 and none; the unanswerable question has no gold paragraph
            "recall@1": 1 / 3,
            "recall@5": 2 / 3,
            "recall@20": 2 / 3,
            "mrr": (1 / 2 + 1 + 0) / 3,
            "ndcg@10": (1 / math.log2(3) + 1 + 0) / 3,
            "reranked_recall@1": 1 / 3,  # 1206 is cited from another document, Temüjin not at all
            "citation_exactness": 1.0,
            "citation_has_answer": 2 / 3,
            "citation_position": 1 / 2,  # 1206 is cited from another document
        }
    )
    assert bot.asked == [(question.text, None, 0.0) for question in DATASET.questions]
    assert {k for _, k in bot.searched} == {100}


def test_a_least_confidence_takes_the_place_of_the_bots_own() -> None:
    bot = corpus_bot()
    ground = ground_in_paragraphs(DATASET, [NOISES])
    evaluation = evaluate_corpus(bot, DATASET, ground, min_confidence=0.3, progress=False)
    # It is applied to the answers, not handed on: what is said of the confidence stays.
    assert {least for _, _, least in bot.asked} == {0.0}
    assert evaluation.metrics["threshold"] == 0.3
    assert evaluation.metrics["answered"] == 2 / 4  # of the three at 0.3 or more one is empty
    assert evaluation.metrics["exact_match"] == 3 / 4
    usual = evaluate_corpus(corpus_bot(), DATASET, ground, progress=False)
    for name in ("confidence_auroc", "expected_calibration_error", "has_answer_f1"):
        assert evaluation.metrics[name] == usual.metrics[name]


def test_an_answer_that_others_disagree_with_is_as_sure_as_its_words() -> None:
    """What is shown is the share of each; whether the words are right is another question."""
    bot, ground = corpus_bot(), ground_in_paragraphs(DATASET, [NOISES])
    usual = evaluate_corpus(bot, DATASET, ground, progress=False)
    shared = {text: replace(each, confidence=0.1) for text, each in bot.answers.items()}
    found = evaluate_corpus(replace(bot, answers=shared), DATASET, ground, progress=False)
    for name in ("answered", "confidence_auroc", "expected_calibration_error"):
        assert found.metrics[name] == usual.metrics[name]


def test_ranks_beyond_the_twentieth_document_do_not_count() -> None:
    others = [document(f"Other {number}.") for number in range(20)]
    documents = {each.id: each for each in [*others, K]}
    dataset = Dataset("d", DATASET.paragraphs[:1], DATASET.questions[:1])
    far = [*(each.id for each in others), K.id]
    for ranking, expected in ((far[1:], 1.0), (far, 0.0)):
        bot = ScriptedBot(documents, rankings={"When khan?": ranking})
        metrics = measured(
            evaluate_corpus(
                bot, dataset, ground_in_paragraphs(dataset), retrieval_only=True, progress=False
            )
        )
        assert metrics["recall@20"] == expected
        assert metrics["mrr"] == pytest.approx(expected / 20)


def test_retrieval_only_asks_nothing() -> None:
    bot = corpus_bot()
    evaluation = evaluate_corpus(
        bot, DATASET, ground_in_paragraphs(DATASET), retrieval_only=True, progress=False
    )
    assert bot.asked == []
    assert set(evaluation.metrics) == {
        "recall@1",
        "recall@5",
        "recall@20",
        "mrr",
        "ndcg@10",
        "questions_per_second",
        "latency_ms",
    }
    latency = evaluation.metrics["latency_ms"]
    assert isinstance(latency, dict)
    assert set(latency) == {"search"}


def test_exactness_is_held_against_the_evaluators_own_text() -> None:
    """A system that changed its text, or invented a document, quotes itself consistently."""
    cleaned = Document(K.id, KHAN.replace("ü", "u"), "Khan", ("Khan",))
    invented = document("1185 is not indexed.")
    bot = ScriptedReader(
        {
            "When khan?": answer("When khan?", cite(cleaned, "Khan in 1206", "1206")),
            "Who became Khan?": answer("Who became Khan?", cite(cleaned, "Temujin", "Temujin")),
            "When Jochi?": answer(
                "When Jochi?",
                cite(J, OTHER, "1185"),
                alternatives=(Alternative(0.1, (cite(invented, "1185 is"),)),),
            ),
            "Who shot?": answer("Who shot?", related=(cite(J, OTHER), cite(cleaned, "Börte"))),
        }
    )
    metrics = measured(evaluate_passages(bot, DATASET, progress=False))
    # exact: Khan in 1206, Jochi's sentence, related Jochi, related Börte; not: Temujin, invented
    assert metrics["citation_exactness"] == pytest.approx(4 / 6)


def test_perfect_answers_score_full_marks_on_squad() -> None:
    data = Path(__file__).parents[2] / "data" / "squad"
    dataset = read_squad(data / "genghis_khan.json")
    documents = {each.id: document(each.text, each.title) for each in paragraphs_of(dataset)}
    answers, rankings = {}, {}
    for question in dataset.questions:
        whole = documents[dataset.paragraphs[question.paragraph].id]
        span = question.golds[0].span
        answers[question.text] = answer(
            question.text,
            Citation(whole, 0, len(whole.text), 1.0, span.start, span.end),
            confidence=1.0,
        )
        rankings[question.text] = [whole.id]
    assert len(answers) == len(dataset.questions)
    bot = ScriptedBot(documents, answers, rankings)
    metrics = measured(evaluate_corpus(bot, dataset, ground_in_paragraphs(dataset), progress=False))
    assert metrics.pop("threshold") == 0.5
    assert metrics.pop("expected_calibration_error") == 0.0
    assert metrics.pop("calibration_error_by_chance") == 0.0
    assert metrics.pop("risk_coverage_area") == 0.0
    assert metrics.pop("evidence") == 0.0
    assert len(metrics) == 16
    assert set(metrics.values()) == {1.0}


def test_measures_of_nothing_are_left_out() -> None:
    answerable = Dataset("d", DATASET.paragraphs, DATASET.questions[:1])
    bot = ScriptedReader({"When khan?": answer("When khan?")})
    metrics = measured(evaluate_passages(bot, answerable, progress=False))
    absent = {"no_answer_accuracy", "best_f1", "best_exact", "best_threshold", "citation_exactness"}
    assert not absent & set(metrics)
    assert metrics["citation_has_answer"] == 0.0
    with pytest.raises(ValueError, match="no questions"):
        evaluate_passages(bot, Dataset("d", DATASET.paragraphs, ()), progress=False)


def test_the_bar_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ground = ground_in_paragraphs(DATASET)
    evaluate_corpus(corpus_bot(), DATASET, ground, progress=True)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "4/4" in captured.err
    evaluate_corpus(corpus_bot(), DATASET, ground, progress=False)
    assert capsys.readouterr().err == ""


def test_to_dict_survives_json() -> None:
    ground = ground_in_paragraphs(DATASET)
    evaluation = evaluate_corpus(corpus_bot(), DATASET, ground, progress=False)
    plain = evaluation.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain) == {
        "dataset", "mode", "questions", "metrics", "intervals", "environment",
    }  # fmt: skip
    shares = set(measured(evaluation)) - {"threshold", "calibration_error_by_chance"}
    assert set(plain["intervals"]) == shares
    for low, high in plain["intervals"].values():
        assert 0 <= low <= high <= 1
    environment = plain["environment"]
    assert environment["fingerprints"] == {"reader": "scripted-1", "embedder": "none"}
    assert environment["packages"]["numpy"]
    assert {"python", "platform", "cpu_count"} <= set(environment)


def test_the_table_shows_intervals() -> None:
    evaluation = Evaluation(
        "tiny", "corpus", 2, {"f1": 0.5, "mrr": 0.5, "threshold": 0.5}, {},
        {"f1": (0.25, 1.0), "mrr": (0.0, 0.75)},
    )  # fmt: skip
    assert to_table(evaluation).split("\n")[3:] == [
        "f1         50.0 %  25.0 – 100.0 %",
        "mrr         0.500   0.000 – 0.750",
        "threshold   0.500",
    ]


def test_the_table_is_aligned() -> None:
    evaluation = Evaluation(
        "tiny",
        "corpus",
        1204,
        {
            "exact_match": 0.7666,
            "recall@20": 1.0,
            "mrr": 0.84219,
            "best_f1": 0.5,
            "best_threshold": -1.23456,
            "threshold": 0.12345,
            "confidence_auroc": 0.87654,
            "expected_calibration_error": 0.04567,
            "questions_per_second": 12.34,
            "latency_ms": {"read": {"p50": 3.14159, "p95": 1234.5}},
        },
        {},
    )
    assert to_table(evaluation).split("\n") == [
        "dataset                           tiny",
        "mode                            corpus",
        "questions                        1,204",
        "exact_match                     76.7 %",
        "recall@20                      100.0 %",
        "mrr                              0.842",
        "best_f1                         50.0 %",
        "best_threshold                  -1.235",
        "threshold                        0.123",
        "confidence_auroc                 0.877",
        "expected_calibration_error       0.046",
        "questions_per_second              12.3",
        "read p50                        3.1 ms",
        "read p95                    1,234.5 ms",
    ]
