"""Measures the completion of follow-up questions in the corpus of 3,641 paragraphs.

    python -m benchmarks.answers.followups DATA --store DIR [--split tune|report]
        [--alone tune|check]

Runs every dialogue of ``benchmarks/data/followups.json`` as a conversation, which knows only its
own answers. Prints two Markdown tables.

The first gives the share of follow-up turns whose right paragraph is among the first five before
reading (R@5), the share whose answer cites it, and token F1: for the question as typed, as
completed by the system, and as completed by a person. Intervals are 95 % of bootstrap samples of
whole dialogues.

The second gives the effect of completion on questions that were written to stand alone, asked after
another question of the same and of another article. Some of them have a pronoun for something that
only their paragraph tells, so the table also gives the loss of the others.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.embedding.model_files import load_embedder
from qa import Answer, Chatbot
from qa.conversation import Conversation
from qa.evaluate import Dataset, Question
from qa.evaluate.judging.matching import f1
from qa.followups.dependence import unmarked, unresolved
from training.paragraphs import paragraph_corpus, read_all

DIALOGUES = Path(__file__).parents[1] / "data" / "followups.json"
K = 5
DEPTH = 60  # passages searched, enough to hold five paragraphs
SAMPLES = 5_000
NOT_FOLLOWING = ("first", "topic changed")
TEXTS = ("as typed", "completed", "completed by a person")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one question: R@5 and citation of the right paragraph (0 or 1), and F1."""

    recall: float
    cited: float
    f1: float


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--split", choices=("tune", "report"), default="tune")
    parser.add_argument("--alone", choices=("tune", "check"), default="tune")
    parser.add_argument("--before", type=int, default=20, help="questions of an article to follow")
    options = parser.parse_args()
    datasets = read_all(options.data)
    held = json.loads(DIALOGUES.read_text(encoding="utf-8"))["dialogues"]
    held = [one for one in held if one["split"] == options.split]
    with paragraph_corpus(datasets, load_embedder(), options.store) as (corpus, _):
        bot = Chatbot(corpus)
        _print_dialogues(bot, held, datasets[:2], options.split)
        _print_alone(bot, datasets[("tune", "check").index(options.alone)], options.before)


def _print_dialogues(
    bot: Chatbot, dialogues: Sequence[Mapping[str, Any]], datasets: Sequence[Dataset], split: str
) -> None:
    texts = _articles(datasets)
    outcomes: list[list[dict[str, Outcome]]] = []
    changed = kept = 0
    for dialogue in dialogues:
        chat, turns = bot.conversation(), []
        for turn in dialogue["turns"]:
            meant = chat.completion(turn["question"])
            answer = chat.ask(turn["question"])
            if turn["kind"] in NOT_FOLLOWING:
                kept += 1
                changed += meant.depends
                continue
            article = texts[dialogue["article"].replace("_", " ")]
            golds = [gold["text"] for gold in turn["answers"]]
            right = {article[gold["paragraph"]] for gold in turn["answers"]}
            asked = {
                "as typed": (bot.ask(turn["question"]), None),
                "completed": (answer, meant.retrieve),
                "completed by a person": (bot.ask(turn["completed"]), None),
            }
            turns.append({name: _outcome(bot, *one, right, golds) for name, one in asked.items()})
        outcomes.append(turns)
    count = sum(map(len, outcomes))
    print(f"{count} follow-up turns of {len(dialogues)} `{split}` dialogues.\n")
    print("| question | R@5 | right paragraph cited | F1 |\n|---|---|---|---|")
    for name in TEXTS:
        cells = [
            _cell([[getattr(turn[name], field) for turn in turns] for turns in outcomes])
            for field in ("recall", "cited", "f1")
        ]
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"\nOf {kept} other turns {changed} were completed.\n", flush=True)


def _articles(datasets: Sequence[Dataset]) -> dict[str, list[str]]:
    """Return for each article the document ids of its paragraphs, in order."""
    ids: dict[str, list[str]] = {}
    for dataset in datasets:
        for paragraph in dataset.paragraphs:
            ids.setdefault(paragraph.title.replace("_", " "), []).append(paragraph.id)
    return ids


