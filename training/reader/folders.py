"""Folders of documents with questions as packed examples: what the product retrieves and reads.

A folder is indexed with the product itself, and its best passages for a question are read together,
each under its title and headings. So these examples look as they do in use, and passages without
the answer are those that people's documents hold beside it.

Beside the members of a field folder (``qa.evaluate.datasets.field_folder``), a question says
in ``marks`` what stands in each marked sentence: its quotation, or the cells of a row; and by
``implied`` that these sentences answer it although no words state the answer.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from tqdm import tqdm

from index.corpus import Corpus
from index.protocols import Embedder
from index.values import Document, Passage, Span
from qa.retriever import Retriever
from training.reader.examples import holds_text
from training.reader.packed import Tokens
from training.reader.packer import Packer
from training.reader.readings import Reading

__all__ = ["OFFICE", "SOURCE", "folder_examples", "readings_of"]

OFFICE = Path(__file__).parents[1] / "office" / "learn"
"""Folders of invented organisations."""
SOURCE = "office"
"""Name of these examples among the training sets."""
_FIRST_GROUP = 1 << 24
"""Groups are numbered from here on, so that they differ from those of the other sets."""
_FIRST_DOCUMENT = 1 << 24
"""Likewise for the numbers of folders among those of documents."""
_PASSAGES = 6
"""Best passages that are read for a question."""
_DEEP = 60
"""Best passages of its own document among which the answer's is looked for."""
_WITHOUT_LEAD = 0.15
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Question:
    """One line of ``questions.jsonl``.

    Attributes:
        text: As asked.
        document: Path in ``files``; empty if nothing bears on the question.
        answers: Alternatives, or all parts.
        marks: For each marked sentence, what stands in it.
        is_answered: Whether the documents answer it, be it without words for it.
    """

    text: str
    document: str
    answers: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    is_answered: bool


def folder_examples(
    folder: Path, work: Path, embedder: Embedder, packer: Packer, seed: int = 0, number: int = 0
) -> Iterator[Tokens]:
    """Yield what is read for each question, grouped by question.

    Args:
        folder: With ``files`` and ``questions.jsonl``.
        work: For its index, and for the half of its files that is read as HTML, whose tables are
            printed by columns.
        embedder: The product's.
        packer: Makes tokens.
        seed: Draws which files are read as HTML, and which passages without a lead.
        number: Of the folder. It counts as one document, since its files speak of each other.

    Raises:
        ValueError: A marked sentence or an answer does not stand in its document.
    """
    rng = random.Random(f"{seed} {folder.name}")  # noqa: S311
    files = work / f"{folder.name}-files"
    _write_files(folder / "files", files, rng)
    questions = _questions(folder)
    with Corpus(work / f"{folder.name}-index", embedder, folder=files) as corpus:
        corpus.sync()
        documents = {
            str(Path(source).relative_to(files).with_suffix("")): document
            for document in corpus.documents()
            for source in document.sources
        }
        retriever = Retriever(corpus)
        for row, question in enumerate(tqdm(questions, desc=folder.name, unit="question")):
            group = _FIRST_GROUP + rng.randrange(1 << 20) * 512 + row % 512
            own = documents[question.document] if question.document else None
            for reading in readings_of(question, own, retriever, rng):
                example = packer.pack(reading, group, _FIRST_DOCUMENT + number)
                if example is not None:
                    yield example


def readings_of(
    question: _Question, own: Document | None, retriever: Retriever, rng: random.Random
) -> list[Reading]:
    """Mark answers and sentences in the best passages, and in the best one that has any."""
    hits = list(retriever.search(question.text, _PASSAGES))
    marked = _marked(question, own) if own is not None else []
    golds = _golds(question, own, marked) if own is not None else []
    if own is not None and not any(_has(hit.passage, own, marked) for hit in hits):
        deeper = retriever.search(question.text, _DEEP, [own.id])
        hits[-1:] = [hit for hit in deeper if _has(hit.passage, own, marked)][:1]
    readings = []
    for hit in hits:
        is_own = own is not None and hit.document.id == own.id
        if not is_own and question.answers and holds_text(hit.text, question.answers):
            # Another document may say the same.
            continue
        readings.append(
            _reading(
                question,
                hit.document.text,
                "" if rng.random() < _WITHOUT_LEAD else hit.lead,
                hit.passage,
                golds if is_own else [],
                marked if is_own else [],
            )
        )
    return readings


