"""Turns with the label whether they depend on what was said before them."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.followups.words import content

__all__ = [
    "ALONE",
    "LabelledTurn",
    "dialogue_turns",
    "is_dependent",
    "is_held_out",
    "rewritings",
    "single_turns",
]

ALONE = {"qed_nq_train": 1500, "tatqa_spans": 1000, "afriqa_en": 700, "medquad_sections": 200}
"""Questions drawn from each set that were written to stand alone."""

_HELD_OUT = 5
_LEAD = 2
"""Lines before the first turn of a CANARD dialogue: its article and its section."""
_CONTEXT = 600


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A question after what was said.

    Attributes:
        question: As asked.
        said: Before it, oldest first.
        depends: Whether it cannot be understood without.
        held_out: Whether it measures and is not fitted on.
        source: ``asked``, ``rewritten`` (by a person, to stand alone) or ``alone``.
    """

    question: str
    said: tuple[str, ...]
    depends: bool
    held_out: bool
    source: str


def rewritings(data: Path) -> list[Mapping[str, Any]]:
    """All turns of ``dialogues/rewrites.jsonl.gz``."""
    with gzip.open(data / "dialogues" / "rewrites.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_dependent(question: str, rewriting: str) -> bool:
    """Whether a person who rewrote a question added terms to it."""
    return bool(set(content(rewriting)) - set(content(question)))


def dialogue_turns(rows: Sequence[Mapping[str, Any]]) -> Iterator[LabelledTurn]:
    """Turns of CANARD as asked, and as a person rewrote them: those stand alone.

    Every fifth dialogue by the hash of its article is held out.
    """
    for row in rows:
        if row["src"] != "canard-dev" or len(row["history"]) < _LEAD + 2:
            continue
        said = tuple(row["history"][_LEAD:])
        held = is_held_out(row["history"][0])
        asked, rewritten = row["question"], row["rewrite"]
        yield LabelledTurn(asked, said, is_dependent(asked, rewritten), held, "asked")
        yield LabelledTurn(rewritten, said, False, held, "rewritten")


def single_turns(data: Path, dialogues: Sequence[LabelledTurn]) -> Iterator[LabelledTurn]:
    """Questions written to stand alone, after one of the same set or a dialogue of CANARD."""
    draw = random.Random(0)  # noqa: S311  a sample, not a secret
    for name, count in ALONE.items():
        questions = list(_questions(data / "train" / f"{name}.json.gz"))
        for number in range(count):
            text, _, _ = draw.choice(questions)
            held = is_held_out(text)
            said: tuple[str, ...]
            if number % 2:
                said = draw.choice(questions)
            else:
                said = draw.choice([turn for turn in dialogues if turn.held_out == held]).said
            yield LabelledTurn(text, said, False, held, "alone")


def _questions(path: Path) -> Iterator[tuple[str, str, str]]:
    """Each question with its answer and the beginning of its paragraph."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    for article in articles:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                answers = [answer["text"] for answer in question["answers"]] or [""]
                yield question["question"], answers[0], paragraph["context"][:_CONTEXT]


def is_held_out(key: str) -> bool:
    """Whether the turns of an article, or a single question, measure and are not fitted on."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % _HELD_OUT == 0
