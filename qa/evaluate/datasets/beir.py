"""Retrieval data as BEIR lays it out (Thakur et al. 2021): documents, queries and relevance.

A folder holds ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``,
``text``) and ``qrels/test.tsv`` (query id, document id and grade in three columns under one line of
names). There are no answers in it, so only rankings can be measured.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.errors import DatasetError
from qa.evaluate.datasets.json_records import content_of, lines_of
from qa.evaluate.datasets.model import Dataset, Paragraph, Question
from qa.question import MAX_QUESTION_CHARACTERS

__all__ = ["read_beir"]

_COLUMNS = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One line of the relevance file."""

    where: str
    query: str
    document: str
    grade: int


def read_beir(folder: Path) -> Dataset:
    """Read a BEIR folder; each of its files may be gzipped, with ``.gz`` added to its name.

    A document without text is its title. Queries longer than can be asked are cut, with a warning.
    Queries that no document is relevant to are left out.

    Returns:
        A dataset of kind ``retrieval``, named after the folder.

    Raises:
        DatasetError: A file is missing or malformed, or they contradict each other; the message
            gives file and line.
        OSError: A file cannot be read.
    """
    paragraphs: list[Paragraph] = []
    numbers: dict[str, int] = {}
    for record in lines_of(_file(folder, "corpus.jsonl")):
        identifier = record.text("_id")
        if identifier in numbers:
            raise record.error(f"a second document {identifier!r}")
        title = record.text("title", blank=True) if record.given("title") else ""
        text = record.text("text", blank=True)
        numbers[identifier] = len(paragraphs)
        paragraphs.append(Paragraph(title or identifier, text if text.strip() else title))
    queries: dict[str, str] = {}
    for record in lines_of(_file(folder, "queries.jsonl")):
        queries[record.text("_id")] = record.text("text")
    relevant: dict[str, dict[int, int]] = {}
    for judged in _judged(_file(folder, "qrels/test.tsv")):
        if judged.query not in queries:
            raise DatasetError(f"{judged.where}: no query {judged.query!r} in queries.jsonl")
        if judged.document not in numbers:
            raise DatasetError(f"{judged.where}: no document {judged.document!r} in corpus.jsonl")
        if judged.grade > 0:
            relevant.setdefault(judged.query, {})[numbers[judged.document]] = judged.grade
    if not relevant:
        raise DatasetError(f"{folder}: no query has a relevant document")
    return Dataset(
        folder.resolve().name, tuple(paragraphs), tuple(_questions(queries, relevant)), "retrieval"
    )


def _file(folder: Path, name: str) -> Path:
    """The file, or the gzipped one."""
    plain = folder / name
    packed = folder / f"{name}.gz"
    if not plain.is_file() and not packed.is_file():
        raise DatasetError(f"{folder}: no {name} in it; a BEIR folder needs one")
    return plain if plain.is_file() else packed


def _judged(path: Path) -> Iterator[_Judged]:
    """The lines of a relevance file, the first, which names the columns, left out."""
    try:
        lines = content_of(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: not UTF-8: {error}") from error
    for number, line in enumerate(lines, start=1):
        where = f"{path}: line {number}"
        columns = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        if len(columns) != _COLUMNS:
            raise DatasetError(f"{where}: {len(columns)} columns instead of {_COLUMNS}")
        if number == 1 and columns[2] == "score":
            continue
        try:
            grade = int(columns[2])
        except ValueError as error:
            raise DatasetError(f"{where}: {columns[2]!r} is not a whole number") from error
        yield _Judged(where, columns[0], columns[1], grade)


def _questions(queries: dict[str, str], relevant: dict[str, dict[int, int]]) -> Iterator[Question]:
    """The queries that have a relevant document, in file order."""
    cut = 0
    for identifier, text in queries.items():
        if identifier not in relevant:
            continue
        cut += len(text) > MAX_QUESTION_CHARACTERS
        grades = tuple(relevant[identifier].items())
        asked = text[:MAX_QUESTION_CHARACTERS]
        yield Question(identifier, asked, (), grades[0][0], relevant=grades)
    if cut:
        log.warning(
            "%d of %d queries are cut to their first %s characters",
            cut,
            len(relevant),
            f"{MAX_QUESTION_CHARACTERS:,}",
        )
