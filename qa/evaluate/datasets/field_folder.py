"""A folder of documents with questions of the people who use it.

The folder holds ``files/`` (the documents), ``questions.jsonl`` and, where there are any,
``conversations.jsonl``. A question is one line: ``question``, ``answers`` (empty: the documents do
not answer it), and as far as it has them ``document`` (a name, or a list where several say it),
``evidence`` (quotations), ``kind``, ``items`` (what a list or a question in two parts must cover)
and ``partial`` (nothing answers it, but the evidence bears on it). A conversation is one line,
``{"turns": [...]}`` with the same members. Others are ignored.
"""

from __future__ import annotations

from pathlib import Path

from qa.errors import DatasetError
from qa.evaluate.datasets.json_records import Record, lines_of
from qa.evaluate.datasets.model import Dataset, Paragraph, Question

__all__ = ["QUESTIONS", "read_field"]

QUESTIONS = "questions.jsonl"
_FILES = "files"
_TALKS = "conversations.jsonl"


def read_field(folder: Path) -> Dataset:
    """Read such a folder.

    Returns:
        A dataset of kind ``field``, named after the folder. Every question has a paragraph of its
        own without text, titled by the documents it names, one a line.

    Raises:
        DatasetError: A line is malformed, or there are no files; the message says where.
        OSError: A file cannot be read.
    """
    if not (folder / _FILES).is_dir():
        raise DatasetError(f"{folder}: no folder {_FILES} in it, which holds the documents")
    questions = [_question(record, number) for number, record in _lines(folder / QUESTIONS)]
    if not questions:
        raise DatasetError(f"{folder / QUESTIONS}: no questions in it")
    talks = []
    if (folder / _TALKS).is_file():
        for _, record in _lines(folder / _TALKS):
            turns = record.children("turns", "turn")
            talks.append(tuple(_question(turn, 0) for turn in turns))
    return Dataset(
        folder.resolve().name,
        tuple(Paragraph(question.document or question.id, "") for question in questions),
        tuple(questions),
        "field",
        tuple(talks),
        folder / _FILES,
    )


def _lines(path: Path) -> list[tuple[int, Record]]:
    return list(enumerate(lines_of(path)))


def _question(record: Record, number: int) -> Question:
    answers = record.texts("answers")
    names = _texts(record, "document")
    partial = record.fields.get("partial") is True
    evidence = _texts(record, "evidence")
    return Question(
        id=", ".join(record.trail),
        text=record.question("question"),
        golds=(),
        paragraph=number,
        unplaced=answers,
        document="\n".join(names) or None,
        evidence=evidence,
        group=record.text("kind") if record.given("kind") else "",
        items=_texts(record, "items"),
        partial=partial and not answers,
    )


def _texts(record: Record, key: str) -> tuple[str, ...]:
    """A string or a list of strings; empty where it is missing or null."""
    if not record.given(key):
        return ()
    return (record.text(key),) if isinstance(record.member(key), str) else record.texts(key)