def _outcome(
    bot: Chatbot, answer: Answer, retrieve_as: str | None, right: set[str], golds: list[str]
) -> Outcome:
    cited = bool(answer.citations) and answer.citations[0].document.id in right
    found = _recalled(bot, answer.asked_as, right, retrieve_as)
    return Outcome(float(found), float(cited), f1(answer.text, golds))


def _recalled(bot: Chatbot, question: str, right: set[str], retrieve_as: str | None = None) -> bool:
    """Whether a right paragraph is among the first five, ranked by their best passages."""
    hits = bot.search(question, DEPTH, retrieve_as=retrieve_as)
    ranked = dict.fromkeys(hit.document.id for hit in hits)
    return bool(right & set(list(ranked)[:K]))


def _cell(groups: Sequence[Sequence[float]]) -> str:
    """Return the mean, with a 95 % interval from samples of whole groups (Efron 1979)."""
    draw = random.Random(0)  # noqa: S311  a sample, not a secret
    sums = [(sum(group), len(group)) for group in groups if group]
    means = []
    for _ in range(SAMPLES):
        drawn = draw.choices(sums, k=len(sums))
        means.append(sum(s for s, _ in drawn) / sum(n for _, n in drawn))
    means.sort()
    low, high = means[int(0.025 * SAMPLES)], means[int(0.975 * SAMPLES)]
    mean = sum(s for s, _ in sums) / sum(n for _, n in sums)
    return f"{mean:.3f} ({low:.3f}–{high:.3f})"


def _print_alone(bot: Chatbot, dataset: Dataset, before: int) -> None:
    by_article: dict[str, list[Question]] = {}
    for question in dataset.questions:
        by_article.setdefault(dataset.paragraphs[question.paragraph].title, []).append(question)
    draw = random.Random(0)  # noqa: S311
    chats = {
        title: [_after(bot, one) for one in draw.sample(questions, min(before, len(questions)))]
        for title, questions in by_article.items()
    }
    print(f"{len(dataset.questions)} questions of `{dataset.name}`, each after another one.\n")
    print(
        "| asked after a question of | completed | without an open pronoun | R@5 as typed | R@5 "
        "| loss | loss without an open pronoun |\n|---|---|---|---|---|---|---|"
    )
    typed = {q: _recalled(bot, q.text, _right(dataset, q)) for q in dataset.questions}
    for name, titles in (
        ("the same article", lambda title: [title]),
        ("another article", lambda title: [one for one in chats if one != title]),
    ):
        changed, closed, lost, lost_closed = 0, 0, 0, 0
        for question, chat in _pairs(dataset, chats, titles, draw):
            meant = chat.completion(question.text)
            if not meant.depends:
                continue
            right = _right(dataset, question)
            loss = typed[question] - _recalled(bot, meant.read, right, meant.retrieve)
            changed, lost = changed + 1, lost + loss
            if unresolved(unmarked(question.text)[0]) is None:
                closed, lost_closed = closed + 1, lost_closed + loss
        plain, count = sum(typed.values()), len(typed)
        print(
            f"| {name} | {changed} | {closed} | {plain / count:.4f} | {(plain - lost) / count:.4f} "
            f"| {lost / count:+.4f} | {lost_closed / count:+.4f} |",
            flush=True,
        )


def _pairs(
    dataset: Dataset,
    chats: Mapping[str, Sequence[Conversation]],
    titles: Callable[[str], list[str]],
    draw: random.Random,
) -> Iterator[tuple[Question, Conversation]]:
    for question in dataset.questions:
        title = draw.choice(titles(dataset.paragraphs[question.paragraph].title))
        others = [one for one in chats[title] if one.turns[0].question != question.text]
        yield question, draw.choice(others)


def _after(bot: Chatbot, question: Question) -> Conversation:
    chat = bot.conversation()
    chat.ask(question.text)
    return chat


def _right(dataset: Dataset, question: Question) -> set[str]:
    return {dataset.paragraphs[question.paragraph].id}


if __name__ == "__main__":
    main()
