"""Do headings and titles help to find a passage, and where should a passage end?

    python -m benchmarks.indexing.heading_context FIELD [--squad FILE.json.gz] [--questions 600]

FIELD is a folder with ``files/`` and ``questions.jsonl`` whose questions name a document and quote
evidence. The SQuAD file gives paragraphs as documents titled by their articles. Prints a Markdown
table: for each way of cutting and each context that is embedded or searched in front of a passage,
the share of questions whose evidence is whole in one of the first 1, 5 and 20 passages.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding import model_files
from index.errors import RefusedError
from index.loaders import CONTAINERS, load
from index.loaders.isolation.worker import Worker
from index.protocols import Embedder, Vectors
from index.search.lexical import LexicalIndex
from index.text.passages import PassageSettings, split_passages
from index.text.sections import heading_text
from index.values import Extracted, PassageRow
from qa.evaluate.datasets.reading import read_dataset

_WEIGHT = 0.5
_DEPTH = 200
_RANKS = (1, 5, 20)
_CONTEXTS = ("none", "headings", "title + headings")


@dataclass(frozen=True, slots=True)
class _Document:
    name: str
    title: str
    extracted: Extracted


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    documents: frozenset[int]
    evidence: tuple[str, ...]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("field", type=Path)
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--sections", type=int, nargs="+", default=[24])
    options = parser.parse_args()
    embedder = model_files.load_embedder()
    print(
        "| set | section | embedded | searched | R@1 | R@5 | R@20 |\n|---|---|---|---|---|---|---|"
    )
    documents = list(_field_documents(options.field / "files"))
    asked = list(_field_questions(options.field / "questions.jsonl", documents))
    for section in options.sections:
        _rows("field", documents, asked, embedder, section)
    if options.squad:
        documents, asked = _squad(options.squad, options.questions)
        _rows("SQuAD", documents, asked, embedder, options.sections[0])


def _rows(
    name: str,
    documents: Sequence[_Document],
    asked: Sequence[_Asked],
    embedder: Embedder,
    section: int,
) -> None:
    settings = PassageSettings(section_tokens=section)
    places = [
        (number, draft)
        for number, document in enumerate(documents)
        for draft in split_passages(
            document.extracted.text, embedder, settings, document.extracted.structure
        )
    ]
    texts = [documents[n].extracted.text[d.start : d.end] for n, d in places]
    headings = [heading_text(documents[n].extracted.text, d.headings) for n, d in places]
    titles = [documents[n].title for n, _ in places]
    owners = [n for n, _ in places]
    gold = [_gold(question, owners, texts) for question in asked]
    vectors = embedder_questions(embedder, asked)
    dense = {
        context: vectors @ embedder.embed(_with(context, titles, headings, texts)).T
        for context in _CONTEXTS
    }
    lexical = {}
    for searched in ("title", "title + headings"):
        index = LexicalIndex()
        rows = [
            PassageRow(i, str(owners[i]), titles[i], texts[i] if searched == "title" else
                       f"{headings[i]}\n{texts[i]}")
            for i in range(len(texts))
        ]  # fmt: skip
        index.update(range(len(rows)), rows, [])
        lexical[searched] = [index.search(question.question, _DEPTH) for question in asked]
    for context in _CONTEXTS:
        for searched, hits in lexical.items():
            shares = _recall(dense[context], hits, gold)
            figures = " | ".join(f"{share:.3f}" for share in shares)
            what = f"{name}, {len(texts)} passages"
            print(f"| {what} | {section} | {context} | {searched} | {figures} |", flush=True)


def embedder_questions(embedder: Embedder, asked: Sequence[_Asked]) -> Vectors:
    """Unit vectors of the questions, shape (questions, dimension)."""
    return np.array([embedder.embed_question(question.question) for question in asked], np.float32)


def _with(
    context: str, titles: Sequence[str], headings: Sequence[str], texts: Sequence[str]
) -> list[str]:
    contexts = {
        "none": [""] * len(texts),
        "headings": list(headings),
        "title + headings": [
            " > ".join(filter(None, pair)) for pair in zip(titles, headings, strict=True)
        ],
    }[context]
    return [
        f"{lead[-200:]}\n{text}" if lead else text
        for lead, text in zip(contexts, texts, strict=True)
    ]


def _recall(
    dense: Vectors, lexical: Sequence[Sequence[tuple[int, float]]], gold: Sequence[set[int]]
) -> list[float]:
    found = np.zeros(len(_RANKS))
    for scores, bm25, right in zip(dense, lexical, gold, strict=True):
        fused = scores.copy()
        best = max((score for _, score in bm25), default=0.0)
        for passage, score in bm25:
            fused[passage] += _WEIGHT * score / best
        order = np.argsort(-fused, kind="stable")[: max(_RANKS)]
        first = next((rank for rank, passage in enumerate(order) if int(passage) in right), 99)
        found += [first < rank for rank in _RANKS]
    return list(found / len(gold))


def _gold(asked: _Asked, owners: Sequence[int], texts: Sequence[str]) -> set[int]:
    """The passages that hold all evidence; where none does, those that hold most of it."""
    counts = {
        i: sum(part in folded for part in asked.evidence)
        for i, owner in enumerate(owners)
        if owner in asked.documents and (folded := _folded(texts[i]))
    }
    best = max(counts.values(), default=0)
    return {i for i, count in counts.items() if count == best and best}


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _field_documents(folder: Path) -> Iterator[_Document]:
    worker = Worker()
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        names = {0: path.name}
        if path.suffix in CONTAINERS:
            members = worker.open(data, path.suffix)
            names = {n: f"{path.name}/{m.name}" if m.name else path.name
                     for n, m in enumerate(members)}  # fmt: skip
        for number, name in names.items():
            try:
                extracted = (
                    worker.load_member(number)
                    if path.suffix in CONTAINERS
                    else load(data, path.suffix)
                )
            except RefusedError as error:
                print(f"<!-- {name}: {error} -->")
            else:
                yield _Document(name, extracted.title or Path(name).stem, extracted)
    worker.close()


def _field_questions(path: Path, documents: Sequence[_Document]) -> Iterable[_Asked]:
    numbers = {document.name: number for number, document in enumerate(documents)}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        names = record["document"]
        names = names if isinstance(names, list) else [names]
        if record["answers"] and record["evidence"]:
            documents_of = frozenset(numbers[name] for name in names if name in numbers)
            evidence = tuple(_folded(part) for part in record["evidence"])
            yield _Asked(record["question"], documents_of, evidence)


def _squad(path: Path, questions: int) -> tuple[list[_Document], list[_Asked]]:
    dataset = read_dataset(path)
    documents = [
        _Document(str(n), paragraph.title.replace("_", " "), Extracted(paragraph.text))
        for n, paragraph in enumerate(dataset.paragraphs)
    ]
    asked = [
        _Asked(question.text, frozenset([question.paragraph]), (_folded(question.gold_texts[0]),))
        for question in dataset.questions
        if question.answerable
    ]
    step = max(len(asked) // questions, 1)
    return documents, asked[::step]


if __name__ == "__main__":
    main()
