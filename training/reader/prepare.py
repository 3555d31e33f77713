"""Turn the training sets into packed examples and a pool of passages to draw negatives from.

    python -m training.reader.prepare DATA --work DIR

Writes ``DIR/examples.npz`` (positives, adversarial and neighbouring negatives), ``DIR/pool.npz``
(passages, questions, and what term search finds for each) and ``DIR/folders.npz`` (what the product
retrieves in the folders of ``training/office``). ``training.reader.learn`` reads them; it needs
neither the corpus nor the index and may run on another machine.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tokenizers import Tokenizer
from tqdm import tqdm

from index.embedding.model_files import load_embedder, packaged_folder
from training.reader.adversarial import changed, names_of
from training.reader.folders import OFFICE, SOURCE, folder_examples
from training.reader.forms import typed
from training.reader.mixture import ADVERSARIAL, BESIDE, SHARES, TABLES, WHOLE, Share
from training.reader.overlap import WordSequences
from training.reader.packed import Tokens, save
from training.reader.packer import Packer
from training.reader.pool import pool_of
from training.reader.pool_file import save_pool
from training.reader.readings import Cutter, Reading
from training.reader.recipe import BASE_MODEL
from training.reader.sources import Asked, read_source, texts_of
from training.reader.tables import table_questions

__all__ = ["prepare"]

_HELD_BACK = (
    "dev/squad1_tune",
    "dev/squad1_check",
    "dev/evidence_tune",
    "dev/evidence_check",
    "bench/squad2_dev",
)
_CUT_TOKENS = (64, 96, 96, 96, 128, 160)
"""Sizes of texts: what the product reads, and some shorter and longer."""
_WHOLE_TOKENS = 300
_GROUPED = ("answer", "beside")
"""Readings that join the group of a question's retrieved passages: those of similar length."""
_LEADS = 0.5
"""Share of questions whose texts are read with their title, where there is one."""
_NEIGHBOURS = 6
"""Documents before and after a question's own whose names stand in for its names."""

NamesByDocument = Mapping[tuple[str, int], Sequence[str]]
"""Names in each document, by training set and number."""


@dataclass(slots=True)
class _Prepared:
    """What is made of the questions.

    Attributes:
        examples: Packed readings.
        to_search: Questions that get retrieved negatives, with their groups and documents.
        documents: Numbers of the documents over all sets, by training set and number there.
        kinds: Number of examples by training set and kind.
        dropped: Number of readings by training set that share words with held-back texts.
    """

    examples: list[Tokens] = field(default_factory=list)
    to_search: list[tuple[int, int, Asked]] = field(default_factory=list)
    documents: dict[tuple[str, int], int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)


