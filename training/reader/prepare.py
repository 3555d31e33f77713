"""From the training sets to packed examples and a pool of passages to draw negatives from.

    python -m training.reader.prepare DATA --work DIR

Writes ``DIR/examples.npz`` (positives, adversarial and neighbouring negatives) and ``DIR/pool.npz``
(passages, questions, and what term search finds for each), which ``training.reader.learn`` reads.
Learning needs neither the corpus nor the index then, and may run on another machine.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tqdm import tqdm

from index.embedding.model_files import packaged_folder
from training.reader.adversarial import changed, names_of
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
    "dev/squad1_tune", "dev/squad1_check", "dev/evidence_tune", "dev/evidence_check",
    "bench/squad2_dev",
)  # fmt: skip
_CUT_TOKENS = (64, 96, 96, 96, 128, 160)
"""Sizes of texts: what the product reads, and some shorter and longer."""
_GROUPED = ("answer", "beside")
"""Readings that stand in a group with a question's retrieved passages: those of like length."""
_LEADS = 0.5
"""Share of questions whose texts are read with their title, where there is one."""


def prepare(data: Path, work: Path, seed: int = 0, scale: float = 1.0) -> None:
    """Write ``examples.npz`` and ``pool.npz`` into ``work``.

    Args:
        data: Folder with ``train``, ``dev``, ``field`` and ``bench``.
        work: For everything written.
        seed: Draws everything.
        scale: Share of each set that is used, for a rehearsal.
    """
    rng = random.Random(seed)  # noqa: S311
    work.mkdir(parents=True, exist_ok=True)
    sources = {
        path.name.removesuffix(".json.gz"): read_source(path)
        for path in sorted((data / "train").glob("*.json.gz"))
    }
    names = sorted({name for one in sources["squadshifts_new_wiki"] for name in names_of(one.text)})
    sources["tables"] = table_questions(names, TABLES, rng)
    chosen = {name: _drawn(asked, SHARES[name], scale, rng) for name, asked in sources.items()}
    held_back = WordSequences(_held_back(data))
    tokenizer = Tokenizer.from_file(str(packaged_folder(BASE_MODEL) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    packer = Packer(tokenizer, list(sources))
    cutter = Cutter(tokenizer, rng)
    examples: list[Tokens] = []
    dropped: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    pooled: list[tuple[int, Asked]] = []
    group = 0
    neighbours = _names_by_document(chosen)
    for name, asked in chosen.items():
        for one in tqdm(asked, desc=name, unit="question"):
            asked_as = replace(
                one, question=typed(one.question, rng),
                lead=one.lead if rng.random() < _LEADS else "",
            )  # fmt: skip
            made = _readings(asked_as, one, cutter, neighbours, rng)
            kept = [(kind, r) for kind, r in made if not held_back.shares(r.text)]
            dropped[name] += len(made) - len(kept)
            packed = [(kind, packer.pack(r, group if kind in _GROUPED else -1)) for kind, r in kept]
            examples += [tokens for _, tokens in packed if tokens is not None]
            kinds.update(f"{name} {kind}" for kind, tokens in packed if tokens is not None)
            if (
                packed
                and SHARES[name].retrieved
                and one.is_answered
                and rng.random() < SHARES[name].retrieved
            ):
                pooled.append((group, asked_as))
            group += 1
    for kind, number in sorted(kinds.items()):
        print(f"{kind}: {number}")
    print(f"dropped for 13 words shared with dev, field or bench: {dict(dropped)}")
    print(f"{len(examples)} examples, {sum(len(one.ids) for one in examples)} tokens")
    save(work / "examples.npz", examples, names=np.array(list(sources)))
    searched = {n: a for n, a in sources.items() if SHARES[n].searched}
    if scale < 1:
        searched = {n: rng.sample(a, max(20, int(scale * len(a)))) for n, a in searched.items()}
    save_pool(work / "pool.npz", pool_of(searched, pooled, packer, cutter, held_back))


def _readings(
    asked: Asked,
    plain: Asked,
    cutter: Cutter,
    neighbours: Mapping[tuple[str, int], Sequence[str]],
    rng: random.Random,
) -> list[tuple[str, Reading]]:
    """What is read for one question apart from retrieved passages, with what it is."""
    tokens = rng.choice(_CUT_TOKENS)
    made: list[tuple[str, Reading]] = []
    if asked.is_answered:
        made.append(("answer", cutter.around_answer(asked, tokens)))
    else:
        made.append(("no answer", cutter.around_answer(asked, tokens)))
    if rng.random() < WHOLE.get(asked.source, 0.0):
        whole = cutter.whole(asked, 300)
        if whole is not None:
            made.append(("whole", whole))
    if asked.is_answered and rng.random() < BESIDE:
        beside = cutter.beside_answer(asked, tokens)
        if beside is not None:
            made.append(("beside", beside))
    if asked.golds and rng.random() < ADVERSARIAL.get(asked.source, 0.0):
        text = rng.choice(made)[1] if made else None
        if text is not None and text.golds:
            names = [
                n
                for d in range(-6, 7)
                if d
                for n in neighbours.get((asked.source, asked.document + d), ())
            ]
            other = changed(plain.question, text.text, sorted(set(names)), rng)
            if other is not None:
                made.append(
                    ("adversarial",
                     replace(text, question=other, golds=(), answer_known=True, marked=()))
                )  # fmt: skip
    return made


def _names_by_document(chosen: Mapping[str, Sequence[Asked]]) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for name, asked in chosen.items():
        if ADVERSARIAL.get(name):
            for one in asked:
                if (name, one.document) not in found:
                    found[name, one.document] = names_of(one.text)
    return found


def _drawn(asked: Sequence[Asked], share: Share, scale: float, rng: random.Random) -> list[Asked]:
    """As many questions as the share allows; questions without answer by their own limit."""
    answered = [one for one in asked if one.is_answered]
    unanswered = [one for one in asked if not one.is_answered]
    found: list[Asked] = []
    for some, most in ((answered, share.most), (unanswered, share.most_unanswered)):
        number = int(scale * min(len(some), len(some) if most is None else most))
        found += rng.sample(some, number)
    return [one for one in found for _ in range(1 if one.is_answered else share.times_unanswered)]


def _held_back(data: Path) -> Iterable[str]:
    for name in _HELD_BACK:
        yield from texts_of(data / f"{name}.json.gz")
    for path in sorted((data / "field").glob("*/gold.py")):
        # The field's documents are made by these files, word for word.
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