def _reading(
    question: _Question,
    text: str,
    lead: str,
    passage: Passage,
    golds: Sequence[Span],
    marked: Sequence[Span],
) -> Reading:
    inside = [_moved(gold, passage.start) for gold in golds if passage.span.contains(gold)]
    are_marked = tuple(any(part.overlaps(mark) for mark in marked) for part in passage.sentences)
    # In a passage with marked sentences, words that nobody wrote down may answer.
    is_known = bool(inside) or not (question.is_answered and any(are_marked))
    return Reading(
        question=question.text,
        lead=lead,
        text=text[passage.start : passage.end],
        golds=tuple(inside),
        answer_known=is_known,
        sentences=tuple(_moved(part, passage.start) for part in passage.sentences),
        marked=are_marked,
        source=SOURCE,
    )


def _moved(span: Span, start: int) -> Span:
    return Span(span.start - start, span.end - start)


def _has(passage: Passage, own: Document, marked: Sequence[Span]) -> bool:
    return passage.document_id == own.id and any(passage.span.overlaps(mark) for mark in marked)


def _marked(question: _Question, document: Document) -> list[Span]:
    """Find the marked sentences, or lines of a table, in the document."""
    marked = []
    for quotes in question.marks:
        if len(quotes) == 1:
            found = _quotation(quotes[0]).search(document.text)
            if found is None:
                raise ValueError(f"{question.document}: does not hold {quotes[0]!r}")
            marked.append(Span(*found.span()))
            continue
        rows = [line for line in _lines(document.text) if _holds_all(document, line, quotes)]
        if not rows:
            raise ValueError(f"{question.document}: no row holds {quotes!r}")
        marked.append(min(rows, key=len))
    return marked


def _golds(question: _Question, document: Document, marked: Sequence[Span]) -> list[Span]:
    """Find each answer in the first marked sentence that holds it."""
    golds = []
    for answer in question.answers:
        pattern = _quotation(answer)
        founds = [
            found
            for mark in marked
            for found in pattern.finditer(document.text, mark.start, mark.end)
        ]
        if not founds:
            raise ValueError(f"{question.document}: {answer!r} is not in what is marked")
        # In a row, a cell that is the answer; a number may stand inside another cell too.
        golds.append(Span(*max(founds, key=lambda f: _is_cell(document.text, f)).span()))
    return golds


def _quotation(text: str) -> re.Pattern[str]:
    """Match a quotation as whole words, whatever its blanks are."""
    words = r"\s+".join(re.escape(word) for word in _SPACE.split(text.strip()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _is_cell(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()].rstrip(" ")[-1:], text[found.end() :].lstrip(" ")[:1]
    return before in ":;|" and after in ";|.\n"


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield Span(start, start + len(line.rstrip()))
        start += len(line)


def _holds_all(document: Document, line: Span, quotes: Sequence[str]) -> bool:
    return all(_quotation(quote).search(document.text, line.start, line.end) for quote in quotes)


def _questions(folder: Path) -> list[_Question]:
    questions = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        questions.append(
            _Question(
                entry["question"],
                (entry["document"] or "").removesuffix(".md"),
                () if entry.get("implied") else tuple(entry.get("items") or entry["answers"]),
                tuple(tuple(mark) for mark in entry["marks"]),
                entry["kind"] != "unanswerable",
            )
        )
    return questions


def _write_files(files: Path, output: Path, rng: random.Random) -> None:
    """Copy Markdown files, half of them as HTML, in place of what an earlier run has left."""
    shutil.rmtree(output, ignore_errors=True)
    markdown = MarkdownIt("commonmark").enable("table")
    for path in sorted(files.rglob("*.md")):
        target = output / path.relative_to(files)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        if rng.random() < 0.5:
            page = f"<!DOCTYPE html>\n<meta charset=utf-8>\n{markdown.render(text)}"
            target.with_suffix(".html").write_text(page, "utf-8")
        else:
            target.write_text(text, "utf-8")
