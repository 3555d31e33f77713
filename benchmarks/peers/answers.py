"""Table 1: every system answers the same questions from the same paragraphs."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.peers.arithmetic import paired_gain, percentile, share_at, threshold_for
from benchmarks.peers.children import Child
from benchmarks.peers.plan import WITHOUT, Plan
from benchmarks.peers.systems import OURS
from benchmarks.peers.systems.base import Models
from qa.evaluate.judging.matching import exact_match, f1
from qa.evaluate.measures.metrics import mean

__all__ = ["ANSWERED", "judged", "measure_answers", "with_gains"]

ANSWERED = 0.85
"""Share of the ``check`` questions that every system answers at its threshold."""
_ASKED_WITH_GOLD = ("check", "bench")
_FULL = "full"
Replies = Mapping[int, Mapping[str, Any]]


def measure_answers(
    name: str, plan: Plan, folder: Path, models: Models, starts: int
) -> dict[str, Any]:
    """Build both indexes, ask all questions, judge the answers.

    Args:
        name: The system's name.
        plan: Texts and questions.
        folder: For its indexes and replies.
        models: Weights.
        starts: Number of measurements of the time to the first answer.
    """
    child = Child(name, folder, models)
    replies: dict[int, dict[str, Any]] = {}
    for index, group in ((_FULL, "check"), (WITHOUT, WITHOUT)):
        child.result("build", index, [asdict(one) for one in plan.indexed(group)])
        asked = [
            {"key": key, "text": one.text}
            for key, one in enumerate(plan.questions)
            if (one.group == WITHOUT) == (index == WITHOUT)
        ]
        replies |= {line["key"]: line for line in child.lines("ask", index, asked)}
    return {**judged(plan, replies), "start_seconds": _start(child, plan, starts)}


def judged(plan: Plan, replies: Replies) -> dict[str, Any]:
    """Compute all measures of one system, except its time to start.

    Args:
        plan: Texts and questions.
        replies: By index in ``plan.questions``, as `worker` writes them.

    Returns:
        Shares from 0 to 1, milliseconds and MiB; under ``f1_of`` the F1 of every question.
    """
    found: dict[str, Any] = {"f1_of": {}}
    for group in _ASKED_WITH_GOLD:
        keys = plan.of(group)
        golds = [plan.questions[key].golds for key in keys]
        texts = [replies[key]["text"] for key in keys]
        ranks = [_rank(plan.questions[key].gold_document, replies[key]["ranking"]) for key in keys]
        scores = [f1(*pair) for pair in zip(texts, golds, strict=True)]
        found[group] = {
            "recall@1": mean([float(rank < 1) for rank in ranks]),
            "recall@5": mean([float(rank < 5) for rank in ranks]),
            "exact_match": mean([exact_match(*pair) for pair in zip(texts, golds, strict=True)]),
            "f1": mean(scores),
        }
        found["f1_of"][group] = scores
    sure = {group: [replies[key]["score"] for key in plan.of(group)] for group in _groups(plan)}
    threshold = threshold_for(sure["check"], ANSWERED)
    full = [line for key, line in replies.items() if plan.questions[key].group != WITHOUT]
    times = [1000 * line["seconds"] for line in full]
    return {
        **found,
        "threshold": threshold if sure["check"].count(None) < len(sure["check"]) else None,
        "answered": {group: share_at(scores, threshold) for group, scores in sure.items()},
        "exact_offsets": _exact_offsets({one.id: one.text for one in plan.texts}, full),
        "errors": sum(line["error"] is not None for line in replies.values()),
        "p50_ms": percentile(times, 50),
        "p95_ms": percentile(times, 95),
        "peak_mib": max(line["peak_kib"] for line in full) / 1024,
    }


def with_gains(systems: Mapping[str, dict[str, Any]], seed: int) -> dict[str, dict[str, Any]]:
    """Replace the F1 of single questions with Citespan's gain over each other system."""
    found = {}
    for name, measures in systems.items():
        kept = {key: value for key, value in measures.items() if key != "f1_of"}
        if name != OURS and OURS in systems:
            kept["gain"] = {
                group: list(paired_gain(systems[OURS]["f1_of"][group], theirs, seed))
                for group, theirs in measures["f1_of"].items()
            }
        found[name] = kept
    return found


def _groups(plan: Plan) -> list[str]:
    return list(dict.fromkeys(one.group for one in plan.questions))


def _rank(gold: str, ranking: Sequence[str]) -> int:
    return ranking.index(gold) if gold in ranking else len(ranking) + 5


def _exact_offsets(texts: Mapping[str, str], lines: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the share of answers that are the slice they cite; None if none has offsets."""
    given = [line for line in lines if line["text"]]
    if all(line["start"] is None for line in given):
        return None
    return mean(
        [
            float(
                line["start"] is not None
                and texts.get(line["document"], "")[line["start"] : line["end"]] == line["text"]
            )
            for line in given
        ]
    )


def _start(child: Child, plan: Plan, starts: int) -> float:
    """Return the median seconds from the start of a process to its first answer."""
    question = {"text": plan.questions[0].text}
    output = child.folder / "first.json"
    return child.once(
        f"start-{starts}",
        lambda: statistics.median(
            child.run("first", _FULL, question, output) for _ in range(starts)
        ),
    )