def prepare(
    data: Path, work: Path, seed: int = 0, scale: float = 1.0, folders: Path = OFFICE
) -> None:
    """Write ``examples.npz``, ``folders.npz`` and ``pool.npz`` into ``work``.

    Args:
        data: Folder with ``train``, ``dev``, ``field`` and ``bench``.
        work: For everything written.
        seed: Draws everything but what is read in folders.
        scale: Share of each set that is used, for a rehearsal or a short training; folders are
            used whole.
        folders: Holds the folders.
    """
    rng = random.Random(seed)  # noqa: S311
    work.mkdir(parents=True, exist_ok=True)
    sources = _sources(data, rng)
    chosen = {name: _drawn(asked, SHARES[name], scale, rng) for name, asked in sources.items()}
    held_back = WordSequences(_held_back(data))
    tokenizer = Tokenizer.from_file(str(packaged_folder(BASE_MODEL) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    names = [*sources, SOURCE]
    packer = Packer(tokenizer, names)
    cutter = Cutter(tokenizer, rng)
    prepared = _prepared(chosen, packer, cutter, held_back, rng)
    _describe(prepared)
    save(work / "examples.npz", prepared.examples, names)
    save(work / "folders.npz", _read_in_folders(folders, work, packer), names)
    searched = {name: asked for name, asked in sources.items() if SHARES[name].searched}
    if scale < 1:
        searched = {
            name: rng.sample(asked, max(20, int(scale * len(asked))))
            for name, asked in searched.items()
        }
    save_pool(work / "pool.npz", pool_of(searched, prepared.to_search, packer, cutter, held_back))


def _read_in_folders(folders: Path, work: Path, packer: Packer) -> list[Tokens]:
    embedder = load_embedder()
    examples = [
        example
        for number, folder in enumerate(sorted(folders.iterdir()))
        for example in folder_examples(folder, work / "folders", embedder, packer, number=number)
    ]
    tokens = sum(len(example.ids) for example in examples)
    print(f"folders: {len(examples)} examples, {tokens} tokens")
    return examples


def _sources(data: Path, rng: random.Random) -> dict[str, list[Asked]]:
    """Read all training sets and make up the tables."""
    sources = {
        path.name.removesuffix(".json.gz"): read_source(path)
        for path in sorted((data / "train").glob("*.json.gz"))
    }
    wiki = sources["squadshifts_new_wiki"]
    names = sorted({name for question in wiki for name in names_of(question.text)})
    sources["tables"] = table_questions(names, TABLES, rng)
    return sources


def _prepared(
    chosen: Mapping[str, Sequence[Asked]],
    packer: Packer,
    cutter: Cutter,
    held_back: WordSequences,
    rng: random.Random,
) -> _Prepared:
    prepared = _Prepared()
    names = _names_by_document(chosen)
    group = 0
    for source, questions in chosen.items():
        share = SHARES[source].retrieved
        for question in tqdm(questions, desc=source, unit="question"):
            asked = replace(
                question,
                question=typed(question.question, rng),
                lead=question.lead if rng.random() < _LEADS else "",
            )
            readings = _readings(asked, question.question, cutter, names, rng)
            kept = [(kind, text) for kind, text in readings if not held_back.shares(text.text)]
            prepared.dropped[source] += len(readings) - len(kept)
            documents = prepared.documents
            document = documents.setdefault((source, question.document), len(documents))
            for kind, reading in kept:
                example = packer.pack(reading, group if kind in _GROUPED else -1, document)
                if example is not None:
                    prepared.examples.append(example)
                    prepared.kinds[f"{source} {kind}"] += 1
            if kept and share and question.is_answered and rng.random() < share:
                prepared.to_search.append((group, document, asked))
            group += 1
    return prepared


def _describe(prepared: _Prepared) -> None:
    for kind, number in sorted(prepared.kinds.items()):
        print(f"{kind}: {number}")
    print(f"dropped for 13 words shared with dev, field or bench: {dict(prepared.dropped)}")
    tokens = sum(len(example.ids) for example in prepared.examples)
    print(f"{len(prepared.examples)} examples, {tokens} tokens")


def _readings(
    asked: Asked,
    plain_question: str,
    cutter: Cutter,
    names: NamesByDocument,
    rng: random.Random,
) -> list[tuple[str, Reading]]:
    """Cut what is read for one question, retrieved passages apart; return each with its kind.

    Args:
        asked: The question in the form that is read.
        plain_question: The same in its original form, for the rules that change it.
        cutter: Cuts.
        names: For the rules.
        rng: Draws sizes and kinds.
    """
    tokens = rng.choice(_CUT_TOKENS)
    kind = "answer" if asked.is_answered else "no answer"
    readings = [(kind, cutter.around_answer(asked, tokens))]
    if rng.random() < WHOLE.get(asked.source, 0.0):
        whole = cutter.whole(asked, _WHOLE_TOKENS)
        if whole is not None:
            readings.append(("whole", whole))
    if asked.is_answered and rng.random() < BESIDE:
        beside = cutter.beside_answer(asked, tokens)
        if beside is not None:
            readings.append(("beside", beside))
    if asked.golds and rng.random() < ADVERSARIAL.get(asked.source, 0.0):
        _, reading = rng.choice(readings)
        adversarial = _adversarial(asked, reading, plain_question, names, rng)
        if adversarial is not None:
            readings.append(("adversarial", adversarial))
    return readings


def _adversarial(
    asked: Asked,
    reading: Reading,
    plain_question: str,
    names: NamesByDocument,
    rng: random.Random,
) -> Reading | None:
    """Change the question so that the text no longer answers it; None if that fails."""
    if not reading.golds:
        return None
    neighbours = {
        name
        for distance in range(-_NEIGHBOURS, _NEIGHBOURS + 1)
        if distance
        for name in names.get((asked.source, asked.document + distance), ())
    }
    question = changed(plain_question, reading.text, sorted(neighbours), rng)
    if question is None:
        return None
    return replace(reading, question=question, golds=(), answer_known=True, marked=())


def _names_by_document(chosen: Mapping[str, Sequence[Asked]]) -> NamesByDocument:
    names: dict[tuple[str, int], list[str]] = {}
    for source, questions in chosen.items():
        if ADVERSARIAL.get(source):
            for question in questions:
                if (source, question.document) not in names:
                    names[source, question.document] = names_of(question.text)
    return names


def _drawn(
    questions: Sequence[Asked], share: Share, scale: float, rng: random.Random
) -> list[Asked]:
    """Draw as many questions as the share allows, answered and unanswered ones apart."""
    answered = [question for question in questions if question.is_answered]
    unanswered = [question for question in questions if not question.is_answered]
    drawn: list[Asked] = []
    for kind, most in ((answered, share.most), (unanswered, share.most_unanswered)):
        number = int(scale * min(len(kind), len(kind) if most is None else most))
        drawn += rng.sample(kind, number)
    return [
        question
        for question in drawn
        for _ in range(1 if question.is_answered else share.times_unanswered)
    ]


def _held_back(data: Path) -> Iterable[str]:
    """Yield the texts that nothing may be learnt from."""
    for name in _HELD_BACK:
        yield from texts_of(data / f"{name}.json.gz")
    for path in sorted((data / "field").glob("*/gold.py")):
        # make.py builds the documents of its folder and holds their words.
        yield (path.parent / "make.py").read_text("utf-8")


def main() -> None:
    """Prepare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev, field and bench")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything written")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scale", type=float, default=1.0, help="share of each set (default: 1)")
    options = parser.parse_args()
    prepare(options.data, options.work, options.seed, options.scale)


if __name__ == "__main__":
    main()
