"""Turns the training sets into the list of examples, in the order of training.

Short texts come first: the model learns what a question asks for before it sees long texts, which
cost most. The ablations switch off the three levers (all annotators' answers, retrieved negatives,
adversarial negatives) one by one.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tokenizers import Tokenizer

from index.embedding.model_files import packaged_folder
from qa.evaluate import Dataset, read_squad
from training.reader.adversarial import changed, names_of
from training.reader.examples import Cropper, Example, positives
from training.reader.overlap import WordSequences
from training.reader.retrieved import retrieved_negatives

__all__ = ["BASE_MODEL", "Recipe", "build"]

BASE_MODEL = "all-MiniLM-L6-v2"

_PARAGRAPH_SETS = ("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon_reviews")
_HELD_BACK = ("dev/squad1_tune", "dev/squad1_check", "bench/squad2_dev")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The training data; numbers count examples.

    Attributes:
        seed: Draws everything.
        crop_tokens: Size of the texts that most examples are cut to; the product reads such texts.
        paragraph_questions: Drawn from SQuADShifts, cut; all if None.
        whole: Of these, used once more with their whole paragraphs; those on Wikipedia first, which
            are nearest to the questions of users; all if None.
        sentences: From QAMR, half of them before anything else.
        stories: From FairytaleQA; all if None.
        papers: From COVID-QA; all if None.
        beside: Negatives from the answer's own paragraph.
        retrieved: Questions with passages that the retriever ranks high, each with its own cut
            text.
        retrieved_each: Passages for each such question.
        together: Whether these texts are read together for one question (``Example.group``).
        adversarial: Negatives made by rules.
        all_annotators: Targets are all annotators' answers, not only the first one's.
    """

    seed: int = 0
    crop_tokens: int = 96
    paragraph_questions: int | None = None
    whole: int | None = 18000
    sentences: int = 18000
    stories: int | None = None
    papers: int | None = None
    beside: int = 2000
    retrieved: int = 12000
    retrieved_each: int = 2
    together: bool = True
    adversarial: int = 6000
    all_annotators: bool = True


