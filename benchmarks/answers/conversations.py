"""Measures conversations: what comes of their turns, and completed questions against a person's.

    python -m benchmarks.answers.conversations DATA [--folder FOLDER] [--store DIR]

DATA is the folder of all data; FOLDER is ``tune``, ``check``, ``office``, ``office_tune`` or
``none``. The first table counts the outcomes of the turns of ``DATA/field/FOLDER``, or of
``benchmarks/data/office`` or ``training/office/office_tune``: each conversation is held as a user
would hold it, with the system's own answers to the turns before. A line below says how many turns
fail after a first turn that failed. The second table compares what is read and retrieved for a turn
with what a person wrote in its place (``DATA/dialogues/rewrites.jsonl.gz``): of CANARD those
dialogues that the model of dependence was not fitted on; the other sets only measure. The passages
of MT-RAG and CAsT are not part of the data, so that R@5 of their turns cannot be measured; the
table gives the share of the content words of the person's question that the typed question and the
retrieved one hold. R@5 of follow-ups is measured by ``benchmarks.answers.followups``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa import Answer, Chatbot
from qa.evaluate.datasets.field_folder import read_field
from qa.evaluate.datasets.model import Dataset
from qa.evaluate.judging.field_answers import FieldOutcome, field_outcome
from qa.evaluate.judging.matching import f1
from qa.followups import PastTurn, completed
from qa.followups.words import content
from training.followups.turns import is_dependent, is_held_out, rewritings

_ROOT = Path(__file__).parents[2]
OWN = (_ROOT / "benchmarks" / "data" / "office", _ROOT / "training" / "office" / "office_tune")
"""Folders of the repository that have conversations."""
SURE = 0.7
ARTICLE_AND_SECTION = 2
SHARES = ("right", "wrong", "wrongly_declined", "declined", "false")
ANSWERS_TOO = ("canard", "cast2021", "ikat")
"""Sets whose history holds the answers between the questions."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--folder", default="tune")
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    if options.folder != "none":
        own = {folder.name: folder for folder in OWN}
        usual = options.data / "field" / options.folder
        dataset = read_field(own.get(options.folder, usual))
        with tempfile.TemporaryDirectory() as scratch:
            store = options.store or Path(scratch)
            with Chatbot.from_folder(dataset.files or options.data, store=store) as bot:
                talks = _talked(bot, dataset)
        _print_turns(dataset, talks)
        _print_first_and_later(talks)
    _print_rewritings(rewritings(options.data))


Turn = tuple[str, FieldOutcome, Answer]


def _talked(bot: Chatbot, dataset: Dataset) -> list[list[Turn]]:
    talks = []
    for talk in dataset.talks:
        conversation, turns = bot.conversation(), []
        for number, turn in enumerate(talk):
            answer = conversation.ask(turn.text)
            place = ("later" if number else "first") if turn.has_words else "unanswerable"
            turns.append((place, field_outcome(turn, answer), answer))
        talks.append(turns)
    return talks


def _print_turns(dataset: Dataset, talks: Sequence[Sequence[Turn]]) -> None:
    faultless = sum(all(_is_right(outcome) for _, outcome, _ in talk) for talk in talks)
    print(f"{len(talks)} conversations of `{dataset.name}`, {faultless} without a fault.\n")
    print(
        "| turns | number | right | wrong | wrongly declined | declined | false "
        f"| wrong or false at {SURE} and more | mean confidence of what is given | share right |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    rows: dict[str, list[Turn]] = defaultdict(list)
    for talk in talks:
        for number, turn in enumerate(talk):
            rows[turn[0]].append(turn)
            if number:
                rows["all but the first"].append(turn)
    for place, turns in sorted(rows.items()):
        sums = [sum(getattr(outcome, name) for _, outcome, _ in turns) for name in SHARES]
        sure = sum(
            answer.found and answer.confidence >= SURE and not _is_right(outcome)
            for _, outcome, answer in turns
        )
        given = [(answer.confidence, o.right) for _, o, answer in turns if answer.found]
        stated, right = np.mean(given, axis=0) if given else (0.0, 0.0)
        cells = " | ".join(f"{value:.1f}" for value in sums)
        print(f"| {place} | {len(turns)} | {cells} | {sure} | {stated:.2f} | {right:.2f} |")
    print()


def _print_first_and_later(talks: Sequence[Sequence[Turn]]) -> None:
    """How later turns go after a first turn that went well, and after one that did not."""
    for well, words in ((True, "right or rightly declined"), (False, "neither")):
        later = [
            _is_right(outcome)
            for talk in talks
            if _is_right(talk[0][1]) == well
            for _, outcome, _ in talk[1:]
        ]
        print(f"After a first turn that is {words}: {sum(later)} of {len(later)} later turns are.")
    print()


def _is_right(outcome: FieldOutcome) -> bool:
    return outcome.right + outcome.declined >= 1 - 1e-9


def _print_rewritings(rows: Sequence[Mapping[str, Any]]) -> None:
    print(
        "| set | turns | judged as a person did (dependent or not) | token F1 as typed | as read "
        "| content words as typed | as retrieved | of turns that a person changed: token F1 as "
        "typed | as read | content words as typed | as retrieved |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    by_set: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["src"] != "canard-dev" or is_held_out(row["history"][0]):
            by_set[row["src"]].append(row)
    for name, turns in sorted(by_set.items()):
        scores = [_scored(row) for row in turns if len(_said(row)) > 0]
        means = np.mean([(score.judged, *score.shares) for score in scores], axis=0)
        changed = np.mean([score.shares for score in scores if score.changed], axis=0)
        cells = " | ".join(f"{mean:.3f}" for mean in (*means, *changed))
        print(f"| {name} | {len(scores)} | {cells} |")


def _said(row: Mapping[str, Any]) -> list[str]:
    """What was said before a turn; CANARD's article counts as the first question."""
    said = list(row["history"])
    if row["src"] == "canard-dev":
        return [f"What about {said[0]}?", "", *said[ARTICLE_AND_SECTION:]]
    return said


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A turn compared with a person's question.

    Attributes:
        judged: Whether dependence is judged as by the person.
        shares: Token F1 as typed and as read; share of the content words of the person's question
            in the typed and in the retrieved one.
        changed: Whether the person added to the turn.
    """

    judged: bool
    shares: tuple[float, float, float, float]
    changed: bool


def _scored(row: Mapping[str, Any]) -> Rewriting:
    typed, person = row["question"], row["rewrite"]
    meant = completed(typed, list(_turns(_said(row), row["src"])))
    depends = is_dependent(typed, person)
    shares = (
        f1(typed, [person]),
        f1(meant.read, [person]),
        _held(person, typed),
        _held(person, meant.retrieve),
    )
    return Rewriting(meant.depends == depends, shares, depends)


def _held(person: str, question: str) -> float:
    """The share of the content words of ``person`` that ``question`` holds."""
    wanted = set(content(person))
    return len(wanted & set(content(question))) / len(wanted) if wanted else 1.0


def _turns(said: Sequence[str], name: str) -> Iterator[PastTurn]:
    """The turns before, each completed from those before it."""
    step = 2 if name.startswith(ANSWERS_TOO) else 1
    past: list[PastTurn] = []
    for number in range(0, len(said), step):
        answer = said[number + 1] if step > 1 and number + 1 < len(said) else ""
        meant = completed(said[number], past)
        past.append(PastTurn(meant.read, meant.depends, answer, answer))
    yield from past


if __name__ == "__main__":
    main()
