"""Questions about a folder's documents: JSONL, one record a line.

``{"question": "…", "answers": ["…"], "document": "report.pdf", "evidence": "…"}``, where the last
two may be missing, ``answers`` may be empty (the folder does not answer it), and ``evidence`` is a
string or a list of strings quoted from the document. Other members are ignored.
"""

from __future__ import annotations

from pathlib import Path

from qa.errors import DatasetError
from qa.evaluate.datasets.json_records import Record, lines_of, name_of
from qa.evaluate.datasets.model import Dataset, Paragraph, Question

__all__ = ["read_jsonl"]


def read_jsonl(path: Path) -> Dataset:
    """Read questions about a folder.

    Args:
        path: Plain or gzipped.

    Returns:
        A dataset of kind ``folder``, named after the file. Every question has a paragraph of its
        own without text, titled by the document it names, else by its line; where it stands is
        for `ground_in_folder` to find.

    Raises:
        DatasetError: A line is malformed; the message gives its number.
        OSError: The file cannot be read.
    """
    questions: list[Question] = []
    paragraphs: list[Paragraph] = []
    for record in lines_of(path):
        question = _question(record, len(questions))
        questions.append(question)
        paragraphs.append(Paragraph(question.document or question.id, ""))
    if not questions:
        raise DatasetError(f"{path}: no questions in it")
    return Dataset(name_of(path), tuple(paragraphs), tuple(questions), "folder")


def _question(record: Record, number: int) -> Question:
    answers = record.texts("answers")
    document = record.text("document") if record.given("document") else None
    evidence: tuple[str, ...] = ()
    if record.given("evidence"):
        single = isinstance(record.member("evidence"), str)
        evidence = (record.text("evidence"),) if single else record.texts("evidence")
    if evidence and not answers:
        raise record.error("has evidence but no answers")
    return Question(
        id=record.trail[0],
        text=record.question("question"),
        golds=(),
        paragraph=number,
        unplaced=answers,
        document=document,
        evidence=evidence,
    )
