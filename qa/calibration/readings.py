"""Questions as they were retrieved and read, kept in a file so that later fits ask nothing again.

A line of the file is one question, asked in one way, as JSON: the hits by document and offsets, the
reader's scores, and how common the question's words are. Its key is a hash of the question, the
fingerprints of all parts, and the documents asked. Texts are not kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.values import Document, Passage, Span
from qa.answering.pipeline import Answerer, Read
from qa.answering.question_words import QuestionWord, QuestionWords
from qa.evaluate import Dataset, Ground, Question, outside
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

__all__ = ["Asked", "ReadingsFile", "read_questions"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked in one way.

    Attributes:
        question: With its right answers.
        left_out: Whether its documents were left out.
        read: What was retrieved and read.
    """

    question: Question
    left_out: bool
    read: Read


class ReadingsFile:
    """Readings by key, appended to a file as they come."""

    def __init__(self, path: Path | None) -> None:
        """Read what an earlier run has kept; keep nothing without a path."""
        self._path = path
        self._begin = "\n"  # ends a line that was cut off
        self._lines: dict[str, dict[str, Any]] = {}
        if path is not None and path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    record = json.loads(line)
                    self._lines[record["key"]] = record
                except (ValueError, KeyError, TypeError):
                    continue  # blank, or cut off by an interruption

    def known(self, key: str, documents: Mapping[str, Document]) -> Read | None:
        """What was kept, or None; None also where a document is not there any more."""
        record = self._lines.get(key)
        if record is None or any(hit[0] not in documents for hit in record["hits"]):
            return None
        return _restored(record, documents)

    def keep(self, key: str, read: Read) -> None:
        """Append a reading."""
        if self._path is None:
            return
        line = json.dumps({"key": key, **_plain(read)}, separators=(",", ":"))
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{self._begin}{line}\n")
        self._begin = ""


def read_questions(
    answerer: Answerer,
    dataset: Dataset,
    ground: Ground,
    documents: Mapping[str, Document],
    *,
    leave_out: bool = True,
    kept: ReadingsFile | None = None,
    progress: bool = True,
) -> list[Asked]:
    """Ask a dataset's questions, the answerable ones also without their documents.

    Args:
        answerer: Retrieves and reads.
        dataset: The questions.
        ground: Where their paragraphs stand; a question whose paragraph is not in the index is
            not asked, except of a folder.
        documents: All of the corpus, by id.
        leave_out: Ask each also without its documents; otherwise only of all.
        kept: Readings of earlier runs.
        progress: Show a bar on standard error.
    """
    kept = kept or ReadingsFile(None)
    without = outside(dataset, ground)
    everywhere = dataset.kind in ("field", "folder")
    asked = [q for q in dataset.questions if ground.places[q.paragraph] or everywhere]
    readings = []
    bar = tqdm(
        asked, desc=f"reading {dataset.name}", unit="question", disable=None if progress else True,
        file=sys.stderr,
    )  # fmt: skip
    for question in bar:
        ways: list[tuple[bool, list[str] | None]] = [(False, None)]
        if leave_out and question.answerable and ground.places[question.paragraph]:
            ways.append((True, without[dataset.paragraphs[question.paragraph].title]))
        for left_out, allowed in ways:
            read = _read(answerer, question.text, allowed, documents, kept)
            readings.append(Asked(question, left_out, read))
    return readings


def _read(
    answerer: Answerer,
    question: str,
    allowed: Sequence[str] | None,
    documents: Mapping[str, Document],
    kept: ReadingsFile,
) -> Read:
    """What was kept of a question, or else read now and kept."""
    key = _key(question, answerer.fingerprints, allowed, documents)
    read = kept.known(key, documents)
    if read is None:
        read = answerer.read(question, allowed)
        kept.keep(key, read)
    return read


def _key(
    question: str,
    parts: Mapping[str, str],
    allowed: Sequence[str] | None,
    documents: Collection[str],
) -> str:
    value = [question, dict(parts), sorted(documents if allowed is None else allowed)]
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


def _plain(read: Read) -> dict[str, Any]:
    return {
        "hits": [
            [
                hit.document.id,
                hit.passage.id,
                hit.passage.start,
                hit.passage.end,
                [astuple(sentence) for sentence in hit.passage.sentences],
                [astuple(heading) for heading in hit.passage.headings],
                hit.score,
                hit.dense,
                hit.lexical,
            ]
            for hit in read.hits
        ],
        "spans": [astuple(span) for span in read.reading.spans],
        "sentences": [astuple(sentence) for sentence in read.reading.sentences],
        "words": [astuple(word) for word in read.words.words],
    }


def _restored(record: dict[str, Any], documents: Mapping[str, Document]) -> Read:
    hits = []
    for document, id_, start, end, sentences, headings, *scores in record["hits"]:
        spans, above = (tuple(Span(*ends) for ends in part) for part in (sentences, headings))
        passage = Passage(id_, document, start, end, spans, above)
        hits.append(Hit(passage, documents[document], *scores))
    words = tuple(QuestionWord(text, tuple(terms), *rest) for text, terms, *rest in record["words"])
    reading = Reading(
        tuple(ScoredSpan(*span) for span in record["spans"]),
        tuple(ScoredSentence(*sentence) for sentence in record["sentences"]),
    )
    return Read(tuple(hits), reading, QuestionWords(words))