def build(recipe: Recipe, data: Path, store: Path | None) -> list[list[Example]]:
    """Build the stages of examples; the trainer orders the examples of a stage.

    Args:
        recipe: How many of which.
        data: Folder with ``train``, ``dev`` and ``bench``.
        store: Where to keep the index of the training passages.
    """
    rng = random.Random(recipe.seed)  # noqa: S311
    sets = _without_overlap(data)
    tokenizer = Tokenizer.from_file(str(packaged_folder(BASE_MODEL) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    cropper = Cropper(tokenizer, rng)

    def drawn(examples: Sequence[Example], number: int | None) -> list[Example]:
        if number is None or number >= len(examples):
            return list(examples)
        return rng.sample(list(examples), number)

    whole = {name: sets[name] for name in _PARAGRAPH_SETS}
    paragraph = drawn([one for name in whole for one in whole[name]], recipe.paragraph_questions)
    wiki = [one for one in paragraph if one.source == _PARAGRAPH_SETS[0]]
    other = [one for one in paragraph if one.source != _PARAGRAPH_SETS[0]]
    cut = [cropper.around_answer(one, recipe.crop_tokens) for one in paragraph]
    sentences = drawn(sets["qamr"], recipe.sentences)
    stories = [
        cropper.around_answer(one, recipe.crop_tokens)
        for one in drawn(sets["fairytaleqa_train"], recipe.stories)
    ]
    papers = [
        cropper.around_answer(one, 2 * recipe.crop_tokens)
        for one in drawn(sets["covidqa"], recipe.papers)
    ]
    beside: Sequence[Example | None] = [
        cropper.beside_answer(one, recipe.crop_tokens) for one in paragraph
    ]
    answered = {(one.question, one.text) for one in [*cut, *paragraph]}

    def unanswered(made: Iterable[Example | None]) -> list[Example]:
        return [one for one in made if one is not None and (one.question, one.text) not in answered]

    negatives = _retrieved(recipe, wiki, other, whole, rng, store)
    shown = {(one.question, one.key): short for one, short in zip(paragraph, cut, strict=True)}
    groups: list[list[Example]] = []
    for asked, passages in negatives:
        wrong = unanswered(passages)
        if wrong:
            short = shown[asked.question, asked.key]
            name = f"{asked.key} {asked.question}" if recipe.together else ""
            groups.append([replace(one, group=name) for one in (short, *wrong)])
    adversarial = unanswered(_adversarial(recipe, paragraph, cut, rng))
    half = len(groups) // 2, len(adversarial) // 2
    # A text of a group is not used alone in the same stage.
    grouped = {(group[0].question, group[0].key) for group in groups[: half[0]]}
    stages = [
        sentences[: len(sentences) // 2],
        [
            *[one for one in cut if (one.question, one.key) not in grouped],
            *sentences[len(sentences) // 2 :], *stories, *papers, *chain(*groups[: half[0]]),
            *adversarial[: half[1]], *drawn(unanswered(beside), recipe.beside),
        ],
        [
            *[*rng.sample(wiki, len(wiki)), *rng.sample(other, len(other))][: recipe.whole],
            *chain(*groups[half[0] :]), *adversarial[half[1] :],
        ],
    ]  # fmt: skip
    if not recipe.all_annotators:
        stages = [[replace(one, golds=one.golds[:1]) for one in stage] for stage in stages]
    return stages


def _without_overlap(data: Path) -> dict[str, list[Example]]:
    """Return each training set's positives, less those that overlap a held-out set."""
    held_back = WordSequences(
        paragraph.text
        for name in _HELD_BACK
        for paragraph in read_squad(data / f"{name}.json.gz").paragraphs
    )
    found = {}
    for path in sorted((data / "train").glob("*.json.gz")):
        dataset: Dataset = read_squad(path)
        name = path.name.removesuffix(".json.gz")
        shared = {
            number
            for number, paragraph in enumerate(dataset.paragraphs)
            if held_back.shares(paragraph.text)
        }
        kept = [one for one in dataset.questions if one.paragraph not in shared]
        found[name] = [replace(one, source=name) for one in positives(dataset, kept)]
        print(
            f"{name}: dropped {len(shared)} of {len(dataset.paragraphs)} passages "
            f"({len(dataset.questions) - len(kept)} of {len(dataset.questions)} questions) "
            "that share 13 words with dev or bench"
        )
    return found


def _retrieved(
    recipe: Recipe,
    wiki: Sequence[Example],
    other: Sequence[Example],
    whole: dict[str, list[Example]],
    rng: random.Random,
    store: Path | None,
) -> list[tuple[Example, list[Example]]]:
    """Questions and their passages.

    Mostly Wikipedia questions: those on reviews and posts assume that one has seen the text.

    "What size is the holder?" has another right answer in another review.
    """
    if not recipe.retrieved:
        return []
    asked = rng.sample(list(wiki), min(len(wiki), 2 * recipe.retrieved // 3))
    rest = recipe.retrieved - len(asked)
    asked += rng.sample(list(other), min(len(other), rest))
    texts = list(dict.fromkeys(one.text for examples in whole.values() for one in examples))
    rng.shuffle(asked)
    made = retrieved_negatives(asked, texts, rng, store, recipe.retrieved_each)
    return list(zip(asked, made, strict=True))


def _adversarial(
    recipe: Recipe,
    paragraph: Sequence[Example],
    cut: Sequence[Example],
    rng: random.Random,
) -> list[Example]:
    """Half use whole paragraphs, half cut ones."""
    if not recipe.adversarial:
        return []
    by_paragraph = {one.key: names_of(one.text) for one in paragraph}
    made: list[Example] = []
    order = rng.sample(range(len(paragraph)), len(paragraph))
    # Wikipedia's passages first: they have the names and numbers that the rules change.
    order.sort(key=lambda i: paragraph[i].source != _PARAGRAPH_SETS[0])
    for i in order:
        if len(made) == recipe.adversarial:
            break
        one = (paragraph, cut)[len(made) % 2][i]
        names = sorted({name for key in _near(one.key) for name in by_paragraph.get(key, ())})
        question = changed(one.question, one.text, names, rng)
        if question is not None:
            made.append(replace(one, question=question, golds=()))
    rng.shuffle(made)
    return made


def _near(key: str) -> list[str]:
    """Return the keys of neighbouring paragraphs, mostly of the same article."""
    name, _, number = key.rpartition(":")
    here = int(number)
    return [f"{name}:{there}" for there in range(here - 6, here + 7) if there != here]
