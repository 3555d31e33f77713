"""Exact match, F1 and best threshold against the figures of the published metric."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa.evaluate.judging.matching import exact_match, f1
from qa.evaluate.measures.metrics import best_threshold

EXPECTED = json.loads(
    (Path(__file__).parents[3] / "data" / "squad_metric" / "expected.json").read_text("utf-8")
)
QUESTIONS: list[dict[str, Any]] = EXPECTED["questions"]


def test_exact_match_and_f1() -> None:
    for one in QUESTIONS:
        assert exact_match(one["prediction"], one["golds"]) == one["exact"], one
        assert f1(one["prediction"], one["golds"]) == pytest.approx(one["f1"], abs=1e-12), one
    # The cases reach what could go wrong.
    assert sum(0 < one["f1"] < 1 for one in QUESTIONS) > 40
    assert sum(not one["golds"] for one in QUESTIONS) > 40


@pytest.mark.parametrize("run", EXPECTED["runs"])
def test_best_of_all_thresholds(run: dict[str, Any]) -> None:
    asked = QUESTIONS[run["first"] : run["first"] + run["questions"]]

    def scored(measure: str) -> list[tuple[float, float, float]]:
        # Without a prediction there is nothing to answer with.
        return [
            (one["score"] if one["prediction"] else float("-inf"), one[measure], 0.0)
            if one["golds"]
            else (one["score"] if one["prediction"] else float("-inf"), 0.0, 1.0)
            for one in asked
        ]

    best, threshold = best_threshold(scored("f1"))
    assert best == pytest.approx(run["best_f1"], abs=1e-12)
    # The published one takes the first of the best, ours the lowest: both reach it.
    assert threshold <= run["best_f1_threshold"]
    for one in (threshold, run["best_f1_threshold"]):
        reached = sum(
            earned if score >= one else declined for score, earned, declined in scored("f1")
        )
        assert reached / len(asked) == pytest.approx(best, abs=1e-12)
    assert best_threshold(scored("exact"))[0] == pytest.approx(run["best_exact"], abs=1e-12)
